// What each route of officers answers when it does what it was asked.
import type { Answer, ApiRoute } from '../api.ts';

const kept =
  'The officer, with the `visits` booked or held with them to which they will not come, at most 100 (`moreVisits`: there are more). Nothing that is booked is changed: move those visits, or give them to somebody else.';

export const officers = {
  'GET /api/officers': { summary: 'List officers', 200: '`officers` by name, with their skills.' },
  'POST /api/officers': {
    summary: 'Add an officer',
    201: 'The officer, who works by the pattern from the day given. The same key again adds nobody.',
  },
  'GET /api/officers/{officer}': {
    summary: 'Read an officer',
    200: 'The officer; for council staff with the working `pattern`, the `laterPatterns` each from its day on, the `absences`, and the last day of whoever leaves. What an absence is for is told to the officer and to whoever keeps the diary.',
  },
  'GET /api/officers/{officer}/diary': {
    summary: 'Read what is in an officer’s diary',
    200: 'Every half-day from Monday to Friday in `halfDays`: a `visit`, its `preparation` or `report`, or `free`, `over`, `bank-holiday`, `absent`, `left`, `not-working`. `why` tells of a visit that its officer will not come to it.',
  },
  'POST /api/officers/{officer}/record': {
    summary: 'Change an officer’s name, title, skills or district',
    200: 'The officer, with the `visits` booked or held with them that need a skill which was taken away, at most 100 (`moreVisits`: there are more). Nothing that is booked is changed: give those visits to somebody else, or leave them.',
  },
  'POST /api/officers/{officer}/pattern': {
    summary: 'Record a working pattern from a day on',
    200: kept,
  },
  'POST /api/officers/{officer}/pattern/removal': { summary: 'Take back a working pattern that has not begun', 200: kept },
  'POST /api/officers/{officer}/absences': { summary: 'Record an absence', 200: kept },
  'POST /api/officers/{officer}/absences/removal': { summary: 'Take back an absence, or what is left of it', 200: kept },
  'POST /api/officers/{officer}/leaving': { summary: 'Record an officer’s last working day', 200: kept },
  'POST /api/officers/{officer}/leaving/removal': { summary: 'Take back an officer’s last working day', 200: kept },
  'GET /api/officers/{officer}/free-sessions': {
    summary: 'When is an officer free?',
    200: '`sessions` that can be booked between the two days.',
  },
} as const satisfies Partial<Record<ApiRoute, Answer>>;
