// Who may do what, written by hand and apart from the product's own table: a row for every route of the manifest, with the roles that may use it at all,
// whose record it touches, and what is sent with it. The authorisation test walks it for every role against its own, a sibling's and another council's.
import type { Role } from '../shared/context.ts';
import type { RefusalName } from '../shared/problem.ts';

/** The identifiers a probe may name; each set is of one kind of owner. */
export const kinds = [
  'allocationRun',
  'attempt',
  'booking',
  'charge',
  'choice',
  'client',
  'document',
  'draft',
  'effect',
  'event',
  'import',
  'invitation',
  'member',
  'need',
  'noted',
  'officer',
  'other',
  'partnership',
  'payer',
  'person',
  'plan',
  'recharge',
  'reclassification',
  'request',
  'run',
  'school',
  'schoolEvent',
  'secret',
  'service',
  'statusEvent',
  'token',
  'trial',
  'trust',
  'trustEvent',
  'upload',
  'vacancy',
] as const;
export type Kind = (typeof kinds)[number];
export type Records = Readonly<Record<Kind, string>>;

/**
 * Whose a record is. `anybody`: the council's, for whoever has the role. The others are told by `reach`: of some roles only those whose own it is reach it.
 * `nobody`: the route names no record.
 */
export type Touches =
  | 'nobody'
  | 'anybody'
  | 'school'
  | 'account'
  | 'statement'
  | 'trust-statement'
  | 'support-plan'
  | 'booking'
  | 'request'
  | 'diary'
  | 'document'
  | 'buyer'
  | 'partnership'
  | 'trust'
  | 'trusts-school'
  | 'choice';

type Fields = Readonly<Record<string, unknown>>;
export type Sent = { query?: Fields; body?: Fields };
export type Row = {
  /** `everybody` needs no sign-in; `signature` is for whoever can sign the message, and for no person. */
  who: readonly Role[] | 'everybody' | 'signature';
  touches: Touches;
  /** How what is not there, and so what is not theirs, is told: the refusal's name, or the status alone where it is no refusal. */
  hidden: string | number;
  sent: (r: Records) => Sent;
  /** Asked once more, by these roles alone, when the route is told of a record in another way. */
  only?: readonly Role[];
  /** How what does not exist is told to the council's people, where that is another way. */
  council?: number;
  /** How a trust's booker is told of what belongs to the other side, for which they could act: the school's while for the trust, and the trust's while for it. */
  elsewhere?: RefusalName;
  /** The session it is asked with does not outlive it. */
  spends?: true;
  /** Which record stands in the braces of the path, where one name may stand for several kinds. */
  path?: Readonly<Record<string, Kind>>;
};

/** How far each kind of person reaches into what has an owner; whoever works for the council reaches all of it. */
export type Standing = 'buyer' | 'trust' | 'through' | 'lead' | 'officer' | 'council';
type Reach = 'any' | 'own' | 'none';
export const reach: Record<Exclude<Touches, 'nobody' | 'anybody'>, Record<Exclude<Standing, 'council'>, Reach>> = {
  // A trust reaches its school once it acts for it; an officer finds every school there is to visit.
  school: { buyer: 'own', trust: 'none', through: 'own', lead: 'own', officer: 'any' },
  account: { buyer: 'own', trust: 'none', through: 'own', lead: 'none', officer: 'none' },
  // A lead's own is the partnership's; its members' are theirs. A trust reads those of its schools without acting for them.
  statement: { buyer: 'own', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  'trust-statement': { buyer: 'none', trust: 'own', through: 'none', lead: 'none', officer: 'none' },
  // Of the officers the school's named contact alone.
  'support-plan': { buyer: 'own', trust: 'none', through: 'own', lead: 'none', officer: 'own' },
  booking: { buyer: 'own', trust: 'none', through: 'own', lead: 'none', officer: 'own' },
  // A trust reads what was asked for under its limits, for whichever of its schools.
  request: { buyer: 'own', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  diary: { buyer: 'none', trust: 'none', through: 'none', lead: 'none', officer: 'own' },
  // The trust is billed: whoever acts for its school sees the school's documents and not the trust's.
  document: { buyer: 'own', trust: 'own', through: 'none', lead: 'none', officer: 'none' },
  buyer: { buyer: 'own', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  partnership: { buyer: 'own', trust: 'none', through: 'own', lead: 'own', officer: 'any' },
  trust: { buyer: 'none', trust: 'own', through: 'own', lead: 'none', officer: 'any' },
  'trusts-school': { buyer: 'none', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  choice: { buyer: 'own', trust: 'own', through: 'own', lead: 'own', officer: 'own' },
};

const buyers: readonly Role[] = ['school-booker', 'school-approver', 'trust-booker'];
const bookers: readonly Role[] = ['school-booker', 'trust-booker'];
/** The lead of a partnership and the council book free days. */
const bookersOfAnyDay: readonly Role[] = [...bookers, 'partnership-lead', 'resource-manager', 'sip-manager'];
const finance: readonly Role[] = ['finance', 'finance-approver', 'auditor'];
const council: readonly Role[] = [...finance, 'catalogue-manager', 'resource-manager', 'sip-manager', 'council-admin'];
const everyone: readonly Role[] = [...council, ...buyers, 'partnership-lead', 'officer'];
const admin: readonly Role[] = ['council-admin'];
/** Who reads what a policy would have come to. */
const triers: readonly Role[] = [...finance, 'council-admin'];
const reviewers: readonly Role[] = ['council-admin', 'finance-approver'];
const overseers: readonly Role[] = ['council-admin', 'auditor'];
const resources: readonly Role[] = ['resource-manager', 'council-admin'];
const improvement: readonly Role[] = ['sip-manager', 'council-admin'];
const diarists: readonly Role[] = ['officer', 'resource-manager', ...improvement, 'auditor'];
const allocations: readonly Role[] = [...finance, 'sip-manager', 'council-admin'];
/** Who plans with a partnership's days, and who has a word in it. */
const planners: readonly Role[] = ['partnership-lead', 'resource-manager', ...improvement];
const heads: readonly Role[] = ['school-booker', 'school-approver', 'partnership-lead'];
const provers: readonly Role[] = [...finance, 'council-admin'];

type More = Pick<Row, 'only' | 'council' | 'spends' | 'elsewhere' | 'path'>;
const row = (
  who: Row['who'],
  touches: Touches = 'nobody',
  hidden: Row['hidden'] = 404,
  sent: Row['sent'] = () => ({}),
  more: More = {},
): Row => ({
  who,
  touches,
  hidden,
  sent,
  ...more,
});
/** A row for what the council keeps of no one owner. */
const anybodys = (who: readonly Role[], hidden: Row['hidden'], sent?: Row['sent'], more?: More): Row =>
  row(who, 'anybody', hidden, sent, more);
const body =
  (of: (r: Records) => Fields): Row['sent'] =>
  (r) => ({ body: of(r) });
const query =
  (of: (r: Records) => Fields): Row['sent'] =>
  (r) => ({ query: of(r) });

const today = '2026-12-18';
const reason = 'Recorded by mistake';
const spends: More = { spends: true };
const elsewhere: RefusalName = 'acting-for-another';
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
const price = body(() => ({ from: '2027-09-01', perDayExVatPence: 50_000 }));
const pricesForm = body(() => ({ pounds: '500', 'from-day': '1', 'from-month': '9', 'from-year': '2027' }));
const withdrawn = body(() => ({ withdrawnFrom: '2028-09-01' }));
const withdrawnForm = body(() => ({ 'withdrawnFrom-day': '1', 'withdrawnFrom-month': '9', 'withdrawnFrom-year': '2028' }));
const newPartnership = body(() => ({ partnershipKind: 'school-improvement', name: 'Estuary Partnership', openedOn: today }));
const proposing = { rule: 'partnership-days', from: '2026-09-01', services: ['collaborative-reviews'], purpose: 'A shared review' };
const planning = body(() => ({ ...proposing, halfDays: 2 }));
const planningForm = body(() => ({ ...proposing, halfDays: '2' }));
const agreeingTo = body(() => ({ word: 'agree' }));
const minuting = body((r) => ({ meeting: 'Autumn meeting', on: today, agreed: [r.school], reason }));
const backing = body(() => ({ reason }));
const releasing = body(() => ({ halfDays: 1, reason, version: 1 }));
const releasingForm = body(() => ({ halfDays: '1', reason, version: '1' }));
const joining = body((r) => ({ members: [r.member], on: today }));
const leaving = body((r) => ({ member: r.school, on: today }));
const leading = body((r) => ({ change: 'appointed', member: r.school, on: today, person: r.person }));
const merging = body((r) => ({ into: r.other, on: today }));
const closing = body(() => ({ on: today, reason }));
const withdrawing = body((r) => ({ event: r.event, reason }));
const trustWithdrawing = body((r) => ({ event: r.trustEvent, reason }));
const newBody = body(() => ({
  kind: 'nursery',
  name: 'Little Terns Nursery',
  addressLines: ['1 Invented Street'],
  postcode: '',
  sector: 'independent',
  openedOn: today,
}));
const bodyForm = body(() => ({
  kind: 'nursery',
  name: 'Little Terns Nursery',
  address: '1 Invented Street',
  sector: 'independent',
  openedOn: today,
}));
const details = body(() => ({ addressLines: ['1 Invented Street'], postcode: 'CM1 5JB', version: 1 }));
const detailsForm = body(() => ({ address: '1 Invented Street', postcode: 'CM1 5JB', version: '1' }));
const billing = body(() => ({ from: '2027-01-04', to: 'trust' }));
const calling = body(() => ({ name: 'Tern and Avocet', on: '2026-09-01' }));
const buying = body(() => ({ sector: 'academy', from: '2027-01-04' }));
const acting = body((r) => ({ school: r.school }));
const publication = body(() => ({ year: 2026 }));
const starting = body((r) => ({ file: r.upload, authorities: 'own' }));
const placing = body(() => ({ district: 'Mid', on: today, reason }));
const status = body(() => ({ status: 'vulnerable', change: 'entered', on: today, reason }));
const statusWithdrawing = body((r) => ({ event: r.statusEvent, reason }));
const naming = body((r) => ({ officer: r.officer, as: 'Link adviser', year: 2026 }));
const schoolWithdrawing = body((r) => ({ event: r.schoolEvent, reason }));
const ofSchool = query((r) => ({ school: r.school }));
const ofOfficer = query((r) => ({ officer: r.officer }));
const ofUpload = query((r) => ({ file: r.upload }));
const ofSchoolEvent = query((r) => ({ event: r.schoolEvent }));
const ofVacancy = query((r) => ({ close: `${r.school}/${r.vacancy}`, outcome: 'filled' }));
const ofSecret = query((r) => ({ secret: r.secret }));
const choosing = body((r) => ({ organisation: r.choice }));
const ofPayer = query((r) => ({ organisation: r.payer }));
const vacancy = body((r) => ({ school: r.school, post: 'executive-headteacher', vacantFrom: '2027-01-31' }));
const allocating = body(() => ({ kind: 'allocate', on: today }));
const filled = body(() => ({ outcome: 'filled' }));
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
const cancellers: readonly Role[] = [...bookersOfAnyDay, 'council-admin'];
const waivers: readonly Role[] = [...cancellers, 'finance'];
const waiving = body(({ booking }) => ({ visit: '01', kind: 'rebooked', instead: { booking, visit: '02' } }));
const waivingForm = body(({ booking }) => ({ waiver: `01 rebooked ${booking} 02` }));
const moving = body(() => ({ visit: '01', to: '2026-12-22#am' }));
const called = body(({ school }) => ({ school, on: '2026-11-24' }));
const noteMarkers: readonly Role[] = [...buyers, 'partnership-lead', 'officer'];
const reclassifying = body(() => ({ visit: '01', to: 'free', reason }));
const askingForm = body(() => ({ visit: '01', to: 'free', reason }));
const answering = body(() => ({ answer: 'decline', note: 'Not a mistake' }));
const agreed = 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE';
const approving = body(() => ({ agreed }));
const limiting = body((r) => ({ person: r.person, mostPence: 50_000 }));
const limitingForm = body((r) => ({ person: r.person, kind: 'pounds', pounds: '500' }));
const settling = body(() => ({ othersMostPence: null, everyBooking: false }));
const settlingForm = body(() => ({ others: 'unlimited' }));
const ordering = body(() => ({ required: 'policy' }));
const ofBuyer: More = { path: { organisation: 'payer' } };
const requestReaders: readonly Role[] = [...buyers, 'resource-manager', ...overseers];
const limiters: readonly Role[] = ['school-approver', 'council-admin'];
const cancelling = body(() => ({ visits: ['02'], reason: 'Snow' }));
const period = body(() => ({ from: '2026-09-01', to: '2026-11-24' }));
const posting = body(() => ({ councilReference: 'GL-1' }));
const agreeing = body((r) => ({
  organisation: r.payer,
  lines: [{ charge: r.charge, treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 } }],
  answer: 'agree',
}));
const agreeingForm = body((r) => ({ organisation: r.payer, lines: `${r.charge} vat-invoice S 2000`, answer: 'agree' }));
const resending = body((r) => ({ reference: `${r.effect}#1` }));
const mending = body((r) => ({ subject: r.effect, version: '1' }));
const trail = query((r) => ({ organisation: r.school, person: r.person }));
const trailOfRecord = query((r) => ({ about: r.booking }));

const draftSeen = body(() => ({ version: 1 }));
const draftBack = body(() => ({ version: 1, what: 'submission' }));
const draftText = body(() => ({ version: 1, text: '{ "title": "Written anew" }' }));
const draftPack = body(() => ({ version: 1, pack: { title: 'Written anew' } }));
const draftChanges = body(() => ({ version: 1, changes: [{ do: 'set', path: ['title'], value: 'Written anew' }] }));
const draftPart = body(() => ({ version: 1, title: 'Written anew', effectiveFrom: '2028-09-01', source: 'The directory' }));
const draftRule = body(() => ({ version: 1, rule: 0 }));
const reviewing = body(() => ({ version: 1, outcome: 'approved' }));
const beginning = body(() => ({ from: 1, effectiveFrom: '2028-09-01' }));
const beginningForm = body(() => ({ from: '1', effectiveFrom: '2028-09-01' }));
const trying = body(() => ({ of: '1', clock: 'academic', year: 2026 }));
const addingSum = body(() => ({ version: 1, row: 'other-costs', financialYear: '2026', kind: 'ongoing', pounds: '-250', note: 'Travel' }));
const removingSum = body(() => ({ version: 1, sum: 0 }));
const settingSums = body(() => ({ version: 1, adjustments: [] }));
const comparing = query((r) => ({ of: r.draft, against: 1 }));

const needing = body(() => ({ what: 'Phonics', skill: 'leadership', wantedHalfDays: 2, by: '2027-03-31' }));
const needingForm = body(() => ({ what: 'Phonics', skill: 'leadership', days: '1', by: '2027-03-31' }));
const goingThrough = body(() => ({ note: 'Agreed with the phase lead' }));
const giving = body(() => ({ reason: 'No longer needed' }));
const switching = body(() => ({ on: true }));
const switchingForm = body(() => ({ on: 'yes' }));
const choosingMessages = body(() => ({ kind: 'weekly-digest', wanted: false }));
const choosingForm = body(() => ({ kind: 'weekly-digest', wanted: 'no' }));
const needRecorders: readonly Role[] = ['officer', 'resource-manager', ...improvement];
const statementReaders: readonly Role[] = [...council, ...buyers, 'partnership-lead'];
const lineOfSchool: More = { path: { holder: 'school', line: 'vacancy' } };
/** A statement is a school's, a partnership's or a trust's, and each is another's to read. */
const statements: readonly Row[] = [
  row(statementReaders, 'statement', 'unknown-school', undefined, { path: { holder: 'school' } }),
  row(statementReaders, 'partnership', 'unknown-organisation', undefined, { path: { holder: 'partnership' } }),
  row(statementReaders, 'trust-statement', 'unknown-organisation', undefined, { path: { holder: 'trust' } }),
];

export const table: Readonly<Record<string, Row | readonly Row[]>> = {
  // identity
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
  // catalogue
  'GET /catalogue': row(everyone),
  'GET /catalogue/{service}': anybodys(everyone, 'unknown-service'),
  'POST /catalogue/{service}/prices': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', pricesForm),
  'POST /catalogue/{service}/withdrawal': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', withdrawnForm),
  'GET /api/catalogue': row(everyone),
  'GET /api/catalogue/{service}': anybodys(everyone, 'unknown-service'),
  'POST /api/catalogue/{service}/prices': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', price),
  'POST /api/catalogue/{service}/withdrawal': anybodys(['catalogue-manager', 'council-admin'], 'unknown-service', withdrawn),
  // partnerships' pots, before anybody is made to leave one
  'GET /entitlements/pots': row([...council, ...buyers, 'partnership-lead']),
  'GET /entitlements/pots/{group}': row([...council, ...buyers, 'partnership-lead'], 'partnership', 'unknown-organisation'),
  'POST /entitlements/pots/{group}/plans': row(planners, 'partnership', 'unknown-organisation', planningForm),
  'GET /entitlements/pots/{group}/plans/{plan}': row([...council, ...buyers, 'partnership-lead'], 'partnership', 'unknown-organisation'),
  'POST /entitlements/pots/{group}/plans/{plan}/words': row(heads, 'partnership', 'unknown-organisation', agreeingTo),
  'POST /entitlements/pots/{group}/plans/{plan}/minutes': row(
    ['resource-manager', ...improvement],
    'partnership',
    'unknown-organisation',
    minuting,
  ),
  'POST /entitlements/pots/{group}/plans/{plan}/withdrawal': row(planners, 'partnership', 'unknown-organisation', backing),
  'POST /entitlements/pots/{group}/plans/{plan}/release': row(planners, 'partnership', 'unknown-organisation', releasingForm),
  'GET /api/entitlements/pots': row([...council, ...buyers, 'partnership-lead']),
  'GET /api/entitlements/pots/{group}': row([...council, ...buyers, 'partnership-lead'], 'partnership', 'unknown-organisation'),
  'POST /api/entitlements/pots/{group}/plans': row(planners, 'partnership', 'unknown-organisation', planning),
  'GET /api/entitlements/pots/{group}/plans/{plan}': row(
    [...council, ...buyers, 'partnership-lead'],
    'partnership',
    'unknown-organisation',
  ),
  'POST /api/entitlements/pots/{group}/plans/{plan}/words': row(heads, 'partnership', 'unknown-organisation', agreeingTo),
  'POST /api/entitlements/pots/{group}/plans/{plan}/minutes': row(
    ['resource-manager', ...improvement],
    'partnership',
    'unknown-organisation',
    minuting,
  ),
  'POST /api/entitlements/pots/{group}/plans/{plan}/withdrawal': row(planners, 'partnership', 'unknown-organisation', backing),
  'POST /api/entitlements/pots/{group}/plans/{plan}/release': row(planners, 'partnership', 'unknown-organisation', releasing),
  // schools
  'GET /schools': row(council),
  'GET /schools/partnerships': row(everyone),
  'GET /schools/partnerships/new': row(resources),
  'POST /schools/partnerships': row(resources, 'nobody', 404, newPartnership),
  'GET /schools/partnerships/{group}': row(everyone, 'partnership', 'unknown-organisation'),
  'POST /schools/partnerships/{group}/members': anybodys(resources, 'unknown-organisation', joining),
  'POST /schools/partnerships/{group}/departures': anybodys(resources, 'unknown-organisation', leaving),
  'POST /schools/partnerships/{group}/lead': anybodys(resources, 'unknown-organisation', leading),
  'POST /schools/partnerships/{group}/merger': anybodys(resources, 'unknown-organisation', merging),
  'POST /schools/partnerships/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /schools/partnerships/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /schools/partnerships/{group}/withdrawals': anybodys(resources, 'unknown-organisation', withdrawing),
  'GET /schools/organisations': row(council),
  'GET /schools/organisations/new': row(resources),
  'POST /schools/organisations': row(resources, 'nobody', 404, bodyForm),
  'GET /schools/organisations/{group}': row(everyone, 'trust', 'unknown-organisation'),
  'POST /schools/organisations/{group}/details': anybodys(resources, 'unknown-organisation', detailsForm),
  'POST /schools/organisations/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /schools/organisations/{group}/sector': anybodys(resources, 'unknown-organisation', buying),
  'POST /schools/organisations/{group}/billing': anybodys(resources, 'unknown-organisation', billing),
  'POST /schools/organisations/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /schools/organisations/{group}/withdrawals': anybodys(resources, 'unknown-organisation', trustWithdrawing),
  'POST /schools/acting': row(['trust-booker'], 'trusts-school', 'not-in-your-trust', acting, spends),
  'GET /schools/named-officers': row(council),
  'POST /schools/named-officers/publication': row(['resource-manager', ...improvement], 'nobody', 404, publication),
  'GET /schools/imports': row([...resources, 'auditor']),
  'GET /schools/imports/new': anybodys(resources, 'unknown-file', ofUpload),
  'POST /schools/imports': anybodys(resources, 'unknown-file', starting),
  'GET /schools/imports/{import}': anybodys([...resources, 'auditor'], 'unknown-import'),
  'GET /schools/imports/{import}/rejections': anybodys([...resources, 'auditor'], 'unknown-import'),
  'POST /schools/imports/{import}/cancellation': anybodys(resources, 'unknown-import'),
  'GET /schools/{school}': row(everyone, 'school', 'unknown-school'),
  'GET /schools/{school}/district': anybodys(resources, 'unknown-organisation'),
  'POST /schools/{school}/district': anybodys(resources, 'unknown-organisation', placing),
  'GET /schools/{school}/statuses': anybodys([...improvement, 'auditor'], 'unknown-school'),
  'POST /schools/{school}/statuses': anybodys(improvement, 'unknown-school', status),
  'POST /schools/{school}/statuses/withdrawals': anybodys(improvement, 'unknown-school', statusWithdrawing),
  'GET /schools/{school}/officers': anybodys(['resource-manager', ...improvement], 'unknown-organisation'),
  'POST /schools/{school}/officers': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'POST /schools/{school}/officers/removal': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'GET /schools/{school}/withdrawals': anybodys(resources, 404, ofSchoolEvent),
  'POST /schools/{school}/withdrawals': anybodys(resources, 404, schoolWithdrawing),
  'GET /api/schools': row(council),
  'GET /api/schools/partnerships': row(everyone),
  'POST /api/schools/partnerships': row(resources, 'nobody', 404, newPartnership),
  'GET /api/schools/partnerships/{group}': row(everyone, 'partnership', 'unknown-organisation'),
  'POST /api/schools/partnerships/{group}/members': anybodys(resources, 'unknown-organisation', joining),
  'POST /api/schools/partnerships/{group}/departures': anybodys(resources, 'unknown-organisation', leaving),
  'POST /api/schools/partnerships/{group}/lead': anybodys(resources, 'unknown-organisation', leading),
  'POST /api/schools/partnerships/{group}/merger': anybodys(resources, 'unknown-organisation', merging),
  'POST /api/schools/partnerships/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /api/schools/partnerships/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /api/schools/partnerships/{group}/withdrawals': anybodys(resources, 'unknown-organisation', withdrawing),
  'GET /api/schools/organisations': row(council),
  'POST /api/schools/organisations': row(resources, 'nobody', 404, newBody),
  'GET /api/schools/organisations/{group}': row(everyone, 'trust', 'unknown-organisation'),
  'POST /api/schools/organisations/{group}/details': anybodys(resources, 'unknown-organisation', details),
  'POST /api/schools/organisations/{group}/name': anybodys(resources, 'unknown-organisation', calling),
  'POST /api/schools/organisations/{group}/sector': anybodys(resources, 'unknown-organisation', buying),
  'POST /api/schools/organisations/{group}/billing': anybodys(resources, 'unknown-organisation', billing),
  'POST /api/schools/organisations/{group}/closing': anybodys(resources, 'unknown-organisation', closing),
  'POST /api/schools/organisations/{group}/withdrawals': anybodys(resources, 'unknown-organisation', trustWithdrawing),
  'POST /api/schools/acting': row(['trust-booker'], 'trusts-school', 'not-in-your-trust', acting, spends),
  'GET /api/schools/named-officers': row(council),
  'POST /api/schools/named-officers/publication': row(['resource-manager', ...improvement], 'nobody', 404, publication),
  'POST /api/schools/uploads': row(resources),
  'GET /api/schools/imports': row([...resources, 'auditor']),
  'POST /api/schools/imports': anybodys(resources, 'unknown-file', starting),
  'GET /api/schools/imports/{import}': anybodys([...resources, 'auditor'], 'unknown-import'),
  'POST /api/schools/imports/{import}/cancellation': anybodys(resources, 'unknown-import'),
  'GET /api/schools/{school}': row(everyone, 'school', 'unknown-school'),
  'POST /api/schools/{school}/district': anybodys(resources, 'unknown-organisation', placing),
  'GET /api/schools/{school}/statuses': anybodys([...improvement, 'auditor'], 'unknown-school'),
  'POST /api/schools/{school}/statuses': anybodys(improvement, 'unknown-school', status),
  'POST /api/schools/{school}/statuses/withdrawals': anybodys(improvement, 'unknown-school', statusWithdrawing),
  'POST /api/schools/{school}/officers': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'POST /api/schools/{school}/officers/removal': anybodys(['resource-manager', ...improvement], 'unknown-organisation', naming),
  'POST /api/schools/{school}/withdrawals': anybodys(resources, 404, schoolWithdrawing),
  // officers
  'GET /officers': row(everyone),
  'GET /officers/{officer}': anybodys(everyone, 'unknown-officer'),
  'GET /api/officers': row(everyone),
  'GET /api/officers/{officer}': anybodys(everyone, 'unknown-officer'),
  'GET /api/officers/{officer}/free-sessions': anybodys([...council, ...buyers, 'officer'], 'unknown-officer'),
  // entitlements
  'GET /entitlements/vacancies': [
    row([...council, ...buyers], 'account', 'unknown-school'),
    anybodys(resources, 'unknown-vacancy', ofVacancy, { only: resources }),
  ],
  'POST /entitlements/vacancies': anybodys(resources, 'unknown-school', vacancy),
  'POST /entitlements/vacancies/{school}/{vacancy}/closing': anybodys(resources, 'unknown-vacancy', filled),
  'GET /entitlements/statements': row(statementReaders),
  'GET /entitlements/statements/{holder}': statements,
  'GET /entitlements/statements/{holder}/lines/{line}': row(statementReaders, 'statement', 'unknown-school', undefined, lineOfSchool),
  'GET /entitlements/needs': row([...council, ...buyers, 'officer']),
  'GET /entitlements/needs/{school}': row([...council, ...buyers, 'officer'], 'support-plan', 'unknown-school'),
  'POST /entitlements/needs/{school}': row(needRecorders, 'support-plan', 'unknown-school', needingForm),
  'POST /entitlements/needs/{school}/{need}/review': anybodys(improvement, 'unknown-need', goingThrough),
  'POST /entitlements/needs/{school}/{need}/withdrawal': row(needRecorders, 'support-plan', 'unknown-need', giving),
  'GET /entitlements/nudges': row([...resources, 'sip-manager', 'auditor']),
  'POST /entitlements/nudges/switch': row(admin, 'nobody', 404, switchingForm),
  'GET /api/entitlements/vacancies': row([...council, ...buyers], 'account', 'unknown-school', ofSchool),
  'POST /api/entitlements/vacancies': anybodys(resources, 'unknown-school', vacancy),
  'POST /api/entitlements/vacancies/{school}/{vacancy}/closing': anybodys(resources, 'unknown-vacancy', filled),
  'GET /api/entitlements/statements/{holder}': statements,
  'GET /api/entitlements/statements/{holder}/lines/{line}': row(statementReaders, 'statement', 'unknown-school', undefined, lineOfSchool),
  'GET /api/entitlements/needs': row([...council, ...buyers, 'officer']),
  'GET /api/entitlements/needs/{school}': row([...council, ...buyers, 'officer'], 'support-plan', 'unknown-school'),
  'POST /api/entitlements/needs/{school}': row(needRecorders, 'support-plan', 'unknown-school', needing),
  'POST /api/entitlements/needs/{school}/{need}/review': anybodys(improvement, 'unknown-need', goingThrough),
  'POST /api/entitlements/needs/{school}/{need}/withdrawal': row(needRecorders, 'support-plan', 'unknown-need', giving),
  'GET /api/entitlements/nudges': row([...resources, 'sip-manager', 'auditor']),
  'POST /api/entitlements/nudges/switch': row(admin, 'nobody', 404, switching),
  'GET /entitlements/policies': row(council),
  'GET /entitlements/policies/comparison': anybodys(council, 'unknown-draft', comparing),
  'GET /entitlements/policies/drafts/new': row(admin),
  'POST /entitlements/policies/drafts': row(admin, 'nobody', 404, beginningForm),
  'GET /entitlements/policies/drafts/{draft}': anybodys(council, 'unknown-draft'),
  'GET /entitlements/policies/drafts/{draft}/file': anybodys(council, 'unknown-draft'),
  'GET /entitlements/policies/drafts/{draft}/text': anybodys(admin, 'unknown-draft'),
  'POST /entitlements/policies/drafts/{draft}/text': anybodys(admin, 'unknown-draft', draftText),
  'GET /entitlements/policies/drafts/{draft}/parts/{part}': anybodys(admin, 'unknown-draft'),
  'POST /entitlements/policies/drafts/{draft}/parts/{part}': anybodys(admin, 'unknown-draft', draftPart),
  'POST /entitlements/policies/drafts/{draft}/rules': anybodys(admin, 'unknown-draft', draftRule),
  'POST /entitlements/policies/drafts/{draft}/rules/removal': anybodys(admin, 'unknown-draft', draftRule),
  'POST /entitlements/policies/drafts/{draft}/submission': anybodys(admin, 'unknown-draft', draftSeen),
  'POST /entitlements/policies/drafts/{draft}/withdrawal': anybodys(admin, 'unknown-draft', draftBack),
  'POST /entitlements/policies/drafts/{draft}/review': anybodys(reviewers, 'unknown-draft', reviewing),
  'POST /entitlements/policies/drafts/{draft}/publication': anybodys(reviewers, 'unknown-draft', draftSeen),
  'GET /entitlements/policies/{version}': row(council),
  'GET /entitlements/policies/{version}/file': row(council),
  'GET /api/entitlements/policies': row(council),
  'GET /api/entitlements/policies/comparison': anybodys(council, 'unknown-draft', comparing),
  'GET /api/entitlements/policies/drafts': row(council),
  'POST /api/entitlements/policies/drafts': row(admin, 'nobody', 404, beginning),
  'GET /api/entitlements/policies/drafts/{draft}': anybodys(council, 'unknown-draft'),
  'POST /api/entitlements/policies/drafts/{draft}/pack': anybodys(admin, 'unknown-draft', draftPack),
  'POST /api/entitlements/policies/drafts/{draft}/changes': anybodys(admin, 'unknown-draft', draftChanges),
  'POST /api/entitlements/policies/drafts/{draft}/submission': anybodys(admin, 'unknown-draft', draftSeen),
  'POST /api/entitlements/policies/drafts/{draft}/withdrawal': anybodys(admin, 'unknown-draft', draftBack),
  'POST /api/entitlements/policies/drafts/{draft}/review': anybodys(reviewers, 'unknown-draft', reviewing),
  'POST /api/entitlements/policies/drafts/{draft}/publication': anybodys(reviewers, 'unknown-draft', draftSeen),
  'GET /api/entitlements/policies/{version}': row(council),
  'GET /entitlements/runs': row(allocations),
  'POST /entitlements/runs': row(admin, 'nobody', 404, allocating),
  'GET /entitlements/runs/{allocationRun}': anybodys(allocations, 'unknown-allocation-run'),
  'GET /entitlements/runs/{allocationRun}/lines': anybodys(allocations, 'unknown-allocation-run'),
  'POST /entitlements/runs/{allocationRun}/commitment': anybodys(admin, 'unknown-allocation-run'),
  'POST /entitlements/runs/{allocationRun}/cancellation': anybodys(admin, 'unknown-allocation-run'),
  'GET /api/entitlements/runs': row(allocations),
  'POST /api/entitlements/runs': row(admin, 'nobody', 404, allocating),
  'GET /api/entitlements/runs/{allocationRun}': anybodys(allocations, 'unknown-allocation-run'),
  'POST /api/entitlements/runs/{allocationRun}/commitment': anybodys(admin, 'unknown-allocation-run'),
  'POST /api/entitlements/runs/{allocationRun}/cancellation': anybodys(admin, 'unknown-allocation-run'),
  // bookings
  'GET /bookings': [
    row([...council, ...buyers, 'partnership-lead', 'officer']),
    row([...council, 'officer'], 'account', 'unknown-school', ofSchool, { only: [...council, 'officer'] }),
    // For a buyer the page is their own school's, whatever the address says.
    anybodys([...buyers, 'partnership-lead'], 200, ofSchool, { only: [...buyers, 'partnership-lead'] }),
  ],
  'GET /bookings/new': anybodys(bookersOfAnyDay, 'unknown-service', plan),
  'GET /bookings/quote': anybodys(bookersOfAnyDay, 'unknown-service', planQuote),
  'POST /bookings': row(bookersOfAnyDay, 'booking', 'quote-invalid', confirming, { elsewhere }),
  'GET /bookings/diary': row(diarists, 'diary', 'unknown-officer', ofOfficer),
  'GET /bookings/reclassifications': row(['finance', 'finance-approver', 'council-admin']),
  'GET /bookings/calendars/{calendar}': row('everybody'),
  'GET /bookings/{booking}/calendar': row([...council, ...buyers, 'partnership-lead', 'officer'], 'booking', 'unknown-booking'),
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
  'GET /api/bookings/requests': row(requestReaders, 'buyer', 'unknown-organisation', ofPayer),
  'GET /api/bookings/requests/{request}': row(requestReaders, 'request', 'unknown-request'),
  'POST /api/bookings/requests/{request}/approval': row(buyers, 'request', 'unknown-request', approving),
  'POST /api/bookings/requests/{request}/decline': row(buyers, 'request', 'unknown-request', giving),
  'POST /api/bookings/requests/{request}/withdrawal': row(bookers, 'request', 'unknown-request'),
  'GET /api/bookings/{booking}': row([...council, ...buyers, 'partnership-lead', 'officer'], 'booking', 'unknown-booking'),
  'GET /api/bookings/notes': row([...council, 'officer']),
  'GET /api/bookings/notes/moderation': row(improvement),
  'GET /api/bookings/{booking}/notes/{note}': row(noteReaders, 'booking', 'unknown-booking', undefined, ofNote),
  'POST /api/bookings/{booking}/notes/{note}': row(noteWriters, 'booking', 'unknown-booking', noting, ofNote),
  'POST /api/bookings/{booking}/notes/{note}/moderation': anybodys(improvement, 'unknown-booking', moderating, ofNote),
  'POST /api/bookings/{booking}/notes/{note}/additions': row(noteWriters, 'booking', 'unknown-booking', adding, ofNote),
  'POST /api/bookings/{booking}/notes/{note}/actions': row(noteMarkers, 'booking', 'unknown-booking', marking, ofNote),
  'POST /api/bookings/{booking}/deliveries': row(['officer'], 'booking', 'unknown-booking', delivering),
  'POST /api/bookings/{booking}/cancellations': row(cancellers, 'booking', 'unknown-booking', cancelling),
  'POST /api/bookings/{booking}/moves': row(cancellers, 'booking', 'unknown-booking', moving),
  'POST /api/bookings/{booking}/waivers': row(waivers, 'booking', 'unknown-booking', waiving),
  'GET /api/bookings/ofsted-calls': row([...finance, ...resources]),
  'POST /api/bookings/ofsted-calls': row(cancellers, 'account', 'unknown-school', called),
  'POST /api/bookings/{booking}/reclassifications': anybodys(['finance', 'council-admin'], 'unknown-booking', reclassifying),
  'POST /api/bookings/{booking}/reclassifications/{reclassification}/answer': anybodys(
    ['finance', 'finance-approver', 'council-admin'],
    'unknown-booking',
    answering,
  ),
  // invoicing
  'GET /invoicing/runs': row(finance),
  'POST /invoicing/runs': row(['finance'], 'nobody', 404, period),
  'GET /invoicing/runs/{run}': anybodys(finance, 'unknown-run'),
  'POST /invoicing/runs/{run}/commitment': anybodys(['finance'], 'unknown-run'),
  'GET /invoicing/documents': row([...finance, ...buyers]),
  'GET /invoicing/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /invoicing/documents/{document}/pdf': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /invoicing/agreements/waiting': row(finance),
  // On a page a buyer answers for whom they act, whatever the address says.
  'GET /invoicing/agreements': anybodys([...finance, ...buyers], 200, ofPayer, { council: 404 }),
  'POST /invoicing/agreements': anybodys(buyers, 409, agreeingForm),
  'GET /invoicing/journals': row(finance),
  'GET /invoicing/journals/export': row(finance),
  'POST /invoicing/documents/{document}/posting': anybodys(['finance'], 'unknown-document', posting),
  'GET /api/invoicing/runs': row(finance),
  'POST /api/invoicing/runs': row(['finance'], 'nobody', 404, period),
  'GET /api/invoicing/runs/{run}': anybodys(finance, 'unknown-run'),
  'POST /api/invoicing/runs/{run}/commitment': anybodys(['finance'], 'unknown-run'),
  'GET /api/invoicing/documents': row([...finance, ...buyers]),
  'GET /api/invoicing/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /api/invoicing/agreements/waiting': row(finance),
  'GET /api/invoicing/agreements': row([...finance, ...buyers], 'buyer', 'unknown-school', ofPayer),
  'POST /api/invoicing/agreements': row(buyers, 'buyer', 'unknown-school', agreeing),
  'GET /api/invoicing/journals': row(finance),
  'POST /api/invoicing/documents/{document}/posting': anybodys(['finance'], 'unknown-document', posting),
  // payments
  'POST /payments/documents/{document}/attempts': row(bookers, 'document', 'unknown-document', () => ({}), { elsewhere }),
  'GET /payments/attempts/{attempt}': row([...finance, ...buyers], 'document', 'unknown-attempt'),
  'GET /payments/attempts/{attempt}/return': row([...finance, ...buyers], 'document', 'unknown-attempt'),
  'GET /payments/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /payments/suspense': row(finance),
  'POST /payments/webhooks/stripe': row('signature'),
  'POST /api/payments/documents/{document}/attempts': row(bookers, 'document', 'unknown-document', () => ({}), { elsewhere }),
  'GET /api/payments/attempts/{attempt}': row([...finance, ...buyers], 'document', 'unknown-attempt'),
  'GET /api/payments/documents/{document}': row([...finance, ...buyers], 'document', 'unknown-document'),
  'GET /api/payments/suspense': row(finance),
  // reports
  'GET /': row(everyone),
  'GET /accessibility': row('everybody'),
  'GET /reports/proof': row(provers),
  'POST /reports/proof': row(provers),
  'GET /reports/proof/seals': row(provers),
  'GET /reports/proof/export': row(provers),
  'POST /reports/proof/export': row(provers),
  'GET /reports/proof/export/file': row(provers),
  'GET /reports/proof/format': row('everybody'),
  'GET /reports/proof/format/checker': row('everybody'),
  'GET /reports/statements/{holder}': statements,
  'GET /reports/statements/{holder}/pdf': statements,
  'GET /reports/trials': row(triers),
  'POST /reports/trials': row(admin, 'nobody', 404, trying),
  'GET /reports/trials/{trial}': anybodys(triers, 'unknown-trial'),
  'GET /reports/trials/{trial}/file': anybodys(triers, 'unknown-trial'),
  'POST /reports/trials/{trial}/adjustments': anybodys(admin, 'unknown-trial', addingSum),
  'POST /reports/trials/{trial}/adjustments/removal': anybodys(admin, 'unknown-trial', removingSum),
  'GET /reports/messages': anybodys(['finance', ...overseers], 200, trailOfRecord),
  'POST /reports/messages/sending': anybodys(['finance', 'council-admin'], 'unknown-effect', resending),
  'GET /reports/outbox': row(['finance', ...overseers]),
  'POST /reports/outbox/replay': anybodys(['finance', 'council-admin'], 'unknown-effect', mending),
  'POST /reports/outbox/parking': anybodys(['finance', 'council-admin'], 'unknown-effect', mending),
  'GET /api/reports/proof': row(provers),
  'POST /api/reports/proof': row(provers),
  'GET /api/reports/proof/seals': row(provers),
  'GET /api/reports/proof/export': row(provers),
  'POST /api/reports/proof/export': row(provers),
  'GET /api/reports/statements/{holder}': statements,
  'GET /api/reports/trials': row(triers),
  'POST /api/reports/trials': row(admin, 'nobody', 404, trying),
  'GET /api/reports/trials/{trial}': anybodys(triers, 'unknown-trial'),
  'POST /api/reports/trials/{trial}/adjustments': anybodys(admin, 'unknown-trial', settingSums),
  'GET /api/reports/messages': anybodys(['finance', ...overseers], 200, trailOfRecord),
  'GET /api/reports/outbox': row(['finance', ...overseers]),
};

/** What stands in a route's braces: the posting of a recharge is a document too. */
const braces: Readonly<Record<string, Kind>> = {
  '/schools/partnerships/{group}': 'partnership',
  '/entitlements/pots/{group}': 'partnership',
  '/schools/organisations/{group}': 'trust',
};
export function pathOf(route: string, records: Records, named: Readonly<Record<string, Kind>> = {}): string {
  const path = route.slice(route.indexOf(' ') + 1);
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'provider') return 'schools';
    // No link in a message is anybody else's to have: one that was not made here is nobody's.
    if (name === 'message' || name === 'calendar') return 'nothing.signed';
    const as = named[name];
    if (as) return records[as];
    // Versions are counted from 1 in every council: a number is nobody's secret.
    if (name === 'version') return '1';
    // And notes by the visits of a booking.
    if (name === 'note') return '01';
    if (name === 'part') return 'policy';
    const kind = Object.entries(braces).find(([part]) => path.includes(part))?.[1];
    if (name === 'group' && kind) return records[kind];
    return path.endsWith('/posting') ? records.recharge : records[name as Kind];
  });
}
