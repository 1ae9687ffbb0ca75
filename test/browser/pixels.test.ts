import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, type Tab, type Visitor, visit } from './visitor.js';

describe.skipIf(noBrowser)('the picture of the page', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit();
  });
  afterAll(() => visitor.close());

  it.each([
    ['without a graphics card', ''],
    ['with one', '&renderer=card'],
  ])('is straight in rows with Japanese and without, %s', async (_, renderer) => {
    const tab = await visitor.open(`&lesson=first-service`);
    await tab.rests();
    await tab.run('echo "、。「」(かっこ)・日本語のあとの123"; echo plain');
    const rows = (await tab.screen()).split('\n');
    if (renderer !== '') {
      await tab.page.goto(`${visitor.url}/?renderer=card`);
      await tab.page.locator('#terminal canvas').first().waitFor();
      await tab.page.waitForTimeout(1500);
    }
    const borders = await verticalBorders(tab, rows.length);
    const inFrames = [...rows.keys()].filter((row) => rows[row]?.startsWith('│'));
    const kinds = inFrames.map((row) => /[\u3000-\u9fff]/.test(rows[row] ?? ''));
    expect([kinds.includes(true), kinds.includes(false)]).toEqual([true, true]);
    const last = inFrames.map((row) => borders[row]?.at(-1));
    expect(new Set(last).size).toBe(1);
    expect(last[0]).toBeGreaterThan(1000);
    const first = inFrames.map((row) => borders[row]?.[0]);
    expect(new Set(first).size).toBe(1);
    await tab.page.close();
  });
});

/** For each row of the screen where something stands that is as high as the row itself: x of its left edge, in pixels. */
async function verticalBorders({ page }: Tab, rows: number): Promise<readonly (readonly number[])[]> {
  const area = await page.locator('.xterm-screen').boundingBox();
  if (area === null) throw new Error('there is no screen');
  const picture = (await page.screenshot({ clip: area })).toString('base64');
  const reader = await page.context().newPage();
  try {
    return await reader.evaluate(
      async ([png, count]) => {
        const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        const { data = new Uint8ClampedArray() } = context?.getImageData(0, 0, image.width, image.height) ?? {};
        const isLit = (x: number, y: number) => (data[(y * image.width + x) * 4 + 1] ?? 0) > 60;
        const height = image.height / count;
        return Array.from({ length: count }, (_, row) => {
          const ys = Array.from({ length: Math.floor(height) - 4 }, (_y, at) => Math.ceil(row * height) + 2 + at);
          const full = Array.from({ length: image.width }, (_x, x) => ys.every((y) => isLit(x, y)));
          return [...full.keys()].filter((x) => full[x] && !full[x - 1]);
        });
      },
      [picture, rows] as const,
    );
  } finally {
    await reader.close();
  }
}
