import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, type Visitor, visit } from './visitor.js';

declare global {
  /** First letters of what the terminal asked the browser to measure. */
  var measured: { readonly alone: string[]; readonly together: string[] };
}

describe.skipIf(noBrowser)('letters of the page', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit();
  });
  afterAll(() => visitor.close());

  it('are measured together, all those of a frame', async () => {
    const tab = await visitor.open('&lesson=first-service', (page) => page.addInitScript(watchMeasures));
    await tab.rests();
    await tab.run('echo 鬱蒼');
    const { alone, together } = await tab.page.evaluate(() => globalThis.measured);
    expect(together.length).toBeGreaterThan(150);
    expect(together).toContain('鬱');
    // The width of a cell, and the cursor of the empty terminal.
    expect([...new Set(alone)]).toEqual(['W', ' ']);
    await tab.page.close();
  });
});

function watchMeasures(): void {
  const own = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'offsetWidth');
  globalThis.measured = { alone: [], together: [] };
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', {
    configurable: true,
    get(this: HTMLElement) {
      const box = this.parentElement;
      if (box?.classList.contains('xterm-width-cache-measure-container'))
        globalThis.measured[box.children.length > 4 ? 'together' : 'alone'].push(this.textContent.charAt(0));
      return own?.get?.call(this);
    },
  });
}
