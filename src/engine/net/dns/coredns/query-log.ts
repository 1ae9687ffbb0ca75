import { wireSize } from '../message.js';
import type { Answer } from '../zone.js';
import type { Waiting } from './coredns-frame.js';
import type { LogClass, LogSettings } from './plugin-settings.js';

const COMMON =
  '{remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" {rcode} {>rflags} {rsize} {duration}';

/** The line that the plugin log writes of a question, if it is one that it was told to write. */
export function logLine(settings: LogSettings, waiting: Waiting, answer: Answer, now: number): string | undefined {
  const { name } = waiting.query;
  const lower = name.toLowerCase();
  if (!settings.zones.some((zone) => zone === '.' || lower === zone || lower.endsWith(`.${zone}`))) return undefined;
  const { classes } = settings;
  if (classes.length > 0 && !classes.includes('all') && !classes.includes(classOf(answer))) return undefined;
  const format = settings.format.replaceAll('{combined}', `${COMMON} {/metadata}`).replaceAll('{common}', COMMON);
  const values = valuesOf(waiting, answer, now);
  return format.replace(/\{([>/]?\w+)\}/g, (text, key: string) => values[key] ?? (key.startsWith('/') ? '-' : text));
}

function classOf({ rcode, answers }: Answer): LogClass {
  if (rcode === 'NXDOMAIN' || (rcode === 'NOERROR' && answers.length === 0)) return 'denial';
  return rcode === 'NOERROR' ? 'success' : 'error';
}

function valuesOf(
  { query, remote, isTcp, since }: Waiting,
  answer: Answer,
  now: number,
): Readonly<Record<string, string>> {
  const { name, type, id, dnssecOk = false, udpSize } = query;
  const flags = ['qr', answer.authoritative && 'aa', answer.truncated && 'tc', 'rd', answer.recursive && 'ra'];
  // What the question itself costs takes no virtual time.
  const seconds = (now - since) / 1000 + 0.000_1 + (id % 97) / 1_000_000;
  return {
    remote: remote.ip.includes(':') ? `[${remote.ip}]` : remote.ip,
    port: String(remote.port),
    '>id': String(id),
    '>opcode': '0',
    type,
    class: 'IN',
    name,
    proto: isTcp ? 'tcp' : 'udp',
    size: String(wireSize(query)),
    '>do': String(dnssecOk),
    '>bufsize': String(isTcp ? 65_535 : Math.max(512, udpSize ?? 512)),
    rcode: answer.rcode,
    '>rflags': flags.filter(Boolean).join(','),
    rsize: String(wireSize(query, answer)),
    duration: `${seconds.toFixed(9)}s`,
  };
}
