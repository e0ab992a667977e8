// Attendees and what they said, in the table: apart from their booking, so that whoever reads that reads no names.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { BookingId, OfficerId, ServiceId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../../shared/table.ts';
import { noAttendees } from '../rules/training/attendees.ts';
import type { Answering, AttendeeList, Evaluation, EvaluationSums } from '../schema/attendees.ts';
import type { Telling } from '../schema/messages.ts';

/** Who takes part; an empty list where nobody is named yet. */
export async function attendeesOf(table: CouncilTable, booking: BookingId): Promise<AttendeeList> {
  const item = await table.get<AttendeeList>(table.key.attendees(booking));
  return item ? unkeyed(item) : noAttendees(booking);
}

export const attendeesWrite = (table: CouncilTable, list: AttendeeList): Write => {
  const key = table.key.attendees(list.booking);
  return list.version === 1 ? create(key, { ...list }, 'changed-meanwhile') : replace(key, { ...list });
};

/** Who of a booking has answered, by number; the school itself as such. */
export async function answeredIn(table: CouncilTable, booking: BookingId): Promise<Set<Answering>> {
  const items = await table.all<Evaluation>(table.range.evaluationsOf(booking));
  return new Set(items.map(({ by }) => by));
}

export const hasAnswered = async (table: CouncilTable, booking: BookingId, by: Answering): Promise<boolean> =>
  (await table.get<Key>(table.key.evaluation(booking, by))) !== undefined;

/** The evaluation, once, and what it adds to the sums of its service and officer. */
export function evaluationWrites(table: CouncilTable, evaluation: Evaluation): Write[] {
  const { service, serviceTitle, officer, officerName, answeredAt, booking, by, ratings } = evaluation;
  const rated = Object.entries(ratings);
  const added = rated.flatMap(([code, rating]) => [
    { name: `sum ${code}`, value: rating },
    { name: `count ${code}`, value: 1 },
  ]);
  return [
    {
      ...create(
        table.key.evaluation(booking, by),
        { ...evaluation, ...indexOf(table.council).evaluation(service, officer, answeredAt, booking, by) },
        'evaluated-already',
      ),
      final: true,
    },
    {
      op: 'update',
      key: table.key.evaluationSums(service, officer),
      expression: `SET #type = :type, #service = :service, #title = :title, #officer = :officer, #name = :name ADD #count :one${added
        .map((_, i) => `, #a${i} :a${i}`)
        .join('')}`,
      names: {
        '#type': 'type',
        '#service': 'service',
        '#title': 'serviceTitle',
        '#officer': 'officer',
        '#name': 'officerName',
        '#count': 'count',
        ...Object.fromEntries(added.map(({ name }, i) => [`#a${i}`, name])),
      },
      values: {
        ':type': 'evaluation-sums',
        ':service': service,
        ':title': serviceTitle,
        ':officer': officer,
        ':name': officerName,
        ':one': 1,
        ...Object.fromEntries(added.map(({ value }, i) => [`:a${i}`, value])),
      },
      refusal: { name: 'changed-meanwhile' },
    },
  ];
}

export type SumsItem = Omit<EvaluationSums, 'ratings'> & Record<string, unknown>;
export const sumsFrom = (item: SumsItem): EvaluationSums => {
  const { service, serviceTitle, officer, officerName, count } = item;
  const codes = Object.keys(item).flatMap((name) => (name.startsWith('sum ') ? [name.slice(4)] : []));
  const ratings = Object.fromEntries(
    codes.map((code) => [code, { sum: Number(item[`sum ${code}`]), count: Number(item[`count ${code}`]) }]),
  );
  return { service, serviceTitle, officer, officerName, count, ratings };
};

/** A page of the sums there are, by service and officer. */
export async function evaluationSums(table: CouncilTable, after?: string): Promise<Page<EvaluationSums>> {
  const page = await table.page<SumsItem>(table.range.evaluationSums(), { limit: 50, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(sumsFrom) };
}

/** The sums of some services as an officer delivered them. */
export async function evaluationSumsOf(table: CouncilTable, services: readonly ServiceId[], officer: OfficerId): Promise<EvaluationSums[]> {
  const found = await Promise.all(services.map((service) => table.get<SumsItem>(table.key.evaluationSums(service, officer))));
  return found.flatMap((item) => (item ? [sumsFrom(item)] : []));
}

/** A page of what was said of a service, or of what an officer delivered, newest first. */
export async function evaluationsAbout(
  table: CouncilTable,
  of: { service: ServiceId } | { officer: OfficerId },
  after?: string,
): Promise<Page<Evaluation>> {
  const range = 'service' in of ? table.range.evaluationsOfService(of.service) : table.range.evaluationsOfOfficer(of.officer);
  const page = await table.page<Evaluation>(range, { limit: 25, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

/** That there are questions is to be told to whoever booked: once for each booking, so the effect has its own subject and no version but the first. */
export function askEvaluationWrite(table: CouncilTable, booking: BookingId, visits: readonly string[], now: number): Write {
  const payload: Telling = { kind: 'evaluation-asked', booking, visits: [...visits] };
  return effectWrite(table, { subject: `evaluation:${booking}`, version: 1, function: 'bookings', task: 'tell', payload, now });
}
