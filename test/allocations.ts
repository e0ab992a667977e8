// A council in memory under the pure rules of allocations: holders with dated facts, a policy in versions, runs that are worked out and carried out, and people who
// book, deliver and cancel. What rules and properties are tried on.
import { type Carried, Carrying, type Stand } from '../functions/entitlements/rules/carrying.ts';
import type { Holding, Question, Tied, Tied as World } from '../functions/entitlements/rules/dues.ts';
import { figuresOf } from '../functions/entitlements/rules/moves.ts';
import { returned } from '../functions/entitlements/rules/returns.ts';
import type { VersionSpan } from '../functions/entitlements/rules/rights.ts';
import { headsFor, linesOf } from '../functions/entitlements/rules/runs.ts';
import { tiedTo } from '../functions/entitlements/rules/successions.ts';
import {
  type Allocation,
  type AllocationFigures,
  nothingMoved,
  type RunKind,
  type RunLine,
} from '../functions/entitlements/schema/allocations.ts';
import type { EventDraft, OrganisationEvent } from '../functions/schools/schema/events.ts';
import type { Organisation, Partnership } from '../functions/schools/schema/organisations.ts';
import type { School } from '../functions/schools/schema.ts';
import { type CivilDate, dateText } from '../shared/calendar.ts';
import type { AllocationRunId, HolderId, OrganisationId, PersonId } from '../shared/ids.ts';
import { type Account, account, kindOf } from '../shared/ledger/chart.ts';
import { type MemoryLedger, memoryLedger } from '../shared/ledger/memory.ts';
import { settle, type Transfer, transfer } from '../shared/ledger/transfers.ts';
import type { AllocationRule, YearlyRule } from '../shared/policy/allocations.ts';
import type { Pack } from '../shared/policy/schema.ts';
import { school as schoolOf } from './bookings.ts';

export const day = (text: string) => text as CivilDate;
const by = 'per_rowan-achebe' as PersonId;

const basics = {
  services: ['individual-visit'],
  bookableBy: ['school' as const, 'council' as const],
  whenUsedUp: 'refuse' as const,
  legalBasis: 'Education Act 1996 s.13A',
  year: 'academic' as const,
  midYear: { gained: 'full' as const, lost: 'end' as const },
  onSuccession: 'hand-over' as const,
  yearEnd: { unused: 'lapse' as const },
};
type Kind = YearlyRule['per'];
/** A rule of a kind with what a test does not care about filled in. */
export function rule<P extends Kind>(
  per: P,
  code: string,
  more: Partial<Extract<AllocationRule, { per: P }>>,
): Extract<AllocationRule, { per: P }> {
  const title = `Days of ${code}`;
  const kinds = {
    school: { where: {}, grant: { halfDays: 10 } },
    partnership: { kinds: ['school-improvement'], bands: [{ from: 1, grant: { halfDays: 10 } }] },
    status: { status: 'causing-concern', grant: { halfDays: 6 }, shownAs: { title: 'Further days' } },
    team: { teams: [{ code: 'north', title: 'North team', grant: { halfDays: 20 } }] },
  };
  return {
    ...basics,
    code,
    title,
    per,
    clause: { reference: `Clause ${code}`, text: `What ${code} says.` },
    ...kinds[per],
    ...more,
  } as unknown as Extract<AllocationRule, { per: P }>;
}

export const packOf = (allocations: readonly AllocationRule[], fundings: Pack['fundings'] = []): Pack =>
  ({ code: 'made-up', allocations, fundings }) as unknown as Pack;
export const version = (
  from: string,
  allocations: readonly AllocationRule[],
  name = 'made-up/1',
  fundings: Pack['fundings'] = [],
): VersionSpan => ({
  from: day(from),
  name,
  pack: packOf(allocations, fundings),
});

export const partnership = (name: string, openedOn = '2010-09-01', more: Partial<Partnership> = {}): Partnership => ({
  id: `ptn_${name}` as OrganisationId,
  kind: 'partnership',
  partnershipKind: 'school-improvement',
  name: `The ${name} partnership`,
  addressLines: [],
  postcode: '',
  openedOn: day(openedOn),
  version: 1,
  ...more,
});
/** A maintained primary school, unless said otherwise. */
export const school = (urn: number, more: Partial<School> = {}): School => schoolOf(urn, `School ${urn}`, 'maintained', more);

type What = EventDraft extends infer D ? (D extends EventDraft ? Omit<D, 'about' | 'on'> : never) : never;

/** What a dry run came to, and what of it was carried out. */
export type Ran = { lines: RunLine[]; unchanged: number; skipped: number };

export class MemoryCouncil {
  readonly ledger: MemoryLedger = memoryLedger();
  readonly allocations = new Map<string, Allocation>();
  readonly organisations = new Map<OrganisationId, Organisation>();
  readonly teams: HolderId[] = [];
  readonly pending: Transfer[] = [];
  versions: VersionSpan[];
  today: CivilDate;
  private readonly events: OrganisationEvent[] = [];
  private count = 0;

  constructor(versions: VersionSpan[], today: string, organisations: readonly Organisation[] = [], teams: readonly string[] = []) {
    this.versions = versions;
    this.today = day(today);
    for (const organisation of organisations) this.organisations.set(organisation.id, organisation);
    this.teams.push(...teams.map((team) => `tea_${team}` as HolderId));
  }

  get now(): number {
    return Date.parse(`${this.today}T10:00:00Z`);
  }

  /** Records an event under everybody it is about. */
  happens(on: string, what: What): OrganisationEvent {
    const about = new Set<OrganisationId>([what.subject]);
    if ('group' in what) about.add(what.group);
    if ('into' in what) about.add(what.into);
    if ('members' in what) for (const member of what.members) about.add(member);
    if ('memberships' in what) for (const group of what.memberships) about.add(group);
    const event = {
      ...what,
      on: day(on),
      about: [...about],
      type: 'organisation-event',
      id: `evt_${String(this.count++).padStart(4, '0')}`,
      source: 'staff',
      recordedAt: new Date(this.now).toISOString(),
      recordedBy: by,
    } as unknown as OrganisationEvent;
    this.events.push(event);
    return event;
  }
  change(id: OrganisationId, more: Partial<School>): void {
    this.organisations.set(id, { ...this.organisations.get(id), ...more } as Organisation);
  }

  get holders(): HolderId[] {
    return [...this.teams, ...this.organisations.keys()];
  }
  holding(holder: HolderId): Holding {
    const organisation = this.organisations.get(holder as OrganisationId);
    const under = this.events.filter(({ about }) => about.includes(holder as OrganisationId));
    const isConfidential = ({ kind }: OrganisationEvent) => kind === 'status-entered' || kind === 'status-ended';
    return {
      holder,
      name: organisation?.name ?? holder,
      organisation,
      events: under.filter((event) => !isConfidential(event)),
      confidential: under.filter(isConfidential),
      allocations: [...this.allocations.values()].filter((each) => each.holder === holder),
    };
  }
  tied(holder: HolderId): World {
    const tied = new Map<HolderId, Holding>();
    const waiting: HolderId[] = [holder];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const holding = this.holding(next);
      tied.set(next, holding);
      waiting.push(...tiedTo(next, holding.events, day('2000-01-01')).filter((id) => !tied.has(id)));
    }
    return tied as Tied;
  }
  question(on: string): Question {
    const partnerships = new Map(
      [...this.organisations.values()].flatMap((each) => ('partnershipKind' in each ? [[each.id, each.partnershipKind] as const] : [])),
    );
    const districts = [
      { name: 'North', covers: ['Northmarsh'] },
      { name: 'South', covers: ['Southmarsh'] },
    ];
    return { council: { laCode: 881, districts, partnerships }, versions: this.versions, on: day(on), today: this.today };
  }

  /** The dry run of every holder, as the rules work it out. */
  dryRun(on: string = this.today, kind: RunKind = 'allocate'): Omit<Ran, 'skipped'> {
    const question = this.question(on);
    const available = (name: string) => this.ledger.head(name)?.available ?? 0;
    const found = this.holders.map((holder) => {
      const tied = this.tied(holder);
      return linesOf(holder, tied, question, { kind, ...headsFor(holder, tied, question, kind), available });
    });
    return { lines: found.flatMap(({ lines }) => lines), unchanged: found.reduce((sum, { unchanged }) => sum + unchanged, 0) };
  }

  /** Carries lines out, so many to a transaction; answers how many were passed over. */
  carryOut(lines: readonly RunLine[], atOnce = 3): number {
    const run = `alr_${String(this.count++).padStart(4, '0')}` as AllocationRunId;
    let skipped = 0;
    for (let i = 0; i < lines.length; i += atOnce) {
      const stands = new Map<string, Stand>();
      for (const name of lines
        .slice(i, i + atOnce)
        .flatMap(({ account: own, moves }) => [own, ...moves.flatMap(({ to }) => (to ? [to.account] : []))]))
        stands.set(name, { allocation: this.allocations.get(name), head: this.ledger.head(name) });
      const carrying = new Carrying(stands, { run, by, now: this.now });
      for (const [n, of] of lines.slice(i, i + atOnce).entries()) carrying.add({ chunk: 0, line: i + n, of });
      const result: Carried = carrying.result();
      const posted = this.ledger.post(result.postings, { close: result.close });
      if (!posted.ok) throw new Error(`the ledger refused what the rules accepted: ${posted.refusal.name}`);
      for (const allocation of result.allocations) {
        const before = this.allocations.get(allocation.account);
        if (allocation.version !== (before?.version ?? 0) + 1) throw new Error('a version is one after the other');
        this.allocations.set(allocation.account, allocation);
      }
      skipped += result.skipped.length;
    }
    return skipped;
  }

  run(on: string = this.today, kind: RunKind = 'allocate'): Ran {
    const found = this.dryRun(on, kind);
    return { ...found, skipped: this.carryOut(found.lines) };
  }

  /** Holds so many half-days (or pence) of an account, as bookings do. False where there are not as many. */
  hold(name: string, amount = 1): Transfer[] | false {
    const made = Array.from({ length: kindOf(name) === 'budget' ? 1 : amount }, () => {
      const details = { name: `booking-${this.count++}`, now: this.now, cause: {}, pending: true };
      return kindOf(name) === 'budget'
        ? transfer('spend-budget', name as Account<'budget'>, account('budget-spent', 'sch_1'), amount, details)
        : transfer('deliver-entitlement', name as Account<'entitlement'>, account('delivered-entitlement', 'sch_1', '2017'), 1, details);
    });
    if (!this.ledger.post(made.map((each) => ({ transfer: each }))).ok) return false;
    this.pending.push(...made);
    return made;
  }
  /** What was held is delivered, or given back: where the account has closed meanwhile it lapses at once, where too much was used it is taken back. */
  settle(held: Transfer, outcome: 'post' | 'void'): void {
    this.pending.splice(this.pending.indexOf(held), 1);
    const backs = outcome === 'void' ? [{ account: held.from, amount: held.amount, name: held.id.slice(13) }] : [];
    const back = returned({ vacancies: new Map(), allocations: this.allocations }, backs, this.now);
    const posted = this.ledger.post([{ settlement: settle(held, outcome, this.now) }, ...back.postings]);
    if (!posted.ok) throw new Error(`${outcome} was refused: ${posted.refusal.name}`);
    for (const allocation of back.allocations) this.allocations.set(allocation.account, allocation);
    for (const each of back.unchanged) this.allocations.set(each.account, { ...each, version: each.version + 1 });
  }
  use(name: string, amount = 1): void {
    const held = this.hold(name, amount);
    if (!held) throw new Error(`there are not ${amount} left`);
    for (const each of held) this.settle(each, 'post');
  }

  /** An allocation by its holder, grant and the day its period begins on. */
  of(holder: HolderId, grant: string, from?: string): Allocation | undefined {
    return [...this.allocations.values()].find(
      (each) => each.holder === holder && each.grant === grant && (from === undefined || each.period.from === from),
    );
  }
  figures(holder: HolderId, grant: string, from?: string): AllocationFigures & { target: number; shortfall: number } {
    const found = this.of(holder, grant, from);
    const figures = figuresOf(found ?? { moved: nothingMoved }, found && this.ledger.head(found.account));
    return { ...figures, target: found?.target ?? 0, shortfall: found?.shortfall ?? 0 };
  }
}

/** Steps as one reads them: `1 September 2017 10`. */
export const stepsText = (steps: readonly { on: CivilDate; change: number }[] | undefined): string[] =>
  (steps ?? []).map(({ on, change }) => `${dateText(on)} ${change}`);
