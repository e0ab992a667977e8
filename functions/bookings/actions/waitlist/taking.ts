// Whether a quote takes up what a school was offered from a waiting list: asked again when it is confirmed.
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import { canTouch } from '../../../identity/rules.ts';
import { decideTaking } from '../../rules/waitlist/waitlist.ts';
import type { QuoteCommand } from '../../schema/quotes.ts';
import type { Offer, Wait } from '../../schema/waitlist.ts';
import { getWait } from '../../store/waitlist.ts';

/** Whether the actor may know what a school waits for: its own people, and the council’s. */
export const touchesWait = ({ actor }: Pick<Context, 'actor'>, { school }: Pick<Wait, 'school'>): boolean =>
  canTouch(actor, 'waitlist:read', { organisation: school });

export type Taking = { wait: Wait; offer: Offer };

/** The offer that a quote takes up; undefined for one that takes up none. Refuses `unknown-wait` and what decideTaking() refuses. */
export async function takingOf(context: Context, command: QuoteCommand): Promise<Decision<Taking> | undefined> {
  if (!command.waiting) return undefined;
  const wait = await getWait(context.table, command.waiting);
  if (!wait || !touchesWait(context, wait)) return refuse('unknown-wait');
  const offer = decideTaking(wait, context.now, command);
  if (!offer.ok) return offer;
  return command.also ? refuse('offer-differs') : accept({ wait, offer: offer.value });
}
