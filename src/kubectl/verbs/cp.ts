import { readTar, type TarEntry, writeTar } from '../../kube/tar.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, Exit } from '../failures.js';
import { execIn, type RemotePlace } from '../resource/exec-in.js';
import { type LocalFiles, localFiles } from '../resource/local-files.js';

export const cpCommand: Command = {
  name: 'cp',
  short: 'Copy files and directories to and from containers.',
  usage: '<file-spec-src> <file-spec-dest>',
  examples: [
    "  # The container needs a 'tar' program",
    '  kubectl cp ./page.html mypod:/usr/share/nginx/html/index.html',
    '',
    '  # From a container, in another namespace',
    '  kubectl cp other/mypod:/var/log/app.log ./app.log -c app',
  ].join('\n'),
  flags: [
    { name: 'container', short: 'c', type: 'string', usage: 'Container name.' },
    { name: 'no-preserve', type: 'bool', default: 'false', usage: 'Do not keep ownership and permissions.' },
    { name: 'retries', type: 'int', default: '0', usage: 'Times to try again a copy from a container.' },
  ],
  run: cp,
};

interface FileSpec {
  readonly pod: string;
  readonly namespace?: string;
  readonly file: string;
}

async function cp(call: Call): Promise<number> {
  const [from, into] = call.args;
  if (from === undefined || into === undefined || call.args.length !== 2) {
    throw new CommandError('source and destination are required');
  }
  const source = fileSpec(from);
  const target = fileSpec(into);
  if (source.pod !== '' && target.pod !== '') {
    throw new CommandError('one of src or dest must be a local file specification');
  }
  if (source.file === '' || target.file === '') throw new CommandError('filepath can not be empty');
  if (source.pod !== '') return copyFromPod(call, source, target.file);
  if (target.pod !== '') return copyToPod(call, source.file, target);
  throw new CommandError('one of src or dest must be a remote file specification');
}

/** `[[namespace/]pod:]file`. */
function fileSpec(text: string): FileSpec {
  const at = text.indexOf(':');
  if (at < 0) return { pod: '', file: text };
  const [first = '', second, ...more] = text.slice(0, at).split('/');
  if (at === 0 || more.length > 0) {
    throw new CommandError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  }
  const file = text.slice(at + 1);
  return second === undefined ? { pod: first, file } : { namespace: first, pod: second, file };
}

function placeOf({ flags }: Call, { pod, namespace }: FileSpec): RemotePlace {
  return { pod, container: flags.string('container'), ...(namespace ? { namespace } : {}) };
}

async function copyToPod(call: Call, source: string, target: FileSpec): Promise<number> {
  const files = localFiles(call.env.files);
  if ((await files.kindOf(source)) === undefined) {
    throw new CommandError(`${source} doesn't exist in local filesystem`);
  }
  const place = placeOf(call, target);
  const isDirectory = (await execIn(call, place, { command: ['test', '-d', target.file], isSilent: true })).code === 0;
  const path = isDirectory ? `${target.file.replace(/\/$/, '')}/${baseOf(source)}` : target.file;
  const folder = folderOf(path);
  const flags = call.flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner', '-xmf'] : ['-xmf'];
  const command = ['tar', ...flags, '-', ...(folder === '' ? [] : ['-C', folder])];
  const archive = writeTar(await archived(files, source, baseOf(path), call.env.clock.now()));
  const { code } = await execIn(call, place, { command, input: archive });
  if (code !== 0) throw new Exit(code);
  return 0;
}

async function archived(files: LocalFiles, path: string, name: string, now: number): Promise<readonly TarEntry[]> {
  const mtime = Math.floor(now / 1000);
  if ((await files.kindOf(path)) !== 'directory') {
    return [{ name, mode: 0o644, mtime, text: await files.read(path) }];
  }
  const entries: TarEntry[] = [{ name: `${name}/`, mode: 0o755, mtime }];
  for (const each of await files.list(path)) {
    entries.push(...(await archived(files, `${path.replace(/\/$/, '')}/${each}`, `${name}/${each}`, now)));
  }
  return entries;
}

async function copyFromPod(call: Call, source: FileSpec, target: string): Promise<number> {
  const command = ['tar', 'cf', '-', source.file];
  const { code, stdout } = await execIn(call, placeOf(call, source), { command });
  const entries = stdout === '' ? [] : readTar(stdout);
  if (entries === undefined) throw new CommandError('unexpected EOF');
  const prefix = cleaned(source.file).replace(/^(\.\.\/)+/, '');
  const files = localFiles(call.env.files);
  for (const { name, text } of entries) {
    if (prefix !== '.' && !name.startsWith(prefix)) throw new CommandError('tar contents corrupted');
    const rest = (prefix === '.' ? name : name.slice(prefix.length)).replace(/^\/+|\/+$/g, '');
    const path = rest === '' || rest === '.' ? target : `${target.replace(/\/$/, '')}/${rest}`;
    if (text === undefined) await files.makeDirectories(path);
    else {
      await files.makeDirectories(folderOf(path));
      await files.write(path, text);
    }
  }
  if (code !== 0) throw new Exit(code);
  return 0;
}

/** Without slashes at either end, `.` and `..` inside. */
function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '.';
}

function baseOf(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '');
}

function folderOf(path: string): string {
  const at = path.replace(/\/+$/, '').lastIndexOf('/');
  if (at < 0) return '.';
  return at === 0 ? '/' : path.slice(0, at);
}
