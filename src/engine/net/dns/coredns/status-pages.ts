import type { Sys } from '../../../../sh/program.js';
import type { CorednsFrame, Fetched } from './coredns-frame.js';

/** `/health`, `/ready` and `/metrics`, each on its port. */
export function answerChecks(frame: CorednsFrame, sys: Sys): void {
  const { net } = sys;
  for (const { socket, port, use } of frame.listeners) {
    if (use !== 'http') continue;
    for (let next = net.accept(socket); next !== undefined; next = net.accept(socket)) {
      frame.fetched.push({ socket: next, port, text: '' });
    }
  }
  frame.fetched = frame.fetched.filter((connection) => {
    const text = net.receive(connection.socket);
    if (text === undefined) return true;
    connection.text += text ?? '';
    if (text !== null && !connection.text.includes('\r\n\r\n')) return true;
    if (connection.text !== '') net.send(connection.socket, page(frame, connection));
    net.close(connection.socket);
    return false;
  });
}

function page(frame: CorednsFrame, { port, text }: Fetched): string {
  const path = /^GET (\/\S*) /.exec(text)?.[1]?.replace(/\?.*/, '') ?? '';
  const body = bodyOf(frame, port, path);
  const status = body === undefined ? '404 Not Found' : '200 OK';
  const content = body ?? '404 page not found\n';
  return `HTTP/1.1 ${status}\r\nContent-Length: ${content.length}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${content}`;
}

function bodyOf(frame: CorednsFrame, port: number, path: string): string | undefined {
  const has = (plugin: 'health' | 'ready' | 'prometheus') =>
    frame.servers.some(({ plugins }) => plugins[plugin]?.port === port);
  if (path === '/health' && has('health')) return 'OK';
  if (path === '/ready' && has('ready')) return 'OK';
  if (path === '/metrics' && has('prometheus')) return metrics(frame);
  return undefined;
}

function metrics({ counts, cache }: CorednsFrame): string {
  const [server, zone] = ['dns://:53', '.'];
  const label = `server="${server}",view="",zone="${zone}"`;
  const answered = Object.entries(counts).map(
    ([rcode, count]) => `coredns_dns_responses_total{plugin="",rcode="${rcode}",${label}} ${count}\n`,
  );
  return [
    "# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.\n",
    '# TYPE coredns_build_info gauge\n',
    'coredns_build_info{goversion="go1.26.0",revision="",version="1.14.7"} 1\n',
    '# HELP coredns_cache_entries The number of elements in the cache.\n',
    '# TYPE coredns_cache_entries gauge\n',
    `coredns_cache_entries{server="${server}",type="success",view="",zones="${zone}"} ${Object.keys(cache).length}\n`,
    '# HELP coredns_dns_responses_total Counter of response status codes.\n',
    '# TYPE coredns_dns_responses_total counter\n',
    ...answered,
  ].join('');
}
