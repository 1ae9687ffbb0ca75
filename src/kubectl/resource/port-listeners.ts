/** The local listeners of `kubectl port-forward`. */
import { parseAddress } from '../../kube/ip.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call } from '../command/command.js';
import type { PortForward } from '../env.js';
import { CommandError } from '../failures.js';
import { logLine } from '../print/log-line.js';
import type { ForwardedPort } from './forwarded-ports.js';

interface ListenAddress {
  readonly address: string;
  /** Of `localhost` one is enough; of others each must be had. */
  readonly isLocalhost: boolean;
}

export function parsedAddresses(words: readonly string[]): readonly ListenAddress[] {
  const found = new Map<string, ListenAddress>();
  for (const word of words) {
    if (word === 'localhost') {
      for (const address of ['127.0.0.1', '::1']) {
        if (!found.has(address)) found.set(address, { address, isLocalhost: true });
      }
    } else if (parseAddress(word)) found.set(word, { address: word, isLocalhost: false });
    else throw new CommandError(`${word} is not a valid IP`);
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

export interface ForwardTarget {
  readonly pod: Pod;
  /** `service/web` when not the Pod itself was named. */
  readonly chosenFor?: string;
}

interface ListenersOptions {
  readonly call: Call;
  readonly target: ForwardTarget;
  readonly addresses: readonly ListenAddress[];
  readonly lost: () => void;
}

/** The listeners of one command. */
export class PortListeners {
  private readonly listening: PortForward[] = [];

  constructor(private readonly options: ListenersOptions) {}

  /** Throws when not one of the ports can be had. */
  async open(ports: readonly ForwardedPort[]): Promise<void> {
    const { env } = this.options.call;
    const tried: ForwardedPort[] = [];
    let isAny = false;
    for (const port of ports) {
      const { local, failures } = await this.listenOnPort(port);
      tried.push({ ...port, local });
      if (failures === undefined) isAny = true;
      else {
        const words = failures.map((failure) => `unable to create listener: Error ${failure}`).join(' ');
        env.stderr(
          `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${words}]\n`,
        );
      }
    }
    if (isAny) return;
    const all = tried.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
    throw new CommandError(`unable to listen on any of the requested ports: [${all}]`);
  }

  close(): void {
    for (const one of this.listening) one.close();
  }

  /** `failures` when the port counts as not had. */
  private async listenOnPort({ local, remote }: ForwardedPort) {
    const failures: string[] = [];
    const { addresses } = this.options;
    let at = local;
    let isLocalhostHad = false;
    let isOtherMissing = false;
    for (const { address, isLocalhost } of addresses) {
      const found = await this.listen(address, at, remote);
      if (typeof found === 'number') {
        at = found;
        isLocalhostHad ||= isLocalhost;
      } else {
        failures.push(found.failure);
        isOtherMissing ||= !isLocalhost;
      }
    }
    const isLocalhostWanted = addresses.some(({ isLocalhost }) => isLocalhost);
    const isBad = isOtherMissing || (isLocalhostWanted && !isLocalhostHad);
    return { local: at, ...(isBad ? { failures } : {}) };
  }

  private async listen(address: string, local: number, remote: number): Promise<number | { readonly failure: string }> {
    const { call, target, lost } = this.options;
    const { env } = call;
    let port = local;
    const opened = await env.portForward?.({
      pod: target.pod,
      ...(target.chosenFor ? { chosenFor: target.chosenFor } : {}),
      address,
      localPort: local,
      podPort: remote,
      onConnection: () => env.stdout(`Handling connection for ${port}\n`),
      onError: ({ at, message }) => env.stderr(logLine(env, LOG_PLACE, errorText({ at, message, port, remote }))),
      onLost: lost,
    });
    const isIpv6 = address.includes(':');
    const shown = (number: number) => `${isIpv6 ? `[${address}]` : address}:${number}`;
    if (opened === undefined || 'listenError' in opened) {
      const words = opened?.listenError ?? '';
      return { failure: `listen tcp${isIpv6 ? 6 : 4} ${shown(local)}: bind: ${words}` };
    }
    this.listening.push(opened);
    port = opened.localPort;
    env.stdout(`Forwarding from ${shown(port)} -> ${remote}\n`);
    return port;
  }
}

/** Where client-go's port forwarder logs. */
const LOG_PLACE = 'portforward.go:522';

interface ForwardError {
  readonly at: 'stream' | 'pod';
  readonly message: string;
  readonly port: number;
  readonly remote: number;
}

function errorText({ at, message, port, remote }: ForwardError): string {
  return at === 'stream'
    ? `error creating error stream for port ${port} -> ${remote}: ${message}`
    : `an error occurred forwarding ${port} -> ${remote}: ${message}`;
}
