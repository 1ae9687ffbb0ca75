import type { Word } from './ast.js';
import { evaluateCondition } from './condition.js';
import type { Evaluator, Progress } from './evaluator.js';
import { matchesPattern } from './pattern.js';
import type { Frame } from './state.js';

type Of<K extends Frame['kind']> = Extract<Frame, { kind: K }>;
export type CompoundFrame = Of<'list' | 'and-or' | 'pipeline' | 'while' | 'if' | 'for' | 'case' | 'condition'>;

/** Goes one operation further in a compound command. */
export function compoundFrames(shell: Evaluator, frame: CompoundFrame): Progress {
  switch (frame.kind) {
    case 'list':
      return runList(shell, frame);
    case 'and-or':
      return runAndOr(shell, frame);
    case 'pipeline':
      return runPipeline(shell, frame);
    case 'while':
      return runWhile(shell, frame);
    case 'if':
      return runIf(shell, frame);
    case 'for':
      return runFor(shell, frame);
    case 'case':
      return runCase(shell, frame);
    case 'condition':
      return runCondition(shell, frame);
  }
}

/** Starts a background job. */
export function startJob(
  shell: Evaluator,
  place: { readonly source: number; readonly node: number },
  text: string,
): void {
  const { state, sys } = shell;
  const nothing = state.interactive ? undefined : sys.open('/dev/null', 'read');
  const fds = typeof nothing === 'number' ? { ...state.fds, 0: nothing } : state.fds;
  const pid = shell.fork({ ...place, tested: false, fds, group: true });
  if (typeof nothing === 'number') sys.close(nothing);
  const id = (state.jobs.at(-1)?.id ?? 0) + 1;
  state.jobs.push({ id, pids: [pid], codes: {}, text, pid });
  state.lastBackground = pid;
  state.status = 0;
  if (state.interactive) shell.write(2, `[${id}] ${pid}\n`);
}

function runList(shell: Evaluator, frame: Of<'list'>): Progress {
  const node = shell.node(frame.source, frame.node);
  const items = node.kind === 'list' ? node.items : [];
  const item = items[frame.index];
  frame.index += 1;
  if (item === undefined || frame.index >= items.length) shell.state.stack.pop();
  if (item === undefined) return true;
  if (item.background) startJob(shell, { source: frame.source, node: item.node }, item.text);
  else shell.push(frame.source, item.node, frame.tested);
  return true;
}

function runAndOr(shell: Evaluator, frame: Of<'and-or'>): Progress {
  const node = shell.node(frame.source, frame.node);
  if (node.kind !== 'and-or') return true;
  const { index } = frame;
  frame.index += 1;
  if (index === 0) {
    shell.push(frame.source, node.first, true);
    return true;
  }
  const next = node.rest[index - 1];
  if (next === undefined || index === node.rest.length) shell.state.stack.pop();
  if (next === undefined || next.and !== (shell.state.status === 0)) return true;
  shell.push(frame.source, next.node, index < node.rest.length || frame.tested);
  return true;
}

function runPipeline(shell: Evaluator, frame: Of<'pipeline'>): Progress {
  const node = shell.node(frame.source, frame.node);
  const stages = node.kind === 'pipeline' ? node.stages : [];
  const [only] = stages;
  if (stages.length === 1 && only !== undefined) {
    if (!frame.started) {
      frame.started = true;
      shell.push(frame.source, only, true);
    } else {
      shell.pop();
      shell.state.status = Number(shell.state.status === 0);
    }
    return true;
  }
  shell.pop();
  const pids: number[] = [];
  let input: number | undefined;
  for (const [index, stage] of stages.entries()) {
    const pipe = index < stages.length - 1 ? shell.sys.pipe() : undefined;
    const fds = { ...shell.state.fds, ...(input === undefined ? {} : { 0: input }), ...(pipe ? { 1: pipe[1] } : {}) };
    pids.push(shell.fork({ source: frame.source, node: stage, tested: false, fds }));
    if (input !== undefined) shell.sys.close(input);
    if (pipe) shell.sys.close(pipe[1]);
    input = pipe?.[0];
  }
  shell.waitFor(pids, frame.tested, frame.negate);
  return true;
}

function runWhile(shell: Evaluator, frame: Of<'while'>): Progress {
  const node = shell.node(frame.source, frame.node);
  if (node.kind !== 'while') return true;
  if (frame.phase === 'condition') {
    frame.phase = 'body';
    shell.push(frame.source, node.condition, true);
  } else if (frame.phase === 'body') {
    if ((shell.state.status === 0) === node.until) {
      shell.pop();
      shell.state.status = frame.result;
      return true;
    }
    frame.phase = 'next';
    shell.push(frame.source, node.body, frame.tested);
  } else {
    frame.result = shell.state.status;
    frame.phase = 'condition';
  }
  return true;
}

function runIf(shell: Evaluator, frame: Of<'if'>): Progress {
  const node = shell.node(frame.source, frame.node);
  if (node.kind !== 'if') return true;
  const tried = node.branches[frame.index - 1];
  const branch = node.branches[frame.index];
  if (tried && shell.state.status === 0) {
    shell.pop();
    shell.push(frame.source, tried.body, frame.tested);
  } else if (branch) {
    frame.index += 1;
    shell.push(frame.source, branch.condition, true);
  } else {
    shell.pop();
    shell.state.status = 0;
    if (node.otherwise !== undefined) shell.push(frame.source, node.otherwise, frame.tested);
  }
  return true;
}

function runFor(shell: Evaluator, frame: Of<'for'>): Progress {
  const node = shell.node(frame.source, frame.node);
  if (node.kind !== 'for') return true;
  if (frame.words === undefined) {
    const { words } = node;
    frame.words = words ? shell.expander(frame.log, someRuns(words)).fields(words) : [...shell.state.parameters];
    shell.state.status = 0;
  }
  const word = frame.words[frame.index];
  if (word === undefined) {
    shell.pop();
    return true;
  }
  frame.index += 1;
  shell.variables.set(node.name, word);
  shell.push(frame.source, node.body, frame.tested);
  return true;
}

function runCase(shell: Evaluator, frame: Of<'case'>): Progress {
  const node = shell.node(frame.source, frame.node);
  if (node.kind !== 'case') return true;
  if (frame.next < 0) {
    const expander = shell.expander(
      frame.log,
      someRuns([node.word, ...node.items.flatMap(({ patterns }) => patterns)]),
    );
    const text = expander.text(node.word);
    const found = node.items.findIndex(({ patterns }) =>
      patterns.some((each) => matchesPattern(expander.pattern(each), text)),
    );
    frame.next = found < 0 ? node.items.length : found;
    shell.state.status = 0;
  }
  const item = node.items[frame.next];
  if (!item?.fallThrough) shell.pop();
  frame.next += 1;
  if (item) shell.push(frame.source, item.body, frame.tested);
  return true;
}

function runCondition(shell: Evaluator, frame: Of<'condition'>): Progress {
  const node = shell.node(frame.source, frame.node);
  if (node.kind !== 'condition') return true;
  const holds = evaluateCondition(shell.expander(frame.log, true), node.test);
  shell.pop();
  shell.finish(holds ? 0 : 1, frame.tested);
  return true;
}

export function someRuns(words: readonly Word[]): boolean {
  return words.some(({ runs }) => runs);
}
