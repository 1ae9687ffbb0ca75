import type { KernelOptions } from './kernel.js';
import { baseNameOf, resolvePath } from './paths.js';

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Where {
  readonly cwd: string;
  readonly path?: string | undefined;
}

/** The program that `argv[0]` names, or the interpreter of the script that it names. */
export function findProgram(
  options: KernelOptions,
  argv: readonly string[],
  where: Where,
): { readonly program: string; readonly argv: readonly string[] } | undefined {
  const name = argv[0] ?? '';
  const script = scriptPath(options, name, where);
  if (script) {
    const [interpreter = '/bin/sh', ...rest] = (/^#!\s*(.*)/.exec(script.text)?.[1] ?? '/bin/sh').trim().split(/\s+/);
    const shell = interpreter.endsWith('/env') ? rest : [interpreter, ...rest];
    const program = known(options, shell[0] ?? '');
    return program === undefined ? undefined : { program, argv: [...shell, script.path, ...argv.slice(1)] };
  }
  const program = known(options, name.includes('/') ? resolvePath(where.cwd, name) : name);
  return program === undefined ? undefined : { program, argv };
}

/** Where `command -v` says that a program lies. */
export function findPath(options: KernelOptions, name: string, where: Where): string | undefined {
  if (name.includes('/')) return findProgram(options, [name], where) && name;
  for (const directory of (where.path ?? defaultPath).split(':')) {
    const path = resolvePath(where.cwd, `${directory}/${name}`);
    const stat = options.files.stat(path);
    if (stat?.type === 'file' && stat.mode & 0o111) return path;
  }
  return known(options, name) === undefined ? undefined : `/bin/${name}`;
}

function known({ programs }: KernelOptions, name: string): string | undefined {
  if (name === '') return undefined;
  if (programs(name)) return name;
  const base = baseNameOf(name);
  return /^\/(usr\/)?(local\/)?s?bin\//.test(name) && programs(base) ? base : undefined;
}

function scriptPath({ files }: KernelOptions, name: string, { cwd, path }: Where) {
  const paths = name.includes('/')
    ? [resolvePath(cwd, name)]
    : (path ?? defaultPath).split(':').map((directory) => resolvePath(cwd, `${directory}/${name}`));
  for (const candidate of paths) {
    const stat = files.stat(candidate);
    if (stat?.type !== 'file' || !(stat.mode & 0o111)) continue;
    const text = files.read(candidate);
    return text === '' || stat.size === 0 ? undefined : { path: name.includes('/') ? name : candidate, text };
  }
  return undefined;
}
