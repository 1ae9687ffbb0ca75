import type { KubectlEnv } from '../env.js';

/** A line that klog writes for an error that nobody handles. */
export function logLine({ clock, pid = 1 }: Pick<KubectlEnv, 'clock' | 'pid'>, place: string, error: string): string {
  const [date = '', time = ''] = new Date(clock.now()).toISOString().split('T');
  const head = `E${date.slice(5).replace('-', '')} ${time.slice(0, 12)}000 ${String(pid).padStart(7)} ${place}]`;
  return `${head} "Unhandled Error" err=${JSON.stringify(error)}\n`;
}
