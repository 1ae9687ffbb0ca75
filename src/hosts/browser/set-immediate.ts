// The cluster's driver asks for its next turn as Node gives it. Must be evaluated before a world is made.

const channel = new MessageChannel();
const due: (() => void)[] = [];
channel.port1.onmessage = () => due.shift()?.();

/** As soon as the page has had its turn; a timer of 0 would be held back to 4 ms. */
function setImmediate(work: () => void): void {
  due.push(work);
  channel.port2.postMessage(undefined);
}

Object.assign(globalThis, { setImmediate });
