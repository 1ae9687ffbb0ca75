/** An image reference in its parts, with docker's defaults filled in. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string;
  readonly digest?: string;
}

/** `undefined` for what is no reference (upper case, bad characters). */
export function parseReference(text: string): ImageReference | undefined {
  const match =
    /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9._/-]+?)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, name = '', tag, digest] = match;
  const [first = ''] = name.split('/');
  const hasRegistry = name.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (!hasRegistry && name !== name.toLowerCase()) return undefined;
  const full = hasRegistry ? name : name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
  const repository = full.replace(/^(?:index\.)?docker\.io\/(?=[^/]+$)/, 'docker.io/library/');
  return { repository, tag: tag ?? 'latest', ...(digest === undefined ? {} : { digest }) };
}

/** 64 hex digits that depend on the text alone: a stand-in for a content digest. */
export function fakeDigest(text: string): string {
  let out = '';
  for (let round = 0; out.length < 64; round += 1) {
    let hash = 0x811c9dc5 ^ round;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    out += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return out;
}
