import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCluster } from '../../engine/index.js';
import { serveDns } from '../../hosts/dns/serve-dns.js';
import { createDriver } from '../../hosts/embedded/driver.js';
import { writeKubeconfig } from '../../hosts/http/kubeconfig-file.js';
import { serveApi } from '../../hosts/http/serve-api.js';
import { cliWords } from '../../words/cli.js';
import type { Lang } from '../../words/sentence.js';
import { MOST_NODES, readNetwork, readNumber, readOptions } from '../arguments.js';
import { findLesson, loadCourse } from '../course-files.js';
import { CommandFailure } from '../usage-error.js';

/** `svc-learn serve`: the Kubernetes API on loopback until SIGINT or SIGTERM. */
export async function serve(args: readonly string[], lang: Lang): Promise<number> {
  const { values } = readOptions(
    args,
    {
      port: { type: 'string' },
      'dns-port': { type: 'string' },
      kubeconfig: { type: 'string' },
      lesson: { type: 'string' },
      seed: { type: 'string' },
      nodes: { type: 'string' },
      'proxy-mode': { type: 'string' },
      cloud: { type: 'string' },
      addons: { type: 'string' },
      'dual-stack': { type: 'boolean' },
      'ip-families': { type: 'string' },
      speed: { type: 'string' },
    },
    lang,
  );
  const port = readNumber('port', values.port, { lang, min: 0, max: 65_535 }) ?? 0;
  const dnsPort = readNumber('dns-port', values['dns-port'], { lang, min: 0, max: 65_535 });
  const speed = readNumber('speed', values.speed, { lang, min: 0.01, max: 10_000, isFraction: true }) ?? 1;
  const lesson = values.lesson ? findLesson(loadCourse(), values.lesson, lang) : undefined;
  const cluster = createCluster({
    seed: readNumber('seed', values.seed, { lang, min: 0 }) ?? 1,
    nodes: readNumber('nodes', values.nodes, { lang, min: 1, max: MOST_NODES }) ?? 3,
    ...lesson?.world.network,
    ...readNetwork(values, lang),
    epoch: `${new Date().toISOString().slice(0, 19)}Z`,
  });
  for (const { text } of lesson?.world.manifests ?? []) cluster.apply(text);
  if (lesson?.world.faults.length) cluster.settle();
  for (const fault of lesson?.world.faults ?? []) cluster.fault(fault);
  const driver = createDriver(cluster, { mode: 'paced', speed });
  try {
    const ground = () => ({ cluster, driver });
    const listener = await listen(serveApi({ ground, port }), port, lang);
    try {
      const dns = dnsPort === undefined ? undefined : await listen(serveDns({ ground, port: dnsPort }), dnsPort, lang);
      if (dns) process.stdout.write(`${cliWords.servingDns[lang](dns.port)}\n`);
      await serveUntilTerminated(listener.url, values.kubeconfig, lang);
      await dns?.close();
    } finally {
      await listener.close();
    }
  } finally {
    driver.stop();
  }
  return 0;
}

async function serveUntilTerminated(url: string, path: string | undefined, lang: Lang): Promise<void> {
  const kubeconfig = kubeconfigFor(url, path, lang);
  process.stdout.write(`${cliWords.serving[lang](url, kubeconfig.path)}\n`);
  await terminated();
  kubeconfig.remove();
}

async function listen<T>(listening: Promise<T>, port: number, lang: Lang): Promise<T> {
  try {
    return await listening;
  } catch (cause) {
    throw new CommandFailure(
      cliWords.cannotListen[lang](port, (cause as NodeJS.ErrnoException).code ?? String(cause)),
      { cause },
    );
  }
}

/** Written only once the server answers. A file that we chose ourselves goes away with us. */
function kubeconfigFor(url: string, asked: string | undefined, lang: Lang): { readonly path: string; remove(): void } {
  const folder = asked === undefined ? mkdtempSync(join(tmpdir(), 'svc-learn-')) : undefined;
  const path = asked ?? join(folder ?? '', 'kubeconfig');
  try {
    writeKubeconfig(path, { url });
  } catch (cause) {
    throw new CommandFailure(cliWords.cannotWrite[lang](path, (cause as NodeJS.ErrnoException).code ?? String(cause)), {
      cause,
    });
  }
  return { path, remove: () => folder !== undefined && rmSync(folder, { recursive: true, force: true }) };
}

function terminated(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
