// Invitations in the table: the item, its place among those sent, and the effect that carries it to the post without a name or an address.
import { createHmac } from 'node:crypto';
import type { Instant } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { InvitationId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, indexOf, type Page, unkeyed } from '../../../shared/table.ts';
import type { Invitation } from '../schema/invitations.ts';
import { hashOf } from './hash.ts';

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

/** The invitations sent to one address, under its hash: an index would not know of one that was written a moment ago. */
type Invited = { type: 'invited'; invitations: InvitationId[]; version: number };

const invitedKey = (table: CouncilTable, email: string) => table.key.invited(hashOf(email.toLowerCase()));

export async function invitedAt(table: CouncilTable, email: string): Promise<Invited> {
  const item = await table.get<Invited>(invitedKey(table, email));
  return item ? unkeyed(item) : { type: 'invited', invitations: [], version: 0 };
}

/** One more invitation to an address, on the list as it was read. */
export function invitedWrite(table: CouncilTable, email: string, read: Invited, id: InvitationId): Write {
  const list: Invited = { ...read, invitations: [...read.invitations, id], version: read.version + 1 };
  const key = invitedKey(table, email);
  return read.version === 0 ? create(key, list, 'changed-meanwhile') : replace(key, list);
}

/** The list of an address without some invitations, gone when it is empty: one sent there meanwhile is seen, as the list is no longer what was read. */
export function invitedWithout(table: CouncilTable, email: string, read: Invited, gone: readonly InvitationId[]): Write {
  const key = invitedKey(table, email);
  const invitations = read.invitations.filter((id) => !gone.includes(id));
  if (invitations.length > 0) return replace(key, { ...read, invitations, version: read.version + 1 });
  const asRead = { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': read.version } };
  const condition = read.version === 0 ? { expression: 'attribute_not_exists(pk)' } : asRead;
  return { op: 'delete', key, condition, refusal: { name: 'changed-meanwhile' } };
}

/** These invitations as they are, apart from those that name nobody any more. */
export async function invitationsNaming(table: CouncilTable, ids: readonly InvitationId[]): Promise<Invitation[]> {
  const items = await Promise.all([...new Set(ids)].map((id) => getInvitation(table, id)));
  return items.filter((item) => item !== undefined).filter(({ email, name }) => email !== '' || name !== '');
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
