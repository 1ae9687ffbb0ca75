// To look at the screen with a fake model: bundle this file with vite and run it in a terminal.
import { takeTerminal, wallTicker } from '../../src/hosts/terminal/real-terminal.js';
import { startScreen } from '../../src/ui/start-screen.js';
import { fakeModel } from './fake-model.js';

const model = fakeModel();
const flags = new Set(process.argv.slice(2));
const leave = () => {
  screen.stop();
  terminal.exit(0);
};
const terminal = takeTerminal(leave);
const screen = startScreen({
  model,
  terminal,
  ticker: wallTicker,
  lang: flags.has('--en') ? 'en' : 'ja',
  ascii: flags.has('--ascii'),
  colour: !process.env['NO_COLOR'],
});
model.subscribe(() => {
  if (model.calls.includes('quit:') || model.calls.includes('end-of-input:')) {
    leave();
  }
});
if (flags.has('--stream')) {
  let count = 0;
  setInterval(() => model.print(`\x1b[32m${count++}\x1b[0m 応答 shop-7d4f-2xk9\n`), 50);
}
