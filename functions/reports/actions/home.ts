// A home page: what waits for whoever is signed in, by the sources of ./home/sources.ts, and the cards with their figures. Every read has a bound.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { grantOf } from '../../../shared/ledger/chart.ts';
import { countNotes } from '../../bookings/store/notes.ts';
import { countWaitingReclassifications } from '../../bookings/store/reclassifications.ts';
import { countWaitingForApprover } from '../../bookings/store/requests.ts';
import { pageOfDrafts } from '../../entitlements/store/drafts.ts';
import { entitlementHeads } from '../../entitlements/store.ts';
import { can } from '../../identity/rules.ts';
import { countAllWaiting, countWaitingFor } from '../../invoicing/store/agreements.ts';
import { type HomeCard, homeCards } from '../rules/home.ts';
import { type Part, partsOf } from '../rules/home-parts.ts';
import { countOpenVacancies } from '../store.ts';
import { sources } from './home/sources.ts';

const mostCounted = 50;

function mayStillPay(account: string, today: CivilDate): boolean {
  const grant = grantOf(account);
  return grant.part !== 'reserved' && ('vacancy' in grant || today <= grant.period.to);
}

/** An officer's notes to finish, or what waits for whoever moderates; whoever only looks on has no figure. */
const countWaitingNotes = async ({ actor, table }: Context) =>
  actor.officer || can(actor, 'note:moderate') ? countNotes(table, actor.officer, mostCounted) : undefined;

/**
 * What waits for whoever is signed in, part by part. The sources are asked side by side, and each says what it reads at most (`reads`): for a school some 60
 * slots, 30 notes, 50 invoices, 20 requests and what hangs on those shown, however many bookings it has; for an officer six weeks of the diary and 20 notes;
 * for the council counts that end at 500.
 */
async function readParts(context: Context): Promise<Part[]> {
  const own = sources.filter(({ roles }) => roles.some((role) => context.actor.roles.includes(role)));
  return partsOf(await Promise.all(own.map(async ({ part, read }) => ({ part, found: await read(context) }))));
}

export type Home = { parts: Part[]; cards: HomeCard[] };
/** The home of whoever is signed in. */
export async function readHome(context: Context): Promise<Home> {
  const [parts, cards] = await Promise.all([readParts(context), readCards(context)]);
  return { parts, cards };
}

/** The cards of whoever is signed in, with their school's free half-days, the open vacancies and the lines that wait for agreement where a card shows them. */
async function readCards(context: Context): Promise<HomeCard[]> {
  const { actor, table, now } = context;
  const { organisation, roles } = actor;
  const shown = homeCards(roles, organisation, {}).map(({ path }) => path);
  const [heads, openVacancies, waitingLines, drafts, waitingCorrections, waitingRequests, waitingNotes] = await Promise.all([
    organisation && shown.includes(`/entitlements/statements/${organisation}`) ? entitlementHeads(table, organisation) : undefined,
    shown.includes('/entitlements/vacancies') ? countOpenVacancies(table, mostCounted) : undefined,
    // Whoever acts for an organisation is told of its own lines, the council's people of all.
    organisation && shown.includes('/invoicing/agreements')
      ? countWaitingFor(table, organisation, londonDate(now), mostCounted)
      : shown.includes('/invoicing/agreements/waiting')
        ? countAllWaiting(table, mostCounted)
        : undefined,
    can(actor, 'policy:review') ? pageOfDrafts(table) : undefined,
    shown.includes('/bookings/reclassifications') ? countWaitingReclassifications(table, mostCounted) : undefined,
    shown.includes('/bookings/requests') ? countWaitingForApprover(context, mostCounted) : undefined,
    shown.includes('/bookings/notes') ? countWaitingNotes(context) : undefined,
  ]);
  const waitingDrafts = drafts?.items.filter(({ state, editors }) => state === 'submitted' && !editors.includes(actor.person)).length;
  // What can still be booked by whoever reads this: not what has ended, nor what only the council books. Where none was ever granted there is no figure.
  const usable = heads && [...heads.values()].filter(({ account, closed }) => !closed && mayStillPay(account, londonDate(now)));
  const freeHalfDays = heads?.size ? usable?.reduce((sum, { available }) => sum + available, 0) : undefined;
  return homeCards(roles, organisation, {
    ...(freeHalfDays === undefined ? {} : { freeHalfDays }),
    ...(openVacancies ? { openVacancies } : {}),
    ...(waitingLines ? { waitingLines } : {}),
    ...(waitingCorrections ? { waitingCorrections } : {}),
    ...(waitingDrafts ? { waitingDrafts } : {}),
    ...(waitingRequests ? { waitingRequests } : {}),
    ...(waitingNotes ? { waitingNotes } : {}),
  });
}
