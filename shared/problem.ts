// Every refusal is a word in a closed union; this one table gives each its HTTP status, title and next step (RFC 9457 problem details and the page's error summary).
import type { Refusal } from './decision.ts';

/** `nextElsewhere` is the next step of whoever cannot look organisations up: the people of one, and officers. */
export type RefusalEntry = { status: number; title: string; next: string; nextElsewhere?: string };

export const refusals = {
  // requests
  'malformed-json': {
    status: 400,
    title: 'The request is not valid JSON',
    next: 'Send one JSON object with the content type application/json.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type is not supported',
    next: 'Send application/json to the API, or submit the form on the page.',
  },
  'invalid-request': {
    status: 422,
    title: 'Some of what was sent is missing or wrong',
    next: 'Correct the fields named and send it again.',
  },
  'request-too-large': { status: 413, title: 'The request is too large', next: 'Send less than 256 KB at once.' },
  unexpected: {
    status: 500,
    title: 'Something went wrong on our side',
    next: 'Try again in a minute. If it goes on, tell your council.',
  },
  'not-found': { status: 404, title: 'There is nothing here', next: 'Check the address, or start from your home page.' },
  'method-not-allowed': {
    status: 405,
    title: 'That cannot be done at this address',
    next: 'Go back to the page you came from. A program finds what can be done here in the API description.',
  },
  'cross-site-request': {
    status: 403,
    title: 'The request did not come from a page of Daybook',
    next: 'Open the page in Daybook and do it from there.',
  },
  'not-signed-in': { status: 401, title: 'You are not signed in', next: 'Sign in and try again.' },
  'not-allowed': {
    status: 403,
    title: 'Your role does not allow this',
    next: 'Ask a colleague with the right role, or your council’s administrator.',
  },
  'acting-for-another': {
    status: 409,
    title: 'You are acting for another organisation now',
    next: 'Nothing was done. Change back to the one this was begun for and send it again, or begin anew for the one you act for.',
  },
  contended: {
    status: 503,
    title: 'Too many people are changing this at once',
    next: 'Wait a few seconds and send the same again; it will not happen twice.',
  },
  'key-reused': {
    status: 409,
    title: 'This was already sent with different details',
    next: 'Look at what was made the first time. Nothing more was made.',
  },
  'changed-meanwhile': {
    status: 409,
    title: 'Somebody changed this while you were looking at it',
    next: 'Look at it as it stands now, and try again.',
  },
  'wrong-state': { status: 409, title: 'It is too late, or too early, for that', next: 'Look at its present state before going on.' },
  // identity
  'sign-in-failed': { status: 400, title: 'Sign-in did not finish', next: 'Start again from the sign-in page.' },
  'unknown-person': { status: 403, title: 'Nobody here is registered with that account', next: 'Ask your council to add you.' },
  'too-many-entries': {
    status: 422,
    title: 'There are more entries than one file holds',
    next: 'Choose fewer days, or one person, organisation or record.',
  },
  'no-rights': {
    status: 403,
    title: 'You have no rights here any more',
    next: 'Ask your council, or whoever looks after sign-in at your organisation, to give you a role again.',
  },
  'invalid-token': {
    status: 401,
    title: 'The access token is not valid here',
    next: 'Get a fresh token for this council from the issuer your program is registered with, and send it again.',
  },
  'subject-taken': {
    status: 409,
    title: 'Somebody else is registered with that account',
    next: 'Register the person with the account that is theirs.',
  },
  'unknown-user': { status: 404, title: 'There is no such person', next: 'Choose somebody from the list of people.' },
  'person-erased': {
    status: 409,
    title: 'This person was erased',
    next: 'Nothing more is kept of them. If they come back, invite them as somebody new.',
  },
  'own-rights': {
    status: 403,
    title: 'Nobody changes their own rights',
    next: 'Ask another administrator of your council.',
  },
  'last-administrator': {
    status: 409,
    title: 'The council would be left without an administrator',
    next: 'Make somebody else administrator first: give them the role here, or in your council’s own sign-in service and have them sign in once.',
  },
  'no-entry': {
    status: 403,
    title: 'Your council does not let you in at present',
    next: 'Ask your council. Another account of yours does not change it.',
  },
  'officer-taken': {
    status: 409,
    title: 'Somebody else is that officer already',
    next: 'Choose another officer, or first take the right to deliver away from whoever has it.',
  },
  'unknown-right': { status: 404, title: 'The person has no such right', next: 'Look at the rights as they stand now.' },
  'asserted-right': {
    status: 409,
    title: 'The sign-in service gives this right, so it is not taken away here',
    next: 'Have the role taken away at the sign-in service; it is gone here when the person next signs in.',
  },
  'unknown-organisation': {
    status: 404,
    title: 'There is no such organisation',
    next: 'Look it up under Schools, and enter its URN or its identifier.',
    nextElsewhere: 'You see the organisation you act for, and what it belongs to: start from your home page.',
  },
  'unknown-invitation': { status: 404, title: 'There is no such invitation', next: 'Choose one from the list of invitations.' },
  'invitation-not-valid': {
    status: 404,
    title: 'This invitation cannot be used',
    next: 'Open the link in the newest e-mail you had from us, or ask your council to send it again.',
  },
  'invitation-for-another': {
    status: 403,
    title: 'This invitation is for another e-mail address',
    next: 'Sign in with the account of the address it was sent to, or ask your council for a new one.',
  },
  'email-not-confirmed': {
    status: 403,
    title: 'The sign-in service has not confirmed your e-mail address',
    next: 'Confirm the address with that sign-in service, or use another account that has it. Then open the link in the e-mail again.',
  },
  'unknown-client': { status: 404, title: 'There is no such program', next: 'Choose one from the list of programs.' },
  'client-taken': {
    status: 409,
    title: 'A program is already registered with that issuer and subject',
    next: 'End that one first, or give the subject of the new program.',
  },
  // schools
  'unknown-school': {
    status: 404,
    title: 'There is no such school',
    next: 'Search by name or URN and choose a school from the list.',
    nextElsewhere: 'You see the school you act for, and no other: start from your home page.',
  },
  'school-closed': {
    status: 409,
    title: 'The school is not open',
    next: 'Choose an open school, or ask the council if the register is out of date.',
  },
  'choose-school': {
    status: 409,
    title: 'Days are booked for one school',
    next: 'Choose one of the schools on your trust’s page, and book for that one.',
  },
  'unknown-district': { status: 422, title: 'The council has no such district', next: 'Choose one of the districts listed.' },
  'already-in-district': {
    status: 409,
    title: 'It is in that district on that date already',
    next: 'Choose another district or another date, or leave it as it is.',
  },
  'status-already-entered': {
    status: 409,
    title: 'The school has that status on that date already',
    next: 'End it first, or give a date after it ended.',
  },
  'status-not-entered': {
    status: 409,
    title: 'The school does not have that status on that date',
    next: 'Give a date on which it has the status, or withdraw what was entered by mistake.',
  },
  'officer-already-named': {
    status: 409,
    title: 'That officer is named for them already',
    next: 'Name another officer, or the same one as something else.',
  },
  'officer-not-named': { status: 409, title: 'That officer is not named for them', next: 'Look at who is named for the year now.' },
  'already-published': {
    status: 409,
    title: 'The named officers of that year are published already',
    next: 'Nothing more is to be done: whatever changes is seen at once.',
  },
  'unknown-event': { status: 404, title: 'There is no such event', next: 'Choose one of those listed under the organisation.' },
  'date-out-of-bounds': {
    status: 422,
    title: 'Nothing can be recorded for that date',
    next: 'Give a date within the limits named.',
  },
  'already-member': { status: 409, title: 'It is already a member on that date', next: 'Leave it out, or give another date.' },
  'not-a-member': {
    status: 409,
    title: 'It is not a member on that date',
    next: 'Look at the members over time, and give a date when it is one.',
  },
  'not-fit-for-membership': {
    status: 422,
    title: 'Only schools and other bodies can be members of a partnership',
    next: 'Name the schools themselves, each by its URN.',
  },
  'organisation-closed': { status: 409, title: 'The organisation is not open on that date', next: 'Give a date when it is open.' },
  'group-closed': {
    status: 409,
    title: 'It is closed by that date',
    next: 'Give an earlier date, or withdraw the closing if it was a mistake.',
  },
  'later-change': {
    status: 409,
    title: 'What is recorded for a later date stands in the way',
    next: 'Withdraw the later event, record this, and record the later event again.',
  },
  'too-many-members': {
    status: 422,
    title: 'A partnership has at most 80 members',
    next: 'Leave some out, record first who has left, or record a second partnership for the rest.',
  },
  'already-recorded': {
    status: 409,
    title: 'One of this kind and name is open already',
    next: 'Use the one that is there, close it first, or give the new one a name that tells them apart.',
  },
  'as-it-stands': { status: 409, title: 'It stands so already', next: 'Nothing more is to be done, or change something.' },
  'same-partnership': { status: 422, title: 'A partnership cannot merge into itself', next: 'Choose the other partnership.' },
  'kept-by-register': {
    status: 409,
    title: 'The national register keeps this, and it is not changed by hand',
    next: 'Import the register once it is right there.',
  },
  'already-lead': { status: 409, title: 'That member already leads on that date', next: 'Nothing more is to be done.' },
  'not-the-lead': {
    status: 409,
    title: 'That member does not lead on that date',
    next: 'Look at who leads when, and give a date when it does.',
  },
  'event-withdrawn': { status: 409, title: 'The event is already withdrawn', next: 'Nothing more is to be done.' },
  'still-has-members': {
    status: 409,
    title: 'It still has schools on that date',
    next: 'The register tells when its schools have left it; close it from then on.',
  },
  'billing-in-past': { status: 409, title: 'Who is billed cannot change in the past', next: 'Give a date from today on.' },
  'not-in-your-trust': {
    status: 404,
    title: 'Your trust has no such school today',
    next: 'Choose one of the schools on your trust’s page.',
  },
  'missing-columns': {
    status: 422,
    title: 'The file lacks columns that are needed',
    next: 'Download the full establishment fields extract and import it unchanged.',
  },
  'not-a-register': {
    status: 422,
    title: 'The file cannot be read as a school register',
    next: 'Send the CSV file as downloaded: comma separated, with a header row.',
  },
  'unknown-file': {
    status: 404,
    title: 'There is no such file',
    next: 'Choose the file again on the page that asks for it, and send it from there.',
  },
  'file-changed': {
    status: 409,
    title: 'Another file stands there now',
    next: 'It was put in the place of the one that was looked at. Look at what it is now, and import it if it is the right one.',
  },
  'file-too-large': { status: 422, title: 'The file is too large', next: 'Send a file of at most 200 MB, or split it.' },
  'import-running': {
    status: 409,
    title: 'Another import is on its way',
    next: 'Wait until it is done, or cancel it first: an import that is done again changes nothing twice.',
  },
  'unknown-import': { status: 404, title: 'There is no such import', next: 'Choose one from the list of imports.' },
  // catalogue
  'unknown-service': { status: 404, title: 'There is no such service', next: 'Choose a service from the catalogue.' },
  'not-on-sale': {
    status: 409,
    title: 'The service is not on sale on that date',
    next: 'Choose a date when it is on sale, or another service.',
  },
  'odd-price': {
    status: 422,
    title: 'A day rate must be an even number of pence',
    next: 'Give a price that halves to whole pence, such as £450.00.',
  },
  'price-in-past': { status: 409, title: 'A price cannot change in the past', next: 'Give a date from today on.' },
  'price-already-set': {
    status: 409,
    title: 'There is already another day rate from that date',
    next: 'Give another date: quotes may name the rate that stands there, so it is not replaced.',
  },
  'free-service': {
    status: 409,
    title: 'The service is free',
    next: 'A core service has no day rate; offer a traded service if it is to be sold.',
  },
  'withdrawal-in-past': {
    status: 409,
    title: 'A service cannot be withdrawn in the past',
    next: 'Give a date from today on; what is booked by then stays booked.',
  },
  'already-withdrawn': {
    status: 409,
    title: 'The service is already withdrawn',
    next: 'Nothing more is to be done; to offer it again, adopt it under a new code.',
  },
  // officers
  'unknown-officer': { status: 404, title: 'There is no such officer', next: 'Choose an officer from those offered.' },
  'officer-lacks-skill': {
    status: 409,
    title: 'That officer does not deliver this service',
    next: 'Choose one of the officers offered for it.',
  },
  // entitlements
  'unknown-vacancy': { status: 404, title: 'There is no such vacancy', next: 'Choose a vacancy from the school’s list.' },
  'vacancy-already-open': {
    status: 409,
    title: 'A vacancy for that post is already open',
    next: 'Close the open vacancy first, or use it.',
  },
  'vacancy-already-recorded': {
    status: 409,
    title: 'That vacancy was recorded before, and its free days were granted',
    next: 'If the post has fallen vacant again, record it with its new date.',
  },
  'vacancy-closed': { status: 409, title: 'The vacancy is already closed', next: 'Record a new vacancy if there is one.' },
  'policy-not-in-force': {
    status: 409,
    title: 'No policy is in force on that date',
    next: 'Ask the council to publish its policy for that year.',
  },
  'too-late-to-publish': {
    status: 422,
    title: 'A policy takes effect at least five minutes after it is published',
    next: 'Give a later moment.',
  },
  // bookings
  'date-in-past': { status: 422, title: 'The date is in the past', next: 'Choose a session that has not begun yet.' },
  'too-far-ahead': { status: 422, title: 'The date is too far ahead', next: 'Choose a date within the next eighteen months.' },
  weekend: { status: 422, title: 'The date is at a weekend', next: 'Choose a day from Monday to Friday.' },
  'bank-holiday': { status: 422, title: 'The date is a bank holiday', next: 'Choose another day.' },
  'outside-pattern': { status: 409, title: 'The officer does not work then', next: 'Choose one of the available sessions shown.' },
  'session-taken': { status: 409, title: 'The session is taken', next: 'Choose another session, or another officer.' },
  'duplicate-session': { status: 422, title: 'The same session is asked for twice', next: 'Name each session once.' },
  'below-minimum': { status: 422, title: 'That is less than the service’s minimum', next: 'Ask for the minimum or more.' },
  'too-many-sessions': { status: 422, title: 'That is more than one booking holds', next: 'Split it into several bookings.' },
  'purse-not-available': {
    status: 422,
    title: 'The school cannot pay from there',
    next: 'Choose the delegated budget or the school’s own funds, whichever is offered.',
  },
  'quote-expired': { status: 409, title: 'The quote has expired', next: 'Ask for a new quote; nothing was booked.' },
  'quote-invalid': { status: 422, title: 'That quote is not one of yours', next: 'Ask for a new quote; nothing was booked.' },
  'quote-changed': {
    status: 409,
    title: 'The price, the free days or the policy changed since the quote',
    next: 'Look at the new quote and confirm it if you agree; nothing was booked.',
  },
  'purchase-order-required': {
    status: 422,
    title: 'A purchase order number is needed',
    next: 'Enter the purchase order number your school raised for this.',
  },
  'no-free-days-left': { status: 409, title: 'The free days have just been used', next: 'Ask for a new quote; nothing was booked.' },
  'unknown-booking': { status: 404, title: 'There is no such booking', next: 'Choose a booking from your list.' },
  'unknown-session': { status: 404, title: 'The booking has no such session', next: 'Choose one of the booking’s sessions.' },
  'not-ended': { status: 409, title: 'The session has not ended yet', next: 'Mark it delivered once it is over.' },
  'already-delivered': {
    status: 409,
    title: 'The session is already marked delivered',
    next: 'A delivered session stands; ask finance if a correction is needed.',
  },
  'already-cancelled': { status: 409, title: 'The session is already cancelled', next: 'Book another session instead.' },
  // invoicing
  'unknown-run': { status: 404, title: 'There is no such billing run', next: 'Choose a run from the list.' },
  'unknown-document': { status: 404, title: 'There is no such invoice or recharge', next: 'Choose one from the list.' },
  'period-backwards': { status: 422, title: 'The period ends before it begins', next: 'Give a last day on or after the first.' },
  'period-too-long': { status: 422, title: 'The period is longer than two years', next: 'Bill a shorter period at a time.' },
  'period-in-future': { status: 422, title: 'The period ends in the future', next: 'Bill up to today at the latest.' },
  'proposal-out-of-date': {
    status: 409,
    title: 'The dry run is from another day',
    next: 'Make a new dry run: tax points and VAT depend on the day of issue.',
  },
  'proposal-changed': {
    status: 409,
    title: 'What would be billed has changed since the dry run',
    next: 'Look at the new figures, and commit those if they are right. Nothing was issued.',
  },
  'proposal-superseded': {
    status: 409,
    title: 'There is a newer dry run of this period',
    next: 'Look at the newer one, and commit that if it is right. Nothing was issued.',
  },
  'nothing-to-bill': { status: 409, title: 'There is nothing to bill', next: 'Nothing was delivered and left unbilled in that period.' },
  'line-not-waiting': {
    status: 409,
    title: 'A line no longer waits for your agreement',
    next: 'Look at the lines as they stand now. Nothing was agreed to.',
  },
  'already-posted': { status: 409, title: 'The recharge is already marked posted', next: 'Nothing more is to be done.' },
  'not-a-recharge': { status: 409, title: 'Only a journal recharge is posted by journal', next: 'An invoice is settled by payment.' },
  // payments
  'nothing-owed': { status: 409, title: 'Nothing is owed on this invoice', next: 'No payment is needed.' },
  'below-card-minimum': {
    status: 409,
    title: 'Less than 30p cannot be paid by card',
    next: 'Pay by bank transfer with the invoice number as the reference.',
  },
  'above-card-maximum': {
    status: 409,
    title: 'More than £999,999.99 cannot be paid by card at once',
    next: 'Pay by bank transfer with the invoice number as the reference.',
  },
  'not-paid-by-card': {
    status: 409,
    title: 'A recharge is not paid by card',
    next: 'Nothing is to be done: finance moves the money between the council’s own accounts.',
  },
  'card-service-unavailable': {
    status: 503,
    title: 'The card service did not answer',
    next: 'Try again in a minute, or pay by bank transfer; nothing was charged.',
  },
  'unknown-attempt': { status: 404, title: 'There is no such payment', next: 'Go back to the invoice.' },
  'bad-signature': {
    status: 400,
    title: 'The message was not signed by the card service',
    next: 'Check the signing secret of the endpoint.',
  },
  // jobs and the outbox
  'unknown-job': { status: 404, title: 'There is no such job', next: 'Start it again.' },
  'unknown-effect': { status: 404, title: 'There is no such message', next: 'Choose one from the list.' },
} as const satisfies Record<string, RefusalEntry>;

export type RefusalName = keyof typeof refusals;

/** RFC 9457 problem details of a refusal; `next` says what to do, `errors` names fields by JSON pointer. */
export function problemDetails(refusal: Refusal): Record<string, unknown> & { status: number } {
  const entry: RefusalEntry = refusals[refusal.name];
  return {
    type: `urn:daybook:problem:${refusal.name}`,
    title: entry.title,
    status: entry.status,
    ...(refusal.detail ? { detail: refusal.detail } : {}),
    next: entry.next,
    ...(refusal.faults ? { errors: refusal.faults.map((f) => ({ pointer: `#/${f.field.replaceAll('.', '/')}`, detail: f.detail })) } : {}),
    ...refusal.more,
  };
}
