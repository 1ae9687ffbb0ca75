const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const PRIME = 0x0000000001000000000000000000013bn;

/** The 128-bit FNV-1a sum of a text without letters beyond ASCII. */
export function fnv128a(text: string): bigint {
  let sum = OFFSET;
  for (let at = 0; at < text.length; at += 1) {
    sum = BigInt.asUintN(128, (sum ^ BigInt(text.charCodeAt(at))) * PRIME);
  }
  return sum;
}
