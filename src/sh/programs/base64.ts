const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(text: string): string {
  const bytes = unescapeBytes(
    encodeURIComponent(
      text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'),
    ),
  );
  let result = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    result += `${alphabet[word >> 18]}${alphabet[(word >> 12) & 63]}`;
    result += `${b === undefined ? '=' : alphabet[(word >> 6) & 63]}${c === undefined ? '=' : alphabet[word & 63]}`;
  }
  return result;
}

function unescapeBytes(escaped: string): number[] {
  const parts = escaped.match(/%[0-9A-F]{2}|[\s\S]/g) ?? [];
  return parts.map((part) => (part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0)));
}

export function decodeBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  let escaped = '';
  let bits = 0;
  let word = 0;
  for (const char of text.replace(/=/g, '')) {
    word = ((word << 6) | alphabet.indexOf(char)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((word >> bits) & 255).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch (problem) {
    if (!(problem instanceof URIError)) throw problem;
    return undefined;
  }
}
