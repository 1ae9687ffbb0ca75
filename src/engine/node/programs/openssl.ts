import { type Certificate, readCertificates } from '../../../kube/x509/certificate.js';
import { verifyCertificate } from '../../../kube/x509/verify.js';
import type { Program, Sys } from '../../../sh/program.js';
import { chosenAddress } from './address-choice.js';
import { isAddress } from './http-client.js';
import { clientHello, readHello } from './tls.js';

interface Frame {
  query?: number;
  socket?: number;
  isGreeted: boolean;
  buffer: string;
}

/** openssl s_client and x509: shows the certificates that a server has, or that lie in a file. */
export const openssl: Program<Frame> = {
  start: () => ({ buffer: '', isGreeted: false }),
  step(frame, sys) {
    const [command = '', ...words] = sys.argv.slice(1);
    if (command === 'version') {
      sys.write(1, 'OpenSSL 3.5.4 30 Sep 2025 (Library: OpenSSL 3.5.4 30 Sep 2025)\n');
      return 0;
    }
    if (command === 's_client') return connect(frame, sys, words);
    if (command === 'x509') return show(sys, words);
    sys.write(2, `Invalid command '${command}'; type "help" for a list.\n`);
    return 1;
  },
};

function optionOf(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}

function connect(frame: Frame, sys: Sys, words: readonly string[]): number | undefined {
  const target = optionOf(words, '-connect') ?? 'localhost:4433';
  const [, host = '', port = '443'] = /^(.*?)(?::(\d+))?$/.exec(target) ?? [];
  if (frame.socket === undefined) {
    const ip = addressOf(frame, sys, host);
    if (ip === undefined) return undefined;
    if (ip === '') {
      sys.write(2, `BIO_lookup_ex:Name or service not known:${host}\nconnect:errno=22\n`);
      return 1;
    }
    frame.socket = sys.net.connect({ ip, port: Number(port), host });
  }
  const state = sys.net.state(frame.socket);
  if (state === 'connecting') return undefined;
  if (!frame.isGreeted && state !== 'open') {
    sys.write(2, `connect:errno=${state === 'refused' ? 111 : 110}\n`);
    return 1;
  }
  const name = optionOf(words, '-servername') ?? host;
  if (!frame.isGreeted) sys.net.send(frame.socket, clientHello(name));
  frame.isGreeted = true;
  const text = sys.net.receive(frame.socket);
  if (text === undefined) return undefined;
  frame.buffer += text ?? '';
  const heard = readHello(frame.buffer);
  if (heard === undefined && text !== null) return undefined;
  sys.net.close(frame.socket);
  sys.write(1, 'CONNECTED(00000003)\n');
  if (heard === undefined || heard === 'plain') {
    sys.write(2, 'error:0A0000C6:SSL routines:tls_get_more_records:packet length too long\n');
    sys.write(1, '---\nno peer certificate available\n---\n');
    return 1;
  }
  if (heard.hello.alert !== undefined) {
    const words = 'tlsv1 unrecognized name:../ssl/record/rec_layer_s3.c:908:SSL alert number 112';
    sys.write(2, `error:0A000458:SSL routines:ssl3_read_bytes:${words}\n`);
    sys.write(1, '---\nno peer certificate available\n---\n');
    return 1;
  }
  const file = optionOf(words, '-CAfile');
  const trusted = file === undefined || sys.files.stat(file)?.type !== 'file' ? '' : sys.files.read(file);
  sys.write(1, session(sys, { shown: heard.hello.certificates ?? '', trusted }));
  return 0;
}

function session(sys: Sys, { shown, trusted }: { readonly shown: string; readonly trusted: string }): string {
  const chain = readCertificates(shown) ?? [];
  const [own] = chain;
  if (own === undefined) return '---\nno peer certificate available\n---\n';
  const host = own.names[0] ?? own.commonName;
  const problem = verifyCertificate({ chain, trusted: readCertificates(trusted) ?? [], host, now: sys.now() });
  const verdict = problem === undefined || problem === 'wrong-name' ? '0 (ok)' : VERDICTS[problem];
  const rows = chain.map(
    ({ subject, issuer, notBefore, notAfter }, at) =>
      ` ${at} s:${subject}\n   i:${issuer}\n   v:NotBefore: ${time(notBefore)}; NotAfter: ${time(notAfter)}\n`,
  );
  return `---\nCertificate chain\n${rows.join('')}---\nServer certificate\n${own.pem}subject=${own.subject}\nissuer=${own.issuer}\n---\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nVerify return code: ${verdict}\n---\nDONE\n`;
}

const VERDICTS = {
  'self-signed': '18 (self-signed certificate)',
  'unknown-issuer': '20 (unable to get local issuer certificate)',
  expired: '10 (certificate has expired)',
  'not-yet-valid': '9 (certificate is not yet valid)',
} as const;

function show(sys: Sys, words: readonly string[]): number | undefined {
  const file = optionOf(words, '-in');
  let text = '';
  if (file !== undefined) text = sys.files.stat(file)?.type === 'file' ? sys.files.read(file) : '';
  else {
    const input = sys.read(0);
    if (input === undefined) return undefined;
    text = input ?? '';
  }
  const [certificate] = readCertificates(text) ?? [];
  if (certificate === undefined) {
    sys.write(2, `Could not find certificate from ${file ?? '<stdin>'}\n`);
    return 1;
  }
  sys.write(1, lines(certificate, words));
  return 0;
}

function lines({ subject, issuer, names, notBefore, notAfter, pem }: Certificate, words: readonly string[]): string {
  const has = (option: string) => words.includes(option);
  const alternatives = names.map((name) =>
    isAddress(name) || name.includes(':') ? `IP Address:${name}` : `DNS:${name}`,
  );
  return [
    has('-subject') ? `subject=${subject}\n` : '',
    has('-issuer') ? `issuer=${issuer}\n` : '',
    has('-dates') || has('-startdate') ? `notBefore=${time(notBefore)}\n` : '',
    has('-dates') || has('-enddate') ? `notAfter=${time(notAfter)}\n` : '',
    has('-ext') ? `X509v3 Subject Alternative Name: \n    ${alternatives.join(', ')}\n` : '',
    has('-noout') ? '' : pem,
  ].join('');
}

/** `Jan  1 00:00:00 2027 GMT`. */
function time(ms: number): string {
  const [, day = '', month, year, clock] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(ms).toUTCString()) ?? [];
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`;
}

function addressOf(frame: Frame, sys: Sys, host: string): string | undefined {
  if (isAddress(host)) return host;
  frame.query ??= sys.net.resolve(host);
  const answer = sys.net.resolved(frame.query);
  return answer && (chosenAddress(answer, sys.net.addresses()) ?? '');
}
