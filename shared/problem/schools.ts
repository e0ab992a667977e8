// What schools refuses: organisations, their events and imports of the register.
import type { RefusalEntry } from './entry.ts';

export const schools = {
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
} as const satisfies Record<string, RefusalEntry>;
