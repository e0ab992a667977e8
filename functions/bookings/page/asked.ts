// What a plan's address says: the answers so far, as typed. Every step of planning is an address, so each can be gone back to and needs no script.
import type { Web } from '../../../shared/http.ts';

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
  /** Typed on a quote whose dates were then taken: kept for the next one. */
  purchaseOrder?: string | undefined;
  sessions: readonly string[];
};

export const planFrom = (c: Web): Plan => ({
  school: c.req.query('school') || undefined,
  service: c.req.query('service'),
  days: c.req.query('days')?.trim(),
  purse: c.req.query('purse') || undefined,
  officer: c.req.query('officer') || undefined,
  from: c.req.query('from'),
  need: c.req.query('need') || undefined,
  team: c.req.query('team') || undefined,
  purchaseOrder: c.req.query('purchaseOrder')?.slice(0, 100),
  sessions: [...new Set(c.req.queries('session') ?? [])],
});

/** The address of the plan with something changed. */
export function planLink(slug: string, plan: Plan, change: Partial<Plan> = {}): string {
  const { sessions, ...answers } = { ...plan, ...change };
  const query = new URLSearchParams(Object.entries(answers).filter((entry): entry is [string, string] => Boolean(entry[1])));
  for (const session of sessions) query.append('session', session);
  return `/${slug}/bookings/new?${query}`;
}

/** Days as a person types them, as half-days: whole, or with a half. Undefined for anything else, zero and less included. */
export function halfDaysFrom(days: string | undefined): number | undefined {
  const match = /^(\d{1,4})(?:(\.5|½)|\.0)?$/.exec((days ?? '').trim().replace(/^½$/, '0½').replace(/^\.5$/, '0.5'));
  if (!match) return undefined;
  const halfDays = Number(match[1]) * 2 + (match[2] ? 1 : 0);
  return halfDays > 0 ? halfDays : undefined;
}

/** Half-days as a person types days: "2.5". */
export const daysTyped = (halfDays: number): string => String(halfDays / 2);
