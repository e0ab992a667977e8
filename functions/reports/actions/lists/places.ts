// The lists of who waits for a place, and of what was said of training.
import { bareId } from '../../../../shared/ids.ts';
import type { Key } from '../../../../shared/table.ts';
import {
  type RatingRow,
  ratingColumns,
  ratingRows,
  type WaitRow,
  waitColumns,
  waitRow,
} from '../../../bookings/rules/waitlist/columns-of-places.ts';
import type { Wait } from '../../../bookings/schema/waitlist.ts';
import { type SumsItem, sumsFrom } from '../../../bookings/store/attendees.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { can, canTouch } from '../../../identity/rules.ts';
import { list, type Reading } from './define.ts';
import { asActor, readersWho, whose } from './whose.ts';

export const waitingList = list<Wait & Key, WaitRow>({
  code: 'waiting-list',
  title: 'Waiting list',
  columns: waitColumns,
  filters: ['organisation', 'state', 'dates', 'service'],
  sorts: ['date', 'latest', 'school', 'officer'],
  states: ['waiting', 'offered', 'booked', 'withdrawn', 'expired'],
  order: (reading) => (whose(reading) ? 'Newest first' : 'By service, whoever joined first before the others'),
  isFor: readersWho('waitlist:read'),
  stretches(reading) {
    const { range } = reading.table;
    const organisation = whose(reading);
    return [organisation ? { range: range.waitsOf(organisation), descending: true } : { range: range.waitlist() }];
  },
  rows: ({ now }, items) => items.map((wait) => waitRow(wait, now)),
  path: ({ id }) => `/bookings/waitlist/${id}`,
  date: ({ from }) => from,
  school: ({ schoolName }) => schoolName,
  officer: ({ officerName }) => officerName ?? '',
  service: ({ serviceTitle }) => serviceTitle,
  stateOf: ({ state }) => [state],
  lasts: ({ from, to }) => ({ from, to }),
});

/** An officer is told of what they delivered themselves, and of nobody else's, whatever else they do for the council. */
const isToldOf = ({ reader }: Reading, { officer }: Pick<SumsItem, 'officer'>): boolean =>
  canTouch(asActor(reader), 'evaluation:read', { officer });

export const evaluations = list<SumsItem, RatingRow>({
  code: 'evaluations',
  title: 'Evaluations',
  columns: ratingColumns,
  filters: ['service'],
  sorts: ['officer'],
  states: [],
  order: () => 'By service and officer',
  isFor: (reader) => can(asActor(reader), 'evaluation:read'),
  stretches: ({ table }) => [{ range: table.range.evaluationSums() }],
  async rows(reading, items) {
    const policy = await policyAt(reading.table, reading.now);
    const asked = policy?.pack.evaluations ?? [];
    const questionsOf = (service: WaitRow['service']) =>
      asked.filter(({ services }) => services.includes(bareId(service))).flatMap(({ questions }) => questions);
    return items
      .map(sumsFrom)
      .filter((sums) => isToldOf(reading, sums))
      .flatMap((sums) => ratingRows(sums, questionsOf(sums.service)));
  },
  path: ({ service }) => `/bookings/evaluations?service=${service}`,
  date: () => '',
  school: () => '',
  officer: ({ officerName }) => officerName,
  service: ({ serviceTitle }) => serviceTitle,
  stateOf: () => [],
});
