import type { Program } from '../../../sh/program.js';

const NGINX_NOTES = [
  '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
  '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
  '/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
];

/** The script that official images start by: it becomes the program that its arguments name. */
export const dockerEntrypoint: Program<{ readonly told: boolean }> = {
  start: () => ({ told: false }),
  step(_, sys) {
    const script = sys.argv[0] ?? '';
    const given = sys.argv.slice(1);
    const argv = script.endsWith('/entrypoint.sh') && (given[0] ?? '').startsWith('-') ? ['curl', ...given] : given;
    if (argv[0] === 'nginx') sys.write(1, NGINX_NOTES.map((line) => `${line}\n`).join(''));
    if (argv.length === 0) return 0;
    if (sys.exec({ argv })) return undefined;
    sys.write(2, `${script}: line ${script.startsWith('/docker') ? 47 : 3}: exec: ${argv[0]}: not found\n`);
    return 127;
  },
};
