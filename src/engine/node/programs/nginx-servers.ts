import { isKeyOf, readCertificates } from '../../../kube/x509/certificate.js';
import type { Sys } from '../../../sh/program.js';
import type { StartFailure } from './http-server.js';

/** One `listen` of one server block. */
export interface NginxServer {
  readonly port: number;
  readonly isTls: boolean;
  readonly names: readonly string[];
  /** In PEM, for TLS. */
  readonly certificate: string;
}

const FOLDER = '/etc/nginx/conf.d';

/** The server blocks of `conf.d`, with their certificates; nginx does not start with a wrong one. */
export function readServers(sys: Sys): readonly NginxServer[] | StartFailure {
  const files = sys.files.list(FOLDER);
  const names = typeof files === 'string' ? [] : files.filter((name) => name.endsWith('.conf'));
  const blocks = names.flatMap((name) =>
    sys.files
      .read(`${FOLDER}/${name}`)
      .split(/^\s*server\s*\{/m)
      .slice(1),
  );
  const servers: NginxServer[] = [];
  for (const block of blocks) {
    const listens = [...block.matchAll(/\blisten\s+(?:[\d.]+:)?(\d+)([^;]*);/g)];
    const isTls = listens.some(([, , options = '']) => /\bssl\b/.test(options));
    const certificate = isTls ? certificateOf(sys, block) : '';
    if (typeof certificate !== 'string') return certificate;
    const serverNames = (/\bserver_name\s+([^;]+);/.exec(block)?.[1] ?? '').split(/\s+/);
    for (const [, port, options = ''] of listens) {
      servers.push({ port: Number(port), isTls: /\bssl\b/.test(options), names: serverNames, certificate });
    }
  }
  return servers.length > 0 ? servers : [{ port: 80, isTls: false, names: [], certificate: '' }];
}

function certificateOf(sys: Sys, block: string): string | StartFailure {
  const path = (name: string) => new RegExp(`\\b${name}\\s+([^;]+);`).exec(block)?.[1]?.trim();
  const [certificatePath, keyPath] = [path('ssl_certificate'), path('ssl_certificate_key')];
  if (certificatePath === undefined || keyPath === undefined) {
    return refuse(sys, 'no "ssl_certificate" is defined for the "listen ... ssl" directive');
  }
  const missing = [certificatePath, keyPath].find((file) => sys.files.stat(file)?.type !== 'file');
  if (missing !== undefined) {
    const what = missing === keyPath ? 'certificate key' : 'certificate';
    const cause = `SSL: error:80000002:system library::No such file or directory:calling fopen(${missing}, r) error:10000080:BIO routines::no such file`;
    return refuse(sys, `cannot load ${what} "${missing}": BIO_new_file() failed (${cause})`);
  }
  const text = sys.files.read(certificatePath);
  const [own] = readCertificates(text) ?? [];
  if (own === undefined) {
    const cause = 'SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE';
    return refuse(sys, `cannot load certificate "${certificatePath}": PEM_read_bio_X509_AUX() failed (${cause})`);
  }
  if (!isKeyOf(own, sys.files.read(keyPath))) {
    const cause = 'SSL: error:05800074:x509 certificate routines::key values mismatch';
    return refuse(sys, `SSL_CTX_use_PrivateKey("${keyPath}") failed (${cause})`);
  }
  return text;
}

function refuse(sys: Sys, text: string): StartFailure {
  const stamp = new Date(sys.now()).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
  return { exit: 1, stderr: `${stamp} [emerg] ${sys.pid}#${sys.pid}: ${text}\nnginx: [emerg] ${text}\n` };
}
