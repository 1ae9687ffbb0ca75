import type { Program } from '../program.js';
import { diff } from './diff.js';
import { column, cut, tr, uniq } from './field-filters.js';
import { chmod, cp, mkdir, mv, rm, rmdir, touch } from './file-programs.js';
import { find } from './find.js';
import { grepProgram } from './grep.js';
import * as info from './info-programs.js';
import { ls } from './ls.js';
import { env, watch, xargs, yes } from './run-programs.js';
import { sleep, timeout } from './sleep.js';
import { sort } from './sort.js';
import { tail } from './tail.js';
import { tee } from './tee.js';
import { base64, cat, head, nl, rev, tac, wc } from './text-filters.js';

/** Programs that every machine may have; none needs a cluster. */
export const coreutils: Readonly<Record<string, Program>> = {
  '[': info.test,
  base64,
  basename: info.basename,
  cat,
  chmod,
  clear: info.clear,
  column,
  cp,
  cut,
  date: info.date,
  diff,
  dirname: info.dirname,
  echo: info.echo,
  egrep: grepProgram('E'),
  env,
  expr: info.expr,
  false: info.failing,
  fgrep: grepProgram('F'),
  find,
  grep: grepProgram(''),
  head,
  hostname: info.hostname,
  id: info.id,
  kill: info.kill,
  ls,
  mkdir,
  mv,
  nl,
  printenv: info.printenv,
  printf: info.printf,
  ps: info.ps,
  rev,
  rm,
  rmdir,
  seq: info.seq,
  sleep,
  sort,
  tac,
  tail,
  tee,
  test: info.test,
  timeout,
  touch,
  tr,
  true: info.succeed,
  uname: info.uname,
  uniq,
  watch,
  wc,
  which: info.which,
  whoami: info.whoami,
  xargs,
  yes,
};
