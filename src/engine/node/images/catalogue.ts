import { createLayer } from '../../../sh/files.js';
import type { Program } from '../../../sh/program.js';
import { basePrograms } from './base.js';
import type { Image, ImageRecipe } from './image.js';
import { recipes } from './recipes.js';
import { fakeDigest, parseReference } from './reference.js';

const found = new Map<string, Image | undefined>();

/** The image that a reference names, `undefined` when no registry has it. Pure: the same answer for ever. */
export function findImage(reference: string): Image | undefined {
  if (!found.has(reference)) found.set(reference, build(reference));
  return found.get(reference);
}

/** Like `findImage`, for a reference that is known to exist. */
export function imageOf(reference: string): Image {
  const image = findImage(reference);
  if (image === undefined) throw new Error(`no image "${reference}"`);
  return image;
}

function build(text: string): Image | undefined {
  const reference = parseReference(text);
  if (reference === undefined || (reference.digest !== undefined && !text.includes(':'))) return undefined;
  const { repository, tag } = reference;
  const recipe = recipes.find((candidate) => matches(candidate.repository, repository));
  if (recipe === undefined || !recipe.hasTag(tag)) return undefined;
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const programs = resolver(recipe);
  let imageID: string | undefined;
  return {
    reference: `${repository}:${tag}`,
    get imageID() {
      imageID ??= `${repository}@sha256:${fakeDigest(`${repository}:${tag}`)}`;
      return imageID;
    },
    size: recipe.size,
    entrypoint: recipe.entrypoint ?? [],
    cmd: recipe.cmd ?? [],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...recipe.env?.(name, tag),
    },
    workdir: recipe.workdir ?? '/',
    uid: recipe.uid ?? 0,
    stopSignal: recipe.stopSignal ?? 'TERM',
    layer: createLayer({ ...(recipe.scratch ? {} : SYSTEM_FILES), ...COMMON_FILES, ...recipe.files }),
    programs,
  };
}

function matches(pattern: string, repository: string): boolean {
  if (!pattern.endsWith('/*')) return pattern === repository;
  const prefix = pattern.slice(0, -1);
  return repository.startsWith(prefix) && !repository.slice(prefix.length).includes('/');
}

/** Programs are found by name or by a path in one of the usual directories. */
function resolver(recipe: ImageRecipe): (name: string) => Program | undefined {
  const own = new Map(Object.entries(recipe.programs));
  return (name) => {
    const plain = /^(?:\/usr)?(?:\/local)?\/s?bin\/([^/]+)$/.exec(name)?.[1] ?? name;
    const program = own.get(plain) ?? own.get(name);
    if (program !== undefined || recipe.scratch) return program;
    return Object.hasOwn(basePrograms, plain) ? basePrograms[plain] : undefined;
  };
}

const COMMON_FILES = { '/etc/': '', '/tmp/': '', '/dev/': '', '/proc/': '', '/sys/': '', '/var/run/': '' };

const SYSTEM_FILES = {
  '/bin/': '',
  '/usr/bin/': '',
  '/root/': '',
  '/home/': '',
  '/var/log/': '',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
};
