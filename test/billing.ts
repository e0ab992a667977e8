// Billing's test bench: invented schools and charges, a council of its own for each case, and clients that die or stumble at a chosen transaction.
import { setTimeout as pause } from 'node:timers/promises';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Charge } from '../functions/bookings/schema/charges.ts';
import { chargeWrite } from '../functions/bookings/store.ts';
import { policyWrites } from '../functions/entitlements/store.ts';
import { contactWrite } from '../functions/identity/store/people.ts';
import { commitRun, makeRun } from '../functions/invoicing/actions/runs.ts';
import { type Document, type DocumentLine, noSums, type Run } from '../functions/invoicing/schema.ts';
import { documentsByRail, linesOf } from '../functions/invoicing/store.ts';
import { tasks } from '../functions/invoicing/tasks.ts';
import type { School, Sector } from '../functions/schools/schema.ts';
import { getSchools, schoolWrites } from '../functions/schools/store.ts';
import type { CivilDate } from '../shared/calendar.ts';
import { commit, put, type Write } from '../shared/commit.ts';
import { type Actor, type Context, type Council, daybookItself } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import { type CouncilSlug, type OrganisationId, schoolIdOf } from '../shared/ids.ts';
import type { StoredHead } from '../shared/ledger/post.ts';
import { essex2017 } from '../shared/policy/essex-2017.ts';
import type { Pack, Purse, Rail, Treatment } from '../shared/policy/schema.ts';
import { CouncilTable, type TableClient, tableClient } from '../shared/table.ts';
import { testTable } from './engine.ts';

export const day = (text: string) => text as CivilDate;
/** Tuesday 24 November 2026, ten in the morning. */
export const now = Date.parse('2026-11-24T10:00:00Z');
export const today = day('2026-11-24');
export const period = { from: day('2026-11-01'), to: today };

export const councilOf = (slug: string): Council => ({
  slug: slug as CouncilSlug,
  name: 'Ellwood County Council',
  laCode: 881,
  addressLines: ['County Hall', 'Ellwood', 'EL1 1QH'],
  email: 'traded@ellwood.example',
  telephone: '01632 960123',
  vatRegistrationNumber: 'GB 123 4567 89',
  bank: { accountName: 'Ellwood County Council', sortCode: '00-00-00', accountNumber: '00000000' },
  ledgerFrom: '2026-09-01',
  providers: [],
});

export const nadia: Actor = { person: 'per_nadia' as Actor['person'], name: 'Nadia Rahman', roles: ['finance'] };

const typeCodes: Record<Sector, number> = { maintained: 1, academy: 34, independent: 11, 'further-education': 18 };
/** An invented school; `then` is what it became, and when. */
export function schoolAs(urn: number, sector: Sector, then?: { from: string; sector: Sector }): School {
  const entry = (from: string, of: Sector) => ({ from: day(from), sector: of, typeCode: typeCodes[of] });
  return {
    id: schoolIdOf(urn),
    urn,
    name: `Invented School ${urn}`,
    laCode: 881,
    typeCode: typeCodes[then?.sector ?? sector],
    phaseCode: 2,
    statusCode: 1,
    sectors: [entry('2010-09-01', sector), ...(then ? [entry(then.from, then.sector)] : [])],
    addressLines: ['1 Invented Street', 'Colnemarsh'],
    postcode: 'ZZ99 9ZZ',
    version: 1,
  };
}

export const standard: Treatment = { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 };
export const exempt: Treatment = { rail: 'vat-invoice', category: 'E', rateBasisPoints: 0 };
export const recharge: Treatment = { rail: 'journal', category: 'O', rateBasisPoints: 0 };

let serial = 0;
/** A charge for one delivered half-day: by default an academy's, at £450 a day, on 20 November 2026. */
export function chargeFor(payer: OrganisationId, given: Partial<Charge> = {}): Charge {
  serial += 1;
  const name = `${String(serial).padStart(8, '0')}`;
  const perDay = given.unitPricePence ?? 45_000;
  return {
    id: `chg_20261001-${name}-01` as Charge['id'],
    booking: `bkg_${name}` as Charge['booking'],
    visit: '01',
    transfer: `trf_20261001-${name}-01` as Charge['transfer'],
    payer,
    school: payer,
    schoolName: `Invented School ${payer.slice(4)}`,
    service: 'svc_safeguarding-audits' as Charge['service'],
    serviceTitle: 'Safeguarding audits',
    officerName: 'Farah Siddiqui',
    deliveredOn: day('2026-11-20'),
    half: 'am',
    halfDays: 1,
    unitPricePence: perDay,
    netPence: perDay / 2,
    purse: 'own-funds',
    vatClass: 'standard',
    quoted: standard,
    incomeCode: 'SI-TRADED',
    cfrCode: 'E27',
    purchaseOrder: 'PO-1001',
    policy: 'essex-2017/1',
    recordedAt: '2026-11-20T16:00:00.000Z',
    ...given,
  };
}

/** What a maintained school owes from its delegated budget. */
export const rechargeFor = (payer: OrganisationId, given: Partial<Charge> = {}): Charge =>
  chargeFor(payer, { purse: 'delegated-budget' satisfies Purse, quoted: recharge, ...given });

/** The writes that one transaction asks for, as they leave for the engine. */
export type Sent = NonNullable<TransactWriteCommandInput['TransactItems']>;
/** What befalls the nth transaction (from 1) of a client: nothing, or an error before or after it takes effect. */
export type Fate = (nth: number, sent: Sent) => Promise<{ when: 'before' | 'after'; error: Error } | undefined>;

/** A process that died: nothing it sends afterwards arrives. */
export class Died extends Error {}
/** A reply that was lost on the way; whoever sent it sends it again. */
export const lostReply = () => Object.assign(new Error('the connection was reset'), { code: 'ECONNRESET' });

/** A council of its own in a shared table, with a policy in force, and as many processes as a test wants to run on it. */
export class Bench {
  readonly council: Council;
  readonly tableName: string;
  readonly endpoint: string;
  private readonly clients: TableClient[] = [];
  readonly context: Context;

  constructor(address: { endpoint: string; tableName: string }, slug: string) {
    this.endpoint = address.endpoint;
    this.tableName = address.tableName;
    this.council = councilOf(slug);
    this.context = this.process();
  }

  /** A context with a client of its own. */
  process(fate?: Fate, given: { actor?: Actor; now?: number } = {}): Context {
    const client = tableClient({ DYNAMODB_ENDPOINT: this.endpoint });
    this.clients.push(client);
    if (fate) befall(client, fate);
    const silent = { info: () => {}, error: () => {} };
    const table = new CouncilTable(client, this.tableName, this.council.slug);
    return { actor: given.actor ?? nadia, council: this.council, now: given.now ?? now, table, logger: silent };
  }

  /** The same process at another moment or for another person. */
  at(moment: number, actor: Actor = nadia): Context {
    return { ...this.context, now: moment, actor };
  }

  async write(writes: readonly Write[]): Promise<void> {
    for (let i = 0; i < writes.length; i += 100) {
      const outcome = await commit(this.context.table, writes.slice(i, i + 100));
      if (!outcome.ok) throw new Error('the bench could not be set up');
    }
  }

  async charge(...charges: Charge[]): Promise<void> {
    await this.write(charges.map((charge) => chargeWrite(this.context.table, charge)));
  }
  async schools(...schools: School[]): Promise<void> {
    const { table } = this.context;
    const known = await getSchools(
      table,
      schools.map(({ id }) => id),
    );
    await this.write(schools.flatMap((school) => schoolWrites(table, school, known.get(school.id))));
  }
  async policy(pack: Pack, version = 1, effectiveAt = '2026-09-01T00:00:00.000Z'): Promise<void> {
    const { table } = this.context;
    const pointer = version === 1 ? undefined : await table.get<Parameters<typeof policyWrites>[1] & object>(table.key.policies());
    await this.write(policyWrites(table, pointer, { version, effectiveAt, publishedAt: effectiveAt, pack }));
  }

  async dryRun(context: Context = this.context, of: { from: CivilDate; to: CivilDate } = period): Promise<Run> {
    return this.finish(accepted(await makeRun(context, noWorker, of)), context);
  }
  async commitment(run: Pick<Run, 'id'>, context: Context = this.context): Promise<Run> {
    return this.finish(accepted(await commitRun(context, noWorker, run.id)), context);
  }
  /** A run from dry run to issue. */
  async bill(context: Context = this.context, of: { from: CivilDate; to: CivilDate } = period): Promise<Run> {
    return this.commitment(await this.dryRun(context, of), context);
  }
  /** Slices as the worker asks for them, until the run waits for nobody. */
  finish(run: Pick<Run, 'id'>, context: Context = this.context): Promise<Run> {
    return finished(context, run);
  }

  /** All that was issued under these prefixes, by number, with its lines and its account's head. */
  async issued(series: Record<Rail, string> = essex2017.series): Promise<Issued[]> {
    const { table } = this.context;
    const all: Issued[] = [];
    for (const rail of ['vat-invoice', 'journal'] as const) {
      let after: string | undefined;
      do {
        const page: Awaited<ReturnType<typeof documentsByRail>> = await documentsByRail(table, rail, { after, limit: 100 });
        const found = await Promise.all(
          page.items
            .filter(({ number }) => number.startsWith(series[rail]))
            .map(async (document): Promise<Issued> => {
              const account = `${rail === 'journal' ? 'recharge' : 'debtor'}/${document.id}`;
              const [lines, head] = await Promise.all([
                linesOf(table, document.id),
                table.get<StoredHead>(table.key.head(document.id, account)),
              ]);
              return { document, lines, head };
            }),
        );
        all.push(...found);
        after = page.next;
      } while (after);
    }
    return all.sort((a, b) => (a.document.number < b.document.number ? -1 : 1));
  }

  close(): void {
    for (const client of this.clients) client.destroy();
  }
}

export type Issued = { document: Document; lines: DocumentLine[]; head: StoredHead | undefined };
/** Slices as the worker asks for them, until the run waits for nobody, however slow the machine is. */
export async function finished(context: Context, { id }: Pick<Run, 'id'>): Promise<Run> {
  const task = { ...context, actor: daybookItself };
  for (let slices = 0; slices < 50; slices++) {
    const answer = (await tasks['advance-run']?.(task, { job: 'job_x', subject: { run: id } })) as { state: string };
    if (answer.state === 'done') {
      const { table } = context;
      const found = await table.get<Run>(table.key.run(id));
      if (found) return found;
    }
  }
  throw new Error('the run did not come to rest in fifty slices');
}

/** A worker who never comes: a test decides itself who goes on with a run. */
export const noWorker = { send: async () => {} };

let table: Promise<{ endpoint: string; tableName: string }> | undefined;
let councils = 0;
/** A council nobody else has, with Essex's pack in force. */
export async function newBench(pack: Pack = essex2017): Promise<Bench> {
  table ??= testTable();
  councils += 1;
  const slug = `ellwood-${councils}`;
  const bench = new Bench(await table, slug);
  await bench.policy(pack);
  const { table: of } = bench.context;
  await bench.write([
    put(of.key.council(), { type: 'council', ...bench.council }),
    contactWrite(of, nadia.person, { type: 'contact', name: nadia.name, version: 1 }),
  ]);
  return bench;
}

/** Lets a fate decide over every transaction of a client. A fate that says so once ends the client for good when its error is a death. */
function befall(client: TableClient, fate: Fate): void {
  let sent = 0;
  let dead = false;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (dead) throw new Died('this process is dead');
      const { TransactItems } = args.input as TransactWriteCommandInput;
      if (!TransactItems) return next(args);
      sent += 1;
      const met = await fate(sent, TransactItems);
      if (!met) return next(args);
      if (met.when === 'after') await next(args);
      dead ||= met.error instanceof Died;
      throw met.error;
    },
    { step: 'initialize', name: 'fate' },
  );
}

/** A fate that only slows transactions down, by up to `most` milliseconds, so that two processes interleave in many ways. */
export const slowness =
  (random: () => number, most: number): Fate =>
  async () => {
    await pause(random() * most);
    return undefined;
  };

export const keysOf = (sent: Sent): string[] =>
  sent.map(({ Put, Update, Delete, ConditionCheck }) => {
    const key = Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key;
    return `${String(key?.pk)} ${String(key?.sk)}`;
  });

/** The numbers 1 to n of a series as they are printed. */
export const numbersOf = (prefix: string, n: number): string[] =>
  Array.from({ length: n }, (_, i) => `${prefix}${String(i + 1).padStart(6, '0')}`);

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

export const academy = schoolAs(990010, 'academy');
export const otherAcademy = schoolAs(990011, 'academy');
export const maintained = schoolAs(990001, 'maintained');

/** Four documents' worth: two academies, and a maintained school that pays from both its purses. */
export const someCharges = (): Charge[] => [
  chargeFor(academy.id),
  chargeFor(academy.id, { deliveredOn: day('2026-11-03'), unitPricePence: 36_002 }),
  chargeFor(otherAcademy.id, { deliveredOn: day('2026-11-09') }),
  rechargeFor(maintained.id),
  rechargeFor(maintained.id, { incomeCode: 'SI-GOV' }),
  chargeFor(maintained.id),
];

const open: Bench[] = [];
/** A council with those three schools and these charges delivered; `closeAll` after each test ends it. */
export async function delivered(charges: readonly Charge[] = someCharges()): Promise<{ bench: Bench; charges: readonly Charge[] }> {
  const bench = await newBench();
  open.push(bench);
  await bench.schools(academy, otherAcademy, maintained);
  await bench.charge(...charges);
  return { bench, charges };
}
export function closeAll(): void {
  for (const bench of open.splice(0)) bench.close();
}

/** Dies at its nth transaction. */
export const dieAt =
  (n: number, when: 'before' | 'after'): Fate =>
  async (nth) =>
    nth === n ? { when, error: new Died(`at ${n}`) } : undefined;

/** Dies as soon as a transaction has written an item of this type. */
export const dieOnceWritten =
  (type: string): Fate =>
  async (_, sent) =>
    sent.some(({ Put }) => Put?.Item?.type === type) ? { when: 'after', error: new Died(type) } : undefined;

/** Dies as soon as a run has come to this state. */
export const dieOnceRunIs =
  (state: Run['state']): Fate =>
  async (_, sent) =>
    sent.some(({ Put }) => Put?.Item?.type === 'billing-run' && Put.Item.state === state)
      ? { when: 'after', error: new Died(state) }
      : undefined;

/** A repeatable source of chance: a linear congruence is enough to spread timings. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A run of the period whose documents are being issued. */
export const issuingRun = (more: Partial<Run> = {}): Run => ({
  id: 'run_01test' as Run['id'],
  job: 'job_01test' as Run['job'],
  ...period,
  issueOn: today,
  state: 'issuing',
  proposed: { 'vat-invoice': noSums, journal: noSums },
  held: 0,
  earlier: { lines: 0, netPence: 0 },
  lateLines: 0,
  frozen: { 'vat-invoice': noSums, journal: noSums },
  firstNumber: { 'vat-invoice': 1, journal: 1 },
  madeBy: 'per_nadia' as Run['madeBy'],
  madeAt: '2026-11-24T09:00:00.000Z',
  committedBy: 'per_omar' as Run['madeBy'],
  version: 1,
  ...more,
});
