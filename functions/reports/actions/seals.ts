// The seals as a list, for whoever wrote one down and wants to see whether it is still the same; and what is due sealed at once, for whoever needs it now.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context, Host } from '../../../shared/context.ts';
import type { Page } from '../../../shared/table.ts';
import { type ListedSeal, sealSchema } from '../schema/seals.ts';
import { sealsPage } from '../store.ts';

/** Seals a page at a time, the latest first; what is no seal is left out, and the proof says so. */
export async function listSeals({ table, council, now }: Context, after?: string): Promise<Page<ListedSeal>> {
  const days = { from: council.ledgerFrom as CivilDate, to: londonDate(now) };
  const { items, next } = await sealsPage(table, { ...days, limit: 100, after });
  const seals = items.flatMap((item) => {
    const { data } = sealSchema.safeParse(item);
    return data ? [{ day: data.day, entries: data.count, hash: data.hash, previous: data.previous, sealedAt: data.sealedAt }] : [];
  });
  return { items: seals, ...(next ? { next } : {}) };
}

/** Where it went wrong. Never the message: it may hold what an entry says. */
const causeOf = (error: unknown): { name: string; stack?: string[] } =>
  error instanceof Error
    ? { name: error.name, stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [] }
    : { name: 'Error' };

/** Real time that somebody who is about to prove or export the ledger waits for days to be sealed. */
const sealFirstMs = 1_000;

/**
 * Has the days sealed that are due, which as a rule are none: the schedule looks every five minutes. What cannot be sealed now is told as overdue, and keeps
 * nobody from proving what is there.
 */
export async function sealFirst({ council, logger }: Context, host: Pick<Host, 'invoke'>): Promise<void> {
  try {
    await host.invoke('nightly', { council: council.slug, task: 'seal', subject: { budgetMs: sealFirstMs } });
  } catch (error) {
    logger.error('not-sealed', { council: council.slug, ...causeOf(error) });
  }
}
