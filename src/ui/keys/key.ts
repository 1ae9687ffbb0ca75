// What the keyboard says, after the bytes of the terminal have been understood.

export type Key =
  /** Printable characters as typed, or committed by an input method. */
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'key';
      readonly name: KeyName;
      readonly ctrl: boolean;
      readonly alt: boolean;
      readonly shift: boolean;
    }
  | { readonly type: 'paste'; readonly text: string; readonly isCut: boolean }
  | { readonly type: 'mouse'; readonly action: MouseAction; readonly column: number; readonly row: number }
  | { readonly type: 'unknown'; readonly sequence: string };

export type MouseAction = 'press' | 'release' | 'move' | 'wheel-up' | 'wheel-down';

/** A named key, or the single lower-case character that was struck with Ctrl or Alt. */
export type KeyName = string;

export interface Modifiers {
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

export function keyOf(name: KeyName, modifiers: Modifiers = {}): Key {
  return {
    type: 'key',
    name,
    ctrl: modifiers.ctrl ?? false,
    alt: modifiers.alt ?? false,
    shift: modifiers.shift ?? false,
  };
}

/** One word for a key in key maps: `ctrl+a`, `alt+left`, `f1`, `enter`; undefined for text, paste and mouse. */
export function chordOf(key: Key): string | undefined {
  if (key.type !== 'key') {
    return undefined;
  }
  return `${key.ctrl ? 'ctrl+' : ''}${key.alt ? 'alt+' : ''}${key.shift ? 'shift+' : ''}${key.name}`;
}
