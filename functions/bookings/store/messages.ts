// Messages about bookings in the table: one effect in the transaction of the change that causes them, and how far reminders and digests have come.
import type { Instant } from '../../../shared/calendar.ts';
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { OfficerId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, unkeyed } from '../../../shared/table.ts';
import type { ChangeKind, MessageRound, RequestKind, Telling } from '../schema/messages.ts';
import type { BookingRequest } from '../schema/requests.ts';
import type { Booking } from '../schema.ts';

/**
 * That a change to a booking is to be told, for its transaction: one write whoever is told, since that is found out when it is delivered. The booking carries the
 * version that the change gives it, so that changes are told in their order and each once. `before`: who was to deliver the visits until then.
 */
export function tellWrite(
  table: CouncilTable,
  { id, version }: Pick<Booking, 'id' | 'version'>,
  kind: ChangeKind,
  now: Instant,
  visits?: readonly string[],
  before?: readonly OfficerId[],
): Write {
  const payload: Telling = { kind, booking: id, ...(visits ? { visits: [...visits] } : {}), ...(before ? { officers: [...before] } : {}) };
  return effectWrite(table, { subject: `booking:${id}`, version, function: 'bookings', task: 'tell', payload, now });
}

/** That a request waits for approval, or was declined, is to be told: as tellWrite() has it of a booking. */
export function tellRequestWrite(
  table: CouncilTable,
  { id, version }: Pick<BookingRequest, 'id' | 'version'>,
  kind: RequestKind,
  now: Instant,
): Write {
  const payload: Telling = { kind, request: id };
  return effectWrite(table, { subject: `request:${id}`, version, function: 'bookings', task: 'tell', payload, now });
}

export async function getMessageRound(table: CouncilTable, kind: MessageRound['kind']): Promise<MessageRound | undefined> {
  const item = await table.get<MessageRound>(table.key.messageRound(kind));
  return item && unkeyed(item);
}
export const messageRoundWrite = (table: CouncilTable, round: MessageRound): Write =>
  round.version === 1
    ? create(table.key.messageRound(round.kind), round, 'changed-meanwhile')
    : replace(table.key.messageRound(round.kind), round);
