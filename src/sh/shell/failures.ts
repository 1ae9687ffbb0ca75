/** Thrown when a command must run before an expansion can go on; the expansion is then done again with its output in the log. */
export class NeedsOutput {
  constructor(readonly body: number) {}
}

/** A failure that ends the command, and a shell without a terminal. */
export class ShellFailure extends Error {
  constructor(
    message: string,
    readonly code?: number,
  ) {
    super(message);
  }
}
