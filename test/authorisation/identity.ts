// Who may do what in identity, and what is sent with it.
import type { Role } from '../../shared/context.ts';
import type { Row } from '../authorisation.ts';
import { admin, anybodys, body, everyone, type More, overseers, query, requestReaders, row, spends, trailOfRecord } from './row.ts';

const right = body((r) => ({ organisation: r.school, roles: ['school-approver'] }));
const ending = body((r) => ({ organisation: r.school }));
const erasure = body(() => ({ reason: 'left', confirm: true }));
const noEntry = body(() => ({ reason: 'left' }));
const erasureForm = body(() => ({ reason: 'left', confirm: 'yes' }));
const program = body((r) => ({
  name: 'Ledger bridge',
  issuer: 'https://sign-in.example',
  subject: 'bridge',
  jwksUri: 'https://sign-in.example/keys',
  organisation: r.school,
  roles: ['school-booker'],
}));
const invitation = body((r) => ({ email: 'vole@schools.example', name: 'T. Vole', organisation: r.school, roles: ['school-booker'] }));
const ofSecret = query((r) => ({ secret: r.secret }));
const choosing = body((r) => ({ organisation: r.choice }));
const limiting = body((r) => ({ person: r.person, mostPence: 50_000 }));
const limitingForm = body((r) => ({ person: r.person, kind: 'pounds', pounds: '500' }));
const settling = body(() => ({ othersMostPence: null, everyBooking: false }));
const settlingForm = body(() => ({ others: 'unlimited' }));
const ordering = body(() => ({ required: 'policy' }));
const ofBuyer: More = { path: { organisation: 'payer' } };
const limiters: readonly Role[] = ['school-approver', 'council-admin'];
const trail = query((r) => ({ organisation: r.school, person: r.person }));
const choosingMessages = body(() => ({ kind: 'weekly-digest', wanted: false }));
const choosingForm = body(() => ({ kind: 'weekly-digest', wanted: 'no' }));

export const identityRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /identity/sign-in': row('everybody'),
  'GET /identity/sign-in/{provider}': row('everybody'),
  'GET /identity/callback': row('everybody'),
  'POST /identity/sign-out': row('everybody', 'nobody', 404, undefined, spends),
  'GET /identity/signed-out': row('everybody'),
  'GET /identity/organisations': row(everyone),
  'POST /identity/organisations': row(everyone, 'choice', 422, choosing, spends),
  'GET /identity/account': row(everyone),
  'POST /identity/account/sign-out-everywhere': row(everyone, 'nobody', 404, undefined, spends),
  'GET /identity/messages': row(everyone),
  'POST /identity/messages': row(everyone, 'nobody', 404, choosingForm),
  'GET /identity/messages/{message}': row('everybody'),
  'POST /identity/messages/{message}': row('everybody'),
  'GET /identity/audit': [anybodys(overseers, 200, trail), anybodys(overseers, 200, trailOfRecord, { only: overseers })],
  'GET /identity/audit/export': [anybodys(overseers, 200, trail), anybodys(overseers, 200, trailOfRecord, { only: overseers })],
  'GET /identity/people': row(overseers),
  'GET /identity/people/{person}': anybodys(overseers, 'unknown-user'),
  'POST /identity/people/{person}/rights': anybodys(admin, 'unknown-user', right),
  'POST /identity/people/{person}/rights/ending': anybodys(admin, 'unknown-user', ending),
  'POST /identity/people/{person}/sign-out': anybodys(admin, 'unknown-user'),
  'POST /identity/people/{person}/no-entry': anybodys(admin, 'unknown-user', noEntry),
  'POST /identity/people/{person}/no-entry/ending': anybodys(admin, 'unknown-user'),
  'POST /identity/people/{person}/erasure': anybodys(admin, 'unknown-user', erasureForm),
  'GET /identity/invitations': row(overseers),
  'POST /identity/invitations': anybodys(admin, 'unknown-organisation', invitation),
  'GET /identity/invitations/{invitation}': row('everybody', 'anybody', 'invitation-not-valid', ofSecret),
  'POST /identity/invitations/{invitation}/sending': anybodys(admin, 'unknown-invitation'),
  'POST /identity/invitations/{invitation}/withdrawal': anybodys(admin, 'unknown-invitation'),
  'GET /identity/clients': row(overseers),
  'POST /identity/clients': anybodys(admin, 'unknown-organisation', program),
  'POST /identity/clients/{client}/ending': anybodys(admin, 'unknown-client'),
  'GET /identity/limits/{organisation}': row(requestReaders, 'buyer', 'unknown-organisation', undefined, ofBuyer),
  'POST /identity/limits/{organisation}/people': row(limiters, 'buyer', 'unknown-organisation', limitingForm, ofBuyer),
  'POST /identity/limits/{organisation}/purchase-orders': row(limiters, 'buyer', 'unknown-organisation', ordering, ofBuyer),
  'POST /identity/limits/{organisation}/approval': row(limiters, 'buyer', 'unknown-organisation', settlingForm, ofBuyer),
  'GET /api/identity/limits/{organisation}': row(requestReaders, 'buyer', 'unknown-organisation', undefined, ofBuyer),
  'POST /api/identity/limits/{organisation}/people': row(limiters, 'buyer', 'unknown-organisation', limiting, ofBuyer),
  'POST /api/identity/limits/{organisation}/purchase-orders': row(limiters, 'buyer', 'unknown-organisation', ordering, ofBuyer),
  'POST /api/identity/limits/{organisation}/approval': row(limiters, 'buyer', 'unknown-organisation', settling, ofBuyer),
  'GET /api/identity/me': row(everyone),
  'GET /api/identity/people': row(overseers),
  'GET /api/identity/people/{person}': anybodys(overseers, 'unknown-user'),
  'POST /api/identity/people/{person}/rights': anybodys(admin, 'unknown-user', right),
  'POST /api/identity/people/{person}/rights/ending': anybodys(admin, 'unknown-user', ending),
  'POST /api/identity/people/{person}/sign-out': anybodys(admin, 'unknown-user'),
  'POST /api/identity/people/{person}/no-entry': anybodys(admin, 'unknown-user', noEntry),
  'POST /api/identity/people/{person}/no-entry/ending': anybodys(admin, 'unknown-user'),
  'POST /api/identity/people/{person}/erasure': anybodys(admin, 'unknown-user', erasure),
  'GET /api/identity/invitations': row(overseers),
  'POST /api/identity/invitations': anybodys(admin, 'unknown-organisation', invitation),
  'POST /api/identity/invitations/{invitation}/sending': anybodys(admin, 'unknown-invitation'),
  'POST /api/identity/invitations/{invitation}/withdrawal': anybodys(admin, 'unknown-invitation'),
  'GET /api/identity/clients': row(overseers),
  'POST /api/identity/clients': anybodys(admin, 'unknown-organisation', program),
  'POST /api/identity/clients/{client}/ending': anybodys(admin, 'unknown-client'),
  'GET /api/identity/messages': row(everyone),
  'POST /api/identity/messages': row(everyone, 'nobody', 404, choosingMessages),
  'GET /api/identity/audit': [anybodys(overseers, 200, trail), anybodys(overseers, 200, trailOfRecord, { only: overseers })],
};
