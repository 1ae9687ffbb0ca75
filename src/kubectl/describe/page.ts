import { goText } from '../../kube/go-value.js';
import { DESCRIBE_TABS, TabWriter } from '../print/tab-writer.js';

/** A description under way: lines of `title<TAB>value`, aligned where they are neighbours. */
export class Page {
  private readonly writer = new TabWriter(DESCRIBE_TABS);
  private done = '';

  /** A line; values behind the first follow in columns of their own. */
  line(title: string, ...values: readonly unknown[]): void {
    this.raw(`${[title, ...values.map((value) => (typeof value === 'string' ? value : goText(value)))].join('\t')}\n`);
  }

  raw(text: string): void {
    this.writer.write(text);
  }

  /** What follows is aligned by itself. */
  break(): void {
    this.done += this.writer.flush();
  }

  text(): string {
    this.break();
    return this.done;
  }
}
