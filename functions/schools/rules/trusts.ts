// Who is billed for what a trust's schools book, from which date on.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { Trust, TrustBilling } from '../schema/organisations.ts';

/**
 * The trust is billed, or each school for itself, from a date on. What held before stays; what was to hold from the same date, which is still to come or
 * today, gives way. Refuses `billing-in-past`.
 */
export function decideBilling(trust: Trust, today: CivilDate, { from, to }: TrustBilling): Decision<{ trust: Trust; detail: string }> {
  if (from < today) return refuse('billing-in-past', `${dateText(from)} has passed.`, { field: 'from' });
  const billing = [...trust.billing.filter((entry) => entry.from !== from), { from, to }].sort((a, b) => (a.from < b.from ? -1 : 1));
  const billed = to === 'trust' ? 'The trust is billed' : 'Each school is billed';
  return accept({ trust: { ...trust, billing }, detail: `${billed} from ${dateText(from)}` });
}
