import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { servePage } from '../../hosts/http/serve-page.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { readNumber, readOptions } from '../arguments.js';
import { packageFolder } from '../package-folder.js';
import { CommandFailure } from '../usage-error.js';

/** `svc-learn web [--port N]`: the tutorial as a page on loopback, until SIGINT or SIGTERM. */
export async function web(args: readonly string[], lang: Lang): Promise<number> {
  const { values } = readOptions(args, { port: { type: 'string' } }, lang);
  const port = readNumber('port', values.port, { lang, min: 0, max: 65_535 }) ?? 0;
  const dist = join(packageFolder(), 'dist');
  const folder = join(dist, 'web');
  if (!existsSync(join(folder, 'index.html'))) throw new CommandFailure(cliWords.pageNotBuilt[lang](folder));
  // The package carries what the page shares with the program only once.
  const shared = [
    ...['engine.js', 'filters.js'].map((name) => [`/parts/${name}`, join(dist, name)]),
    ...readdirSync(join(dist, 'course')).map((name) => [`/course/${name}`, join(dist, 'course', name)]),
  ];
  const listener = await servePage({ folder, parts: Object.fromEntries(shared) }, port).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new CommandFailure(cliWords.cannotListen[lang](port, cause.code ?? String(cause)), { cause });
    },
  );
  process.stdout.write(`${cliWords.servingPage[lang](`${listener.url}/${lang === 'en' ? '?lang=en' : ''}`)}\n`);
  await terminated();
  await listener.close();
  return 0;
}

function terminated(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
