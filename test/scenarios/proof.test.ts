// The proof of the ledger through the reports function as deployed: a sound ledger is proved, and whatever is tampered with is found and named.
import { randomBytes } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema.ts';
import { chargeWrite } from '../../functions/bookings/store.ts';
import { type Moved, nothingMoved } from '../../functions/entitlements/schema/allocations.ts';
import { policyWrites } from '../../functions/entitlements/store.ts';
import { sessionCookie } from '../../functions/identity/rules.ts';
import { contactWrite } from '../../functions/identity/store/people.ts';
import { beginSession } from '../../functions/identity/store.ts';
import type { DocumentLine } from '../../functions/invoicing/schema.ts';
import { claimWrite, lineWrite } from '../../functions/invoicing/store.ts';
import { continueProof, readProof, startProof } from '../../functions/reports/actions/proof.ts';
import { bounds } from '../../functions/reports/actions/slice.ts';
import { create as createReports } from '../../functions/reports/handler.ts';
import type { ProofReport } from '../../functions/reports/schema.ts';
import { create as createWorker } from '../../functions/worker/handler.ts';
import { addDays, type CivilDate, londonDate } from '../../shared/calendar.ts';
import { commit, put, type Write } from '../../shared/commit.ts';
import type { Actor, Context, Host, Role, TaskEvent } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { ChargeId, DocumentId, JobId, OrganisationId, PersonId, RunId } from '../../shared/ids.ts';
import { getJob } from '../../shared/job.ts';
import { type Account, account, grantOf, holderOf } from '../../shared/ledger/chart.ts';
import type { FaultName } from '../../shared/ledger/fold.ts';
import { type Posting, postingWrites } from '../../shared/ledger/post.ts';
import { dayOfTransfer, settle, type Transfer, transfer } from '../../shared/ledger/transfers.ts';
import { effectWrite } from '../../shared/outbox.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { CouncilTable, type Key, shardOf, type TableClient, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { noFiles } from '../files.ts';

const academy = 'sch_990001' as OrganisationId;
const maintained = 'sch_990002' as OrganisationId;
const untouched = 'sch_990003' as OrganisationId;
const origin = 'http://127.0.0.1:8080';
const at = (date: string, time = '10:00') => Date.parse(`${date}T${time}:00Z`);
const now = at('2026-11-30', '16:00');
const free = account('entitlement', academy, 'headteacher-recruitment', 'vac_1');

let client: TableClient;
let tableName = '';
let table: CouncilTable;
let council: Context['council'];
let host: Host;
let reports: ReturnType<typeof createReports>;
let worker: ReturnType<typeof createWorker>;
const usual = { ...bounds };

beforeAll(async () => {
  const { endpoint, tableName: name } = await testTable();
  tableName = name;
  client = tableClient({ DYNAMODB_ENDPOINT: endpoint });
  host = {
    now: () => now,
    // No day is sealed here: what the seals add is shown by a test of its own.
    invoke: async (name, event) => (name === 'nightly' ? null : (name === 'reports' ? reports : worker).handle(event)),
    send: async () => {},
    bell: () => {},
    ...noFiles,
    origin,
    demo: false,
    tableClient: client,
  };
  reports = createReports({ TABLE_NAME: tableName }, host);
  worker = createWorker({ TABLE_NAME: tableName }, host);
});
afterAll(() => client.destroy());

let councils = 0;
beforeEach(async () => {
  councils += 1;
  table = new CouncilTable(client, tableName, `essex-${councils}`);
  council = {
    slug: table.council as Context['council']['slug'],
    name: 'Essex County Council (demonstration)',
    laCode: 881,
    addressLines: ['County Hall', 'Chelmsford'],
    email: 'schools@essex.example',
    telephone: '01632 960000',
    vatRegistrationNumber: 'GB123456789',
    bank: { accountName: 'Essex', sortCode: '00-00-00', accountNumber: '00000000' },
    ledgerFrom: '2026-11-02',
    providers: [],
  };
  const school = (id: OrganisationId) =>
    put(table.key.organisation(id), { type: 'school', id, gsi1pk: `${table.council}#SCHOOLS`, gsi1sk: `NAME#${id}` });
  await write(
    put(table.key.council(), { type: 'council', ...council }),
    contactWrite(table, actor.person, { type: 'contact', name: actor.name, version: 1 }),
    school(academy),
    school(maintained),
    school(untouched),
  );
});
afterEach(() => {
  Object.assign(bounds, usual);
});

async function write(...writes: Write[]): Promise<void> {
  const outcome = await commit(table, writes);
  if (!outcome.ok) throw new Error('index' in outcome ? JSON.stringify(outcome.write.refusal) : 'contended');
}
/** The allocation of an account, as it says what was moved. */
async function allocated(of: string, moved: Partial<Moved>): Promise<void> {
  const named = grantOf(of);
  if (!('period' in named)) throw new Error('an allocation is for a period');
  const { holder, grant, period } = named;
  await write(
    put(table.key.allocation(holder, period.from, grant), {
      type: 'allocation',
      account: of,
      moved: { ...nothingMoved, ...moved },
      version: 1,
    }),
  );
}
const post = (...postings: Posting[]) => write(...postingWrites(table, postings));
const actor: Actor = { person: 'per_auditor' as PersonId, name: 'Ada Quill', roles: ['auditor'] };
/** Each context sees the table anew, as each request does. */
const context = (when = now): Context => ({
  actor,
  council,
  now: when,
  table: new CouncilTable(client, tableName, council.slug),
  logger: { info: () => {}, error: () => {} },
});

const grant = (to: Account<'entitlement'>, halfDays: number, when: number) =>
  transfer('grant', account('grants', 'headteacher-recruitment'), to, halfDays, {
    name: `${to.split('/').at(-1)}-grant`,
    now: when,
    cause: { clause: 'A8' },
  });
const freeHalf = (name: string, when: number) =>
  transfer('deliver-entitlement', free, account('delivered-entitlement', academy, '2026'), 1, {
    name,
    now: when,
    cause: { booking: 'bkg_1' },
    pending: true,
  });
const soldHalf = (school: OrganisationId, name: string, when: number) =>
  transfer('deliver-traded', account('sold', school, '2026'), account('delivered-traded', school, '2026'), 1, {
    name,
    now: when,
    cause: { booking: 'bkg_1' },
    pending: true,
  });

/** Holds and delivers sold half-days, each with its charge. */
async function deliverSold(school: OrganisationId, names: readonly string[], booked: number, delivered: number): Promise<Charge[]> {
  const charges: Charge[] = [];
  for (const name of names) {
    const held = soldHalf(school, name, booked);
    const charge = {
      id: `chg_${held.id.slice(4)}` as ChargeId,
      transfer: held.id,
      payer: school,
      deliveredOn: londonDate(delivered),
      netPence: 22_500,
    } as Charge;
    await post({ transfer: held });
    await write(...postingWrites(table, [{ settlement: settle(held, 'post', delivered) }]), chargeWrite(table, charge));
    charges.push(charge);
  }
  return charges;
}

const run = 'run_1' as RunId;
const lineOf = (document: DocumentId, { id, transfer: of, payer, deliveredOn, netPence }: Charge) =>
  ({ document, charge: id, transfer: of, payer, deliveredOn, netPence }) as DocumentLine;

/** Issues a document for charges, as a run does. */
async function issue(
  kind: 'vat-invoice' | 'journal-recharge',
  id: string,
  number: string,
  charges: readonly Charge[],
  when: number,
): Promise<DocumentId> {
  const document = id as DocumentId;
  const organisation = charges[0]?.payer as OrganisationId;
  const netPence = charges.reduce((sum, charge) => sum + charge.netPence, 0);
  const vatPence = kind === 'vat-invoice' ? netPence / 5 : 0;
  const details = (part: string) => ({ name: `${id.slice(4)}-${part}`, now: when, cause: { document } });
  const postings: Posting[] =
    kind === 'vat-invoice'
      ? [
          { transfer: transfer('invoice-net', account('income', 'S100'), account('debtor', document), netPence, details('net-0')) },
          { transfer: transfer('invoice-vat', account('vat', 'S2000'), account('debtor', document), vatPence, details('vat-0')) },
        ]
      : [{ transfer: transfer('recharge-net', account('income', 'S100'), account('recharge', document), netPence, details('net-0')) }];
  await write(
    put(table.key.document(document), {
      type: 'document',
      id,
      kind,
      number,
      organisation,
      issuedOn: londonDate(when),
      netPence,
      vatPence,
      grossPence: netPence + vatPence,
    }),
    ...charges.flatMap((charge) => [lineWrite(table, lineOf(document, charge)), claimWrite(table, run, lineOf(document, charge))]),
    ...postingWrites(table, postings),
  );
  return document;
}

const invoice = 'doc_academy' as DocumentId;
const recharge = 'doc_maintained' as DocumentId;
const pay = (document: DocumentId, pence: number, when: number) =>
  transfer('payment', account('debtor', document), account('clearing', 'card'), pence, {
    name: `payment-${document}-${pence}`,
    now: when,
    cause: { document },
  });

let granted: Transfer;
let freeHeld: Transfer;
let charges: Charge[];

/** A month of the main job: free and paid days, an invoice paid in full, a recharge posted, an invoice still owed. */
async function aMonth(): Promise<void> {
  granted = grant(free, 4, at('2026-11-02'));
  freeHeld = freeHalf('free-1', at('2026-11-03'));
  await post({ transfer: granted });
  await post({ transfer: freeHeld });
  await post({ transfer: freeHalf('free-2', at('2026-11-03')) });
  await post({ settlement: settle(freeHeld, 'post', at('2026-11-10')) });
  const core = transfer('deliver-core', account('capacity', 'svc_a10'), account('delivered-core', academy, '2026'), 1, {
    name: 'core-1',
    now: at('2026-11-04'),
    cause: {},
    pending: true,
  });
  await post({ transfer: core });
  await post({ settlement: settle(core, 'void', at('2026-11-05')) });
  charges = await deliverSold(academy, ['sold-1', 'sold-2', 'sold-3', 'sold-4'], at('2026-11-03'), at('2026-11-10', '17:00'));
  const other = await deliverSold(maintained, ['sold-5', 'sold-6'], at('2026-11-04'), at('2026-11-12'));
  const unpaid = await deliverSold(academy, ['sold-7'], at('2026-11-05'), at('2026-11-29'));
  await issue('vat-invoice', invoice, 'ESX-INV-000001', charges, at('2026-11-20'));
  await issue('journal-recharge', recharge, 'ESX-JNL-000001', other, at('2026-11-20'));
  await issue('vat-invoice', 'doc_unpaid', 'ESX-INV-000002', unpaid, at('2026-11-30'));
  await post({ transfer: pay(invoice, 100_000, at('2026-11-25')) });
  await post({ transfer: pay(invoice, 8_000, at('2026-11-30')) });
  await post({
    transfer: transfer('recharge-posted', account('recharge', recharge), account('council-ledger'), 45_000, {
      name: 'maintained-posted',
      now: at('2026-11-28'),
      cause: { document: recharge },
    }),
  });
  await post({
    transfer: transfer('payment-suspense', account('suspense', 'card'), account('clearing', 'card'), 999, {
      name: 'stray',
      now: at('2026-11-28'),
      cause: {},
    }),
  });
}

const prove = async (): Promise<ProofReport> => accepted(await startProof(context(), async () => {}, 60_000));

describe('a sound ledger', () => {
  test('is proved, with every sum in numbers', async () => {
    await aMonth();
    const proof = await prove();
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
    await post({ transfer: transfer('fund-budget', account('funding', 'forum'), budget, 100_000, details('fund', at('2026-11-02'))) });
    const spent = transfer('spend-budget', budget, account('budget-spent', 'tea_1'), 22_500, {
      ...details('spend', at('2026-11-03')),
      pending: true,
    });
    await post({ transfer: spent });
    await post({ settlement: settle(spent, 'post', at('2026-11-10')) });
    await post({ transfer: transfer('claw-back-budget', budget, account('funding', 'forum'), 10_000, details('back', at('2026-11-11'))) });
    await allocated(budget, { granted: 100_000, clawedBack: 10_000 });
    const proof = await prove();
    expect(proof.faults.listed).toEqual([]);
    expect(proof.documents.count).toBe(0);
    expect(proof.kinds.find(({ kind }) => kind === 'budget')).toMatchObject({ accounts: 1, available: 67_500, keptAvailable: 67_500 });
    expect(proof.postings.find(({ code }) => code === 'spend-budget')).toMatchObject({ count: 1, posted: 22_500, pending: 0, voided: 0 });
  });

  test('free half-days that were moved, clawed back and returned are told for what they are', async () => {
    const next = account('entitlement', academy, 'days.carried', '2027-09-01.2028-08-31');
    const details = (name: string, when: number) => ({ name, now: when, cause: {} });
    const visit = freeHalf('visit', at('2026-11-03'));
    await post({ transfer: grant(free, 4, at('2026-11-02')) });
    await post({ transfer: visit });
    await post({ settlement: settle(visit, 'post', at('2026-11-04')) });
    await post({
      transfer: transfer(
        'return-entitlement',
        account('delivered-entitlement', academy, '2026'),
        free,
        1,
        details('return', at('2026-11-05')),
      ),
    });
    await post({ transfer: transfer('carry', free, next, 3, details('carry', at('2026-11-06'))) });
    await post({
      transfer: transfer('claw-back', free, account('grants', 'headteacher-recruitment'), 1, details('back', at('2026-11-07'))),
    });
    await allocated(next, { carriedIn: 3 });
    const proof = await prove();
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
    expect(await prove()).toMatchObject({ state: 'proved', entries: { transfers: 0, settlements: 0, claims: 0 } });
  });

  test('gives the same result in many slices with little memory, and leaves nothing aside', async () => {
    await aMonth();
    const whole = await prove();
    Object.assign(bounds, { lanes: 16, entriesPerRead: 1, accountsHeld: 1, accountsCompared: 1, holdersCompared: 1 });
    const begun = accepted(await startProof(context(), async () => {}, 0));
    expect(begun.state).toBe('running');
    let slices = 0;
    while ((await continueProof(context(), begun.job, 0)).state === 'more') slices += 1;
    expect(slices).toBeGreaterThan(20);
    const { latest } = await readProof(context());
    expect({ ...latest, job: '', startedAt: '', finishedAt: '' }).toEqual({ ...whole, job: '', startedAt: '', finishedAt: '' });
    expect(latest?.job).toBe(begun.job);
    expect(await table.all(table.range.proofRuns(begun.job))).toEqual([]);
  });

  test('stays proved while it is worked on', async () => {
    await aMonth();
    Object.assign(bounds, { accountsCompared: 1, holdersCompared: 1 });
    const begun = accepted(await startProof(context(), async () => {}, 0));
    // Read already, and changed since: a draw, a payment, a new account, a new document, and a settlement of an old hold, on a later day.
    const later = at('2026-12-01');
    await post({ transfer: freeHalf('free-late', now) });
    await post({ transfer: pay('doc_unpaid' as DocumentId, 27_000, later) });
    await post({ transfer: grant(account('entitlement', untouched, 'headteacher-recruitment', 'vac_2'), 2, later) });
    await issue('vat-invoice', 'doc_late', 'ESX-INV-000003', await deliverSold(maintained, ['sold-8'], now, later), later);
    let last = await continueProof(context(later), begun.job, 0);
    while (last.state === 'more') last = await continueProof(context(later), begun.job, 0);
    expect(last.result).toEqual({ verdict: 'Proved' });
  });

  test('two slices at once do the work of one', async () => {
    await aMonth();
    const begun = accepted(await startProof(context(), async () => {}, 0));
    const answers = await Promise.all([continueProof(context(), begun.job), continueProof(context(), begun.job)]);
    expect(answers.map(({ state }) => state).sort()).toEqual(['done', 'more']);
    expect(await continueProof(context(), begun.job)).toMatchObject({ state: 'done', result: { verdict: 'Proved' } });
  });
});

const entry = (id: string, end = '', day = dayOfTransfer(id)): Key => table.key.ledgerEntry(day, shardOf(id), `${id}${end}`);
const edit = (key: Key, name: string, value: unknown) =>
  client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: key,
      UpdateExpression: 'SET #name = :value',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
const remove = (key: Key) =>
  client.send(new DeleteCommand({ TableName: tableName, Key: key, ConditionExpression: 'attribute_exists(pk)' }));
const slipIn = (key: Key, item: object) => client.send(new PutCommand({ TableName: tableName, Item: { ...key, ...item } }));
const headKey = (of: string) => table.key.head(holderOf(of), of);
const debtor = account('debtor', invoice);
const sold = () => charges[0] as Charge;
const settledOn = '2026-11-10';

type Tampering = [what: string, tamper: () => Promise<unknown>, name: FaultName, where: () => string];
const tamperings: Tampering[] = [
  ['the amount of a grant is edited', () => edit(entry(granted.id), 'amount', 6), 'head-differs', () => free],
  [
    'the amount of a held half-day is edited',
    () => edit(entry(sold().transfer), 'amount', 2),
    'settles-differently',
    () => `${sold().transfer}#post`,
  ],
  [
    'the amount of a settlement is edited',
    () => edit(entry(freeHeld.id, '#post', settledOn), 'amount', 2),
    'settles-differently',
    () => `${freeHeld.id}#post`,
  ],
  ['the amount of an invoice is edited', () => edit(entry('trf_20261120-academy-net-0'), 'amount', 80_000), 'head-differs', () => debtor],
  ['a grant is deleted', () => remove(entry(granted.id)), 'head-differs', () => free],
  ['a held half-day is deleted', () => remove(entry(sold().transfer)), 'settles-nothing', () => `${sold().transfer}#post`],
  [
    'a settlement is deleted',
    () => remove(entry(sold().transfer, '#post', settledOn)),
    'claim-without-settlement',
    () => `${sold().transfer}#settled`,
  ],
  ['a claim is deleted', () => remove(entry(sold().transfer, '#settled')), 'no-claim', () => `${sold().transfer}#post`],
  [
    'a delivered half-day is deleted with its settlement and claim',
    async () => {
      await remove(entry(sold().transfer));
      await remove(entry(sold().transfer, '#settled'));
      await remove(entry(sold().transfer, '#post', settledOn));
    },
    'half-day-unknown',
    () => `${invoice}, line ${sold().id}`,
  ],
  ['a payment is deleted', () => remove(entry(pay(invoice, 100_000, at('2026-11-25')).id)), 'head-differs', () => debtor],
  [
    'a payment is slipped in',
    () => {
      const forged = pay('doc_unpaid' as DocumentId, 27_000, at('2026-11-30'));
      return slipIn(entry(forged.id), { type: 'transfer', ...forged });
    },
    'head-differs',
    () => 'debtor/doc_unpaid',
  ],
  [
    'a second outcome is slipped in',
    () => slipIn(entry(freeHeld.id, '#void', '2026-11-11'), { type: 'settlement', ...settle(freeHeld, 'void', at('2026-11-11')) }),
    'second-outcome',
    () => `${freeHeld.id}#void`,
  ],
  [
    'an entry from a free account to an invoice is slipped in',
    () => {
      const forged = { ...freeHalf('forged', at('2026-11-12')), pending: false, to: debtor };
      return slipIn(entry(forged.id), { type: 'transfer', ...forged });
    },
    'crosses-the-wall',
    () => 'trf_20261112-forged',
  ],
  [
    'an entry is moved to another day',
    async () => {
      await remove(entry(granted.id));
      await slipIn(entry(granted.id, '', '2026-11-06'), { type: 'transfer', ...granted });
    },
    'misplaced-entry',
    () => granted.id,
  ],
  [
    'something else is put among the entries',
    () => slipIn(table.key.ledgerEntry('2026-11-06', '03', 'note'), { type: 'note' }),
    'unreadable-entry',
    () => 'note',
  ],
  ['the sums kept for an account are edited', () => edit(headKey(free), 'available', 3), 'head-differs', () => free],
  ['the sums kept for a paid invoice are edited', () => edit(headKey(debtor), 'creditsPosted', 0), 'head-differs', () => debtor],
  ['the sums kept for an account are deleted', () => remove(headKey(free)), 'head-missing', () => free],
  [
    'sums are made up for a school that has no entries',
    () => {
      const madeUp = account('entitlement', untouched, 'headteacher-recruitment', 'vac_9');
      return slipIn(headKey(madeUp), {
        account: madeUp,
        debitsPosted: 2,
        creditsPosted: 0,
        debitsPending: 0,
        creditsPending: 0,
        available: 2,
      });
    },
    'head-without-entries',
    () => `entitlement/${untouched}/headteacher-recruitment/vac_9`,
  ],
  [
    'sums are made up for a partnership that has no entries',
    async () => {
      const madeUp = account('entitlement', 'ptn_1', 'partnership-days', '2026-09-01.2027-08-31');
      await slipIn(table.key.organisation('ptn_1' as OrganisationId), {
        id: 'ptn_1',
        gsi1pk: `${table.council}#ORGANISATIONS#partnership`,
        gsi1sk: 'a partnership#ptn_1',
      });
      await slipIn(headKey(madeUp), {
        account: madeUp,
        debitsPosted: 2,
        creditsPosted: 0,
        debitsPending: 0,
        creditsPending: 0,
        available: 2,
      });
    },
    'head-without-entries',
    () => 'entitlement/ptn_1/partnership-days/2026-09-01.2027-08-31',
  ],
  [
    'sums are made up for a team that has no entries',
    async () => {
      const pack = { allocations: [{ per: 'team', teams: [{ code: 'north', title: 'North' }] }] } as unknown as Pack;
      const when = '2026-09-01T00:00:00.000Z';
      await write(...policyWrites(table, undefined, { version: 1, effectiveAt: when, publishedAt: when, pack }));
      const madeUp = account('budget', 'tea_north', 'support', '2026-09-01.2027-08-31');
      await slipIn(headKey(madeUp), {
        account: madeUp,
        debitsPosted: 90_000,
        creditsPosted: 0,
        debitsPending: 0,
        creditsPending: 0,
        available: 90_000,
      });
    },
    'head-without-entries',
    () => 'budget/tea_north/support/2026-09-01.2027-08-31',
  ],
  [
    'sums are made up beside a school’s own',
    () => {
      const madeUp = account('entitlement', academy, 'headteacher-recruitment', 'vac_9');
      return slipIn(headKey(madeUp), {
        account: free,
        debitsPosted: 2,
        creditsPosted: 0,
        debitsPending: 0,
        creditsPending: 0,
        available: 2,
      });
    },
    'head-without-entries',
    () => `entitlement/${academy}/headteacher-recruitment/vac_9`,
  ],
  [
    'a line is pointed at a free half-day',
    () => edit(table.key.documentLine(invoice, sold().id), 'transfer', freeHeld.id),
    'free-day-billed',
    () => `${invoice}, line ${sold().id}`,
  ],
  [
    'a line is pointed at a half-day that was not delivered',
    async () => {
      const held = soldHalf(academy, 'sold-9', at('2026-11-26'));
      await post({ transfer: held });
      await edit(table.key.documentLine(invoice, sold().id), 'transfer', held.id);
    },
    'undelivered-billed',
    () => `${invoice}, line ${sold().id}`,
  ],
  [
    'the sum of a line is edited',
    () => edit(table.key.documentLine(invoice, sold().id), 'netPence', 20_000),
    'charge-differs',
    () => `${invoice}, line ${sold().id}`,
  ],
  ['a line is deleted', () => remove(table.key.documentLine(invoice, sold().id)), 'lines-differ', () => 'ESX-INV-000001'],
  [
    'a line is copied onto another document',
    () => {
      return slipIn(table.key.documentLine('doc_unpaid' as DocumentId, sold().id), lineOf('doc_unpaid' as DocumentId, sold()));
    },
    'billed-twice',
    () => `doc_unpaid, line ${sold().id}`,
  ],
  ['the total of an invoice is edited', () => edit(table.key.document(invoice), 'grossPence', 1), 'gross-differs', () => 'ESX-INV-000001'],
  ['an invoice is deleted', () => remove(table.key.document(invoice)), 'unknown-document', () => invoice],
];

describe('tampering in the table is found and located', () => {
  test.each(tamperings)('%s', async (_, tamper, name, where) => {
    await aMonth();
    await tamper();
    const proof = await prove();
    expect(proof.state).toBe('not-proved');
    expect(proof.verdict).toMatch(/^Not proved: /);
    expect(proof.faults.count).toBe(proof.faults.listed.length);
    const found = proof.faults.listed.filter((fault) => fault.name === name && fault.where.includes(where()));
    expect(found, JSON.stringify(proof.faults.listed, null, 1)).not.toEqual([]);
  });

  test('a line that another run won is no part of a document, and no fault', async () => {
    await aMonth();
    const lost = { ...lineOf('doc_unpaid' as DocumentId, sold()), lost: true as const };
    await write(lineWrite(table, lost));
    expect(await prove()).toMatchObject({ state: 'proved', documents: { lines: 7 } });
  });

  test('more faults than a proof lists are counted', async () => {
    for (let day = '2026-11-03' as CivilDate; day < '2026-11-30'; day = addDays(day, 1))
      await write(...Array.from({ length: 10 }, (_, i) => put(table.key.ledgerEntry(day, '00', `note-${i}`), { type: 'note' })));
    const { faults, verdict } = await prove();
    expect([faults.count, faults.listed.length]).toEqual([270, 200]);
    expect(verdict).toContain('270 faults');
  });
});

type Answer = { status: number; body: string; location: string | undefined };

/** An HTTP request as API Gateway hands it over, by somebody with this role. */
async function ask(path: string, role?: Role, body?: string): Promise<Answer> {
  const cookies: string[] = [];
  if (role) {
    const token = randomBytes(32).toString('base64url');
    const session = {
      type: 'sign-in-session' as const,
      person: `per_${role}` as PersonId,
      name: 'Ada Quill',
      roles: [role],
      ...(role === 'school-booker' ? { organisation: academy } : {}),
      signedInAt: new Date().toISOString(),
      expiresAt: 4_000_000_000,
    };
    await write(beginSession(table, token, session));
    cookies.push(`${sessionCookie(council.slug)}=${token}`);
  }
  const [rawPath = '', rawQueryString = ''] = `/${council.slug}${path}`.split('?');
  const method = body === undefined ? 'GET' : 'POST';
  const type = path.startsWith('/api/') ? 'application/json' : 'application/x-www-form-urlencoded';
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    cookies,
    headers: { host: '127.0.0.1:8080', origin, ...(body === undefined ? {} : { 'content-type': type }) },
    requestContext: { http: { method, path: rawPath, sourceIp: '127.0.0.1' }, domainName: '127.0.0.1' },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
  const reply = (await reports.handle(event)) as { statusCode: number; body: string; headers?: Record<string, string> };
  return { status: reply.statusCode, body: reply.body, location: reply.headers?.location };
}

describe('the proof on its page and by the API', () => {
  test('an auditor proves a small ledger at once', async () => {
    await aMonth();
    const before = await ask('/reports/proof', 'auditor');
    expect(before.status).toBe(200);
    expect(before.body).toContain('Nothing has been proved yet');
    expect(before.body).toContain('Prove it now');
    const started = await ask('/reports/proof', 'auditor', '');
    expect([started.status, started.location]).toEqual([303, `/${council.slug}/reports/proof`]);
    const { body } = await ask('/reports/proof', 'auditor');
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
    await aMonth();
    await edit(headKey(free), 'available', 3);
    await ask('/reports/proof', 'finance', '');
    const { body } = await ask('/reports/proof', 'finance');
    expect(body).toContain('Not proved: one fault found, first: the sums kept for an account differ from its entries.');
    expect(body).toContain(free);
    expect(body).not.toMatch(/govuk-panel__title/);
  });

  test('a long proof is on its way: its job works, the page says how far, and there is only one', async () => {
    await aMonth();
    const rung: JobId[] = [];
    const begun = accepted(await startProof(context(), async (job) => void rung.push(job), 0));
    expect(rung).toEqual([begun.job]);
    expect((await getJob(table, begun.job))?.state).toBe('queued');
    const waiting = await ask('/reports/proof', 'auditor');
    expect(waiting.body).toContain('A proof is on its way');
    expect(waiting.body).toContain('Refresh');
    expect(waiting.body).not.toContain('Prove it now');
    const again = await ask('/api/reports/proof', 'auditor', '{}');
    expect([again.status, JSON.parse(again.body).job]).toEqual([202, begun.job]);
    await worker.handle({ council: council.slug, task: 'work', subject: { job: begun.job } } satisfies TaskEvent);
    expect(await getJob(table, begun.job)).toMatchObject({ state: 'done', result: { verdict: 'Proved' }, progress: { done: 38 } });
    const { latest, running } = JSON.parse((await ask('/api/reports/proof', 'auditor')).body);
    expect(running).toBeUndefined();
    expect(latest).toMatchObject({ job: begun.job, state: 'proved' });
  });

  test('a proof whose job has failed does not stand in the way of the next', async () => {
    const begun = accepted(await startProof(context(), async () => {}, 0));
    await edit(table.key.job(begun.job), 'state', 'failed');
    const next = accepted(await startProof(context(), async () => {}, 0));
    expect(next.job).not.toBe(begun.job);
    expect(JSON.parse((await ask('/api/reports/proof', 'auditor')).body).running.job).toBe(next.job);
  });

  test('by the API it is made with 201 and read again', async () => {
    await aMonth();
    const made = await ask('/api/reports/proof', 'council-admin', '{}');
    expect(made.status).toBe(201);
    const read = await ask('/api/reports/proof', 'council-admin');
    expect(JSON.parse(read.body).latest).toEqual(JSON.parse(made.body));
  });

  test('schools and officers do not see it, and nobody who is not signed in', async () => {
    for (const role of ['school-booker', 'officer', 'catalogue-manager'] as const) {
      expect((await ask('/reports/proof', role)).status).toBe(403);
      expect((await ask('/api/reports/proof', role, '{}')).status).toBe(403);
    }
    expect((await ask('/reports/proof')).location).toContain('/identity/sign-in');
    expect((await ask('/api/reports/proof')).status).toBe(401);
  });
});

describe('home', () => {
  test('tells a school how many free days are left', async () => {
    await aMonth();
    const { body, status } = await ask('', 'school-booker');
    expect(status).toBe(200);
    expect(body).toContain(`href="/${council.slug}/entitlements/statements/${academy}"`);
    expect(body).toMatch(/1 day left/);
    expect(body).toContain(`href="/${council.slug}/invoicing/documents"`);
  });

  test('tells the resource manager how many vacancies are open', async () => {
    const vacancy = (i: number) =>
      put(
        { pk: `${table.council}#ORG#${academy}`, sk: `VACANCY#vac_${i}` },
        { gsi1pk: `${table.council}#OPENVACANCIES`, gsi1sk: `2026-11-0${i}#vac_${i}` },
      );
    await write(vacancy(1), vacancy(2), vacancy(3));
    expect((await ask('', 'resource-manager')).body).toMatch(/3 open/);
  });

  test('shows each role its own doors', async () => {
    const doors = async (role: Role) =>
      [...(await ask('', role)).body.matchAll(/daybook-card__title"><a class="govuk-link" href="\/[^/]+\/([^"]+)"/g)].map(
        (match) => match[1],
      );
    expect(await doors('officer')).toEqual(expect.arrayContaining(['bookings/diary']));
    expect(await doors('finance')).toEqual(
      expect.arrayContaining(['invoicing/runs', 'invoicing/journals', 'payments/suspense', 'reports/proof', 'reports/outbox']),
    );
    expect(await doors('auditor')).toEqual(
      expect.arrayContaining(['bookings', 'catalogue', 'schools', 'officers', 'reports/proof', 'entitlements/vacancies']),
    );
    expect(await doors('catalogue-manager')).toEqual(expect.arrayContaining(['catalogue']));
    expect(await doors('catalogue-manager')).not.toContain('reports/proof');
  });
});

test('the accessibility statement is public and names whom to tell', async () => {
  const { status, body } = await ask('/accessibility');
  expect(status).toBe(200);
  for (const words of [
    'partially compliant',
    'not been tried',
    council.email,
    council.telephone,
    'Equality and Human Rights Commission',
    '2018',
  ])
    expect(body).toContain(words);
});

describe('messages stuck', () => {
  const message = (version: number) =>
    effectWrite(table, { subject: 'doc_academy', version, function: 'payments', task: 'settle', payload: { secret: 'never shown' }, now });
  const fields = (version: number) => new URLSearchParams({ subject: 'doc_academy', version: String(version) }).toString();
  const stuck = async () =>
    JSON.parse((await ask('/api/reports/outbox', 'auditor')).body) as { parked: { version: number }[]; late: { version: number }[] };

  test('are listed, set aside and sent again', async () => {
    expect((await ask('/reports/outbox', 'finance')).body).toContain('Nothing is stuck');
    await write(message(1), message(2));
    await edit(table.key.effect('doc_academy', 1), 'attempts', 3);
    expect((await stuck()).late.map(({ version }) => version)).toEqual([1]);
    const parked = await ask('/reports/outbox/parking', 'finance', fields(1));
    expect([parked.status, parked.location]).toEqual([303, `/${council.slug}/reports/outbox?done=parked`]);
    expect((await stuck()).parked.map(({ version }) => version)).toEqual([1]);
    const page = await ask('/reports/outbox', 'finance');
    expect(page.body).toContain('Send again');
    expect(page.body).not.toContain('never shown');
    expect((await ask('/reports/outbox/replay', 'council-admin', fields(1))).status).toBe(303);
    expect(await stuck()).toEqual({ parked: [], late: [] });
  });

  test('an unknown one, one in the wrong state and a malformed name are refused by name', async () => {
    await write(message(1));
    expect((await ask('/reports/outbox/replay', 'finance', fields(7))).status).toBe(404);
    const early = await ask('/reports/outbox/replay', 'finance', fields(1));
    expect(early.status).toBe(409);
    expect(early.body).toContain('There is a problem');
    expect((await ask('/reports/outbox/parking', 'finance', 'subject=&version=x')).status).toBe(422);
  });

  test('an auditor reads and does not mend', async () => {
    await write(message(1));
    await edit(table.key.effect('doc_academy', 1), 'attempts', 3);
    expect((await ask('/reports/outbox', 'auditor')).body).not.toContain('>Set aside<span');
    expect((await ask('/reports/outbox/parking', 'auditor', fields(1))).status).toBe(403);
  });
});
