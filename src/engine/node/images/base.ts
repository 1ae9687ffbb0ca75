import type { Program } from '../../../sh/program.js';
import { coreutils } from '../../../sh/programs/coreutils.js';
import { createShell } from '../../../sh/shell/shell-program.js';
import { wget } from '../programs/busybox-wget.js';
import { hostname } from '../programs/hostname.js';
import { busyboxIp } from '../programs/ip/ip.js';
import { nc } from '../programs/nc/nc.js';
import { nslookup } from '../programs/nslookup.js';
import { tar } from '../programs/tar.js';

/** What every image with a shell brings. */
export const basePrograms: Readonly<Record<string, Program>> = {
  ...coreutils,
  sh: createShell({ flavour: 'ash', program: 'sh' }),
  ash: createShell({ flavour: 'ash', program: 'ash' }),
  bash: createShell({ flavour: 'bash', program: 'bash' }),
  hostname,
  ip: busyboxIp,
  nc,
  nslookup,
  tar,
  wget,
};
