import { createFiles, createLayer, type FileStore } from '../sh/files.js';

export const HOME = '/home/learner';

/** The disk of the learner's machine, with these files in the home. */
export function workstationFiles(home: Readonly<Record<string, string>>, now: () => number): FileStore {
  const layer = createLayer({
    '/tmp/': '',
    '/etc/hostname': 'workstation\n',
    [`${HOME}/`]: '',
    ...Object.fromEntries(Object.entries(home).map(([name, text]) => [`${HOME}/${name}`, text])),
  });
  return createFiles({ layer, now });
}
