import type { ProxyPage } from './proxy-options.js';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  421: 'Misdirected Request',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** What nginx says with a status of its own. */
export function nginxPage(status: number): ProxyPage {
  const reason = REASONS[status] ?? '';
  if (status === 200) return { reason, type: 'text/plain; charset=utf-8', body: 'ok' };
  const title = `${status} ${status === 302 ? 'Found' : reason}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ];
  return { reason, type: 'text/html', body: lines.join('\r\n') };
}
