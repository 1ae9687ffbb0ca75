import type { Page } from 'playwright-core';

/** Hands that wait for nothing: all that they do is with the browser before the page has seen any of it. */
export interface HastyHands {
  type(text: string): void;
  /** An input method shows `kana` at the cursor and then commits `text`. */
  compose(kana: string, text: string): void;
  /** An input method takes a key and commits it as it is. */
  insert(text: string): void;
  /** Resolves when the page has seen everything. */
  rest(): Promise<void>;
}

export async function hastyHands(page: Page): Promise<HastyHands> {
  const browser = await page.context().newCDPSession(page);
  const sent: Promise<unknown>[] = [];
  const press = (key: string, code: number, text?: string) => {
    const down = text === undefined ? ({ type: 'rawKeyDown' } as const) : ({ type: 'keyDown', text } as const);
    sent.push(browser.send('Input.dispatchKeyEvent', { ...down, key, windowsVirtualKeyCode: code }));
  };
  const lift = (key: string) => void sent.push(browser.send('Input.dispatchKeyEvent', { type: 'keyUp', key }));
  const commit = (text: string) => {
    sent.push(browser.send('Input.insertText', { text }));
    lift('Process');
  };
  return {
    type(text) {
      for (const char of text) {
        const key = char === '\r' ? 'Enter' : char;
        press(key, char.toUpperCase().charCodeAt(0), char);
        lift(key);
      }
    },
    compose(kana, text) {
      const end = kana.length;
      press('Process', 229);
      sent.push(browser.send('Input.imeSetComposition', { text: kana, selectionStart: end, selectionEnd: end }));
      commit(text);
    },
    insert(text) {
      press('Process', 229);
      commit(text);
    },
    rest: async () => void (await Promise.all(sent)),
  };
}
