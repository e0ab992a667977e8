// The columns of the waiting list and of what was said of training: the same on a page, in a CSV and in a workbook. Pure.
import { type Instant, londonDate } from '../../../../shared/calendar.ts';
import type { Question } from '../../../../shared/policy/evaluations.ts';
import type { Column } from '../../../../shared/spreadsheet/columns.ts';
import type { EvaluationSums } from '../../schema/attendees.ts';
import type { Wait, WaitState } from '../../schema/waitlist.ts';
import { tenthsOf } from '../training/evaluations.ts';
import { standingAt } from './waitlist.ts';

/** A place in a list as it stands now. */
export type WaitRow = Omit<Wait, 'state'> & { state: WaitState };
export const waitRow = (wait: Wait, now: Instant): WaitRow => ({ ...wait, state: standingAt(wait, now) });

const dayOf = (at: string | undefined) => at && londonDate(Date.parse(at));

export const waitColumns: readonly Column<WaitRow>[] = [
  { title: 'Service', kind: 'text', of: ({ serviceTitle }) => serviceTitle },
  { title: 'School', kind: 'text', of: ({ schoolName }) => schoolName },
  { title: 'Officer', kind: 'text', of: ({ officerName, offer }) => officerName ?? offer?.officerName ?? 'anybody' },
  { title: 'How much', kind: 'half-days', of: ({ halfDays }) => halfDays },
  { title: 'From', kind: 'date', of: ({ from }) => from },
  { title: 'To', kind: 'date', of: ({ to }) => to },
  { title: 'State', kind: 'text', of: ({ state }) => state },
  { title: 'Joined on', kind: 'date', of: ({ joinedAt }) => dayOf(joinedAt) },
  { title: 'Waits until', kind: 'date', of: ({ expiresOn }) => expiresOn },
  { title: 'Offers', kind: 'count', of: ({ offers }) => offers },
  { title: 'Offer ends', kind: 'date', of: ({ state, offer }) => (state === 'offered' ? dayOf(offer?.holdUntil) : null) },
];

/** What was said to one question of a service as an officer delivered it. A rating is from 1 to 5; `tenths`: its average in tenths. */
export type RatingRow = Pick<EvaluationSums, 'service' | 'serviceTitle' | 'officer' | 'officerName'> & {
  answers: number;
  question: string;
  ratings: number;
  tenths: number;
};

/** A row for each question that was rated, in the words in which it is asked today. */
export const ratingRows = (
  { service, serviceTitle, officer, officerName, count, ratings }: EvaluationSums,
  questions: readonly Question[],
): RatingRow[] =>
  Object.entries(ratings).map(([code, rating]) => ({
    service,
    serviceTitle,
    officer,
    officerName,
    answers: count,
    question: questions.find((question) => question.code === code)?.text ?? code,
    ratings: rating.count,
    tenths: tenthsOf(rating),
  }));

export const ratingColumns: readonly Column<RatingRow>[] = [
  { title: 'Service', kind: 'text', of: ({ serviceTitle }) => serviceTitle },
  { title: 'Officer', kind: 'text', of: ({ officerName }) => officerName },
  { title: 'Question', kind: 'text', of: ({ question }) => question },
  { title: 'On average, of 5', kind: 'text', of: ({ tenths }) => `${Math.trunc(tenths / 10)}.${tenths % 10}` },
  { title: 'Ratings', kind: 'count', of: ({ ratings }) => ratings },
  { title: 'Answers', kind: 'count', of: ({ answers }) => answers },
];
