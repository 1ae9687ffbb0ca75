// What libraries that were written for Node look for in the global scope. Must be evaluated before all others.
import process from './process.js';

const channel = new MessageChannel();
const due: (() => void)[] = [];
channel.port1.onmessage = () => due.shift()?.();

/** As soon as the page has had its turn; a timer of 0 would be held back to 4 ms. */
function setImmediate(work: () => void): void {
  due.push(work);
  channel.port2.postMessage(undefined);
}

Object.assign(globalThis, { process, setImmediate });
