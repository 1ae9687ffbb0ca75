import { beginCompound } from './begin-compound.js';
import type { Evaluator, Progress } from './evaluator.js';
import { applyRedirects } from './redirects.js';
import type { Frame } from './state.js';

/** Puts a compound command's redirections in force for as long as it runs. */
export function runRedirect(shell: Evaluator, frame: Extract<Frame, { kind: 'redirect' }>): Progress {
  if (frame.restore) {
    shell.pop();
    return true;
  }
  const node = shell.node(frame.source, frame.node);
  const redirects = 'redirects' in node ? node.redirects : [];
  const expander = shell.expander(
    frame.log,
    redirects.some(({ target }) => target.runs),
  );
  const restore = applyRedirects(
    shell,
    redirects.map((redirect) => ({ ...redirect, target: expander.text(redirect.target) })),
  );
  if (restore === undefined) {
    shell.pop();
    shell.finish(1, frame.tested);
    return true;
  }
  frame.restore = restore;
  beginCompound(shell, frame.source, frame.node, frame.tested);
  return true;
}
