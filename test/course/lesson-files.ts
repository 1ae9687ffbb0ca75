import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../lessons');

/** The real lessons as the loader wants them: text by path below `lessons`. */
export function lessonFiles(): Readonly<Record<string, string>> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(root, path), readFileSync(path, 'utf8')];
    }),
  );
}

/** Files of one lesson, by path below its folder. */
export function filesOf(dir: string): Readonly<Record<string, string>> {
  const prefix = `${dir}/`;
  return Object.fromEntries(
    Object.entries(lessonFiles())
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, text]) => [path.slice(prefix.length), text]),
  );
}

export const schema: unknown = JSON.parse(readFileSync(join(root, 'lesson.schema.json'), 'utf8'));
