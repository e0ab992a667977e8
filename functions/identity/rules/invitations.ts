// What an invitation may still come to, decided purely. Whoever does not hold its secret is told nothing of it, not even whether there is one.
import { type Instant, londonDate, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { type Invitation, type InvitationEvent, type InvitationState, invitationStates, lastDayFrom } from '../schema/invitations.ts';
import type { Person } from '../schema/people.ts';
import { officerFree, type RightFacts, withRight } from './people.ts';

/** The state on this day: an open invitation expires by itself. */
export function stateOn({ state, lastDay }: Pick<Invitation, 'state' | 'lastDay'>, now: Instant): InvitationState {
  return (londonDate(now) > lastDay && invitationStates.next(state, 'expire')) || state;
}

/** The invitation after an event. Refuses `wrong-state`, saying what it is. */
function after(invitation: Invitation, event: InvitationEvent, now: Instant, more: Partial<Invitation> = {}): Decision<Invitation> {
  const from = stateOn(invitation, now);
  const state = invitationStates.next(from, event);
  if (!state) return refuse('wrong-state', `The invitation is ${from}`);
  return accept({ ...invitation, ...more, state, version: invitation.version + 1 });
}

export const decideWithdrawal = (invitation: Invitation | undefined, now: Instant): Decision<Invitation> =>
  invitation ? after(invitation, 'withdraw', now) : refuse('unknown-invitation');

/** A new sending, with the hash of its own secret: the links before it lead nowhere any more. Refuses `unknown-invitation` and `wrong-state`. */
export const decideSendingAgain = (invitation: Invitation | undefined, now: Instant, secretHash: string): Decision<Invitation> =>
  invitation
    ? after(invitation, 'send-again', now, {
        secretHash,
        sending: invitation.sending + 1,
        sentAt: timestamp(now),
        lastDay: lastDayFrom(now),
      })
    : refuse('unknown-invitation');

const why: Readonly<Record<Exclude<InvitationState, 'open'>, string>> = {
  accepted: 'It was used already: if it was you, sign in',
  withdrawn: 'It was withdrawn',
  expired: 'It has run out',
};

/**
 * The invitation a link opens. Refuses `invitation-not-valid`: with the reason to whoever holds the secret of its last sending, with none to anybody else.
 */
export function opened(invitation: Invitation | undefined, secretHash: string, now: Instant): Decision<Invitation> {
  if (!invitation || invitation.secretHash !== secretHash) return refuse('invitation-not-valid');
  const state = stateOn(invitation, now);
  return state === 'open' ? accept(invitation) : refuse('invitation-not-valid', why[state]);
}

type Acceptance = {
  invitation: Invitation | undefined;
  secretHash: string;
  now: Instant;
  /** Whoever the account belongs to already. */
  person: Person | undefined;
  /** The id of a new person, when it belongs to nobody. */
  fresh: PersonId;
  account: string;
  /** An address that the provider has verified. */
  email: string | undefined;
  /** Who delivers already as the officer that the invitation is for. */
  officerIs?: RightFacts['officerIs'];
};

/**
 * Who the invited person is from now on. Refuses as `opened` does, `email-not-confirmed` where no provider stands for their address, for the link alone says
 * nothing of who holds it, `invitation-for-another` where the address is not the one invited, `own-rights` for whoever invited themselves, `no-entry`, and
 * `officer-taken`.
 */
export function decideAcceptance(facts: Acceptance): Decision<{ person: Person; invitation: Invitation }> {
  const open = opened(facts.invitation, facts.secretHash, facts.now);
  if (!open.ok) return open;
  const { email, rights, officer, invitedBy } = open.value;
  if (facts.email === undefined) return refuse('email-not-confirmed');
  if (facts.email.trim().toLowerCase() !== email.toLowerCase()) return refuse('invitation-for-another');
  if (facts.person?.id === invitedBy) return refuse('own-rights');
  if (facts.person?.noEntry) return refuse('no-entry');
  if (officer && facts.person?.officer && facts.person.officer !== officer)
    return refuse('wrong-state', 'Your account is linked to another officer');
  const free = officerFree(facts, facts.person?.id);
  if (officer && !free.ok) return free;
  const known: Person = facts.person ?? { type: 'person', id: facts.fresh, rights: [], subjects: [], version: 0 };
  const person: Person = {
    ...known,
    rights: rights.reduce(withRight, known.rights),
    subjects: known.subjects.includes(facts.account) ? known.subjects : [...known.subjects, facts.account],
    ...(officer && !known.officer ? { officer } : {}),
    invitations: [...(known.invitations ?? []), open.value.id],
    version: known.version + 1,
  };
  const accepted = after(open.value, 'accept', facts.now, { acceptedBy: person.id });
  return accepted.ok ? accept({ person, invitation: accepted.value }) : accepted;
}

/** An invitation that no longer says whom it was for; an open one cannot be used any more. */
export function blanked(invitation: Invitation): Invitation {
  const state = invitationStates.next(invitation.state, 'withdraw') ?? invitation.state;
  return { ...invitation, email: '', name: '', state, version: invitation.version + 1 };
}
