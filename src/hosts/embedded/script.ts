import { asTyped, type Statement, splitStatements } from '../../shell/statements.js';
import type { EmbeddedStage } from './stage.js';

export interface ScriptOptions {
  readonly stage: EmbeddedStage;
  /** After each statement the cluster comes to rest. */
  readonly settle: boolean;
  /** Virtual time that a statement may take, in ms; then it is interrupted. */
  readonly timeoutMs: number;
  /** Hears of each statement before it runs. */
  readonly begin?: (statement: Statement) => void;
  readonly end: (report: StatementReport) => void;
}

/** What an interrupted statement may take to end, in ms of virtual time; then it is killed. */
const GRACE_MS = 1000;

export interface StatementReport {
  readonly statement: Statement;
  readonly exit: number;
  /** Virtual ms since the cluster was made, when the statement began. */
  readonly atMs: number;
  readonly tookMs: number;
  readonly isTimedOut: boolean;
}

/** Runs a script statement by statement in the stage's shell; resolves to the exit code of the last one. */
export async function runScript(script: string, options: ScriptOptions): Promise<number> {
  const { stage, begin, end, settle } = options;
  let exit = 0;
  await stage.terminal.settled();
  for (const statement of splitStatements(script)) {
    begin?.(statement);
    const report = await runStatement(statement, options);
    exit = report.exit;
    end(report);
    if (stage.terminal.hasExited()) break;
    if (settle) await stage.port.world?.settle();
  }
  return exit;
}

async function runStatement(statement: Statement, { stage, timeoutMs }: ScriptOptions): Promise<StatementReport> {
  const { session, terminal, cluster, driver } = stage;
  const atMs = cluster.elapsed();
  const alarm = new AbortController();
  let isTimedOut = false;
  void driver.sleep(timeoutMs, alarm.signal).then((rang) => {
    if (!rang) return;
    isTimedOut = true;
    terminal.interrupt();
    return driver.sleep(GRACE_MS, alarm.signal).then((isStuck) => {
      if (isStuck) session.kill();
    });
  });
  terminal.type(asTyped(statement.text));
  await terminal.settled();
  alarm.abort();
  return { statement, exit: terminal.status(), atMs, tookMs: cluster.elapsed() - atMs, isTimedOut };
}
