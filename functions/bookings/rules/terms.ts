// The terms of cancelling as a quote, a request, a message and a calendar state them: the ladder's, as far as it is about what is booked. Pure.
import { cancellationTerms } from '../../../shared/policy/terms.ts';
import type { Funding, Team } from '../schema.ts';
import type { Ladder } from './ladder.ts';

type Funded = { funding: Pick<Funding, 'fund'> };

/** What a team of the council pays for is asked no fee, and costs nothing to cancel. A package's half-days go the way of free ones. */
export function termsOf(ladder: Ladder, { sessions, team }: { sessions: readonly Funded[]; team?: Team | undefined }): string[] {
  if (team) return ['Cancelling costs nothing: the council’s own team pays for it.'];
  const funds = new Set(sessions.map(({ funding }) => funding.fund));
  return cancellationTerms(ladder, { priced: funds.has('traded'), free: funds.has('entitlement') || funds.has('package') });
}
