// What is sent to the routes about who takes part in training, and what they thought of it.
import { answersSchema, attendanceSchema, forgettingSchema, namingSchema } from '../../../functions/bookings/schema/attendees.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const training = {
  'POST /api/bookings/{booking}/attendees': body(namingSchema, {
    version: 0,
    people: [{ name: 'Robin Ashgrove', role: 'Governor' }],
  }),
  'POST /api/bookings/{booking}/attendees/attendance': body(attendanceSchema, {
    version: 1,
    attended: [{ attendee: '01', visits: ['01'] }],
  }),
  'POST /api/bookings/{booking}/attendees/forgetting': body(forgettingSchema, { attendee: '01' }),
  'POST /api/bookings/{booking}/evaluation': body(answersSchema, { answers: { useful: 5, better: 'A longer break.' } }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
