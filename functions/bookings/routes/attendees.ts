// Who takes part in training and what is said of it, as JSON: the twins of their pages.
import { type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handlers, problem, readJson, type Web } from '../../../shared/http.ts';
import { idSchema } from '../../../shared/ids.ts';
import type { manifest } from '../../manifest.ts';
import { forgetAttendee, markAttendance, nameAttendees, readAttendees, type SeenAttendees } from '../actions/training/attendees.ts';
import { answerForSchool, readEvaluations, readQuestions, type Summary, type SummaryQuery } from '../actions/training/evaluations.ts';
import { bookingIdFrom } from '../routes.ts';
import {
  type AttendeeList,
  answersSchema,
  attendanceSchema,
  type Evaluation,
  forgettingSchema,
  namingSchema,
} from '../schema/attendees.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type OfAttendees = Extract<
  keyof Routes,
  `${string} /api/bookings/{booking}/attendees${string}` | `${string} /api/bookings/{booking}/evaluation` | 'GET /api/bookings/evaluations'
>;

const showList = ({ booking, people, version }: AttendeeList) => ({ booking, attendees: people, version });
const showSeen = ({ booking, people, version, until }: SeenAttendees) => ({
  booking: booking.id,
  ...booking.attendees,
  attendees: people,
  version,
  ...(until ? { evaluableUntil: until } : {}),
});
/** An answer as it is told: where it was given is told to nobody. */
const showEvaluation = ({ serviceTitle, answeredAt, ratings, texts }: Evaluation) => ({ serviceTitle, answeredAt, ratings, texts });
const showSummary = ({ items, next, comments }: Summary) => ({
  evaluations: items,
  ...(next ? { next } : {}),
  ...(comments ? { comments: comments.items, ...(comments.next ? { nextComments: comments.next } : {}) } : {}),
});

/** Of which service or officer, as an address asks. Refuses what is neither as one that there is not. */
export function summaryQueryIn(c: Web): Decision<SummaryQuery> {
  const [service, officer] = [c.req.query('service'), c.req.query('officer')];
  const [of, by] = [service ? idSchema('svc').safeParse(service) : undefined, officer ? idSchema('off').safeParse(officer) : undefined];
  if (of && !of.success) return refuse('unknown-service');
  if (by && !by.success) return refuse('unknown-officer');
  return { ok: true, value: { service: of?.data, officer: by?.data, after: c.req.query('after') } };
}

export const attendeeRoutes = (signingKey: string): Handlers<Pick<Routes, OfAttendees>> => ({
  'GET /api/bookings/evaluations': async (context, c) => {
    const query = summaryQueryIn(c);
    return answer(c, query.ok ? await readEvaluations(context, query.value) : query, showSummary);
  },
  'GET /api/bookings/{booking}/attendees': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    return answer(c, id.ok ? await readAttendees(context, signingKey, id.value) : id, showSeen);
  },
  'POST /api/bookings/{booking}/attendees': async (context, c) => {
    const [id, command] = [bookingIdFrom(c.req.param('booking')), await readJson(c, namingSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await nameAttendees(context, id.value, command.value) : id, showList);
  },
  'POST /api/bookings/{booking}/attendees/attendance': async (context, c) => {
    const [id, command] = [bookingIdFrom(c.req.param('booking')), await readJson(c, attendanceSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await markAttendance(context, id.value, command.value) : id, showList);
  },
  'POST /api/bookings/{booking}/attendees/forgetting': async (context, c) => {
    const [id, command] = [bookingIdFrom(c.req.param('booking')), await readJson(c, forgettingSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await forgetAttendee(context, id.value, command.value) : id, showList);
  },
  'GET /api/bookings/{booking}/evaluation': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    return answer(c, id.ok ? await readQuestions(context, id.value) : id, ({ rule, ...of }) => ({ ...of, questions: rule.questions }));
  },
  'POST /api/bookings/{booking}/evaluation': async (context, c) => {
    const [id, command] = [bookingIdFrom(c.req.param('booking')), await readJson(c, answersSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await answerForSchool(context, id.value, command.value) : id, showEvaluation, 201);
  },
});
