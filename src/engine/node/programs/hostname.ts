import type { Program } from '../../../sh/program.js';

/** hostname with -i, -f, -s and -d. */
export const hostname: Program<object> = {
  start: () => ({}),
  step(_, sys) {
    const [option = ''] = sys.argv.slice(1);
    const [first = ''] = sys.hostname.split('.');
    const hosts = sys.files.read('/etc/hosts').split('\n');
    const entry = hosts.map((line) => line.trim().split(/\s+/)).find((words) => words.includes(sys.hostname));
    const shown: Readonly<Record<string, string>> = {
      '': sys.hostname,
      '-i': sys.net.addresses()[0] ?? '127.0.0.1',
      '-I': `${sys.net.addresses().join(' ')} `,
      '-f': entry?.[1] ?? sys.hostname,
      '-s': first,
      '-d': entry?.[1]?.split('.').slice(1).join('.') ?? '',
    };
    const text = shown[option];
    if (text === undefined) {
      sys.write(
        2,
        option.startsWith('-')
          ? `hostname: unrecognized option: ${option.slice(1)}\n`
          : 'hostname: sethostname: Operation not permitted\n',
      );
      return 1;
    }
    sys.write(1, `${text}\n`);
    return 0;
  },
};
