// What the tests of a booking's writes share: an academy with a vacancy on a table of its own, who acts there, and something done just before another's transaction is sent.
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect } from 'vitest';
import { confirmBooking } from '../functions/bookings/actions/confirm.ts';
import { makeQuote } from '../functions/bookings/actions/quote.ts';
import type { QuoteCommand } from '../functions/bookings/schema/quotes.ts';
import { newService } from '../functions/catalogue/store.ts';
import { recordVacancy } from '../functions/entitlements/actions.ts';
import { decideClosing, decideVacancy } from '../functions/entitlements/rules.ts';
import type { Vacancy } from '../functions/entitlements/schema.ts';
import { closeVacancyWrites, getHead, policyWrites, recordVacancyWrites } from '../functions/entitlements/store.ts';
import { newOfficer } from '../functions/officers/store.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import { commit } from '../shared/commit.ts';
import type { Actor, Context } from '../shared/context.ts';
import { accepted, type Decision } from '../shared/decision.ts';
import type { BookingId, VacancyId } from '../shared/ids.ts';
import { postingWrites } from '../shared/ledger/post.ts';
import type { TableClient } from '../shared/table.ts';
import { contextIn, type OwnTable, ownTable } from './actors.ts';
import {
  academy,
  actor,
  changedKeys,
  daniel,
  day,
  headteacherRecruitment,
  maintained,
  now,
  outcomeOf,
  policy,
  quoteCommand,
  service,
  tableDump,
} from './bookings.ts';

export const signingKey = 'a-key-for-this-test-only';
export const maria = actor('school-booker', { name: 'Maria Okafor', organisation: academy.id });
export const manager = actor('resource-manager');
export const officer = actor('officer', { name: daniel.name, officer: daniel.id });
export const deputies = service('deputy-headteacher-recruitment');
export const afterwards = Date.parse('2026-12-03T16:00:00Z');

export let own: OwnTable;
export let vacancy: Vacancy;

/** For the tests of a file: a table for each test, with an academy whose vacancy gives it two free half-days. */
export function aTableWithAVacancy(): void {
  beforeEach(async () => {
    own?.client.destroy();
    own = await ownTable();
    const { table } = contextOf(manager);
    const known = [
      newService(table, headteacherRecruitment),
      newService(table, deputies),
      newOfficer(table, daniel),
      ...schoolWrites(table, academy),
    ];
    expect(await commit(table, [...policyWrites(table, undefined, policy), ...known, ...schoolWrites(table, maintained)])).toEqual({
      ok: true,
    });
    vacancy = accepted(await recordVacancy(contextOf(manager), { school: academy.id, post: 'headteacher', vacantFrom: day('2026-12-31') }));
  });
  afterAll(() => own.client.destroy());
}

/** A client through which something happens just before the first transaction is sent; it also remembers what was sent. */
export function watched(before: () => Promise<unknown> = async () => {}): { client: TableClient; sent: TransactWriteCommand[] } {
  const sent: TransactWriteCommand[] = [];
  const send = async (command: Parameters<TableClient['send']>[0]) => {
    if (command instanceof TransactWriteCommand) {
      sent.push(command);
      if (sent.length === 1) await before();
    }
    return own.client.send(command);
  };
  return { client: { send } as unknown as TableClient, sent };
}
export const contextOf = (who: Actor, at = now, through: TableClient = own.client): Context =>
  contextIn({ ...own, client: through }, who, at);

export const dump = () => tableDump(own.client, own.tableName, 'essex');
export const free = () => getHead(contextOf(manager).table, academy.id, vacancy.account ?? '');
export const threeHalves = quoteCommand({ sessions: ['2026-12-01#am', '2026-12-01#pm', '2026-12-02#am'] });

export async function quotedToken(command: QuoteCommand = threeHalves, at = now): Promise<string> {
  return accepted(await makeQuote(contextOf(maria, at), signingKey, command)).token;
}
/** Nobody here has a limit: what is confirmed is booked. */
export const confirm = (token: string, at = now, through: TableClient = own.client) =>
  confirmBooking(contextOf(maria, at, through), signingKey, { token, purchaseOrder: 'PO-1' }) as Promise<Decision<{ booking: BookingId }>>;
export const book = async (command?: QuoteCommand): Promise<BookingId> => accepted(await confirm(await quotedToken(command))).booking;

/** Confirms while something else is committed between its reads and its write. */
export async function confirmWhile(happens: () => Promise<unknown>, command?: QuoteCommand) {
  const token = await quotedToken(command);
  let before = new Map<string, string>();
  const { client: through, sent } = watched(async () => {
    await happens();
    before = await dump();
  });
  const decision = await confirm(token, now, through);
  return { decision, name: outcomeOf(decision), sent: sent.length, changed: changedKeys(before, await dump()) };
}

/** A vacancy that stands beside others for its post, as one that followed another would after years. */
export async function another(i: number): Promise<Vacancy> {
  const { table } = contextOf(manager);
  const facts = { id: `vac_9${String(i).padStart(2, '0')}` as VacancyId, now, today: day('2026-11-24'), actor: manager };
  const { vacancy: made, postings } = accepted(
    decideVacancy(
      { ...facts, school: academy, policy, open: undefined },
      { school: academy.id, post: 'headteacher', vacantFrom: day('2026-12-31') },
    ),
  );
  const [item] = recordVacancyWrites(table, made);
  if (!item) throw new Error('a vacancy is at least itself');
  expect(await commit(table, [item, ...postingWrites(table, postings)])).toEqual({ ok: true });
  return made;
}
export async function fill(of: Vacancy): Promise<void> {
  const { table } = contextOf(manager);
  const head = await getHead(table, of.school, of.account ?? '');
  const { vacancy: closed, postings } = accepted(decideClosing({ vacancy: of, head, now, actor: manager }, { outcome: 'filled' }));
  const item = closeVacancyWrites(table, closed, false)[0];
  if (!item) throw new Error('a vacancy is at least itself');
  const account = closed.account ?? '';
  expect(await commit(table, [item, ...postingWrites(table, postings, { close: [account] })])).toEqual({ ok: true });
}
