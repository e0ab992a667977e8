// What importing the register and importing links have in common: records of a file become steps, and each step comes to something.
import type { Write } from '../../../shared/commit.ts';
import type { Host } from '../../../shared/context.ts';
import { type Layout, layoutOf } from '../rules/imports.ts';
import type { Position } from '../schema/imports.ts';
import type { ImportOutcome, Rejection } from '../schema.ts';
import type { CsvRecord } from '../store/records.ts';

/** A record of the file, as it is read: what it says, or why it says nothing. `remarks` are what its place among the other records is the reason of. */
export type Step<Entry> = { line: number; end: Position; remarks?: readonly Rejection[] } & (
  | { entry: Entry }
  | { rejection: Rejection }
  | { ignored: string }
);
/**
 * What a record comes to; without an outcome it is none of the file's own and counts as no row. `holds` are writes that hold it to what was read, and that
 * other records may need too. `taken` is called once its writes are in a transaction to be sent, `kept` once that is written.
 */
export type Effect =
  | {
      outcome?: ImportOutcome;
      writes: Write[];
      holds?: readonly Write[];
      remarks?: readonly Rejection[];
      taken?(): void;
      kept?(): Promise<void>;
    }
  | { rejection: Rejection };

/** What reading the register and reading links differ in. */
export type Work<Entry> = {
  /** The records from the import's cursor on, some at a time, each lot with what deciding it needs. */
  lots(): AsyncGenerator<Step<Entry>[]>;
  /** Reads the facts of some records. */
  load(steps: readonly Step<Entry>[]): Promise<void>;
  /** Reads the facts again, because somebody changed one of them. */
  reload(steps: readonly Step<Entry>[]): Promise<void>;
  /** Changes nothing: it may be asked twice. */
  decide(entry: Entry): Effect;
};
export type OpenFile = Host['openFile'];

/** The layout of a file that was looked at before its import began. */
export function layoutAgain(record: CsvRecord | undefined): Layout {
  const layout = layoutOf(record && 'fields' in record ? record.fields : undefined);
  if (!layout.ok) throw Object.assign(new Error(`the file is no longer what it was: ${layout.refusal.name}`), { name: 'FileChanged' });
  return layout.value;
}

/** Reads the next while the last is being worked on. */
export async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = source.next();
      // Whoever stops early never asks for it.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
    await source.return(undefined);
  }
}
