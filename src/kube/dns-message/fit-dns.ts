import type { DnsMessage } from './dns-message.js';
import { encodeDns } from './encode-dns.js';

/** What of a message fits into `most` bytes: without additional records first, then cut, which it says by its flag tc. */
export function fitDns(message: DnsMessage, most: number): DnsMessage {
  const isFit = (some: DnsMessage) => encodeDns(some, { compress: true }).length <= most;
  if (isFit(message)) return message;
  const bare = { ...message, additional: [] };
  if (isFit(bare)) return bare;
  const cut = (count: number) => ({
    ...bare,
    flags: { ...message.flags, tc: true },
    answers: message.answers.slice(0, count),
    authority: [],
  });
  let [fits, tooMany] = [0, message.answers.length + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (isFit(cut(middle))) fits = middle;
    else tooMany = middle;
  }
  return cut(fits);
}
