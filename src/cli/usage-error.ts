/** The words on the command line were wrong: exit code 2. The message is ready to print. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked failed: exit code 1. The message is ready to print. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
