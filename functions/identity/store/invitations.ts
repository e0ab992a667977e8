// Invitations in the table: the item, its place among those sent, and the effect that carries it to the post without a name or an address.
import { createHmac } from 'node:crypto';
import type { Instant } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { InvitationId, PersonId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import type { Invitation } from '../schema/invitations.ts';

/**
 * The secret of one sending. It is derived whenever it is needed, so that the link reaches the e-mail and stands nowhere else; whoever has the table and
 * not the key has no link.
 */
export function secretOf(table: CouncilTable, linkKey: string, { id, sending }: Pick<Invitation, 'id' | 'sending'>): string {
  if (linkKey.length < 16) throw new Error('identity needs LINK_KEY, the key that links in e-mails are made with');
  return createHmac('sha256', linkKey).update(`invitation\n${table.council}\n${id}\n${sending}`).digest('base64url');
}

export async function getInvitation(table: CouncilTable, id: InvitationId): Promise<Invitation | undefined> {
  const item = await table.get<Invitation>(table.key.invitation(id));
  return item && unkeyed(item);
}

export async function pageOfInvitations(table: CouncilTable, after?: string): Promise<Page<Invitation>> {
  const page = await table.page<Invitation>(table.range.invitations(), { limit: 50, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/** Every invitation that names somebody: those they accepted, and those sent to their address. Read one page after the other; erasures are rare. */
export async function invitationsNaming(table: CouncilTable, person: PersonId, email: string | undefined): Promise<Invitation[]> {
  const found: InvitationId[] = [];
  for await (const hint of table.each<Invitation>(table.range.invitations()))
    if (hint.acceptedBy === person || (email !== undefined && hint.email === email.toLowerCase())) found.push(hint.id);
  const items = await Promise.all(found.map((id) => getInvitation(table, id)));
  return items.filter((item) => item !== undefined).filter(({ email: address, name }) => address !== '' || name !== '');
}

export function invitationWrite(table: CouncilTable, invitation: Invitation): Write {
  const key = table.key.invitation(invitation.id);
  const item = { ...invitation, ...indexOf(table.council).invitation(invitation.sentAt, invitation.id) };
  return invitation.version === 1 ? create(key, item, 'changed-meanwhile') : replace(key, item);
}

/** The e-mail of this sending, as an effect: it knows the invitation by its id alone. */
export const postWrite = (table: CouncilTable, { id, sending }: Pick<Invitation, 'id' | 'sending'>, now: Instant): Write =>
  effectWrite(table, {
    subject: `invitation:${id}`,
    version: sending,
    function: 'identity',
    task: 'send-invitation',
    payload: { invitation: id },
    now,
  });
