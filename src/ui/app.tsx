// The picture in Ink: bands of blocks. Ink lays them out; their rows are painted already and fill the slots afterwards.
import { Box, Text, Transform } from 'ink';
import { memo, useLayoutEffect, useSyncExternalStore } from 'react';
import { blankBlock, slotMark } from './frame/slots.js';
import type { Picture } from './screen/compose.js';

export interface AppProps {
  readonly subscribe: (listener: () => void) => () => void;
  readonly picture: () => Picture;
  /** Receives each picture when its layout stands. */
  readonly show: (picture: Picture) => void;
}

export function App({ subscribe, picture, show }: AppProps) {
  const shown = useSyncExternalStore(subscribe, picture);
  useLayoutEffect(() => show(shown), [show, shown]);
  let order = 0;
  return (
    <Box flexDirection="column" width={shown.columns} height={shown.rows}>
      {shown.bands.map((band) => (
        <Box key={band.map((block) => block.id).join()} flexShrink={0}>
          {band.map((block) => (
            <Slots key={block.id} order={order++} width={block.width} height={block.rows.length} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

interface SlotsProps {
  readonly order: number;
  readonly width: number;
  readonly height: number;
}

const Slots = memo(function Slots({ order, width, height }: SlotsProps) {
  return (
    <Box flexShrink={0} width={width} height={height}>
      <Transform transform={(_, index) => slotMark(order, index)}>
        <Text>{blankBlock(width, height)}</Text>
      </Transform>
    </Box>
  );
});
