import { describe, expect, it } from 'vitest';
import { base64Encode } from '../../../src/kube/base64.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';
import { writeCertificate, writePrivateKey } from '../../../src/kube/x509/certificate.js';
import { clusterUnderTest } from '../../conformance/cluster-under-test.js';

const DAY = 86_400_000;
const START = Date.UTC(2025, 11, 1);
const NAME = 'shop.default.svc.cluster.local';

interface Wish {
  readonly names?: readonly string[];
  readonly days?: number;
  readonly keyOf?: string;
}

const CONF = `
server {
    listen 80;
    location / { root /usr/share/nginx/html; }
}
server {
    listen 443 ssl;
    server_name ${NAME};
    ssl_certificate /etc/nginx/tls/tls.crt;
    ssl_certificate_key /etc/nginx/tls/tls.key;
    location / { root /usr/share/nginx/html; }
}
`;

function shop({ names = [NAME, 'shop'], days = 365, keyOf = 'shop' }: Wish = {}) {
  const world = clusterUnderTest();
  const certificate = writeCertificate({
    commonName: NAME,
    names,
    notBefore: START,
    notAfter: START + days * DAY,
    keySeed: 'shop',
  });
  const object = (kind: string, name: string, rest: object) =>
    ({ apiVersion: 'v1', kind, metadata: { name }, ...rest }) as KubeObject;
  const tls = { 'tls.crt': base64Encode(certificate), 'tls.key': base64Encode(writePrivateKey(keyOf)) };
  world.cluster.apply([
    object('Secret', 'shop-tls', { type: 'kubernetes.io/tls', data: tls }),
    object('ConfigMap', 'shop-conf', { data: { 'default.conf': CONF } }),
    object('ConfigMap', 'shop-ca', { data: { 'ca.crt': certificate } }),
  ]);
  world.apply(
    `
apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec:
  volumes: [{name: tls, secret: {secretName: shop-tls}}, {name: conf, configMap: {name: shop-conf}}]
  containers:
  - name: nginx
    image: nginx:1.29
    ports: [{containerPort: 443}]
    volumeMounts: [{name: tls, mountPath: /etc/nginx/tls}, {name: conf, mountPath: /etc/nginx/conf.d}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  volumes: [{name: ca, configMap: {name: shop-ca}}]
  containers:
  - {name: main, image: curlimages/curl, command: [sleep, infinity], volumeMounts: [{name: ca, mountPath: /ca}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {clusterIP: 10.96.7.7, selector: {app: shop}, ports: [{name: http, port: 80}, {name: https, port: 443}]}
`,
  );
  const curl = (words: string) => {
    const { code, stdout, stderr } = world.exec('client', `curl -sS -o /dev/null -w '%{http_code}' ${words}`);
    return [code, code === 0 ? stdout : stderr.split('\n')[0]];
  };
  return { ...world, curl };
}

const CA = '--cacert /ca/ca.crt';

describe('a program that talks TLS with a certificate of a Secret', () => {
  it('is reached by the names of its certificate by a client that trusts it', () => {
    const { curl, exec } = shop();
    expect(curl(`${CA} https://${NAME}`)).toEqual([0, '200']);
    expect(curl(`${CA} https://shop`)).toEqual([0, '200']);
    expect(exec('client', `curl -sS ${CA} https://shop/`).stdout).toContain('Welcome to nginx!');
    expect(curl(`${CA} --resolve ${NAME}:443:10.96.7.7 https://${NAME}/`)).toEqual([0, '200']);
    expect(curl('http://shop')).toEqual([0, '200']);
  });

  it('is refused by a client that does not trust it, and reached all the same with -k', () => {
    const { curl, exec } = shop();
    expect(curl('https://shop')).toEqual([60, 'curl: (60) SSL certificate problem: self-signed certificate']);
    expect(exec('client', 'curl -sS https://shop').stderr).toContain(
      'More details here: https://curl.se/docs/sslcerts.html\n',
    );
    expect(curl('-k https://shop')).toEqual([0, '200']);
    expect(curl('--cacert /nowhere https://shop')).toEqual([77, 'curl: (77) error setting certificate file: /nowhere']);
  });

  it('is refused under another name, and when its time is over', () => {
    expect(shop().curl(`${CA} https://10.96.7.7`)).toEqual([
      60,
      "curl: (60) SSL: no alternative certificate subject name matches target host name '10.96.7.7'",
    ]);
    expect(shop({ days: 10 }).curl(`${CA} https://shop`)).toEqual([
      60,
      'curl: (60) SSL certificate problem: certificate has expired',
    ]);
  });

  it('says so to plain HTTP, and a plain port ends a TLS greeting', () => {
    const { curl, exec } = shop();
    expect(exec('client', 'curl -sS http://shop:443').stdout).toContain(
      'The plain HTTP request was sent to HTTPS port',
    );
    expect(curl('https://shop:80')).toEqual([
      35,
      'curl: (35) TLS connect error: error:0A0000C6:SSL routines::packet length too long',
    ]);
  });

  it('does not start with the key of another certificate', () => {
    const { request, wait } = shop({ keyOf: 'another' });
    wait(5);
    const log = request({ method: 'GET', path: '/api/v1/namespaces/default/pods/shop/log' }).body;
    expect(String(log)).toContain(
      'nginx: [emerg] SSL_CTX_use_PrivateKey("/etc/nginx/tls/tls.key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)\n',
    );
  });

  it('shows its certificate to openssl s_client', () => {
    const { exec } = shop();
    const { stdout } = exec('shop', 'openssl s_client -connect shop:443 </dev/null | grep -v "^[A-Za-z0-9+/=]*$"');
    expect(stdout).toContain(`subject=CN = ${NAME}\nissuer=CN = ${NAME}\n`);
    expect(stdout).toContain('Verify return code: 18 (self-signed certificate)\n');
    expect(
      exec('shop', 'openssl x509 -in /etc/nginx/tls/tls.crt -noout -subject -dates -ext subjectAltName').stdout,
    ).toBe(
      `subject=CN = ${NAME}\nnotBefore=Dec  1 00:00:00 2025 GMT\nnotAfter=Dec  1 00:00:00 2026 GMT\n` +
        `X509v3 Subject Alternative Name: \n    DNS:${NAME}, DNS:shop\n`,
    );
    expect(exec('shop', 'openssl s_client -connect shop:80 </dev/null').stdout).toContain(
      'no peer certificate available',
    );
  });
});
