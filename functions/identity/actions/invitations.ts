// Inviting people by e-mail, and what becomes of it: sent, sent again, withdrawn, accepted once by whoever holds the link and signs in.
import { isDeepStrictEqual } from 'node:util';
import { auditWrite } from '../../../shared/audit.ts';
import { dateText, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import { anonymous, type Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type InvitationId, newId, type OrganisationId, type PersonId } from '../../../shared/ids.ts';
import type { Notifier } from '../../../shared/notify.ts';
import type { EffectName } from '../../../shared/outbox.ts';
import type { Page } from '../../../shared/table.ts';
import { decideAcceptance, decideSendingAgain, decideWithdrawal, opened, stateOn } from '../rules/invitations.ts';
import { administers, fitsHere } from '../rules/people.ts';
import { inOrder, rolesInWords } from '../rules/words.ts';
import { type Invitation, type InvitationState, type InviteCommand, lastDayFrom } from '../schema/invitations.ts';
import type { InvitationProof } from '../schema.ts';
import { hashOf } from '../store/hash.ts';
import { getInvitation, invitationWrite, invitedAt, invitedWrite, pageOfInvitations, postWrite, secretOf } from '../store/invitations.ts';
import { organisationNames } from '../store/organisations.ts';
import {
  accountWrite,
  contactWrite,
  endSessionsWrites,
  existing,
  getContact,
  getPerson,
  namesOf,
  personWith,
  personWrites,
  sessionsOf,
} from '../store/people.ts';

/** An invitation as it stands today, with the names of what it is for and of who sent it. */
export type ShownInvitation = Omit<Invitation, 'type' | 'secretHash' | 'version'> & {
  state: InvitationState;
  organisationNames: Record<OrganisationId, string>;
  invitedByName: string;
};

async function shown({ table, now }: Context, invitations: readonly Invitation[]): Promise<ShownInvitation[]> {
  const organisationIds = invitations.flatMap(({ rights }) => rights.flatMap(({ organisation }) => organisation ?? []));
  const [organisations, people] = await Promise.all([
    organisationNames(table, organisationIds),
    namesOf(
      table,
      invitations.map(({ invitedBy }) => invitedBy),
    ),
  ]);
  return invitations.map(({ type: _, secretHash: __, version: ___, ...invitation }) => ({
    ...invitation,
    state: stateOn(invitation, now),
    organisationNames: Object.fromEntries(
      invitation.rights.flatMap(({ organisation }) =>
        organisation ? [[organisation, organisations.get(organisation) ?? organisation]] : [],
      ),
    ),
    invitedByName: people.get(invitation.invitedBy) ?? '',
  }));
}

/** Every invitation, newest first, a page at a time. */
export async function listInvitations(context: Context, after?: string): Promise<Decision<Page<ShownInvitation>>> {
  const page = await pageOfInvitations(context.table, after);
  return accept({ ...page, items: await shown(context, page.items) });
}

const sent = (context: Context, invitation: Invitation): Promise<Decision<ShownInvitation>> =>
  shown(context, [invitation]).then(([one]) => (one ? accept(one) : refuse('unknown-invitation')));

/**
 * Invites somebody and has the e-mail sent once that is written. Sent again under an id it was given, it is the same invitation. Refuses
 * `unknown-organisation`, `unknown-officer`, `officer-taken`, `invalid-request` and `key-reused`.
 */
export async function invite(context: Context, linkKey: string, command: InviteCommand): Promise<Decision<ShownInvitation>> {
  const { table, actor, now } = context;
  const { id = newId('inv'), email, name, organisation, officer } = command;
  const roles = inOrder(command.roles);
  const asked = {
    email,
    name,
    rights: [{ ...(organisation ? { organisation } : {}), roles }],
    ...(officer ? { officer } : {}),
    invitedBy: actor.person,
  };
  const written = await change(context, async () => {
    const [before, facts, invited] = await Promise.all([getInvitation(table, id), existing(table, command), invitedAt(table, email)]);
    if (before) {
      const { email, name, rights, officer, invitedBy } = before;
      const same = isDeepStrictEqual({ email, name, rights, ...(officer ? { officer } : {}), invitedBy }, asked);
      return same ? accept({ writes: [], result: before, audit: null }) : refuse('key-reused');
    }
    const fits = fitsHere(facts, command);
    if (!fits.ok) return fits;
    const invitation: Invitation = {
      type: 'invitation',
      id,
      ...asked,
      secretHash: hashOf(secretOf(table, linkKey, { id, sending: 1 })),
      sending: 1,
      sentAt: timestamp(now),
      lastDay: lastDayFrom(now),
      state: 'open',
      version: 1,
    };
    return accept({
      writes: [invitationWrite(table, invitation), invitedWrite(table, email, invited, id), postWrite(table, invitation, now)],
      result: invitation,
      audit: { action: 'invitation:send', about: id, organisation, detail: rolesInWords(roles) },
    });
  });
  return written.ok ? sent(context, written.value) : written;
}

/** Sends it anew with a link of its own; the one before leads nowhere any more. Refuses `unknown-invitation` and `wrong-state`. */
export async function sendAgain(context: Context, linkKey: string, id: InvitationId): Promise<Decision<ShownInvitation>> {
  const { table, now } = context;
  const written = await change(context, async () => {
    const before = await getInvitation(table, id);
    const secret = before && secretOf(table, linkKey, { id, sending: before.sending + 1 });
    const decision = decideSendingAgain(before, now, hashOf(secret ?? ''));
    if (!decision.ok) return decision;
    return accept({
      writes: [invitationWrite(table, decision.value), postWrite(table, decision.value, now)],
      result: decision.value,
      audit: {
        action: 'invitation:send',
        about: id,
        organisation: decision.value.rights[0]?.organisation,
        detail: 'Once more, with a new link',
      },
    });
  });
  return written.ok ? sent(context, written.value) : written;
}

/** Takes an open invitation back. Refuses `unknown-invitation` and `wrong-state`. */
export async function withdrawInvitation(context: Context, id: InvitationId): Promise<Decision<ShownInvitation>> {
  const { table, now } = context;
  const written = await change(context, async () => {
    const decision = decideWithdrawal(await getInvitation(table, id), now);
    if (!decision.ok) return decision;
    return accept({
      writes: [invitationWrite(table, decision.value)],
      result: decision.value,
      audit: {
        action: 'invitation:withdraw',
        about: id,
        organisation: decision.value.rights[0]?.organisation,
        detail: rolesInWords(decision.value.rights[0]?.roles ?? []),
      },
    });
  });
  return written.ok ? sent(context, written.value) : written;
}

/** The words of the roles, and for whom: what a link shows before anybody has signed in. */
type OpenedInvitation = { forWhom: string; roles: string; lastDay: string }[];

/** What a link invites to; neither whom. Refuses `invitation-not-valid`. */
export async function openInvitation(
  context: Context,
  { id, secret }: { id: InvitationId; secret: string },
): Promise<Decision<OpenedInvitation>> {
  const { table, now, council } = context;
  const found = opened(await getInvitation(table, id), hashOf(secret), now);
  if (!found.ok) return found;
  const { rights, lastDay } = found.value;
  const names = await organisationNames(
    table,
    rights.flatMap(({ organisation }) => organisation ?? []),
  );
  return accept(
    rights.map(({ organisation, roles }) => ({
      forWhom: organisation ? (names.get(organisation) ?? organisation) : council.name,
      roles: rolesInWords(roles),
      lastDay: dateText(lastDay),
    })),
  );
}

type AcceptInvitation = {
  invitation: InvitationProof;
  /** Who signed in, as accountOf() has it. */
  account: string;
  /** What the provider calls them, if it says so. */
  name?: string | undefined;
  /** Their address, if the provider has verified it. */
  email?: string | undefined;
};

/**
 * Makes whoever signed in through an invitation's link the person it was for, new or known: the right, the account and the end of the invitation are one
 * transaction, and it works once. Sessions they had elsewhere end. Refuses as decideAcceptance does, and `subject-taken`.
 */
export function acceptInvitation(context: Context, command: AcceptInvitation): Promise<Decision<{ person: PersonId }>> {
  const { table, now, council } = context;
  const fresh = newId('per');
  return change(context, async () => {
    const { account, email } = command;
    const { id, secretHash } = command.invitation;
    const [invitation, person] = await Promise.all([getInvitation(table, id), personWith(table, account)]);
    // An invitation is as good as whoever sent it: it ends with their right to send any.
    const inviter = invitation && (await getPerson(table, invitation.invitedBy));
    if (invitation && !(inviter && administers(inviter, council.providers))) return refuse('invitation-not-valid');
    const { officerIs } = await existing(table, { officer: invitation?.officer });
    const decision = decideAcceptance({ invitation, secretHash, now, person, fresh, account, email, officerIs });
    if (!decision.ok) return decision;
    const { person: after, invitation: accepted } = decision.value;
    const [contact, sessions] = await Promise.all([getContact(table, after.id), sessionsOf(table, after.id)]);
    const name = command.name?.trim().slice(0, 120) || accepted.name;
    const [right] = accepted.rights;
    const note = {
      action: 'invitation:accept',
      about: after.id,
      organisation: right?.organisation,
      detail: `${rolesInWords(right?.roles ?? [])}, by ${accepted.id}`,
    };
    return accept({
      writes: [
        invitationWrite(table, accepted),
        ...personWrites(table, person, after),
        accountWrite(table, account, after.id),
        ...(contact ? [] : [contactWrite(table, after.id, { type: 'contact', name, email: accepted.email, version: 1 })]),
        ...endSessionsWrites(table, after.id, sessions),
        auditWrite({ table, now, actor: { ...anonymous, person: after.id } }, note),
      ],
      result: { person: after.id },
      // Written above: nobody is signed in yet, and it was done by the one who accepted.
      audit: null,
    });
  });
}

const failure = (name: string, message: string) => Object.assign(new Error(message), { name });

/**
 * Puts one sending into the post, under the effect's own key. One that was withdrawn, accepted or sent again meanwhile is not worth a stamp. Throws for the
 * outbox to try again.
 */
export async function postInvitation(
  context: Context,
  { origin, linkKey, notifier }: { origin: string; linkKey: string; notifier: Notifier },
  { effect, id }: { effect: EffectName; id: InvitationId },
): Promise<'sent' | 'not-needed'> {
  const { table, council, now } = context;
  const invitation = await getInvitation(table, id);
  if (!invitation || stateOn(invitation, now) !== 'open' || invitation.sending !== effect.version) return 'not-needed';
  const secret = secretOf(table, linkKey, invitation);
  if (hashOf(secret) !== invitation.secretHash)
    throw failure('LinkKeyChanged', 'the key changed after the invitation was made: send it again');
  const [right] = invitation.rights;
  const names = await organisationNames(table, right?.organisation ? [right.organisation] : []);
  await notifier.send(council.slug, {
    to: invitation.email,
    kind: 'invitation',
    personalisation: {
      council: council.name,
      organisation: right?.organisation ? (names.get(right.organisation) ?? right.organisation) : council.name,
      link: `${origin}/${council.slug}/identity/invitations/${id}?secret=${secret}`,
      until: dateText(invitation.lastDay),
    },
    reference: `${effect.subject}#${effect.version}`,
  });
  return 'sent';
}
