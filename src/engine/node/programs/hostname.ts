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

/** `ip addr`, as far as a learner looks: the interfaces and their addresses. */
export const ip: Program<object> = {
  start: () => ({}),
  step(_, sys) {
    const what = sys.argv.slice(1).find((word) => !word.startsWith('-')) ?? '';
    const address = sys.net.addresses()[0] ?? '127.0.0.1';
    const gateway = address.replace(/\.\d+$/, '.1');
    if ('address'.startsWith(what) && what !== '') {
      sys.write(
        1,
        `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue state UP qlen 1000\n    inet ${address}/24 brd ${address.replace(/\.\d+$/, '.255')} scope global eth0\n       valid_lft forever preferred_lft forever\n`,
      );
      return 0;
    }
    if ('route'.startsWith(what) && what !== '') {
      sys.write(
        1,
        `default via ${gateway} dev eth0 \n${gateway.replace(/\.1$/, '.0')}/24 via ${gateway} dev eth0  src ${address} \n${gateway} dev eth0 scope link  src ${address} \n`,
      );
      return 0;
    }
    sys.write(2, 'Usage: ip [OPTIONS] address|route|link|neigh|rule [ARGS]\n');
    return 1;
  },
};
