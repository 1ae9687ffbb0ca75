// What tidies up when a process ends: a page's end needs no tidying.

export default (): (() => void) => () => {};
