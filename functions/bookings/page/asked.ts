// What a plan's address says: the answers so far, as typed. Every step of planning is an address, so each can be gone back to and needs no script.
import { dateOf } from '../../../shared/calendar.ts';
import type { Web } from '../../../shared/http.ts';
import { isVisit } from '../rules/work.ts';
import type { Quote } from '../schema/quotes.ts';

export type Plan = {
  /** The school it was begun for: another window may act for another one meanwhile. */
  school?: string | undefined;
  service?: string | undefined;
  days?: string | undefined;
  purse?: string | undefined;
  officer?: string | undefined;
  from?: string | undefined;
  /** The need of the school's support plan that it is for. */
  need?: string | undefined;
  /** The team of the council whose days and budget are to pay. */
  team?: string | undefined;
  /** `keep`: what a package has paid for is kept for another time. */
  package?: string | undefined;
  /** How many people are expected, where it is training with attendees. */
  attendees?: string | undefined;
  /** Typed on a quote whose dates were then taken: kept for the next one. */
  purchaseOrder?: string | undefined;
  sessions: readonly string[];
  /** Sessions of further officers, each as `off_…~2026-12-01#am`. */
  also?: readonly string[] | undefined;
  /** Whose sessions are chosen now, where that is not the lead officer: an officer, or `choose` while it is to be said who. */
  adding?: string | undefined;
};

export const planFrom = (c: Web): Plan => ({
  school: c.req.query('school') || undefined,
  service: c.req.query('service'),
  // Where dates were proposed, as many are wanted as were chosen of them.
  days: c.req.query('count') === 'chosen' ? daysTyped(new Set(c.req.queries('session') ?? []).size) : c.req.query('days')?.trim(),
  purse: c.req.query('purse') || undefined,
  officer: c.req.query('officer') || undefined,
  from: c.req.query('from'),
  need: c.req.query('need') || undefined,
  team: c.req.query('team') || undefined,
  package: c.req.query('package') === 'keep' ? 'keep' : undefined,
  attendees: c.req.query('attendees')?.trim().slice(0, 10) || undefined,
  purchaseOrder: c.req.query('purchaseOrder')?.slice(0, 100),
  sessions: [...new Set(c.req.queries('session') ?? [])],
  also: [...new Set(c.req.queries('also') ?? [])],
  adding: c.req.query('add') ? 'choose' : c.req.query('adding') || undefined,
});

/** A session of a further officer, as the plan's address has it. */
export const alsoValue = (officer: string, session: string): string => `${officer}~${session}`;

/** The further officers of a plan with their sessions, as a command names them. */
export function alsoOf({ also = [] }: Pick<Plan, 'also'>): { officer: string; sessions: string[] }[] {
  const officers = new Map<string, string[]>();
  for (const value of also) {
    const [officer = '', session = ''] = value.split('~');
    officers.set(officer, [...(officers.get(officer) ?? []), session]);
  }
  return [...officers].map(([officer, sessions]) => ({ officer, sessions }));
}

/** The plan that a quote answers, to choose other dates of: its visits, and not what is found beside them by itself. */
export function planOf({ school, service, purse, officer, need, team, attendees, sessions }: Quote): Plan {
  const visits = sessions.filter(isVisit);
  const [own, others] = [visits.filter((each) => each.officer === officer), visits.filter((each) => each.officer !== officer)];
  return {
    school,
    service,
    days: daysTyped(visits.length),
    purse,
    officer,
    from: visits[0] && dateOf(visits[0].session),
    need,
    team: team?.id,
    attendees: attendees?.expected?.toString(),
    sessions: own.map(({ session }) => session),
    also: others.map((each) => alsoValue(each.officer, each.session)),
  };
}

/** How many half-days a plan has chosen, of all its officers. */
export const chosenIn = ({ sessions, also = [] }: Pick<Plan, 'sessions' | 'also'>): number => sessions.length + also.length;

/** The address of the plan with something changed. */
export const planLink = (slug: string, plan: Plan, change: Partial<Plan> = {}): string =>
  `/${slug}/bookings/new?${queryOf({ ...plan, ...change })}`;

/** The address of the quote that a plan asks for, with something changed. */
export const quoteLink = (slug: string, plan: Plan, change: Partial<Plan> = {}): string =>
  `/${slug}/bookings/quote?${queryOf({ ...plan, ...change })}`;

function queryOf({ sessions, also = [], ...answers }: Plan): URLSearchParams {
  const query = new URLSearchParams(Object.entries(answers).filter((entry): entry is [string, string] => Boolean(entry[1])));
  for (const session of sessions) query.append('session', session);
  for (const value of also) query.append('also', value);
  return query;
}

/** More than anybody can ask for: what is beyond it is told to be too many, and not to be no number. */
const beyondAll = 1_000_000;
/** Days as a person types them, as half-days: whole, or with a half. Undefined for anything else, zero and less included. */
export function halfDaysFrom(days: string | undefined): number | undefined {
  const match = /^(\d+)(?:(\.5|½)|\.0)?$/.exec((days ?? '').trim().replace(/^½$/, '0½').replace(/^\.5$/, '0.5'));
  if (!match) return undefined;
  const halfDays = Math.min(Number(match[1]), beyondAll) * 2 + (match[2] ? 1 : 0);
  return halfDays > 0 ? halfDays : undefined;
}

/** How many people, as typed: a whole number above nothing. Undefined for anything else. */
export const peopleFrom = (typed: string | undefined): number | undefined => {
  const count = /^\d{1,3}$/.test(typed ?? '') ? Number(typed) : 0;
  return count > 0 ? count : undefined;
};

/** Half-days as a person types days: "2.5". */
export const daysTyped = (halfDays: number): string => String(halfDays / 2);
