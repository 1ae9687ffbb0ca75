// The layout without Ink: bands from top to bottom, the blocks of each from left to right. It is there at once.
import type { Shape } from '../screen/compose.js';
import type { Screen } from '../screen/screen.js';
import type { FrameSink } from './frame-sink.js';
import { slotMark } from './slots.js';

/** Lays out every shape of the screen as a frame of slots; returns the undo. */
export type LayOut = (screen: Screen, sink: FrameSink) => () => void;

export const layOutInBands: LayOut = (screen, sink) => {
  let last: Shape | undefined;
  const layOut = () => {
    const { shape } = screen.picture();
    if (shape === last) return;
    last = shape;
    sink.write(slotFrame(shape));
    sink.laidOut(shape);
  };
  layOut();
  return screen.subscribe(layOut);
};

function slotFrame({ bands }: Shape): string {
  let order = 0;
  return bands
    .flatMap((band) => {
      const blocks = band.map(({ height }) => ({ order: order++, height }));
      const height = Math.max(0, ...blocks.map((block) => block.height));
      return Array.from({ length: height }, (_, row) =>
        blocks.map((block) => (row < block.height ? slotMark(block.order, row) : '')).join(''),
      );
    })
    .join('\n');
}
