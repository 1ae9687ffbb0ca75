export type Memo = <T>(name: string, inputs: readonly unknown[], make: () => T) => T;

/** Remembers the last result of each name while its inputs stay the same. */
export function createMemo(): Memo {
  const entries = new Map<string, { readonly inputs: readonly unknown[]; readonly result: unknown }>();
  return <T>(name: string, inputs: readonly unknown[], make: () => T): T => {
    const known = entries.get(name);
    if (known?.inputs.every((input, index) => input === inputs[index])) {
      return known.result as T;
    }
    const result = make();
    entries.set(name, { inputs, result });
    return result;
  };
}
