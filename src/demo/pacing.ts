// How long things take in a demo that plays by itself, at speed 1: the same figures plan it and play it.
import { commandOf, isAsking, isOver, type Presenter, type Wish } from './presenter.js';
import type { Scene } from './script.js';

/** What a command did when the scene was rehearsed. */
export interface RanCommand {
  readonly command: string;
  readonly status: number;
  readonly output: string;
  /** Virtual ms, until the cluster came to rest. */
  readonly tookMs: number;
}

const KEY_MS = 45;
const ENTER_MS = 600;
const LINE_MS = 350;
const MOST_LINES = 16;
const LEAST_MS = 1500;
const LONGEST_TELLING_MS = 30_000;
const THINKING_MS = 6000;

/** What comes by itself in autoplay, and when; undefined while something runs, and at the end. */
export function nextBeat(
  state: Presenter,
  script: readonly Scene[],
  last: RanCommand | undefined,
): { readonly afterMs: number; readonly wish: Wish } | undefined {
  const scene = script[state.scene];
  if (scene === undefined || state.busy !== 'no' || state.isFree) return undefined;
  if (isAsking(state, script) && state.typed === 0 && scene.part.kind === 'quiz')
    return { afterMs: tellingMs(scene.told) + THINKING_MS, wish: { type: 'enter' } };
  if (isOver(state, script)) {
    const shown = last === undefined ? 0 : readingMs(last.output);
    const afterMs = shown + tellingMs(last === undefined && scene.part.kind !== 'quiz' ? scene.told : scene.toldAfter);
    return { afterMs, wish: { type: 'next' } };
  }
  const command = commandOf(state, script) ?? '';
  if (state.typed >= command.length) return { afterMs: ENTER_MS, wish: { type: 'enter' } };
  if (state.typed > 0) return { afterMs: KEY_MS, wish: { type: 'type', count: 1 } };
  const before = last === undefined ? openingMs(scene) : readingMs(last.output);
  return { afterMs: before, wish: { type: 'type', count: 1 } };
}

/** How long autoplay takes for the scene, in ms. */
export function sceneMs(scene: Scene, ran: readonly RanCommand[]): number {
  const typed = ran.reduce((sum, { command }) => sum + command.length * KEY_MS + ENTER_MS, 0);
  const played = ran.reduce((sum, { tookMs, output }) => sum + tookMs + readingMs(output), 0);
  return (
    openingMs(scene) +
    typed +
    played +
    (scene.commands.length > 0 || scene.toldAfter !== '' ? tellingMs(scene.toldAfter) : 0)
  );
}

function openingMs(scene: Scene): number {
  const isQuestion = scene.part.kind === 'predict' || scene.part.kind === 'quiz';
  return tellingMs(scene.told) + (isQuestion ? THINKING_MS : 0);
}

/** Japanese is read some 550 characters a minute, Latin script some 1300. */
function tellingMs(text: string): number {
  const wide = text.match(/[\u3000-\u9fff\uff00-\uffef]/g)?.length ?? 0;
  return Math.max(LEAST_MS, Math.min(LONGEST_TELLING_MS, wide * 110 + (text.length - wide) * 45));
}

function readingMs(output: string): number {
  return LEAST_MS + LINE_MS * Math.min(MOST_LINES, output.split('\n').length - 1);
}
