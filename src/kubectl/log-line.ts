import type { KubectlEnv } from './env.js';

/** A line in the form of klog; `text` begins with the place in the source that wrote it. */
export function logLine({ clock }: Pick<KubectlEnv, 'clock'>, severity: 'E' | 'W', text: string): string {
  const now = new Date(clock.now()).toISOString();
  const time = `${now.slice(5, 7)}${now.slice(8, 10)} ${now.slice(11, 23)}000`;
  return `${severity}${time} ${'1'.padStart(7)} ${text}\n`;
}
