// Who may do what in bookings, and what is sent with it.
import type { Role } from '../../shared/context.ts';
import type { Records, Row } from '../authorisation.ts';
import {
  admin,
  anybodys,
  body,
  bookers,
  buyers,
  confirmingOrder,
  council,
  elsewhere,
  finance,
  giving,
  improvement,
  type More,
  ofPayer,
  ofSchool,
  query,
  reason,
  requestReaders,
  resources,
  row,
} from './row.ts';

/** The lead of a partnership and the council book free days. */
const bookersOfAnyDay: readonly Role[] = [...bookers, 'partnership-lead', 'resource-manager', 'sip-manager'];
const diarists: readonly Role[] = ['officer', 'resource-manager', ...improvement, 'auditor'];
const ofOfficer = query((r) => ({ officer: r.officer }));
const sessions = ['2027-01-12#am', '2027-01-12#pm'];
const quote = body((r) => ({ school: r.school, service: r.service, officer: r.officer, purse: 'own-funds', halfDays: 2, sessions }));
const plan = query((r) => ({ service: r.service, days: '1', purse: 'own-funds', officer: r.officer }));
const planQuote = query((r) => ({ service: r.service, days: '1', purse: 'own-funds', officer: r.officer, session: sessions }));
const confirming = body((r) => ({ token: r.token, purchaseOrder: 'PO-1' }));
const delivering = body(() => ({ visits: ['01'], sections: { done: 'Met the chair of governors.' } }));
const deliveringForm = body(() => ({ visits: ['01'], heading: 'done', 'section-done': 'Met the chair of governors.', as: 'sent' }));
const noting = body(() => ({ version: 1, sections: { done: 'Met the chair of governors.' }, as: 'draft' }));
const notingForm = body(() => ({ version: '1', heading: 'done', 'section-done': 'Met the chair of governors.', as: 'draft' }));
const moderating = body(() => ({ version: 1, answer: 'approve' }));
const moderatingForm = body(() => ({ version: '1', answer: 'approve' }));
const adding = body(() => ({ text: 'Five candidates, not six' }));
const marking = body(() => ({ action: 1, done: true }));
const markingForm = body(() => ({ action: '1', done: 'yes' }));
/** Whoever moderates stands in for an officer who is late, and adds what corrects a note. */
const noteWriters: readonly Role[] = ['officer', ...improvement];
/** A note is of a booking that was delivered. */
const ofNote: More = { path: { booking: 'noted' } };
const noteReaders: readonly Role[] = [...council, ...buyers, 'partnership-lead', 'officer'];
const waiters: readonly Role[] = [...bookers, 'resource-manager', 'sip-manager', 'council-admin'];
const offerers: readonly Role[] = ['resource-manager', 'sip-manager', 'council-admin'];
const days = { from: '2027-01-12', to: '2027-01-29', suits: ['1am', '2am'], purse: 'own-funds' };
const wishing = body((r) => ({ school: r.school, service: r.service, halfDays: 1, ...days }));
const wishingForm = body((r) => ({ school: r.school, service: r.service, halfDays: '1', ...days }));
const wishingPage = query((r) => ({ school: r.school, service: r.service }));
const handingOut = body((r) => ({ officer: r.officer, sessions: ['2027-06-07#am'] }));
const handingOutForm = body((r) => ({ place: `${r.officer} 2027-06-07#am` }));
const staying = body(() => ({ stay: true }));
const stayingForm = body(() => ({ stay: 'yes' }));
const cancellers: readonly Role[] = [...bookersOfAnyDay, 'council-admin'];
const waivers: readonly Role[] = [...cancellers, 'finance'];
const waiving = body(({ booking }) => ({ visit: '01', kind: 'rebooked', instead: { booking, visit: '02' } }));
const waivingForm = body(({ booking }) => ({ waiver: `01 rebooked ${booking} 02` }));
const moving = body(() => ({ visit: '01', to: '2026-12-22#am' }));
const reallocators: readonly Role[] = ['resource-manager', 'sip-manager', 'council-admin'];
const swapping = body((r) => ({ visits: ['01'], officer: r.officer }));
const rhythm = { from: '2027-01-05', half: 'am', everyWeeks: '2', times: '3' };
const recurring = query((r) => ({ school: r.school, service: r.service, officer: r.officer, ...rhythm }));
const poReaders: readonly Role[] = [...buyers, ...finance, ...resources];
const poKeepers: readonly Role[] = [...buyers, 'council-admin'];
const worth = { valuePence: 120_000, from: '2026-09-01', to: '2027-08-31' };
const registering = body((r) => ({ organisation: r.payer, number: 'PO-77', ...worth }));
const daysForm = {
  value: '1200',
  'from-day': '1',
  'from-month': '9',
  'from-year': '2026',
  'to-day': '31',
  'to-month': '8',
  'to-year': '2027',
};
const registeringForm = body((r) => ({ organisation: r.payer, number: 'PO-77', ...daysForm }));
const revaluing = body(() => ({ version: 9, ...worth }));
const revaluingForm = body(() => ({ version: '9', ...daysForm }));
const shutting = body(() => ({ version: 9, closed: true }));
const shuttingForm = body(() => ({ version: '9', closed: 'yes' }));
const attendeeReaders: readonly Role[] = [...buyers, 'officer', ...resources];
const attendeeNamers: readonly Role[] = [...bookers, 'officer', ...resources];
const people = body(() => ({ version: 0, people: [{ name: 'Robin Ashgrove', role: 'Governor' }] }));
const peopleForm = body(() => ({ version: '0', 'name-0': 'Robin Ashgrove', 'role-0': 'Governor' }));
const marked = body(() => ({ version: 1, attended: [] }));
const markedForm = body(() => ({ version: '1' }));
const forgetting = body(() => ({ attendee: '01' }));
const said = body(() => ({ answers: { useful: 5 } }));
const saidForm = body(() => ({ question: 'useful', rating: 'useful', 'answer-useful': '5' }));
const evaluationReaders: readonly Role[] = ['officer', 'catalogue-manager', 'resource-manager', ...improvement];
const called = body(({ school }) => ({ school, on: '2026-11-24' }));
const noteMarkers: readonly Role[] = [...buyers, 'partnership-lead', 'officer'];
const reclassifying = body(() => ({ visit: '01', to: 'free', reason }));
const askingForm = body(() => ({ visit: '01', to: 'free', reason }));
const answering = body(() => ({ answer: 'decline', note: 'Not a mistake' }));
const agreed = 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE';
const approving = body(() => ({ agreed }));
const eventReaders: readonly Role[] = [...council, ...buyers, 'partnership-lead'];
const eventMakers: readonly Role[] = ['partnership-lead', 'trust-booker', 'resource-manager', ...improvement];
const eventLeavers: readonly Role[] = [...buyers, 'partnership-lead', 'resource-manager', ...improvement];
const ofEvent: More = { path: { event: 'sharedEvent' } };
const shared = { title: 'A day for all', answerBy: '2026-12-18', split: 'equal' };
const sharing = (r: Records) => [...new Set([r.school, r.member, 'sch_990002'])];
const proposingEvent = body((r) => ({
  ...shared,
  service: r.service,
  officer: r.officer,
  sessions,
  schools: sharing(r).map((school) => ({ school })),
  acknowledged: sharing(r),
}));
const proposingEventForm = body((r) => ({
  ...shared,
  service: r.service,
  officer: r.officer,
  session: sessions,
  schools: sharing(r),
  acknowledged: sharing(r).join(' '),
}));
const dividing = body((r) => ({ split: 'equal', schools: sharing(r).map((school) => ({ school })), acknowledged: sharing(r) }));
const dividingForm = body((r) => ({ split: 'equal', schools: sharing(r), acknowledged: sharing(r).join(' ') }));
const agreeingShare = body(() => ({ agreed, purse: 'own-funds' }));
const leavingEvent = body(() => ({ reason: 'Our staff are ill' }));
const leavingForm = body(() => ({ leavingReason: 'Our staff are ill' }));
const answeringLeaving = body(() => ({ answer: 'agree', agreed }));
const orderMakers: readonly Role[] = ['trust-booker', 'partnership-lead', 'resource-manager', 'sip-manager'];
const orderReaders: readonly Role[] = [...council, 'trust-booker', 'school-approver', 'partnership-lead'];
const ofTrust = query((r) => ({ organisation: r.trust }));
const ofService = query((r) => ({ service: r.service }));
const proposingDates = body((r) => ({
  service: r.service,
  schools: [{ school: r.school, officer: r.officer }],
  halfDays: 2,
  share: 'each',
}));
const part = { purse: 'own-funds', halfDays: 2, sessions };
const orderQuote = body((r) => ({ service: r.service, parts: [{ school: r.school, officer: r.officer, ...part }] }));
const orderQuotePage = query((r) => ({
  service: r.service,
  school: r.school,
  [`days-${r.school}`]: '1',
  [`officer-${r.school}`]: r.officer,
  [`purse-${r.school}`]: 'own-funds',
  [`session-${r.school}`]: sessions,
}));
const approvingOrder = body((r) => ({ requests: [{ request: r.request, agreed }] }));
const approvingOrderForm = body((r) => ({ agreed: `${r.request} ${agreed}` }));
const cancelling = body(() => ({ visits: ['02'], reason: 'Snow' }));

export const bookingsRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /bookings': [
    row([...council, ...buyers, 'partnership-lead', 'officer']),
    row([...council, 'officer'], 'account', 'unknown-school', ofSchool, { only: [...council, 'officer'] }),
    // For a buyer the page is their own school's, whatever the address says.
    anybodys([...buyers, 'partnership-lead'], 200, ofSchool, { only: [...buyers, 'partnership-lead'] }),
  ],
  'GET /bookings/new': anybodys(bookersOfAnyDay, 'unknown-service', plan),
  'GET /bookings/free': row(bookersOfAnyDay),
  'GET /bookings/quote': anybodys(bookersOfAnyDay, 'unknown-service', planQuote),
  'POST /bookings': row(bookersOfAnyDay, 'booking', 'quote-invalid', confirming, { elsewhere }),
  'GET /bookings/diary': row(diarists, 'diary', 'unknown-officer', ofOfficer),
  'GET /bookings/reclassifications': row(['finance', 'finance-approver', 'council-admin']),
  'GET /bookings/calendars/{calendar}': row('everybody'),
  'GET /bookings/purchase-orders': row(poReaders, 'buyer', 'unknown-organisation', ofPayer),
  'POST /bookings/purchase-orders': row(poKeepers, 'buyer', 'unknown-organisation', registeringForm),
  'GET /bookings/purchase-orders/{purchaseOrder}': row(poReaders, 'buyer', 'unknown-purchase-order'),
  'POST /bookings/purchase-orders/{purchaseOrder}': row(poKeepers, 'buyer', 'unknown-purchase-order', revaluingForm),
  'POST /bookings/purchase-orders/{purchaseOrder}/closing': row(poKeepers, 'buyer', 'unknown-purchase-order', shuttingForm),
  'GET /bookings/evaluations': row(evaluationReaders, 'diary', 'unknown-officer', ofOfficer),
  'GET /bookings/evaluations/links/{answers}': row('everybody'),
  'POST /bookings/evaluations/links/{answers}': row('everybody'),
  'GET /bookings/evaluations/links/{answers}/certificate': row('everybody'),
  'GET /bookings/certificates': row('everybody'),
  'GET /bookings/{booking}/attendees': row(attendeeReaders, 'booking', 'unknown-booking'),
  'POST /bookings/{booking}/attendees': row(attendeeNamers, 'booking', 'unknown-booking', peopleForm),
  'POST /bookings/{booking}/attendees/attendance': row(['officer'], 'booking', 'unknown-booking', markedForm),
  'POST /bookings/{booking}/attendees/forgetting': row(admin, 'booking', 'unknown-booking', forgetting),
  'GET /bookings/{booking}/attendees/{attendee}/certificate': row(attendeeReaders, 'booking', 'unknown-booking'),
  'GET /bookings/{booking}/evaluation': row(bookers, 'booking', 'unknown-booking'),
  'POST /bookings/{booking}/evaluation': row(bookers, 'booking', 'unknown-booking', saidForm),
  'GET /bookings/{booking}/calendar': row([...council, ...buyers, 'partnership-lead', 'officer'], 'booking', 'unknown-booking'),
  'GET /bookings/orders': row(orderReaders, 'trust', 'unknown-organisation', ofTrust),
  'GET /bookings/orders/new': anybodys(orderMakers, 'unknown-service', ofService),
  'GET /bookings/orders/quote': row(orderMakers, 'ordered-school', 'unknown-school', orderQuotePage),
  'POST /bookings/orders': row(orderMakers, 'nobody', 404, confirmingOrder),
  'GET /bookings/orders/{order}': row(orderReaders, 'order', 'unknown-order'),
  'POST /bookings/orders/{order}/approvals': row(buyers, 'order', 'unknown-order', approvingOrderForm),
  'GET /bookings/waitlist': row([...council, ...buyers], 'account', 'unknown-school', ofSchool),
  'GET /bookings/waitlist/new': row(waiters, 'account', 'unknown-school', wishingPage, { elsewhere }),
  'POST /bookings/waitlist': row(waiters, 'account', 'unknown-school', wishingForm, { elsewhere }),
  'GET /bookings/waitlist/demand': row(council),
  'GET /bookings/waitlist/{wait}': row([...council, ...buyers], 'account', 'unknown-wait'),
  'GET /bookings/waitlist/{wait}/quote': row(bookersOfAnyDay, 'account', 'unknown-wait'),
  'POST /bookings/waitlist/{wait}/withdrawal': row(waiters, 'account', 'unknown-wait'),
  'POST /bookings/waitlist/{wait}/decline': row(waiters, 'account', 'unknown-wait', stayingForm),
  'POST /bookings/waitlist/{wait}/offers': anybodys(offerers, 'unknown-wait', handingOutForm),
  'GET /bookings/events': row(eventReaders),
  'GET /bookings/events/new': row(eventMakers),
  'POST /bookings/events': row(eventMakers, 'nobody', 404, proposingEventForm, { council: 422 }),
  'GET /bookings/events/{event}': row(eventReaders, 'shared-event', 'unknown-shared-event', undefined, ofEvent),
  'POST /bookings/events/{event}/agreements': row(buyers, 'shared-event', 'unknown-shared-event', agreeingShare, ofEvent),
  'POST /bookings/events/{event}/decline': row(buyers, 'shared-event', 'unknown-shared-event', giving, ofEvent),
  'POST /bookings/events/{event}/division': row(eventMakers, 'shared-event', 'unknown-shared-event', dividingForm, ofEvent),
  'POST /bookings/events/{event}/withdrawal': row(eventMakers, 'shared-event', 'unknown-shared-event', undefined, ofEvent),
  'POST /bookings/{booking}/leaving': row(eventLeavers, 'booking', 'unknown-booking', leavingForm),
  'POST /bookings/{booking}/leaving/answer': row(eventLeavers, 'booking', 'unknown-booking', answeringLeaving),
  'GET /bookings/requests': row(requestReaders, 'buyer', 'unknown-organisation', ofPayer),
  'GET /bookings/requests/{request}': row(requestReaders, 'request', 'unknown-request'),
  'POST /bookings/requests/{request}/approval': row(buyers, 'request', 'unknown-request', approving),
  'POST /bookings/requests/{request}/decline': row(buyers, 'request', 'unknown-request', giving),
  'POST /bookings/requests/{request}/withdrawal': row(bookers, 'request', 'unknown-request'),
  'GET /bookings/{booking}': row([...council, ...buyers, 'partnership-lead', 'officer'], 'booking', 'unknown-booking'),
  'GET /bookings/notes': row([...council, 'officer']),
  'GET /bookings/notes/moderation': row(improvement),
  'GET /bookings/{booking}/notes/{note}': row(noteReaders, 'booking', 'unknown-booking', undefined, ofNote),
  'POST /bookings/{booking}/notes/{note}': row(noteWriters, 'booking', 'unknown-booking', notingForm, ofNote),
  'POST /bookings/{booking}/notes/{note}/moderation': anybodys(improvement, 'unknown-booking', moderatingForm, ofNote),
  'POST /bookings/{booking}/notes/{note}/additions': row(noteWriters, 'booking', 'unknown-booking', adding, ofNote),
  'POST /bookings/{booking}/notes/{note}/actions': row(noteMarkers, 'booking', 'unknown-booking', markingForm, ofNote),
  'POST /bookings/{booking}/deliveries': row(['officer'], 'booking', 'unknown-booking', deliveringForm),
  'POST /bookings/{booking}/cancellations': row(cancellers, 'booking', 'unknown-booking', cancelling),
  'POST /bookings/{booking}/moves': row(cancellers, 'booking', 'unknown-booking', moving),
  'GET /bookings/away': row(reallocators),
  'GET /bookings/recurring': row(bookersOfAnyDay, 'school', 'unknown-school', recurring, { elsewhere }),
  'GET /bookings/{booking}/officers': anybodys(reallocators, 'unknown-booking'),
  'POST /bookings/{booking}/officers': anybodys(reallocators, 'unknown-booking', swapping),
  'POST /bookings/{booking}/waivers': row(waivers, 'booking', 'unknown-booking', waivingForm),
  'GET /bookings/ofsted-calls': row([...finance, ...resources]),
  'GET /bookings/ofsted-calls/new': row(cancellers),
  'POST /bookings/ofsted-calls': row(cancellers, 'account', 'unknown-school', called),
  'POST /bookings/{booking}/reclassifications': anybodys(['finance', 'council-admin'], 'unknown-booking', askingForm),
  'POST /bookings/{booking}/reclassifications/{reclassification}/answer': anybodys(
    ['finance', 'finance-approver', 'council-admin'],
    'unknown-booking',
    answering,
  ),
  'GET /api/bookings': row([...council, ...buyers, 'partnership-lead', 'officer'], 'account', 'unknown-school', ofSchool),
  'POST /api/bookings/quotes': row(bookersOfAnyDay, 'school', 'unknown-school', quote, { elsewhere }),
  'POST /api/bookings': row(bookersOfAnyDay, 'booking', 'quote-invalid', confirming, { elsewhere }),
  'GET /api/bookings/diary': row(diarists, 'diary', 'unknown-officer', ofOfficer),
  'GET /api/bookings/reclassifications': row(['finance', 'finance-approver', 'council-admin']),
  'GET /api/bookings/orders': row(orderReaders, 'trust', 'unknown-organisation', ofTrust),
  'POST /api/bookings/orders/proposals': row(orderMakers, 'ordered-school', 'unknown-school', proposingDates),
  'POST /api/bookings/orders/quotes': row(orderMakers, 'ordered-school', 'unknown-school', orderQuote),
  'POST /api/bookings/orders': row(orderMakers, 'nobody', 404, confirmingOrder),
  'GET /api/bookings/orders/{order}': row(orderReaders, 'order', 'unknown-order'),
  'POST /api/bookings/orders/{order}/approvals': row(buyers, 'order', 'unknown-order', approvingOrder),
  'GET /api/bookings/waitlist': row([...council, ...buyers], 'account', 'unknown-school', ofSchool),
  'POST /api/bookings/waitlist': row(waiters, 'account', 'unknown-school', wishing, { elsewhere }),
  'GET /api/bookings/waitlist/demand': row(council),
  'GET /api/bookings/waitlist/{wait}': row([...council, ...buyers], 'account', 'unknown-wait'),
  'POST /api/bookings/waitlist/{wait}/withdrawal': row(waiters, 'account', 'unknown-wait'),
  'POST /api/bookings/waitlist/{wait}/decline': row(waiters, 'account', 'unknown-wait', staying),
  'POST /api/bookings/waitlist/{wait}/offers': anybodys(offerers, 'unknown-wait', handingOut),
  'GET /api/bookings/events': row(eventReaders),
  'POST /api/bookings/events': row(eventMakers, 'nobody', 404, proposingEvent, { council: 422 }),
  'GET /api/bookings/events/{event}': row(eventReaders, 'shared-event', 'unknown-shared-event', undefined, ofEvent),
  'POST /api/bookings/events/{event}/agreements': row(buyers, 'shared-event', 'unknown-shared-event', agreeingShare, ofEvent),
  'POST /api/bookings/events/{event}/decline': row(buyers, 'shared-event', 'unknown-shared-event', giving, ofEvent),
  'POST /api/bookings/events/{event}/division': row(eventMakers, 'shared-event', 'unknown-shared-event', dividing, ofEvent),
  'POST /api/bookings/events/{event}/withdrawal': row(eventMakers, 'shared-event', 'unknown-shared-event', undefined, ofEvent),
  'POST /api/bookings/{booking}/leaving': row(eventLeavers, 'booking', 'unknown-booking', leavingEvent),
  'POST /api/bookings/{booking}/leaving/answer': row(eventLeavers, 'booking', 'unknown-booking', answeringLeaving),
  'GET /api/bookings/requests': row(requestReaders, 'buyer', 'unknown-organisation', ofPayer),
  'GET /api/bookings/requests/{request}': row(requestReaders, 'request', 'unknown-request'),
  'POST /api/bookings/requests/{request}/approval': row(buyers, 'request', 'unknown-request', approving),
  'POST /api/bookings/requests/{request}/decline': row(buyers, 'request', 'unknown-request', giving),
  'POST /api/bookings/requests/{request}/withdrawal': row(bookers, 'request', 'unknown-request'),
  'GET /api/bookings/{booking}': row([...council, ...buyers, 'partnership-lead', 'officer'], 'booking', 'unknown-booking'),
  'GET /api/bookings/notes': row([...council, 'officer']),
  'GET /api/bookings/notes/moderation': row(improvement),
  'GET /api/bookings/purchase-orders': row(poReaders, 'buyer', 'unknown-organisation', ofPayer),
  'POST /api/bookings/purchase-orders': row(poKeepers, 'buyer', 'unknown-organisation', registering),
  'GET /api/bookings/purchase-orders/{purchaseOrder}': row(poReaders, 'buyer', 'unknown-purchase-order'),
  'POST /api/bookings/purchase-orders/{purchaseOrder}': row(poKeepers, 'buyer', 'unknown-purchase-order', revaluing),
  'POST /api/bookings/purchase-orders/{purchaseOrder}/closing': row(poKeepers, 'buyer', 'unknown-purchase-order', shutting),
  'GET /api/bookings/evaluations': row(evaluationReaders, 'diary', 'unknown-officer', ofOfficer),
  'GET /api/bookings/{booking}/attendees': row(attendeeReaders, 'booking', 'unknown-booking'),
  'POST /api/bookings/{booking}/attendees': row(attendeeNamers, 'booking', 'unknown-booking', people),
  'POST /api/bookings/{booking}/attendees/attendance': row(['officer'], 'booking', 'unknown-booking', marked),
  'POST /api/bookings/{booking}/attendees/forgetting': row(admin, 'booking', 'unknown-booking', forgetting),
  'GET /api/bookings/{booking}/evaluation': row(bookers, 'booking', 'unknown-booking'),
  'POST /api/bookings/{booking}/evaluation': row(bookers, 'booking', 'unknown-booking', said),
  'GET /api/bookings/{booking}/notes/{note}': row(noteReaders, 'booking', 'unknown-booking', undefined, ofNote),
  'POST /api/bookings/{booking}/notes/{note}': row(noteWriters, 'booking', 'unknown-booking', noting, ofNote),
  'POST /api/bookings/{booking}/notes/{note}/moderation': anybodys(improvement, 'unknown-booking', moderating, ofNote),
  'POST /api/bookings/{booking}/notes/{note}/additions': row(noteWriters, 'booking', 'unknown-booking', adding, ofNote),
  'POST /api/bookings/{booking}/notes/{note}/actions': row(noteMarkers, 'booking', 'unknown-booking', marking, ofNote),
  'POST /api/bookings/{booking}/deliveries': row(['officer'], 'booking', 'unknown-booking', delivering),
  'POST /api/bookings/{booking}/cancellations': row(cancellers, 'booking', 'unknown-booking', cancelling),
  'POST /api/bookings/{booking}/moves': row(cancellers, 'booking', 'unknown-booking', moving),
  'GET /api/bookings/away': row(reallocators),
  'GET /api/bookings/recurring': row(bookersOfAnyDay, 'school', 'unknown-school', recurring, { elsewhere }),
  'GET /api/bookings/{booking}/officers': anybodys(reallocators, 'unknown-booking'),
  'POST /api/bookings/{booking}/officers': anybodys(reallocators, 'unknown-booking', swapping),
  'POST /api/bookings/{booking}/waivers': row(waivers, 'booking', 'unknown-booking', waiving),
  'GET /api/bookings/ofsted-calls': row([...finance, ...resources]),
  'POST /api/bookings/ofsted-calls': row(cancellers, 'account', 'unknown-school', called),
  'POST /api/bookings/{booking}/reclassifications': anybodys(['finance', 'council-admin'], 'unknown-booking', reclassifying),
  'POST /api/bookings/{booking}/reclassifications/{reclassification}/answer': anybodys(
    ['finance', 'finance-approver', 'council-admin'],
    'unknown-booking',
    answering,
  ),
};
