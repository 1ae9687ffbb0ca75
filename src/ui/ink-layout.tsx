// The layout in Ink: bands of blocks as slots. Their rows are painted elsewhere and fill the slots afterwards, so that a key
// that changes no layout costs no layout.
import { Box, render, Text, Transform } from 'ink';
import { memo, useLayoutEffect, useSyncExternalStore } from 'react';
import type { LayOut } from './frame/band-layout.js';
import { blankBlock, slotMark } from './frame/slots.js';
import type { Shape } from './screen/compose.js';

export const inkLayout: LayOut = (screen, sink) => {
  const shape = () => screen.picture().shape;
  const laidOut = (current: Shape) => sink.laidOut(current);
  const ink = render(<App subscribe={screen.subscribe} shape={shape} laidOut={laidOut} />, {
    stdout: sink as unknown as NodeJS.WriteStream,
    stderr: sink as unknown as NodeJS.WriteStream,
    stdin: deafInput as unknown as NodeJS.ReadStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  return () => ink.unmount();
};

interface AppProps {
  readonly subscribe: (listener: () => void) => () => void;
  readonly shape: () => Shape;
  /** Called when the frame that lays out this shape has been written. */
  readonly laidOut: (shape: Shape) => void;
}

function App({ subscribe, shape, laidOut }: AppProps) {
  const current = useSyncExternalStore(subscribe, shape);
  useLayoutEffect(() => laidOut(current), [laidOut, current]);
  let order = 0;
  return (
    <Box flexDirection="column" width={current.columns} height={current.rows}>
      {current.bands.map((band) => (
        <Box key={band.map((block) => block.id).join()} flexShrink={0}>
          {band.map((block) => (
            <Slots key={block.id} order={order++} width={block.width} height={block.height} />
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

/** Ink's own input is not used: keys come through the tokenizer. */
const deafInput = {
  isTTY: false,
  on: () => deafInput,
  off: () => deafInput,
  addListener: () => deafInput,
  removeListener: () => deafInput,
  setEncoding: () => deafInput,
  ref: () => deafInput,
  unref: () => deafInput,
  read: () => null,
};
