import { createStage, type EmbeddedStage, type StageOptions } from '../../src/hosts/embedded/stage.js';

/** A learner at a terminal in jump mode. */
export interface Terminal {
  readonly stage: EmbeddedStage;
  /** Types a line and waits for the next prompt; returns what the terminal showed meanwhile. */
  run(line: string): Promise<string>;
  /** Types without waiting. */
  type(text: string): void;
  /** What was shown since the last call. */
  shown(): string;
  /** Lets so much virtual time pass. */
  pass(ms: number): Promise<void>;
}

export function openTerminal(
  options: Partial<StageOptions> = {},
  kind: 'terminal' | 'no terminal' = 'terminal',
): Terminal {
  let text = '';
  const stage = createStage({
    pace: { mode: 'jump' },
    seed: 1,
    ...(kind === 'terminal' ? { terminal: { columns: 80, rows: 24 } } : {}),
    output: (more) => {
      text += more;
    },
    ...options,
  });
  const shown = () => {
    const all = text;
    text = '';
    return all;
  };
  return {
    stage,
    shown,
    type: (line) => stage.terminal.type(line),
    async run(line) {
      await stage.terminal.settled();
      shown();
      stage.terminal.type(`${line}\n`);
      await stage.terminal.settled();
      return shown();
    },
    async pass(ms) {
      await stage.driver.sleep(ms);
    },
  };
}

export const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: my-app}
spec:
  replicas: 2
  selector: {matchLabels: {app: my-app}}
  template:
    metadata: {labels: {app: my-app}}
    spec:
      containers:
      - {name: app, image: registry.example.com/shop/my-app:1.0, ports: [{containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: my-service}
spec: {type: NodePort, selector: {app: my-app}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
`;
