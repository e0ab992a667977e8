// What is sent to the routes about bookings, their visits and notes.

import { ofstedCallSchema, waiverSchema } from '../../../functions/bookings/schema/cancellations.ts';
import { additionSchema, deliverySchema, markSchema, moderationSchema, writingSchema } from '../../../functions/bookings/schema/notes.ts';
import { swapSchema } from '../../../functions/bookings/schema/officers.ts';
import { confirmSchema, quoteSchema } from '../../../functions/bookings/schema/quotes.ts';
import { answerReclassificationSchema, askReclassificationSchema } from '../../../functions/bookings/schema/reclassifications.ts';
import { approveSchema, declineSchema } from '../../../functions/bookings/schema/requests.ts';
import { cancellationSchema, moveSchema } from '../../../functions/bookings/schema.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const bookings = {
  'POST /api/bookings/quotes': body(quoteSchema, {
    school: 'sch_900123',
    service: 'svc_headteacher-recruitment',
    officer: 'off_rowan-ashdown',
    purse: 'own-funds',
    halfDays: 2,
    sessions: ['2026-11-24#am', '2026-11-24#pm'],
  }),
  'POST /api/bookings': body(confirmSchema, { token: 'the token of the quote', purchaseOrder: 'PO-4471' }),
  'POST /api/bookings/{booking}/deliveries': body(deliverySchema, {
    visits: ['01', '02'],
    sections: { done: 'Shortlisting with the panel of governors.', agreed: 'Interviews on 8 December.' },
    actions: [{ what: 'Invite the four candidates', who: 'school', by: '2026-12-01' }],
    as: 'sent',
  }),
  'POST /api/bookings/{booking}/notes/{note}': body(writingSchema, {
    version: 1,
    sections: { done: 'Shortlisting with the panel of governors.' },
    actions: [],
    as: 'draft',
  }),
  'POST /api/bookings/{booking}/notes/{note}/moderation': body(moderationSchema, {
    version: 2,
    answer: 'return',
    reason: 'Say what the judgement on reading rests on.',
  }),
  'POST /api/bookings/{booking}/notes/{note}/additions': body(additionSchema, { text: 'Six candidates applied, not five.' }),
  'POST /api/bookings/{booking}/notes/{note}/actions': body(markSchema, { action: 1, done: true }),
  'POST /api/bookings/{booking}/reclassifications': body(askReclassificationSchema, {
    visit: '02',
    to: 'paid',
    reason: 'It was booked under the vacancy, and was work on the website.',
    agreed: { by: 'Alex Marsh, headteacher', how: 'By e-mail', on: '2026-12-07' },
  }),
  'POST /api/bookings/{booking}/reclassifications/{reclassification}/answer': body(answerReclassificationSchema, { answer: 'approve' }),
  'POST /api/bookings/requests/{request}/approval': body(approveSchema, { agreed: 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE' }),
  'POST /api/bookings/requests/{request}/decline': body(declineSchema, { reason: 'It can wait until the next budget.' }),
  'POST /api/bookings/{booking}/cancellations': body(cancellationSchema, {
    visits: ['02'],
    reason: 'The school is closed by snow.',
    feePence: 11_250,
  }),
  'POST /api/bookings/{booking}/moves': body(moveSchema, { visit: '02', to: '2026-12-08#pm' }),
  'POST /api/bookings/{booking}/officers': body(swapSchema, { visits: ['02'], officer: 'off_helen-marsh', reason: 'Away that day.' }),
  'POST /api/bookings/{booking}/waivers': body(waiverSchema, {
    visit: '02',
    kind: 'rebooked',
    instead: { booking: 'bkg_01kaq48x1z3b5d7f9h1k3m5p7r', visit: '01' },
  }),
  'POST /api/bookings/ofsted-calls': body(ofstedCallSchema, { on: '2026-11-25' }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
