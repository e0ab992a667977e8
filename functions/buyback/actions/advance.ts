// What the clock does to agreements: each step of each one, once, however often the night asks.
import { auditWrite } from '../../../shared/audit.ts';
import { londonDate } from '../../../shared/calendar.ts';
import { commit } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import type { AgreementId } from '../../../shared/ids.ts';
import { getPurchaseOrder } from '../../bookings/store/purchase-orders.ts';
import { policyAt } from '../../entitlements/store.ts';
import { nextDay, nextStep } from '../rules/advance.ts';
import { buyBackOf } from '../rules/renewals.ts';
import { advanceWrites, dueAgreements, getAgreement } from '../store.ts';
import { isGone, openHeads } from './facts.ts';

/** Agreements of one slice, steps of one agreement in one run, and the real time a run takes. */
const bounds = { agreements: 50, steps: 20, budgetMs: 40_000 };

type Advanced = { state: 'nothing-due' | 'more' | 'done'; steps: number };

/**
 * Takes every step that is due of an agreement. Where somebody else was first, the next run goes on: each charge has an id of its own, and the agreement its version.
 */
export async function advance(context: Context, id: AgreementId): Promise<number> {
  const { table, now } = context;
  let steps = 0;
  while (steps < bounds.steps) {
    const [agreement, policy] = await Promise.all([getAgreement(table, id), policyAt(table, now)]);
    if (!agreement) return steps;
    const offered = buyBackOf(policy?.pack, agreement.code);
    const { payer, purchaseOrder: number } = agreement;
    const [heads, gone, order] = await Promise.all([
      openHeads(context, agreement),
      isGone(context, agreement),
      number ? getPurchaseOrder(table, payer, number) : undefined,
    ]);
    const step = nextStep({ agreement, now, offered, heads, gone, order });
    if (!step) return steps;
    const { organisation, policy: terms } = step.agreement;
    const note = { action: 'buyback:advance', about: id, organisation, policy: terms, detail: step.what };
    // What people are only told of stands among the messages.
    const audit = step.agreement.told === agreement.told ? [auditWrite(context, note)] : [];
    const outcome = await commit(table, [...advanceWrites(table, agreement, step, nextDay(step.agreement, offered), now), ...audit]);
    if (!outcome.ok) return steps;
    steps += 1;
    context.logger.info('agreement-advanced', { agreement: id, what: step.what });
  }
  return steps;
}

/** Everything that is due by today, until the time is spent. */
export async function advanceDue(context: Context): Promise<Advanced> {
  const { table, now } = context;
  const until = performance.now() + bounds.budgetMs;
  const due = await dueAgreements(table, londonDate(now), bounds.agreements);
  let steps = 0;
  for (const id of due) {
    steps += await advance(context, id);
    if (performance.now() >= until) return { state: 'more', steps };
  }
  return { state: due.length === 0 ? 'nothing-due' : due.length < bounds.agreements ? 'done' : 'more', steps };
}
