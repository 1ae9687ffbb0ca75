/** Something a person can mend: what happened, where, and what to do next. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly what: string,
    readonly where?: Location,
    readonly todo?: string,
    options?: { readonly cause?: unknown },
  ) {
    super([where ? `${where.file}:${where.line}: ` : '', what, todo ? ` (${todo})` : ''].join(''), options);
  }
}

export interface Location {
  readonly file: string;
  readonly line: number;
}
