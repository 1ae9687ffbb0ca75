import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { figure } from './statistics.mjs';

/** What the registry would carry. */
export function figuresOfPackage() {
  const cwd = join(import.meta.dirname, '../..');
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd, encoding: 'utf8' });
  const [{ size, unpackedSize }] = JSON.parse(stdout);
  return [
    figure('package, packed', size / 1e6, { unit: 'MB', budget: 2 }),
    figure('package, unpacked', unpackedSize / 1e6, { unit: 'MB' }),
  ];
}
