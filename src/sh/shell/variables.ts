import type { Sys } from '../program.js';
import { ShellFailure } from './failures.js';
import type { ShellState, Variable } from './state.js';

/** The shell's variables and special parameters. */
export class Variables {
  constructor(
    private readonly state: ShellState,
    private readonly sys: Sys,
  ) {}

  entry(name: string): Variable | undefined {
    return Object.hasOwn(this.state.variables, name) ? this.state.variables[name] : undefined;
  }

  get(name: string): string | undefined {
    return this.entry(name)?.value;
  }

  set(name: string, value: string): void {
    const old = this.entry(name);
    if (old?.readonly)
      throw new ShellFailure(
        `${name}: ${this.state.flavour === 'bash' ? 'readonly variable' : 'is read only'}`,
        this.state.flavour === 'bash' ? 1 : 2,
      );
    const exported = old?.exported || this.state.options['a'];
    this.state.variables[name] = exported ? { value, exported: true } : { value };
  }

  put(name: string, variable: Variable | null): void {
    if (variable === null) delete this.state.variables[name];
    else this.state.variables[name] = variable;
  }

  unset(name: string): void {
    if (this.entry(name)?.readonly) throw new ShellFailure(`${name}: is read only`);
    delete this.state.variables[name];
  }

  /** A variable, a positional or a special parameter. */
  parameter(name: string): string | undefined {
    if (/^[A-Za-z_]/.test(name)) return this.get(name) ?? this.dynamic(name);
    const { state } = this;
    if (/^\d+$/.test(name)) return name === '0' ? state.name : state.parameters[Number(name) - 1];
    switch (name) {
      case '#':
        return String(state.parameters.length);
      case '?':
        return String(state.status);
      case '$':
        return String(state.pid);
      case '!':
        return state.lastBackground === undefined ? undefined : String(state.lastBackground);
      case '-':
        return (
          Object.keys(state.options)
            .filter((option) => option.length === 1 && state.options[option])
            .join('') + (state.interactive ? 'i' : '')
        );
      default:
        return undefined;
    }
  }

  /** What programs are given. */
  exported(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [name, { value, exported }] of Object.entries(this.state.variables)) {
      if (exported && value !== undefined) env[name] = value;
    }
    return env;
  }

  private dynamic(name: string): string | undefined {
    if (name === 'LINENO') return String(this.state.line);
    if (name === 'PPID') return String(this.sys.ppid);
    if (name === 'SECONDS' && this.state.flavour === 'bash') return String(Math.floor(this.sys.now() / 1000));
    return undefined;
  }
}
