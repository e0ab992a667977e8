// What the address of an order that is being planned says: every step is an address, so each can be gone back to and needs no script.
import { dateOf, type SessionKey } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import type { Web } from '../../../../shared/http.ts';
import { type OrganisationId, organisationIdSchema, organisationTyped } from '../../../../shared/ids.ts';
import { faultsOf } from '../../../../shared/page.tsx';
import { dateTyped, type FieldError } from '../../../../shared/ui/index.ts';
import { halfDaysFrom } from '../asked.ts';

/** What was answered for one school. */
export type SchoolAsked = {
  school: OrganisationId;
  days?: string | undefined;
  officer?: string | undefined;
  purse?: string | undefined;
  sessions: string[];
};

export type OrderAsked = {
  service?: string | undefined;
  /** The trust or partnership whose schools are chosen among, for whoever has no one of their own. */
  group?: string | undefined;
  days?: string | undefined;
  share?: string | undefined;
  from: { day?: string | undefined; month?: string | undefined; year?: string | undefined };
  officer?: string | undefined;
  schools: SchoolAsked[];
  /** What was typed as a school and is the number of none. */
  unread: string[];
  /** The schools have been sent, and so have the sessions of each. */
  chosen: boolean;
  dated: boolean;
  /** Dates are to be proposed anew. */
  again: boolean;
};

/** As many as an address may hold; the rest of what was sent is no order of ours. */
const mostTyped = 60;

export function orderAskedFrom(c: Web): OrderAsked {
  const one = (name: string) => c.req.query(name)?.trim().slice(0, 100) || undefined;
  const many = (name: string) => (c.req.queries(name) ?? []).slice(0, 200).map((text) => text.trim());
  // The council's people type numbers beside those that they tick.
  const typed = (one('urns') ?? '').split(/[\s,;]+/).filter(Boolean);
  const read = [...new Set([...many('school'), ...typed])].slice(0, mostTyped).map((text) => ({
    text,
    id: organisationIdSchema.safeParse(organisationTyped(text)).data,
  }));
  const ids = read.flatMap(({ id }) => id ?? []);
  const schools = ids.map((school) => ({
    school,
    days: one(`days-${school}`),
    officer: one(`officer-${school}`),
    purse: one(`purse-${school}`),
    sessions: [...new Set(many(`session-${school}`))],
  }));
  return {
    service: one('service'),
    group: one('group'),
    days: one('days'),
    share: one('share'),
    from: { day: one('from-day'), month: one('from-month'), year: one('from-year') },
    officer: one('officer'),
    schools,
    unread: read.flatMap(({ text, id }) => (id ? [] : [text])),
    chosen: one('share') !== undefined,
    dated: schools.some(({ days }) => days !== undefined),
    again: one('again') !== undefined,
  };
}

export const ordersPath = ({ council: { slug } }: Pick<Context, 'council'>): string => `/${slug}/bookings/orders`;

/** What a fault of a command is about, as the input of this form that it is asked for with. */
function inputOf(field: string, schools: readonly { school: string }[]): string {
  const [list, index, what] = field.split('.');
  const school = (list === 'parts' || list === 'schools') && index !== undefined ? schools[Number(index)]?.school : undefined;
  if (!school) return field === 'halfDays' ? 'days' : ['share', 'service', 'from'].includes(field) ? field : 'main-content';
  const inputs: Readonly<Record<string, string>> = { halfDays: 'days', officer: 'officer', purse: 'purse', school: 'days', need: 'days' };
  return `${inputs[what ?? ''] ?? 'session'}-${school}`;
}

/** A refusal of an order at the inputs of its form. */
export const inputsOf = (refusal: Refusal, schools: readonly { school: string }[]): FieldError[] =>
  faultsOf(refusal).map(({ field, text }) => ({ field: inputOf(field, schools), text }));

export const halfDaysOf = ({ days }: Pick<SchoolAsked, 'days'>): number => (days === '0' ? 0 : (halfDaysFrom(days) ?? 0));

/** The day that was typed to look for dates from, as a date; what is none is left for the schema to judge. */
export const fromOf = (asked: OrderAsked): string | undefined => dateTyped(fromTyped(asked), 'from');
export const fromTyped = ({ from: { day, month, year } }: OrderAsked) => ({ 'from-day': day, 'from-month': month, 'from-year': year });

/** The address of a plan with these schools and sessions, to go back to from its quote. */
export function orderPlanLink(
  slug: string,
  service: string,
  parts: readonly { school: string; halfDays: number; officer: string; purse: string; sessions: readonly SessionKey[] }[],
  group?: string | undefined,
): string {
  const [first = ''] = parts.flatMap(({ sessions }) => sessions.map(dateOf)).sort();
  const [year = '', month = '', day = ''] = first.split('-');
  const query = new URLSearchParams({
    ...{ service, share: 'named', 'from-day': day, 'from-month': month, 'from-year': year },
    ...(group ? { group } : {}),
  });
  for (const { school, halfDays, officer, purse, sessions } of parts) {
    query.append('school', school);
    query.append(`days-${school}`, String(halfDays / 2));
    query.append(`officer-${school}`, officer);
    query.append(`purse-${school}`, purse);
    for (const session of sessions) query.append(`session-${school}`, session);
  }
  return `/${slug}/bookings/orders/new?${query}`;
}
