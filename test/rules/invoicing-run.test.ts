// Which periods can be billed, when a dry run may be committed, and how much of a long list is shown at once.
import { describe, expect, test } from 'vitest';
import { firstThatFit, mostLinesShown } from '../../functions/invoicing/rules/pages.ts';
import { changedSince, decideCommitment, decideRun, mostDays } from '../../functions/invoicing/rules/run.ts';
import { noSums, type Run } from '../../functions/invoicing/schema.ts';
import { addDays } from '../../shared/calendar.ts';
import { accepted } from '../../shared/decision.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { day, nadia, now, period, today } from '../billing.ts';

const facts = { id: 'run_01test' as RunId, job: 'job_01test' as JobId, actor: nadia, now };
const another = 'job_02test' as JobId;
const sums = { documents: 1, lines: 2, netPence: 45_000, vatPence: 9_000 };
const dry: Run = {
  ...accepted(decideRun(facts, period)),
  state: 'proposed',
  proposed: { 'vat-invoice': sums, journal: noSums },
  version: 18,
};

describe('a period', () => {
  const refused: [string, string, string, string, string][] = [
    [
      'ends before it begins',
      '2026-11-02',
      '2026-11-01',
      'period-backwards',
      'The first day is 2 November 2026, the last 1 November 2026.',
    ],
    ['ends tomorrow', '2026-11-01', '2026-11-25', 'period-in-future', 'Today is 24 November 2026.'],
    ['is a day too long', addDays(today, -mostDays), today, 'period-too-long', 'It is 733 days long; 732 is the most.'],
  ];
  test.each(refused)('that %s is refused in a sentence', (_, from, to, name, detail) => {
    expect(decideRun(facts, { from: day(from), to: day(to) })).toMatchObject({ ok: false, refusal: { name, detail } });
  });

  test('of one day, and of the most days, is taken up, to be issued today', () => {
    for (const from of [today, addDays(today, 1 - mostDays)])
      expect(decideRun(facts, { from, to: today })).toMatchObject({
        ok: true,
        value: { from, state: 'proposing', issueOn: today, version: 1 },
      });
  });
});

describe('a commitment', () => {
  const commit = (run: Run, more: { stopped?: boolean; now?: number; latest?: RunId | undefined } = {}) =>
    decideCommitment({ run, latest: run.id, stopped: false, job: another, actor: nadia, now, ...more });

  test('of a current dry run names who committed it, under a job of its own', () => {
    expect(accepted(commit(dry))).toEqual({
      ...dry,
      state: 'checking',
      job: another,
      committedBy: nadia.person,
      committedAt: '2026-11-24T10:00:00.000Z',
      version: 19,
    });
  });

  test('is refused while the dry run is being made, on another day, and where nothing is to bill', () => {
    const empty = { ...dry, proposed: { 'vat-invoice': noSums, journal: noSums } };
    expect(commit({ ...dry, state: 'proposing' })).toMatchObject({ refusal: { name: 'wrong-state' } });
    expect(commit(empty)).toMatchObject({ refusal: { name: 'nothing-to-bill' } });
    expect(commit(dry, { now: now + 86_400_000 })).toMatchObject({
      refusal: { name: 'proposal-out-of-date', detail: 'The dry run is of 24 November 2026; today is 25 November 2026.' },
    });
  });

  test('of a dry run that is not the newest of its period, or that was found to have changed, is refused by name', () => {
    const newer = 'run_02test' as RunId;
    expect(commit(dry, { latest: newer })).toMatchObject({ refusal: { name: 'proposal-superseded', more: { run: newer } } });
    expect(commit(dry, { latest: undefined })).toMatchObject({ refusal: { name: 'proposal-superseded' } });
    expect(commit({ ...dry, state: 'changed', committedBy: nadia.person })).toMatchObject({ refusal: { name: 'proposal-changed' } });
    // A run that was committed goes on, whatever was looked at since.
    const committed = accepted(commit(dry));
    expect(accepted(commit(committed, { latest: newer }))).toBe(committed);
  });

  test('that found other figures tells what they were and what they are', () => {
    const fresh: Run = { ...dry, id: 'run_02test' as RunId, proposed: { 'vat-invoice': noSums, journal: noSums } };
    expect(changedSince(dry, fresh)).toMatchObject({
      refusal: {
        name: 'proposal-changed',
        detail: 'It was 1 document for £540.00; now it is 0 documents for £0.00.',
        more: { run: fresh.id, before: dry.proposed, proposed: fresh.proposed },
      },
    });
    expect(changedSince(dry, { ...fresh, state: 'proposing' })).toMatchObject({
      refusal: { detail: 'It was 1 document for £540.00; the new dry run is being made.' },
    });
  });

  test('made twice changes nothing the second time, unless its work has stopped: then only the job is new, on whatever day', () => {
    const committed = accepted(commit(dry));
    const tomorrow = now + 86_400_000;
    expect(accepted(commit(committed, { now: tomorrow }))).toBe(committed);
    const stopped = { ...committed, job: facts.job };
    expect(accepted(commit(stopped, { stopped: true, now: tomorrow }))).toEqual({ ...stopped, job: another, version: 20 });
  });
});

describe('what fits on a page', () => {
  const fit = (...lines: number[]) => firstThatFit(lines, (n) => n);
  test('ends before the thousand lines are passed, and always shows one', () => {
    expect(fit()).toEqual([]);
    expect(fit(500, 500, 1)).toEqual([500, 500]);
    expect(fit(500, 501, 1)).toEqual([500]);
    expect(fit(mostLinesShown + 1, 1)).toEqual([mostLinesShown + 1]);
    expect(fit(1, 2, 3)).toEqual([1, 2, 3]);
  });
});
