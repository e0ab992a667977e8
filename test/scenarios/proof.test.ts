// The proof of the ledger through the reports function as deployed: a sound ledger is proved, and its page and the API say how far and what.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { chargeWrite } from '../../functions/bookings/store.ts';
import { type Moved, nothingMoved } from '../../functions/entitlements/schema/allocations.ts';
import { continueProof, readProof, startProof } from '../../functions/reports/actions/proof.ts';
import { bounds } from '../../functions/reports/actions/slice.ts';
import { monthOf } from '../../shared/calendar.ts';
import { put } from '../../shared/commit.ts';
import type { TaskEvent } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { DocumentId, JobId } from '../../shared/ids.ts';
import { getJob } from '../../shared/job.ts';
import { account, grantOf as grantIn } from '../../shared/ledger/chart.ts';
import { settle, transfer } from '../../shared/ledger/transfers.ts';
import { academy, aMonth, deliverSold, issue, maintained, pay, soldHalf, stopLedgers, unsealedLedger, untouched } from '../ledger-month.ts';
import { at, free, grantOf, holdOf, type SealedLedger } from '../sealed-ledger.ts';
import { unhurried } from '../unhurried.ts';

const usual = { ...bounds };
let ledger: SealedLedger;
beforeEach(async () => {
  ledger = await unsealedLedger();
});
afterEach(() => {
  Object.assign(bounds, usual);
});
afterAll(stopLedgers);

/** The allocation of an account, as it says what was moved. */
async function allocated(of: string, moved: Partial<Moved>): Promise<void> {
  const named = grantIn(of);
  if (!('period' in named)) throw new Error('an allocation is for a period');
  const { holder, grant, period } = named;
  await ledger.write(
    put(ledger.table.key.allocation(holder, period.from, grant), {
      type: 'allocation',
      account: of,
      moved: { ...nothingMoved, ...moved },
      version: 1,
    }),
  );
}

describe('a sound ledger', () => {
  test('is proved with a fee on an invoice for a half-day that was cancelled late, and not with the half-day itself', async () => {
    const held = soldHalf(academy, 'late-1', at('2026-11-03'));
    await ledger.post({ transfer: held });
    await ledger.post({ settlement: settle(held, 'void', at('2026-11-09')) });
    const charge = {
      id: `chg_${held.id.slice(4)}-fee`,
      transfer: held.id,
      payer: academy,
      deliveredOn: '2026-11-10',
      netPence: 11_250,
      fee: { on: '2026-11-09', basisPoints: 5_000 },
    } as Charge;
    await ledger.write(chargeWrite(ledger.table, charge));
    await issue(ledger, 'vat-invoice', 'doc_late', 'ESX-INV-000001', [charge], at('2026-11-20'));
    const proof = await ledger.prove();
    expect([proof.state, proof.faults.listed]).toEqual(['proved', []]);
    // The same line at a charge that is no fee bills a half-day nobody delivered.
    const { fee: _, ...visit } = charge;
    await ledger.write(put(ledger.table.key.charge(monthOf(charge.deliveredOn), academy, charge.id), { type: 'charge', ...visit }));
    expect((await ledger.prove()).faults.listed.map(({ name }) => name)).toEqual(['undelivered-billed']);
  });

  test('is proved, with every sum in numbers', async () => {
    await aMonth(ledger);
    const proof = await ledger.prove();
    expect(proof.faults.listed).toEqual([]);
    expect(proof).toMatchObject({ state: 'proved', verdict: 'Proved', startedByName: 'Ada Quill', from: '2026-11-02', to: '2026-11-30' });
    // Ten holds, nine settled; five transfers of issue, two payments, one journal, one stray receipt, one grant.
    expect(proof.entries).toEqual({ transfers: 20, settlements: 9, claims: 9 });
    const [halfDays, pence] = proof.assets;
    expect(halfDays).toMatchObject({
      asset: 'half-day',
      debitsPosted: 12,
      creditsPosted: 12,
      debitsPending: 1,
      creditsPending: 1,
      differencePosted: 0,
      differencePending: 0,
    });
    // 900 + 180 + 450 + 225 + 45 charged, 1,080 paid, 450 posted, 9.99 stray.
    expect(pence).toMatchObject({
      asset: 'penny',
      debitsPosted: 333_999,
      creditsPosted: 333_999,
      debitsPending: 0,
      creditsPending: 0,
      differencePosted: 0,
    });
    expect(proof.accounts.count).toBe(4);
    expect(proof.kinds.find(({ kind }) => kind === 'entitlement')).toMatchObject({
      accounts: 1,
      debitsPosted: 4,
      creditsPosted: 1,
      creditsPending: 1,
      available: 2,
      keptAvailable: 2,
    });
    expect(proof.kinds.find(({ kind }) => kind === 'debtor')).toMatchObject({ accounts: 2, available: 27_000, keptAvailable: 27_000 });
    expect(proof.documents).toMatchObject({
      count: 3,
      lines: 7,
      netPence: 157_500,
      grossPence: 180_000,
      paidPence: 153_000,
      owedPence: 27_000,
      paid: 2,
    });
    expect(proof.documents.latestPaid.map(({ number }) => number)).toEqual(['ESX-JNL-000001', 'ESX-INV-000001']);
  });

  test('a team’s budget is an account among others and no document', async () => {
    const budget = account('budget', 'tea_1', 'support', '2026-09-01.2027-08-31');
    const details = (name: string, when: number) => ({ name, now: when, cause: {} });
    await ledger.post({
      transfer: transfer('fund-budget', account('funding', 'forum'), budget, 100_000, details('fund', at('2026-11-02'))),
    });
    const spent = transfer('spend-budget', budget, account('budget-spent', 'tea_1'), 22_500, {
      ...details('spend', at('2026-11-03')),
      pending: true,
    });
    await ledger.post({ transfer: spent });
    await ledger.post({ settlement: settle(spent, 'post', at('2026-11-10')) });
    await ledger.post({
      transfer: transfer('claw-back-budget', budget, account('funding', 'forum'), 10_000, details('back', at('2026-11-11'))),
    });
    await allocated(budget, { granted: 100_000, clawedBack: 10_000 });
    const proof = await ledger.prove();
    expect(proof.faults.listed).toEqual([]);
    expect(proof.documents.count).toBe(0);
    expect(proof.kinds.find(({ kind }) => kind === 'budget')).toMatchObject({ accounts: 1, available: 67_500, keptAvailable: 67_500 });
    expect(proof.postings.find(({ code }) => code === 'spend-budget')).toMatchObject({ count: 1, posted: 22_500, pending: 0, voided: 0 });
  });

  test('free half-days that were moved, clawed back and returned are told for what they are', async () => {
    const next = account('entitlement', academy, 'days.carried', '2027-09-01.2028-08-31');
    const details = (name: string, when: number) => ({ name, now: when, cause: {} });
    const visit = holdOf('visit', at('2026-11-03'));
    await ledger.post({ transfer: grantOf(4, at('2026-11-02')) });
    await ledger.post({ transfer: visit });
    await ledger.post({ settlement: settle(visit, 'post', at('2026-11-04')) });
    await ledger.post({
      transfer: transfer(
        'return-entitlement',
        account('delivered-entitlement', academy, '2026'),
        free,
        1,
        details('return', at('2026-11-05')),
      ),
    });
    await ledger.post({ transfer: transfer('carry', free, next, 3, details('carry', at('2026-11-06'))) });
    await ledger.post({
      transfer: transfer('claw-back', free, account('grants', 'headteacher-recruitment'), 1, details('back', at('2026-11-07'))),
    });
    await allocated(next, { carriedIn: 3 });
    const proof = await ledger.prove();
    expect(proof.faults.listed).toEqual([]);
    const told = (code: string) => proof.postings.find((each) => each.code === code);
    for (const [code, posted] of [
      ['grant', 4],
      ['deliver-entitlement', 1],
      ['return-entitlement', 1],
      ['carry', 3],
      ['claw-back', 1],
    ] as const)
      expect(told(code), code).toMatchObject({ count: 1, amount: posted, posted, pending: 0, voided: 0 });
    expect(proof.kinds.find(({ kind }) => kind === 'entitlement')).toMatchObject({ accounts: 2, available: 3, keptAvailable: 3 });
  });

  test('that is empty is proved too', async () => {
    expect(await ledger.prove()).toMatchObject({ state: 'proved', entries: { transfers: 0, settlements: 0, claims: 0 } });
  });

  test('gives the same result in many slices with little memory, and leaves nothing aside', async () => {
    await aMonth(ledger);
    const whole = await ledger.prove();
    Object.assign(bounds, { lanes: 16, entriesPerRead: 1, accountsHeld: 1, accountsCompared: 1, holdersCompared: 1 });
    const begun = accepted(await startProof(ledger.context(), async () => {}, 0));
    expect(begun.state).toBe('running');
    let slices = 0;
    while ((await continueProof(ledger.context(), begun.job, 0)).state === 'more') slices += 1;
    expect(slices).toBeGreaterThan(20);
    const { latest } = await readProof(ledger.context());
    expect({ ...latest, job: '', startedAt: '', finishedAt: '' }).toEqual({ ...whole, job: '', startedAt: '', finishedAt: '' });
    expect(latest?.job).toBe(begun.job);
    expect(await ledger.table.all(ledger.table.range.proofRuns(begun.job))).toEqual([]);
  });

  test('stays proved while it is worked on', async () => {
    await aMonth(ledger);
    Object.assign(bounds, { accountsCompared: 1, holdersCompared: 1 });
    const begun = accepted(await startProof(ledger.context(), async () => {}, 0));
    // Read already, and changed since: a draw, a payment, a new account, a new document, and a settlement of an old hold, on a later day.
    const later = at('2026-12-01');
    await ledger.post({ transfer: holdOf('free-late', ledger.context().now) });
    await ledger.post({ transfer: pay('doc_unpaid' as DocumentId, 27_000, later) });
    await ledger.post({
      transfer: grantOf(2, later, 'vac_2-grant', account('entitlement', untouched, 'headteacher-recruitment', 'vac_2')),
    });
    await issue(
      ledger,
      'vat-invoice',
      'doc_late',
      'ESX-INV-000003',
      await deliverSold(ledger, maintained, ['sold-8'], ledger.context().now, later),
      later,
    );
    let last = await continueProof(ledger.context(later), begun.job, 0);
    while (last.state === 'more') last = await continueProof(ledger.context(later), begun.job, 0);
    expect(last.result).toEqual({ verdict: 'Proved' });
  });

  test('two slices at once do the work of one', async () => {
    await aMonth(ledger);
    const begun = accepted(await startProof(ledger.context(), async () => {}, 0));
    const answers = await Promise.all([continueProof(ledger.context(), begun.job), continueProof(ledger.context(), begun.job)]);
    expect(answers.map(({ state }) => state).sort()).toEqual(['done', 'more']);
    expect(await continueProof(ledger.context(), begun.job)).toMatchObject({ state: 'done', result: { verdict: 'Proved' } });
  });
});

describe('the proof on its page and by the API', () => {
  beforeAll(unhurried);

  test('an auditor proves a small ledger at once', async () => {
    await aMonth(ledger);
    const before = await ledger.ask('/reports/proof', 'auditor');
    expect(before.status).toBe(200);
    expect(before.body).toContain('Nothing has been proved yet');
    expect(before.body).toContain('Prove it now');
    const started = await ledger.ask('/reports/proof', 'auditor', '');
    expect([started.status, started.location]).toEqual([303, `/${ledger.council.slug}/reports/proof`]);
    const { body } = await ledger.ask('/reports/proof', 'auditor');
    // Nothing is sealed here: the proof says so, and shows no green panel.
    expect(body).toContain('Proved as far as it goes');
    expect(body).toMatch(/But \d+ days from 2 November 2026 are not sealed/);
    expect(body).not.toContain('govuk-panel');
    expect(body).toContain('38 entries');
    expect(body).toContain('No entry crossed the wall, and no free half-day reached an invoice or a recharge.');
    expect(body).toContain('£3,339.99');
    expect(body).toContain('ESX-INV-000001');
    expect(body).not.toContain('ESX-INV-000002');
    expect(body).toContain('£270.00');
  });

  test('a fault is shown in words, with the place and the figures', async () => {
    await aMonth(ledger);
    await ledger.edit(ledger.headKey(free), 'available', 3);
    await ledger.ask('/reports/proof', 'finance', '');
    const { body } = await ledger.ask('/reports/proof', 'finance');
    expect(body).toContain('Not proved: one fault found, first: the sums kept for an account differ from its entries.');
    expect(body).toContain(free);
    expect(body).not.toMatch(/govuk-panel__title/);
  });

  test('a long proof is on its way: its job works, the page says how far, and there is only one', async () => {
    await aMonth(ledger);
    const rung: JobId[] = [];
    const begun = accepted(await startProof(ledger.context(), async (job) => void rung.push(job), 0));
    expect(rung).toEqual([begun.job]);
    expect((await getJob(ledger.table, begun.job))?.state).toBe('queued');
    const waiting = await ledger.ask('/reports/proof', 'auditor');
    expect(waiting.body).toContain('A proof is on its way');
    expect(waiting.body).toContain('Refresh');
    expect(waiting.body).not.toContain('Prove it now');
    const again = await ledger.ask('/api/reports/proof', 'auditor', '{}');
    expect([again.status, JSON.parse(again.body).job]).toEqual([202, begun.job]);
    await ledger.worker.handle({ council: ledger.council.slug, task: 'work', subject: { job: begun.job } } satisfies TaskEvent);
    expect(await getJob(ledger.table, begun.job)).toMatchObject({ state: 'done', result: { verdict: 'Proved' }, progress: { done: 38 } });
    const { latest, running } = JSON.parse((await ledger.ask('/api/reports/proof', 'auditor')).body);
    expect(running).toBeUndefined();
    expect(latest).toMatchObject({ job: begun.job, state: 'proved' });
  });

  test('a proof whose job has failed does not stand in the way of the next', async () => {
    const begun = accepted(await startProof(ledger.context(), async () => {}, 0));
    await ledger.edit(ledger.table.key.job(begun.job), 'state', 'failed');
    const next = accepted(await startProof(ledger.context(), async () => {}, 0));
    expect(next.job).not.toBe(begun.job);
    expect(JSON.parse((await ledger.ask('/api/reports/proof', 'auditor')).body).running.job).toBe(next.job);
  });

  test('by the API it is made with 201 and read again', async () => {
    await aMonth(ledger);
    const made = await ledger.ask('/api/reports/proof', 'council-admin', '{}');
    expect(made.status).toBe(201);
    const read = await ledger.ask('/api/reports/proof', 'council-admin');
    expect(JSON.parse(read.body).latest).toEqual(JSON.parse(made.body));
  });

  test('schools and officers do not see it, and nobody who is not signed in', async () => {
    for (const role of ['school-booker', 'officer', 'catalogue-manager'] as const) {
      expect((await ledger.ask('/reports/proof', role)).status).toBe(403);
      expect((await ledger.ask('/api/reports/proof', role, '{}')).status).toBe(403);
    }
    expect((await ledger.ask('/reports/proof')).location).toContain('/identity/sign-in');
    expect((await ledger.ask('/api/reports/proof')).status).toBe(401);
  });
});
