// What is sent to the routes about events that schools share.
import * as ofEvents from '../../../functions/bookings/schema/events.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const events = {
  'POST /api/bookings/events': body(ofEvents.proposeSchema, {
    title: 'A day on reading for every school of the partnership',
    service: 'svc_headteacher-recruitment',
    officer: 'off_01kaq40x7w9y1z3b5d7f9h1k3m',
    sessions: ['2026-12-08#am', '2026-12-08#pm'],
    answerBy: '2026-11-27',
    split: 'pupils',
    schools: [{ school: 'sch_900123' }, { school: 'sch_900124' }],
  }),
  'POST /api/bookings/events/{event}/agreements': body(ofEvents.agreeSchema, {
    agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE',
    purse: 'delegated-budget',
    purchaseOrder: 'PO-4471',
  }),
  'POST /api/bookings/events/{event}/decline': body(ofEvents.declineShareSchema, { reason: 'We have had the same day last year.' }),
  'POST /api/bookings/events/{event}/division': body(ofEvents.divideSchema, {
    split: 'named',
    schools: [
      { school: 'sch_900123', weight: 2 },
      { school: 'sch_900124', weight: 1 },
    ],
  }),
  'POST /api/bookings/{booking}/leaving': body(ofEvents.leaveSchema, { reason: 'Our staff are at another course that day.' }),
  'POST /api/bookings/{booking}/leaving/answer': body(ofEvents.answerLeavingSchema, {
    answer: 'agree',
    agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE',
  }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
