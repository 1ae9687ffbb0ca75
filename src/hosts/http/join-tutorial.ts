import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { courseWords } from '../../words/course.js';
import type { Lang } from '../../words/sentence.js';
import { makeFolder } from '../terminal/profile.js';
import type { Outside } from '../tutorial/tutorial.js';
import { loopbackCertificate } from './certificate.js';
import { writeKubeconfig } from './kubeconfig-file.js';
import { type ApiListener, serveApi } from './serve-api.js';

export interface JoinOptions {
  readonly lang: Lang;
  /** 0 for any. */
  readonly port: number;
  /** Where the kubeconfig goes. */
  readonly kubeconfig: string;
}

/** Lets programs of this machine join the world of a screen; resolves to what ends that. Rejects when the port is taken or the file cannot be written. */
export async function joinTutorial(outside: Outside, { lang, port, kubeconfig }: JoinOptions): Promise<() => void> {
  const lock = { ...loopbackCertificate(Date.now()), token: randomBytes(24).toString('base64url') };
  const listener = await serveApi({ ground: outside.ground, around: outside.around, port, lock });
  const remove = written(listener, () => {
    makeFolder(dirname(kubeconfig));
    return writeKubeconfig(kubeconfig, { url: listener.url, lock });
  });
  outside.opened(courseWords.joining[lang](kubeconfig));
  return () => {
    remove();
    void listener.close();
  };
}

function written(listener: ApiListener, write: () => () => void): () => void {
  try {
    return write();
  } catch (cause) {
    void listener.close();
    throw cause;
  }
}
