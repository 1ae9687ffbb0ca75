import type { Sys } from '../../../../sh/program.js';
import type { CorednsFrame, Listener } from './coredns-frame.js';

/** Opens the ports of the configuration; those that are open already stay. */
export function listen(frame: CorednsFrame, sys: Sys): boolean {
  const { net } = sys;
  const wanted = frame.servers.flatMap(({ port, plugins: { health, ready, prometheus } }) => [
    { port, use: 'udp' as const },
    { port, use: 'tcp' as const },
    ...[health, ready, prometheus].flatMap((page) => (page ? [{ port: page.port, use: 'http' as const }] : [])),
  ]);
  const isWanted = (one: Pick<Listener, 'port' | 'use'>) =>
    wanted.some(({ port, use }) => port === one.port && use === one.use);
  for (const { socket } of frame.listeners.filter((listener) => !isWanted(listener))) net.close(socket);
  frame.listeners = frame.listeners.filter(isWanted);
  for (const { port, use } of wanted) {
    if (frame.listeners.some((known) => known.port === port && known.use === use)) continue;
    const socket = net.listen({ ip: '0.0.0.0', port, protocol: use === 'udp' ? 'UDP' : 'TCP' });
    if (typeof socket !== 'number') {
      const why = socket === 'EACCES' ? 'permission denied' : 'address already in use';
      sys.write(2, `listen ${use === 'udp' ? 'udp' : 'tcp'} :${port}: bind: ${why}\n`);
      return false;
    }
    frame.listeners.push({ socket, port, use });
  }
  return true;
}
