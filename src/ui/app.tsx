// The picture in Ink: bands of blocks. Rows are painted already; Ink lays the blocks out and hands the frame to the painter.
import { Box, Text, Transform } from 'ink';
import { memo, useLayoutEffect, useSyncExternalStore } from 'react';
import type { CursorPlace } from './frame/painter.js';
import type { Block, Picture } from './screen/compose.js';

export interface AppProps {
  readonly subscribe: (listener: () => void) => () => void;
  readonly picture: () => Picture;
  readonly placeCursor: (place: CursorPlace | undefined) => void;
}

export function App({ subscribe, picture, placeCursor }: AppProps) {
  const { columns, rows, bands, cursor } = useSyncExternalStore(subscribe, picture);
  useLayoutEffect(() => placeCursor(cursor));
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {bands.map((band) => (
        <Box key={band.map((block) => block.id).join()} flexShrink={0}>
          {band.map((block) => (
            <Rows key={block.id} id={block.id} width={block.width} rows={block.rows} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

/**
 * Ink remembers every text that it measured for ever, so it is given blank rows of the right size, and the painted ones
 * take their place as the frame is written.
 */
const Rows = memo(function Rows({ width, rows }: Block) {
  return (
    <Box flexShrink={0} width={width} height={rows.length}>
      <Transform transform={(_, index) => rows[index] ?? ''}>
        <Text>{blank(width, rows.length)}</Text>
      </Transform>
    </Box>
  );
});

function blank(width: number, height: number): string {
  return Array.from({ length: height }, () => ' '.repeat(width)).join('\n');
}
