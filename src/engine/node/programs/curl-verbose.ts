import type { Sys } from '../../../sh/program.js';
import type { Fetch } from './http-client.js';

/** What -v says of each phase, once; `frame.told` is the phase that was told last. */
export function tellPhases(frame: { told: number }, sys: Sys, fetch: Fetch): void {
  const say = (stage: number, text: string) => {
    if (frame.told >= stage) return;
    frame.told = stage;
    sys.write(2, text);
  };
  if (fetch.ip !== undefined) {
    const resolved =
      fetch.query === undefined ? '' : `* Host ${fetch.host}:${fetch.port} was resolved.\n${familyLines(fetch)}`;
    const shown = fetch.ip.includes(':') ? `[${fetch.ip}]` : fetch.ip;
    say(1, `${resolved}*   Trying ${shown}:${fetch.port}...\n`);
  }
  if (fetch.connectedAt !== undefined) {
    const ends = fetch.socket === undefined ? undefined : sys.net.ends(fetch.socket);
    const from = ends ? ` from ${ends.local.ip} port ${ends.local.port} ` : ' ';
    const head = fetch.request.slice(0, fetch.request.indexOf('\r\n\r\n'));
    const sent = head.split('\r\n').map((line) => `> ${line}\n`);
    say(
      2,
      `* Established connection to ${fetch.host} (${fetch.ip} port ${fetch.port})${from}\n* using HTTP/1.x\n${sent.join('')}> \n* Request completely sent off\n`,
    );
  }
  const result = fetch.result;
  if (result?.kind === 'response') {
    const { version, status, reason, headers } = result.response;
    const lines = [`${version} ${status} ${reason}`, ...headers.map(({ name, value }) => `${name}: ${value}`)];
    say(3, `${lines.map((line) => `< ${line}\n`).join('')}< \n`);
  }
}

/** What the name stands for. */
function familyLines({ ip = '', others = [] }: Fetch): string {
  const all = [ip, ...others];
  const of = (isIpv6: boolean) => all.filter((one) => one.includes(':') === isIpv6).join(', ') || '(none)';
  return `* IPv6: ${of(true)}\n* IPv4: ${of(false)}\n`;
}
