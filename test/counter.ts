// What people ask of bookings at the JSON API, one line each, against a whole host: quotes, confirmations, visits and vacancies.

import { freeSessions } from '../functions/officers/rules.ts';
import { getOfficer } from '../functions/officers/store.ts';
import { addDays, type CivilDate, type SessionKey } from '../shared/calendar.ts';
import type { OfficerId, OrganisationId } from '../shared/ids.ts';
import type { StoredHead } from '../shared/ledger/post.ts';
import { changedKeys, pack, tableDump } from './bookings.ts';
import type { Reply, TestHost, Visitor } from './host.ts';

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string;
  next: string;
  errors?: { pointer: string; detail: string }[];
};
export type ShownLine = { fund: string; halfDays: number; unitPricePence?: number; netPence?: number; clause?: { text: string } };
export type ShownQuote = {
  token: string;
  expiresAt: string;
  lines: ShownLine[];
  netPence: number;
  vatPence: number;
  grossPence: number;
  whyNotFree?: string;
  policy: string;
};
export type ShownBooking = {
  id: string;
  sessions: { visit: string; session: SessionKey; state: string; funding: { fund: string }; reason?: string }[];
  notes?: ShownNote[];
  netPence: number;
  vatPence: number;
};
export type ShownNote = {
  note: string;
  state: string;
  visits: string[];
  sections: { code: string; title: string; text: string }[];
  actions: { number: number; who: string; done: boolean }[];
  by: string;
  late: boolean;
  version: number;
};
export type ShownVacancy = { id: string; school: string; state: string; account?: string; grantedHalfDays: number; lapsedHalfDays: number };
export type ShownStatement = {
  lines: Record<'grantedHalfDays' | 'heldHalfDays' | 'usedHalfDays' | 'lapsedHalfDays' | 'leftHalfDays', number>[];
};

export const academy = 'sch_990010';
export const maintained = 'sch_990001';
export const recruitment = 'svc_governing-bodies-headteacher-recruitment';
export const deputies = 'svc_deputy-headteacher-recruitment';

/** The name of a refusal, or the status of an answer that is none. */
export const nameOf = (reply: Reply): string =>
  /problem\+json/.test(reply.headers.get('content-type') ?? '')
    ? reply.data<Problem>().type.replace('urn:daybook:problem:', '')
    : String(reply.status);

export class Counter {
  readonly host: TestHost;
  readonly council: string;
  private readonly used = new Map<string, number>();
  private last: CivilDate;

  /** Sessions are given out from the day after `from` on, each once. */
  constructor(host: TestHost, from: string, council = 'essex') {
    this.host = host;
    this.council = council;
    this.last = from as CivilDate;
  }

  path = (rest: string): string => `/${this.council}/api${rest}`;
  as = (person: string): Promise<Visitor> => this.host.as(person, this.council);
  /** The council's table as it stands once whatever follows by itself, such as messages, has come to an end. */
  dump = async (): Promise<Map<string, string>> => {
    await this.host.quiet();
    return tableDump(this.host.tableOf(this.council).client, this.host.table.TABLE_NAME, this.council);
  };

  /** The keys of what has changed in the council's table since a dump. */
  changesSince = async (before: ReadonlyMap<string, string>): Promise<string[]> => changedKeys(before, await this.dump());

  /** The next half-days of an officer's working pattern that no test has had yet. */
  async fresh(count: number, officer = 'off_daniel-osei'): Promise<SessionKey[]> {
    const found = await getOfficer(this.host.tableOf(this.council), officer as OfficerId);
    if (!found) throw new Error(`no officer ${officer}`);
    const already = this.used.get(officer) ?? 0;
    const from = addDays(this.last, 1);
    const all = freeSessions(found, new Set(), from, addDays(from, 400), { date: this.last, time: '00:00' }, pack.sessions);
    this.used.set(officer, already + count);
    return all.slice(already, already + count);
  }

  quote(who: Visitor, sessions: readonly string[], more: Record<string, unknown> = {}): Promise<Reply> {
    return who.json(this.path('/bookings/quotes'), {
      school: academy,
      service: recruitment,
      officer: 'off_daniel-osei',
      purse: 'own-funds',
      halfDays: sessions.length,
      sessions,
      ...more,
    });
  }
  async quoted(who: Visitor, sessions: readonly string[], more: Record<string, unknown> = {}): Promise<ShownQuote> {
    const reply = await this.quote(who, sessions, more);
    if (reply.status !== 200) throw new Error(`not quoted: ${reply.body}`);
    return reply.data<ShownQuote>();
  }
  confirm = (who: Visitor, token: string, purchaseOrder = 'PO-2026/118'): Promise<Reply> =>
    who.json(this.path('/bookings'), { token, purchaseOrder });
  /** Quotes and confirms; the booking's id. */
  async book(who: Visitor, sessions: readonly string[], more: Record<string, unknown> = {}): Promise<string> {
    const reply = await this.confirm(who, (await this.quoted(who, sessions, more)).token);
    if (reply.status !== 201) throw new Error(`not booked: ${reply.body}`);
    return reply.data<{ booking: string }>().booking;
  }
  booking = async (who: Visitor, id: string): Promise<ShownBooking> => (await who.json(this.path(`/bookings/${id}`))).data<ShownBooking>();
  /** Marks visits delivered and sends their note: words for the first heading of the template, or for each by its code. */
  deliver = (
    who: Visitor,
    id: string,
    visits: readonly string[],
    note: string | Record<string, string> = 'Met the chair of governors.',
    more: Record<string, unknown> = {},
  ): Promise<Reply> =>
    who.json(this.path(`/bookings/${id}/deliveries`), { visits, sections: typeof note === 'string' ? { done: note } : note, ...more });
  cancel = (who: Visitor, id: string, visits: readonly string[], reason = 'The school is shut by snow.'): Promise<Reply> =>
    who.json(this.path(`/bookings/${id}/cancellations`), { visits, reason });

  async vacancy(school = academy, post = 'headteacher', vacantFrom = '2026-12-31'): Promise<ShownVacancy> {
    const reply = await (await this.as('joan-ferris')).json(this.path('/entitlements/vacancies'), { school, post, vacantFrom });
    if (reply.status !== 201) throw new Error(`no vacancy: ${reply.body}`);
    return reply.data<ShownVacancy>();
  }
  async close({ school, id }: ShownVacancy, outcome: 'filled' | 'withdrawn' = 'filled'): Promise<Reply> {
    return (await this.as('joan-ferris')).json(this.path(`/entitlements/vacancies/${school}/${id}/closing`), { outcome });
  }
  statement = async (who: Visitor, school = academy): Promise<ShownStatement> =>
    (await who.json(this.path(`/entitlements/statements/${school}`))).data<ShownStatement>();
  head = (school: string, account: string): Promise<StoredHead | undefined> => {
    const table = this.host.tableOf(this.council);
    return table.get<StoredHead>(table.key.head(school as OrganisationId, account));
  };
}
