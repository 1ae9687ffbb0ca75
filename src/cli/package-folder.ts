import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the program and its lessons lie, whether it runs from its sources or built. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'lessons', 'course.yaml')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
