import type { Evaluator } from './evaluator.js';

/** Begins a compound command whose redirections are done. */
export function beginCompound(shell: Evaluator, source: number, id: number, tested: boolean): void {
  const { stack, functions } = shell.state;
  const node = shell.node(source, id);
  const at = { source, node: id, tested };
  switch (node.kind) {
    case 'and-or':
      stack.push({ kind: 'and-or', ...at, index: 0 });
      break;
    case 'pipeline':
      stack.push({ kind: 'pipeline', ...at, negate: node.negate, started: false });
      break;
    case 'group':
      shell.push(source, node.body, tested);
      break;
    case 'subshell':
      shell.waitFor([shell.fork({ source, node: node.body, tested })], tested);
      break;
    case 'while':
      shell.state.status = 0;
      stack.push({ kind: 'while', ...at, phase: 'condition', result: 0 });
      break;
    case 'if':
      stack.push({ kind: 'if', ...at, index: 0, chosen: false });
      break;
    case 'for':
      stack.push({ kind: 'for', ...at, log: [], index: 0 });
      break;
    case 'case':
      stack.push({ kind: 'case', ...at, log: [], next: -1 });
      break;
    case 'condition':
      stack.push({ kind: 'condition', ...at, log: [] });
      break;
    case 'function':
      functions[node.name] = { source, node: node.body };
      shell.state.status = 0;
      break;
    default:
      shell.push(source, id, tested);
  }
}
