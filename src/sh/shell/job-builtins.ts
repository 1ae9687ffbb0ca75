import type { Builtin } from './builtin.js';
import type { Evaluator } from './evaluator.js';
import { killProcesses } from './kill.js';
import { jobStatus } from './reader-frames.js';
import type { Job } from './state.js';

/** Builtins about background jobs. */
export const jobBuiltins: Readonly<Record<string, Builtin>> = {
  wait: (shell, argv) => {
    const words = argv.slice(1);
    const jobs = words.length === 0 ? [...shell.state.jobs] : words.map((word) => shell.job(word));
    let code = 0;
    for (const job of jobs) {
      const ended = job === undefined ? 127 : codeOfJob(shell, job);
      if (ended === undefined) return undefined;
      code = ended;
    }
    shell.state.jobs = shell.state.jobs.filter((job) => !jobs.includes(job));
    return words.length === 0 ? 0 : code;
  },
  jobs: (shell) => {
    for (const job of shell.state.jobs) {
      const status = jobStatus(codeOfJob(shell, job));
      const text = status === 'Running' ? `${job.text} &` : job.text;
      shell.write(1, `[${job.id}]${job === shell.state.jobs.at(-1) ? '+' : '-'}  ${status.padEnd(23)} ${text}\n`);
    }
    shell.state.jobs = shell.state.jobs.filter((job) => codeOfJob(shell, job) === undefined);
    return 0;
  },
  fg: (shell, argv, frame) => {
    const job = shell.job(argv[1]);
    if (job === undefined) return noJob(shell, 'fg', argv[1]);
    if (frame.memory === undefined) shell.write(1, `${job.text}\n`);
    frame.memory = 'told';
    const code = codeOfJob(shell, job);
    if (code !== undefined) shell.state.jobs = shell.state.jobs.filter((other) => other !== job);
    return code;
  },
  bg: (shell, argv) => {
    const job = shell.job(argv[1]);
    if (job === undefined) return noJob(shell, 'bg', argv[1]);
    shell.write(1, `[${job.id}]+ ${job.text} &\n`);
    return 0;
  },
  kill: (shell, argv) => {
    const words = argv.slice(1).map((word) => (word.startsWith('%') ? String(-(shell.job(word)?.pid ?? 0)) : word));
    // A job is a group, `-PID`: that is no option.
    const args = argv[1]?.startsWith('%') ? ['--', ...words] : words;
    const code = killProcesses(args, shell.sys, (message) => {
      if (shell.state.flavour === 'bash') shell.error(`kill: ${message}`);
      else shell.write(2, `${shell.state.name}: can't kill pid ${message.replace(/^\((.*)\) - /, '$1: ')}\n`);
    });
    shell.takeSignals();
    return code;
  },
};

function codeOfJob(shell: Evaluator, job: Job): number | undefined {
  for (const pid of job.pids) {
    const code = job.codes[pid] ?? shell.sys.wait(pid);
    if (code === undefined) return undefined;
    job.codes[pid] = code;
  }
  return job.codes[job.pid] ?? 0;
}

function noJob(shell: Evaluator, name: string, word = 'current'): number {
  shell.error(`${name}: ${word}: no such job`);
  return 1;
}
