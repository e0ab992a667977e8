// What bookings refuses.
import type { RefusalEntry } from './entry.ts';

export const bookings = {
  'date-in-past': { status: 422, title: 'The date is in the past', next: 'Choose a session that has not begun yet.' },
  'too-far-ahead': { status: 422, title: 'The date is too far ahead', next: 'Choose a date within the next eighteen months.' },
  weekend: { status: 422, title: 'The date is at a weekend', next: 'Choose a day from Monday to Friday.' },
  'bank-holiday': { status: 422, title: 'The date is a bank holiday', next: 'Choose another day.' },
  'no-session-for-work': {
    status: 409,
    title: 'The officer has no session free to prepare or to write the report',
    next: 'Choose other dates, or another officer. Nothing is booked.',
  },
  'goes-with-its-visit': {
    status: 409,
    title: 'It is the officer’s work on a visit',
    next: 'Choose the visit: its preparation and its report go with it.',
  },
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
  'ofsted-called-already': {
    status: 409,
    title: 'An inspection was called for another week',
    next: 'Ask the council, which can free this week too. Nothing was cancelled.',
  },
  'moved-beside-another': {
    status: 409,
    title: 'It is too late to move it while another visit could go in its stead',
    next: 'Cancel it and book anew: what that costs is waived once a visit that is one more has taken place. Nothing was moved.',
  },
  'move-too-late': {
    status: 409,
    title: 'It is too late to move it that far',
    next: 'Choose an earlier date, or cancel it at what that costs. Nothing was moved.',
  },
  'move-changes-cost': {
    status: 409,
    title: 'On that date it would be paid for otherwise',
    next: 'Choose another date, or cancel it and ask for a new quote. Nothing was moved.',
  },
  'not-waivable': {
    status: 409,
    title: 'That visit does not take the place of the one that was cancelled',
    next: 'Choose a visit that does. What the cancellation cost stays as it is.',
  },
  'cancellation-costs': {
    status: 409,
    title: 'Cancelling now costs something else than was said',
    next: 'Look at what it costs, and send it again with that fee and those free half-days if you agree. Nothing was cancelled.',
  },
  'purchase-order-required': {
    status: 422,
    title: 'A purchase order number is needed',
    next: 'Enter the purchase order number your school raised for this.',
  },
  'purchase-order-form': {
    status: 422,
    title: 'The purchase order number has not the form of your organisation’s',
    next: 'Enter one like the example. Whoever approves for your organisation settles what they look like.',
  },
  'request-lacks-number': {
    status: 409,
    title: 'It was asked for without the purchase order number that is needed by now',
    next: 'Decline it, so that it can be asked for again with a number.',
  },
  'no-free-days-left': {
    status: 409,
    title: 'There are not enough free days for it',
    next: 'Choose no more than is left, and dates on which it may be used. Nothing was booked.',
  },
  'booked-by-others': {
    status: 403,
    title: 'That is booked by others',
    next: 'Ask the council about it: whoever may book it chooses the dates, and the booking is then among your school’s.',
  },
  'unknown-team': {
    status: 422,
    title: 'There is no such team',
    next: 'Choose a team that the policy grants days or a budget for this service.',
  },
  'team-pays-for-others': {
    status: 409,
    title: 'The team does not pay for that school',
    next: 'Choose another team, or ask the school to book and pay for it itself.',
  },
  'budget-too-small': {
    status: 409,
    title: 'The team’s budget does not hold enough',
    next: 'Choose fewer sessions or another team, or ask the school to book and pay for them itself.',
  },
  'buyer-must-agree': {
    status: 409,
    title: 'Days that are charged are booked by whoever pays for them',
    next: 'Choose no more sessions than are free, or ask the school to book the others itself.',
  },
  'nobody-approves': {
    status: 409,
    title: 'It is over your limit, and nobody could approve it',
    next: 'Ask whoever sets the limits of your organisation to name who approves, or choose fewer sessions. Nothing was booked or held.',
  },
  'too-late-to-ask': {
    status: 409,
    title: 'It is over your limit, and begins too soon to be approved',
    next: 'Choose sessions from tomorrow on, or ask a colleague whose limit it is within to book it. Nothing was booked or held.',
  },
  'too-much-held': {
    status: 409,
    title: 'As many sessions as may wait for approval are held for the school already',
    next: 'Ask whoever approves to answer what waits, or withdraw a request that is no longer wanted, and ask again. Nothing was booked or held.',
  },
  'unknown-request': { status: 404, title: 'There is no such request', next: 'Choose one from the list of requests.' },
  'request-answered': {
    status: 409,
    title: 'That request has been answered or withdrawn',
    next: 'Look at what became of it. What was declined or withdrawn can be asked for again.',
  },
  'request-expired': {
    status: 409,
    title: 'That request has expired',
    next: 'Its sessions are no longer held. Ask for a new quote: whatever is still free can be booked.',
  },
  'not-the-approver': {
    status: 409,
    title: 'Somebody else approves that',
    next: 'Leave it to the approver whom your organisation has named, or to the deputy in the days named for that.',
  },
  'own-spending': {
    status: 409,
    title: 'Nobody approves what they asked for themselves',
    next: 'Leave it to a colleague who approves for your organisation, or withdraw it.',
  },
  'over-approvers-limit': {
    status: 409,
    title: 'It is over your own limit',
    next: 'Leave it to somebody whose limit it is within.',
  },
  'not-your-request': { status: 409, title: 'Somebody else asked for that', next: 'Decline it if you may, or leave it to whoever asked.' },
  'unknown-booking': { status: 404, title: 'There is no such booking', next: 'Choose a booking from your list.' },
  'unknown-session': { status: 404, title: 'The booking has no such session', next: 'Choose one of the booking’s sessions.' },
  'not-ended': { status: 409, title: 'The session has not ended yet', next: 'Mark it delivered once it is over.' },
  'already-delivered': {
    status: 409,
    title: 'The session is already marked delivered',
    next: 'A delivered session stands; ask finance if a correction is needed.',
  },
  'unknown-note': { status: 404, title: 'There is no such note', next: 'Open the booking and choose a note that is shown there.' },
  'own-note': {
    status: 403,
    title: 'Nobody moderates a note of their own visit',
    next: 'Ask a colleague who moderates notes to read it. Where you are the only one, whoever looks after people gives a colleague that role.',
  },
  'note-shared': {
    status: 409,
    title: 'The note is shared and stays as it is',
    next: 'Add what is to be corrected below the note.',
  },
  'already-cancelled': { status: 409, title: 'The session is already cancelled', next: 'Book another session instead.' },
  'unknown-reclassification': { status: 404, title: 'There is no such request', next: 'Open the booking and choose one that waits there.' },
  'already-asked': {
    status: 409,
    title: 'A request for that session waits already',
    next: 'Somebody other than whoever asked approves or declines it.',
  },
  'own-request': {
    status: 403,
    title: 'Nobody approves a correction that they asked for themselves',
    next: 'Ask a colleague in finance or an administrator to look at it.',
  },
  'already-billed': {
    status: 409,
    title: 'The session is on an invoice or a recharge already',
    next: 'It stays as it was billed, as no credit note is issued here: finance corrects what is owed in the council’s own accounts.',
  },
} as const satisfies Record<string, RefusalEntry>;
