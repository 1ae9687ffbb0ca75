import { createShell } from '../../../sh/shell/shell-program.js';
import { agnhost } from '../programs/agnhost/agnhost.js';
import { curl } from '../programs/curl.js';
import { bindNslookup, host as hostProgram } from '../programs/dig/bind-lookup.js';
import { dig } from '../programs/dig/dig.js';
import { dockerEntrypoint } from '../programs/docker-entrypoint.js';
import { dumbInit } from '../programs/dumb-init.js';
import { getent } from '../programs/getent.js';
import { grpcurl } from '../programs/grpc/grpcurl.js';
import { helloApp } from '../programs/hello-app.js';
import { httpEcho } from '../programs/http-echo.js';
import { HTTPD_PAGE, httpd } from '../programs/httpd.js';
import { iproute } from '../programs/ip/ip.js';
import { mysqladmin, mysqld } from '../programs/mysql.js';
import { ncat, openbsdNc } from '../programs/nc/nc.js';
import { NGINX_CONFIG, NGINX_PAGE, NGINX_VERSION, nginx } from '../programs/nginx.js';
import { openssl } from '../programs/openssl.js';
import { daemon, pause } from '../programs/pause.js';
import { busyboxPing, iputilsPing } from '../programs/ping.js';
import { postgres } from '../programs/postgres.js';
import { redisCli, redisServer } from '../programs/redis.js';
import { shop } from '../programs/shop.js';
import { shopCall } from '../programs/shop-call.js';
import { netstat, ss } from '../programs/socket-lists.js';
import { gnuTar } from '../programs/tar.js';
import { traceroute } from '../programs/traceroute.js';
import { whoami } from '../programs/whoami.js';
import type { ImageRecipe } from './image.js';

/** `1`, `1.27`, `v1.2.3-alpine`, and the moving tags that nearly every image has. */
const anyVersion = (tag: string) => /^(latest|v?\d+(\.\d+)*(-[a-z0-9.]+)*)$/.test(tag);
const named =
  (...names: readonly string[]) =>
  (tag: string) =>
    anyVersion(tag) || names.includes(tag);
/** nginx has no 1.161, the typing error that upstream's page on Deployments makes on purpose. */
const nginxTag = (tag: string) => {
  const minor = /^1\.(\d+)(?:\.(\d+))?(?:-[a-z0-9.-]+)?$/.exec(tag);
  if (minor) return Number(minor[1]) <= 29 && Number(minor[2] ?? 0) <= 12;
  return /^(latest|1|stable|mainline|alpine|alpine-slim|stable-alpine|mainline-alpine|perl|bookworm|trixie|stable-perl)$/.test(
    tag,
  );
};

/** Of busybox, as in alpine. */
const busyboxNet = { ping: busyboxPing, traceroute, netstat };

/** Of the package dnsutils, or bind-tools. */
const dnsTools = { dig, host: hostProgram, nslookup: bindNslookup };

const workloads: readonly ImageRecipe[] = [
  {
    repository: 'docker.io/library/nginx',
    hasTag: nginxTag,
    size: 59_774_010,
    entrypoint: ['/docker-entrypoint.sh'],
    cmd: ['nginx', '-g', 'daemon off;'],
    env: (_, tag) => ({
      NGINX_VERSION: /^1\.\d+\.\d+/.exec(tag)?.[0] ?? NGINX_VERSION,
      PKG_RELEASE: '1~trixie',
      DYNPKG_RELEASE: '1~trixie',
    }),
    stopSignal: 'QUIT',
    files: {
      '/usr/share/nginx/html/index.html': NGINX_PAGE,
      '/usr/share/nginx/html/50x.html':
        '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
      '/etc/nginx/conf.d/default.conf': NGINX_CONFIG,
      '/docker-entrypoint.d/': '',
      '/var/log/nginx/': '',
    },
    programs: { nginx, '/docker-entrypoint.sh': dockerEntrypoint, curl, openssl, tar: gnuTar },
  },
  {
    repository: 'docker.io/library/httpd',
    hasTag: named('alpine', 'bookworm', 'trixie'),
    size: 45_187_236,
    cmd: ['httpd-foreground'],
    env: () => ({ HTTPD_PREFIX: '/usr/local/apache2', HTTPD_VERSION: '2.4.65' }),
    workdir: '/usr/local/apache2',
    files: { '/usr/local/apache2/htdocs/index.html': HTTPD_PAGE },
    programs: { 'httpd-foreground': httpd, tar: gnuTar },
  },
  {
    repository: 'docker.io/curlimages/curl',
    hasTag: anyVersion,
    size: 9_384_127,
    entrypoint: ['/entrypoint.sh'],
    cmd: ['curl'],
    env: () => ({ CURL_CA_BUNDLE: '/cacert.pem' }),
    workdir: '/home/curl_user',
    uid: 100,
    files: { '/home/curl_user/': '' },
    programs: { curl, '/entrypoint.sh': dockerEntrypoint, ...busyboxNet },
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    hasTag: anyVersion,
    size: 52_491_306,
    entrypoint: ['/agnhost'],
    cmd: ['pause'],
    files: { '/agnhost': { text: '', mode: 0o755 } },
    programs: { agnhost, '/agnhost': agnhost, curl, getent, ...busyboxNet, ...dnsTools },
  },
  {
    repository: 'docker.io/hashicorp/http-echo',
    hasTag: anyVersion,
    size: 3_084_521,
    entrypoint: ['/http-echo'],
    uid: 65_532,
    programs: { 'http-echo': httpEcho, '/http-echo': httpEcho },
    scratch: true,
  },
  {
    repository: 'docker.io/traefik/whoami',
    hasTag: anyVersion,
    size: 2_914_176,
    entrypoint: ['/whoami'],
    programs: { whoami, '/whoami': whoami },
    scratch: true,
  },
  {
    repository: 'docker.io/library/redis',
    hasTag: named('alpine', 'bookworm', 'trixie'),
    size: 53_238_907,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['redis-server'],
    env: () => ({ REDIS_VERSION: '8.2.3' }),
    workdir: '/data',
    files: { '/data/': '' },
    programs: { 'redis-server': redisServer, 'redis-cli': redisCli, 'docker-entrypoint.sh': dockerEntrypoint },
  },
  {
    repository: 'docker.io/library/postgres',
    hasTag: named('alpine', 'bookworm', 'trixie'),
    size: 161_205_874,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['postgres'],
    env: (_, tag) => ({ PG_MAJOR: /^\d+/.exec(tag)?.[0] ?? '18', PGDATA: '/var/lib/postgresql/data' }),
    files: { '/var/lib/postgresql/data/': '' },
    programs: { postgres, 'docker-entrypoint.sh': dockerEntrypoint },
  },
  {
    repository: 'docker.io/library/mysql',
    hasTag: named('lts', 'innovation'),
    size: 243_112_408,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: ['mysqld'],
    env: () => ({ MYSQL_VERSION: '8.4.7-1.el9', MYSQL_MAJOR: '8.4' }),
    files: { '/var/lib/mysql/': '' },
    programs: { mysqld, mysqladmin, 'docker-entrypoint.sh': dockerEntrypoint },
  },
  {
    repository: 'registry.example.com/shop/*',
    hasTag: anyVersion,
    size: 8_123_904,
    entrypoint: ['/app'],
    env: (name, tag) => ({ SHOP_NAME: name, SHOP_VERSION: tag }),
    uid: 1000,
    programs: { app: shop, '/app': shop, call: shopCall, '/call': shopCall, curl },
  },
  {
    repository: 'gcr.io/google-samples/hello-app',
    hasTag: anyVersion,
    size: 3_726_412,
    entrypoint: ['/hello-app'],
    env: (_, tag) => ({ HELLO_VERSION: /^\d+\.\d+$/.test(tag) ? `${tag}.0` : tag }),
    programs: { 'hello-app': helloApp, '/hello-app': helloApp },
    scratch: true,
  },
];

/** Of the project grpcurl. */
const grpcurlImage: ImageRecipe = {
  repository: 'docker.io/fullstorydev/grpcurl',
  hasTag: anyVersion,
  size: 11_204_310,
  entrypoint: ['/bin/grpcurl'],
  programs: { grpcurl, '/bin/grpcurl': grpcurl },
  scratch: true,
};

const shells: readonly ImageRecipe[] = [
  {
    repository: 'docker.io/library/busybox',
    hasTag: named('musl', 'glibc', 'uclibc', 'stable'),
    size: 2_217_006,
    cmd: ['sh'],
    programs: busyboxNet,
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/busybox',
    hasTag: anyVersion,
    size: 2_217_006,
    cmd: ['sh'],
    programs: busyboxNet,
  },
  {
    repository: 'docker.io/library/alpine',
    hasTag: named('edge'),
    size: 3_802_452,
    cmd: ['/bin/sh'],
    programs: busyboxNet,
  },
  {
    repository: 'docker.io/library/debian',
    hasTag: named('stable', 'bookworm', 'trixie', 'bookworm-slim', 'stable-slim'),
    size: 49_278_921,
    cmd: ['bash'],
    programs: {},
  },
  {
    repository: 'docker.io/library/ubuntu',
    hasTag: named('noble', 'jammy'),
    size: 29_723_161,
    cmd: ['/bin/bash'],
    programs: {},
  },
  { repository: 'docker.io/library/bash', hasTag: anyVersion, size: 6_412_380, cmd: ['bash'], programs: {} },
  {
    repository: 'docker.io/library/python',
    hasTag: named('slim', 'alpine'),
    size: 47_620_113,
    cmd: ['sh'],
    programs: { curl },
  },
  {
    repository: 'docker.io/library/node',
    hasTag: named('slim', 'alpine', 'lts'),
    size: 76_003_418,
    cmd: ['sh'],
    programs: { curl },
  },
  {
    repository: 'registry.k8s.io/e2e-test-images/jessie-dnsutils',
    hasTag: anyVersion,
    size: 112_030_336,
    cmd: ['sh'],
    programs: { curl, getent, ...dnsTools },
  },
  {
    repository: 'docker.io/nicolaka/netshoot',
    hasTag: (tag) => /^(latest|v\d+\.\d+)$/.test(tag),
    size: 172_412_118,
    cmd: ['zsh'],
    workdir: '/root',
    programs: {
      curl,
      getent,
      grpcurl,
      ip: iproute,
      openssl,
      ping: iputilsPing,
      traceroute,
      nc: openbsdNc,
      ncat,
      netstat,
      ss,
      zsh: createShell({ flavour: 'bash', program: 'zsh' }),
      ...dnsTools,
    },
  },
  {
    repository: 'docker.io/tutum/dnsutils',
    hasTag: anyVersion,
    size: 79_113_704,
    cmd: ['bash'],
    programs: { getent, ...dnsTools },
  },
];

/** Which tools a node has; what they do is the network's business. */
const nodeTools = {
  'iptables-save': daemon,
  'ip6tables-save': daemon,
  iptables: daemon,
  ip6tables: daemon,
  nft: daemon,
  conntrack: daemon,
};

const system: readonly ImageRecipe[] = [
  {
    repository: 'registry.k8s.io/pause',
    hasTag: anyVersion,
    size: 320_368,
    entrypoint: ['/pause'],
    uid: 65_535,
    programs: { pause, '/pause': pause },
    scratch: true,
  },
  {
    repository: 'registry.k8s.io/coredns/coredns',
    hasTag: anyVersion,
    size: 23_553_139,
    entrypoint: ['/coredns'],
    programs: { '/coredns': daemon },
    scratch: true,
  },
  {
    repository: 'ghcr.io/nginx/nginx-gateway-fabric/nginx',
    hasTag: anyVersion,
    size: 61_203_118,
    cmd: ['/nginx-gateway'],
    programs: { '/nginx-gateway': daemon, curl },
  },
  {
    repository: 'registry.k8s.io/ingress-nginx/controller',
    hasTag: anyVersion,
    size: 116_821_474,
    entrypoint: ['/usr/bin/dumb-init', '--'],
    cmd: ['/nginx-ingress-controller'],
    programs: { 'dumb-init': dumbInit, '/nginx-ingress-controller': daemon, curl },
  },
  {
    repository: 'registry.k8s.io/kube-proxy',
    hasTag: anyVersion,
    size: 26_000_000,
    programs: { 'kube-proxy': daemon, ...nodeTools },
    scratch: true,
  },
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map(
    (name): ImageRecipe => ({
      repository: `registry.k8s.io/${name}`,
      hasTag: anyVersion,
      size: 28_000_000,
      programs: { [name]: daemon },
      scratch: true,
    }),
  ),
];

/** What runs on nodes and on the workstation; nobody can pull it. */
export const HOST_IMAGE = 'svc-learn.local/host:1';

const host: ImageRecipe = {
  repository: 'svc-learn.local/host',
  hasTag: (tag) => tag === '1',
  size: 0,
  programs: {
    curl,
    getent,
    ip: iproute,
    ncat,
    ping: iputilsPing,
    traceroute,
    ss,
    openssl,
    'port-forward': daemon,
    'port-forward-stream': daemon,
    ...dnsTools,
    ...nodeTools,
  },
};

export const recipes: readonly ImageRecipe[] = [...workloads, grpcurlImage, ...shells, ...system, host];
