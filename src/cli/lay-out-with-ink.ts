import type { RunningScreen } from '../ui/start-screen.js';

/** Ink lays out the screen as soon as it has been loaded, which takes longer than a first frame may. */
export async function layOutWithInk(screen: RunningScreen): Promise<void> {
  const { inkLayout } = await import('../ui/ink-layout.js');
  screen.layOut(inkLayout);
}
