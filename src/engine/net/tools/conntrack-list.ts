import type { Program, Sys } from '../../../sh/program.js';
import type { Flow } from '../conntrack.js';
import { listing, optionValue } from './listing.js';

/** `conntrack -L` on a node, with the filters that people use: protocol, addresses, port, state. */
export function conntrackList(flows: (node: string) => readonly Flow[]): Program {
  return listing((sys) => {
    const [action = ''] = sys.argv.slice(1);
    const version = 'conntrack v1.4.8 (conntrack-tools)';
    if (!['-L', '--dump'].includes(action)) {
      return { stderr: `${version}: only -L (--dump) is available on this machine\n`, code: 2 };
    }
    const shown = flows(sys.hostname).filter((flow) => isWanted(flow, sys));
    const count = `${version}: ${shown.length} flow entries have been shown.\n`;
    return { stdout: shown.map(line).join(''), stderr: count };
  });
}

function isWanted(flow: Flow, { argv }: Sys): boolean {
  const filters: readonly (readonly [string | undefined, string | number])[] = [
    [optionValue(argv, '-p', '--proto'), flow.protocol],
    [optionValue(argv, '-s', '--src', '--orig-src'), flow.source.ip],
    [optionValue(argv, '-d', '--dst', '--orig-dst'), flow.dest.ip],
    [optionValue(argv, '-r', '--reply-src'), flow.replySource.ip],
    [optionValue(argv, '-q', '--reply-dst'), flow.replyDest.ip],
    [optionValue(argv, '--sport', '--orig-port-src'), flow.source.port],
    [optionValue(argv, '--dport', '--orig-port-dst'), flow.dest.port],
    [optionValue(argv, '--state'), stateText(flow)],
  ];
  return filters.every(([wanted, is]) => wanted === undefined || wanted.toLowerCase() === String(is).toLowerCase());
}

const numbers = { tcp: 6, udp: 17, sctp: 132 } as const;

/** SCTP's words for the states of a connection. */
const associations = {
  SYN_SENT: 'COOKIE_WAIT',
  ESTABLISHED: 'ESTABLISHED',
  TIME_WAIT: 'CLOSED',
  CLOSE: 'CLOSED',
} as const;

function stateText({ protocol, state }: Flow): string {
  if (protocol === 'udp') return '';
  return protocol === 'sctp' ? associations[state] : state;
}

function line(flow: Flow): string {
  const { protocol, state, hasReply, left, source, dest, replySource, replyDest } = flow;
  const word = stateText(flow);
  const tuple = (from: Flow['source'], to: Flow['dest']) =>
    `src=${from.ip} dst=${to.ip} sport=${from.port} dport=${to.port}`;
  const head = `${protocol.padEnd(8)} ${numbers[protocol]} ${left} ${word === '' ? '' : `${word} `}`;
  const isAssured = hasReply && (protocol === 'udp' || state !== 'CLOSE');
  const words = [tuple(source, dest), ...(hasReply ? [] : ['[UNREPLIED]']), tuple(replySource, replyDest)];
  return `${head}${[...words, ...(isAssured ? ['[ASSURED]'] : []), 'mark=0', 'use=1'].join(' ')}\n`;
}
