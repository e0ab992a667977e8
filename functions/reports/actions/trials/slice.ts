// A slice of a trial, for whoever works on it: holders are read a page of a list at a time, and what each comes to under either policy is added to the sums. Each
// page is one transaction with the trial's own next version and cursor, so that a crash, a lost reply or a second worker neither loses a holder nor counts one
// twice. Nothing else is written: neither the ledger nor an allocation.
import { addDays, dateOf, timestamp } from '../../../../shared/calendar.ts';
import { commit } from '../../../../shared/commit.ts';
import type { Context } from '../../../../shared/context.ts';
import { bareId, isTeam, type OrganisationId, type TrialId } from '../../../../shared/ids.ts';
import type { Slice } from '../../../../shared/job.ts';
import { grantOf, kindOf } from '../../../../shared/ledger/chart.ts';
import { halfDayPence } from '../../../../shared/money.ts';
import type { CouncilTable } from '../../../../shared/table.ts';
import { type Booking, bookingHorizonDays } from '../../../bookings/schema.ts';
import { bookingsOf } from '../../../bookings/store.ts';
import { carriedPart } from '../../../entitlements/rules/closings.ts';
import { asEverInForce, type Replay, rightsOf, rightsOfVacancies } from '../../../entitlements/rules/replay.ts';
import { incomeChanges, type YearSession } from '../../../entitlements/rules/replay-use.ts';
import { versionSpans } from '../../../entitlements/rules/rights.ts';
import { drawnSessions } from '../../../entitlements/rules/uses.ts';
import { policyName } from '../../../entitlements/schema.ts';
import { partnershipKinds } from '../../../entitlements/store/allocations.ts';
import { inParallel, type Lists, listsOf, type ReadPage, readPage, sinceFor, withTied } from '../../../entitlements/store/lists.ts';
import { usesOfHolder } from '../../../entitlements/store/uses.ts';
import { policyVersions } from '../../../entitlements/store.ts';
import { type FoundHolder, placeOf, withHolders } from '../../rules/trials/sums.ts';
import { type Trial, trialStates } from '../../schema/trials.ts';
import { getTrial, getTrialPack, getTrialSums, trialSumsWrite, trialWrite } from '../../store/trials.ts';

/** Real time given to each slice of the worker's. */
const trialSliceMs = 15_000;

type World = Lists & { replay: Replay };
type Read = ReadPage['holdings'][number];

/** What is the same for every holder: both policies, and the facts of the council. */
async function worldOf({ table, council }: Context, trial: Trial): Promise<World> {
  const [versions, pack, partnerships] = await Promise.all([
    policyVersions(table, trial.policies),
    getTrialPack(table, trial.id),
    partnershipKinds(table),
  ]);
  const before = versionSpans(versions.map((version) => ({ ...version, name: policyName(version) })));
  const after = asEverInForce(pack, before, trial.of.title);
  const facts = { laCode: council.laCode, districts: council.districts ?? [], partnerships };
  const common = { council: facts, on: trial.period.from, today: trial.until };
  return { replay: { before: { ...common, versions: before }, after: { ...common, versions: after } }, ...listsOf([...before, ...after]) };
}

/** The year's half-days of a school that were paid for, from its bookings: the newest first, until they are too old to reach into the year. */
async function paidSessions(table: CouncilTable, school: OrganisationId, { period }: Trial): Promise<YearSession[]> {
  const oldest = addDays(period.from, -bookingHorizonDays - 1);
  const found: Booking[] = [];
  let after: string | undefined;
  do {
    const page = await bookingsOf(table, school, after);
    // An event that another organises is paid for by shares, and draws on nothing of the school's.
    found.push(...page.items.filter((booking) => booking.school === school && !booking.event));
    after = (page.items.at(-1)?.createdAt ?? '') >= oldest ? page.next : undefined;
  } while (after);
  return found.flatMap(({ service, sessions }) =>
    sessions.flatMap(({ session, state, funding }): YearSession[] => {
      const date = dateOf(session);
      // What a team pays for draws on nothing of the school's, and so would be no school's free day.
      if (funding.fund !== 'traded' || funding.budget || state === 'cancelled' || date < period.from || date > period.to) return [];
      return [{ service: bareId(service), date, paidPence: halfDayPence(funding.perDayExVatPence) }];
    }),
  );
}

/** The year's half-days that were free, by the account that they draw on. Those carried from the year before are no part of what this one grants. */
async function freeSessions(table: CouncilTable, { holder, allocations, vacancies }: Read, { period }: Trial): Promise<YearSession[]> {
  if (allocations.length === 0 && vacancies.length === 0) return [];
  const uses = await usesOfHolder(table, holder);
  return uses.flatMap((use): YearSession[] => {
    const { rule, part } = grantOf(use.account);
    if (part === carriedPart || kindOf(use.account) !== 'entitlement') return [];
    const drawn = drawnSessions([use], period).filter(({ state }) => state !== 'given-back');
    // What a partnership has agreed to use is a part of its own days.
    return drawn.map(({ session }) => ({
      service: bareId(use.service),
      date: dateOf(session),
      rule,
      part: part.startsWith('pln_') ? 'own' : part,
    }));
  });
}

async function findHolder(table: CouncilTable, trial: Trial, { replay }: World, holding: Read): Promise<FoundHolder> {
  const { holder, organisation } = holding;
  const school = !isTeam(holder) && organisation && 'urn' in organisation ? holder : undefined;
  const [tied, free, paid] = await Promise.all([
    withTied(table, holding, sinceFor(trial.period.from)),
    freeSessions(table, holding, trial),
    school ? paidSessions(table, school, trial) : [],
  ]);
  const rights = [...rightsOf(holder, tied, replay), ...rightsOfVacancies(holding.vacancies, replay, trial.period)];
  return {
    holding,
    place: placeOf(holding, replay.before, trial.until),
    rights,
    changes: incomeChanges([...free, ...paid], rights, replay),
  };
}

/** Reads on from the cursor until there is nothing more, until the time is spent, or until somebody else has gone on with it. */
async function readOn(context: Context, begun: Trial, until: number): Promise<void> {
  const { table } = context;
  let trial = begun;
  const world = await worldOf(context, trial);
  let sums = await getTrialSums(table, trial.id);
  for (let spent = false; trial.state === 'reading' && !spent; spent = performance.now() >= until) {
    const page: ReadPage = await readPage(table, world, trial.cursor);
    const reading = trial;
    const found = await inParallel(page.holdings, (holding) => findHolder(table, reading, world, holding));
    sums = withHolders(sums, found, trial.costs);
    const state = page.after ? trial.state : trialStates.must(trial.state, 'finish');
    const next: Trial = {
      ...trial,
      state,
      cursor: page.after ?? trial.cursor,
      holders: trial.holders + page.holdings.length,
      ...(page.after ? {} : { finishedAt: timestamp(context.now) }),
      version: trial.version + 1,
    };
    const outcome = await commit(table, [trialWrite(table, next), trialSumsWrite(table, trial.id, sums)]);
    if (!outcome.ok && 'contended' in outcome) throw Object.assign(new Error('the table does not answer'), { name: 'Contended' });
    // Somebody else goes on with it.
    if (!outcome.ok) return;
    trial = next;
  }
}

/**
 * Goes on with a trial where it stands, at least one page. A slice that comes too late, because another was quicker, changes nothing. Throws when there is no such
 * trial, or when the table does not answer.
 */
export async function advanceTrial(context: Context, id: TrialId, budgetMs = trialSliceMs): Promise<Slice> {
  const current = await getTrial(context.table, id);
  if (!current) throw new Error(`no such trial: ${id}`);
  if (current.state === 'reading') await readOn(context, current, performance.now() + budgetMs);
  const { state, holders } = (await getTrial(context.table, id)) ?? current;
  const progress = { done: holders, note: 'holders looked at' };
  return state === 'reading' ? { state: 'more', progress } : { state: 'done', progress };
}
