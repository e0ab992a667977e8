// Telling a school, a partnership, another body or a team where its free days are: by year, and line by line down to the sessions behind a figure.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type HolderId, isTeam, type OrganisationId, type PersonId, prefixOf } from '../../../shared/ids.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { getOrganisations } from '../../schools/store/organisations.ts';
import { changeText, keptFor, lineOf, linesFor, maySee, unknownHolder } from '../rules/statements.ts';
import { type DrawnSession, drawnSessions } from '../rules/uses.ts';
import { statementLine } from '../rules.ts';
import type { Allocation } from '../schema/allocations.ts';
import type { Beside, Line, LineChange, Statement } from '../schema/statements.ts';
import type { StatementLine } from '../schema.ts';
import { type Holder, readHolder, teamsOf } from '../store/statements.ts';
import { usesOf } from '../store/uses.ts';
import { getHead, getVacancy, policyAt } from '../store.ts';

export { policyWords } from '../../catalogue/store/policy-words.ts';

type Found = Holder & { name: string };

/** A holder that the actor may see. */
async function find({ table, actor, now }: Context, holder: HolderId): Promise<Decision<Found>> {
  const found = await readHolder(table, holder, now);
  const { name } = found;
  if (name === undefined || !maySee(actor, holder, found)) return { ok: false, refusal: unknownHolder(holder) };
  return accept({ ...keptFor(actor, found), name });
}

/** More of a trust's schools than this are found by searching for them. */
const mostBeside = 100;

/** Whose statements the reader of one may read too: a school's partnerships; a trust's schools; and to staff a partnership's members. */
async function besideOf(context: Context, holder: HolderId, { groups, members }: Found): Promise<Beside[]> {
  const { actor, table } = context;
  const isTrusts = prefixOf(holder as OrganisationId) === 'trs' && (actor.organisation === holder || isStaff(actor));
  const named = [
    ...groups.filter((id) => prefixOf(id) === 'ptn' && maySee(actor, id, { groups: [], members: [holder as OrganisationId] })),
    ...(isTrusts || canTouch(actor, 'statement:read', {}) ? members.slice(0, mostBeside) : []),
  ];
  const organisations = await getOrganisations(table, named);
  return named.flatMap((id) => {
    const found = organisations.get(id);
    return found ? [{ holder: id, name: found.name }] : [];
  });
}

/** What a holder was granted, by year, and where it is. Refuses `unknown-school`, or `unknown-organisation`, for whoever's is not the actor's to see. */
export async function readStatement(context: Context, holder: HolderId): Promise<Decision<Statement>> {
  const found = await find(context, holder);
  if (!found.ok) return found;
  const lines = linesFor(found.value, can(context.actor, 'confidential:read'));
  const beside = isTeam(holder) ? [] : await besideOf(context, holder, found.value);
  return accept({ holder, name: found.value.name, lines, beside });
}

/** A line of a statement with everything behind it. */
export type LineDetail = {
  holder: HolderId;
  name: string;
  line: Line;
  changes: LineChange[];
  sessions: (DrawnSession & { mayOpen: boolean })[];
  history: HistoryEntry[];
};

async function changesOf(context: Context, allocation: Allocation | undefined): Promise<LineChange[]> {
  const { table, actor, council } = context;
  if (!allocation) return [];
  const mayKnow = !allocation.confidential || can(actor, 'confidential:read');
  const people = new Set(allocation.changes.map(({ by }) => by));
  const names = isStaff(actor) ? await namesOf(table, [...people]) : new Map<PersonId, string>();
  return allocation.changes.map((change) => ({
    recordedAt: change.recordedAt,
    by: names.get(change.by) ?? (change.by === 'per_daybook' ? 'Daybook' : council.name),
    what: changeText(change, allocation),
    amount: change.amount,
    ...(mayKnow ? { because: change.because } : {}),
  }));
}

/** One line of a statement: its reasons, its changes, and the sessions that hold or used it. Refuses as readStatement does, and `not-found` for no such line. */
export async function readLine(context: Context, holder: HolderId, name: string): Promise<Decision<LineDetail>> {
  const found = await find(context, holder);
  if (!found.ok) return found;
  const { actor, table } = context;
  const line = linesFor(found.value, can(actor, 'confidential:read')).find((each) => each.line === name);
  if (!line) return refuse('not-found', 'The statement has no such line.');
  const [uses, changes, history] = await Promise.all([
    line.account ? usesOf(table, line.account) : [],
    changesOf(
      context,
      found.value.allocations.find((each) => lineOf(each) === name),
    ),
    line.of === 'vacancy' ? readHistory(context, line.vacancy) : [],
  ]);
  const sessions = drawnSessions(uses).map((each) => ({
    ...each,
    mayOpen: canTouch(actor, 'booking:read', { organisation: each.school, officer: null }),
  }));
  return accept({ holder, name: found.value.name, line, changes, sessions, history });
}

const mostVacanciesRemembered = 20;

/** What was done to the vacancies of a statement, newest first: to the last twenty, where a school has had more. */
export const statementHistory = (context: Context, lines: readonly Line[]): Promise<HistoryEntry[]> =>
  readHistory(
    context,
    // Ids of vacancies sort by the moment they were recorded.
    lines
      .flatMap((line) => (line.of === 'vacancy' ? [line.vacancy] : []))
      .sort()
      .slice(-mostVacanciesRemembered),
  );

/** Whom staff may look up: the teams that the policy in force names. Refuses `not-allowed` for whoever sees their own statement alone. */
export async function listTeams(context: Context): Promise<Decision<Beside[]>> {
  if (!canTouch(context.actor, 'statement:read', {})) return refuse('not-allowed');
  return accept(teamsOf((await policyAt(context.table, context.now))?.pack));
}

/** One vacancy with its figures, for the pages that close it. Refuses `unknown-vacancy`, also for whoever's is not the actor's to see. */
export async function readVacancy(context: Context, school: OrganisationId, id: string): Promise<Decision<StatementLine>> {
  const { table, actor } = context;
  if (!id.startsWith('vac_') || !canTouch(actor, 'vacancy:read', { organisation: school })) return refuse('unknown-vacancy');
  const vacancy = await getVacancy(table, school, id as StatementLine['vacancy']['id']);
  if (!vacancy) return refuse('unknown-vacancy');
  return accept(statementLine(vacancy, vacancy.account ? await getHead(table, school, vacancy.account) : undefined));
}
