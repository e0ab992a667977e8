// What is sent to the routes about the waiting list.
import { declineOfferSchema, joinSchema as joinWaitlistSchema, offerSchema } from '../../../functions/bookings/schema/waitlist.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const waitlist = {
  'POST /api/bookings/waitlist': body(joinWaitlistSchema, {
    school: 'sch_900123',
    service: 'svc_headteacher-recruitment',
    officer: 'off_rowan-ashdown',
    halfDays: 2,
    from: '2026-12-01',
    to: '2026-12-18',
    suits: ['2am', '2pm', '4am', '4pm'],
    purse: 'own-funds',
    expiresOn: '2026-12-11',
  }),
  'POST /api/bookings/waitlist/{wait}/decline': body(declineOfferSchema, { stay: true }),
  'POST /api/bookings/waitlist/{wait}/offers': body(offerSchema, {
    officer: 'off_rowan-ashdown',
    sessions: ['2026-12-01#am', '2026-12-01#pm'],
  }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
