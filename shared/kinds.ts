// Every kind of message to a person, as data: when it is sent and to whom, whether it may be turned off, and the words its template is filled with. A new kind is a
// row here, its text in `shared/notify/`, and a template of that name in each council's own Notify service.

/** One kind. Either it says why nobody can do without it, or it is optional: then its text ends with the link that stops it, the word `stop`. */
type Kind = { title: string; sent: string; words: readonly string[] } & ({ essential: string } | { optional: true });

const ofVisit = ['council', 'school', 'service', 'officer', 'visits', 'link'] as const;

export const kinds = {
  invitation: {
    title: 'Invitations',
    sent: 'When somebody is invited, to them.',
    words: ['council', 'organisation', 'link', 'until'],
    essential: 'It is how somebody who has no account yet comes in.',
  },
  'approval-asked': {
    title: 'Bookings to approve',
    sent: 'When a booking is over the limit of whoever asks for it, to those who may approve it.',
    words: ['council', 'school', 'service', 'officer', 'person', 'visits', 'total', 'until', 'link'],
    essential: 'Its sessions are held for a short time only, and go to others when nobody answers.',
  },
  'approval-declined': {
    title: 'Bookings declined',
    sent: 'When a booking is declined, to whoever asked for it.',
    words: ['council', 'school', 'service', 'officer', 'visits', 'reason', 'link'],
    essential: 'Somebody would otherwise count on visits that are not booked.',
  },
  'approval-expired': {
    title: 'Bookings nobody answered',
    sent: 'When nobody has approved or declined a booking in time, to whoever asked for it.',
    words: ['council', 'school', 'service', 'officer', 'visits', 'until', 'link'],
    essential: 'Somebody would otherwise count on visits whose sessions are no longer held.',
  },
  'place-offered': {
    title: 'Places offered',
    sent: 'When a place has become free that suits a school which waits for one, or that another school has given to it, to whoever put it on the list and to those who book for it.',
    words: [...ofVisit, 'because', 'until', 'decline'],
    essential: 'It was asked for, and the place is held for a short time only.',
  },
  'place-passed': {
    title: 'Places passed on',
    sent: 'When nobody has answered the offer of a place, to those to whom it was offered.',
    words: ofVisit,
    essential: 'Somebody would otherwise count on a place that goes to others.',
  },
  'cost-waived': {
    title: 'Costs of late cancellations waived',
    sent: 'When another school takes the place of a visit that was cancelled late, to whoever booked the visit or, in their place, books for the school.',
    words: ofVisit,
    essential: 'It takes back what they were told the cancellation costs.',
  },
  'share-asked': {
    title: 'Shares of events',
    sent: 'When an event is proposed to several schools, or its cost is divided anew, to those who may answer for a school that is asked.',
    words: ['council', 'school', 'event', 'organiser', 'service', 'visits', 'share', 'until', 'link'],
    essential: 'Nothing is booked, and nothing is charged, before each school has agreed to its own share.',
  },
  'share-answered': {
    title: 'Answers to events',
    sent: 'When a school agrees to its share of an event or declines it, to whoever proposed the event.',
    words: ['council', 'school', 'event', 'answer', 'waiting', 'link', 'stop'],
    optional: true,
  },
  'leaving-asked': {
    title: 'Schools that leave an event',
    sent: 'When a school asks to leave an event that is booked, to those who may answer for a school whose share would rise.',
    words: ['council', 'school', 'event', 'leaver', 'before', 'after', 'link'],
    essential: 'No share rises without the word of the school that pays it.',
  },
  'leaving-answered': {
    title: 'Shares of a booked event',
    sent: 'When a school that asked to leave an event has left or stays, to those who book for the schools that share it.',
    words: ['council', 'school', 'event', 'leaver', 'outcome', 'share', 'link'],
    essential: 'It says what each school pays from then on.',
  },
  'booking-confirmed': {
    title: 'Bookings confirmed',
    sent: 'When a booking is confirmed, to whoever booked, to those who book for the school where the council did, and to the officer, with a calendar file.',
    words: [...ofVisit, 'cost', 'terms', 'calendar'],
    essential: 'It is the record of what was agreed and when.',
  },
  'booking-changed': {
    title: 'Bookings changed',
    sent: 'When a visit is moved or somebody else comes, to whoever booked, to those who book for the school where the council did, and to the officers, with a calendar file.',
    words: [...ofVisit, 'calendar'],
    essential: 'Somebody would otherwise wait on the wrong day.',
  },
  'booking-cancelled': {
    title: 'Bookings cancelled',
    sent: 'When visits are cancelled, to whoever booked, to those who book for the school where the council did, and to the officer, with a calendar file that takes them out.',
    words: [...ofVisit, 'reason', 'cost', 'calendar'],
    essential: 'Somebody would otherwise wait for a visit that does not take place.',
  },
  'note-shared': {
    title: 'Notes of visits',
    sent: 'When the note of a visit is shared, to whoever booked the visit, and to those who book for the school where the council did, as far as they may read it.',
    words: ofVisit,
    essential: 'It is what the visit came to, and what is agreed in it has dates.',
  },
  'note-late': {
    title: 'Notes of visits that are late',
    sent: 'When the note of a visit is late, and each week until it is sent, to the officer.',
    words: [...ofVisit, 'due'],
    essential: 'The school waits for the note, and the visit is billed only once it is shared.',
  },
  'evaluation-asked': {
    title: 'Questions about what was delivered',
    sent: 'When training has taken place about which the policy asks, once, to whoever booked it or, in their place, books for the school.',
    words: [...ofVisit, 'stop'],
    optional: true,
  },
  'buyback-opens': {
    title: 'Renewals of a buy-back',
    sent: 'When the next year of a buy-back can be agreed to, to those who may agree for whoever has it.',
    words: ['council', 'organisation', 'package', 'ends', 'outlook', 'until', 'link', 'stop'],
    optional: true,
  },
  'buyback-notice': {
    title: 'Notice days of a buy-back',
    sent: 'Four weeks before the last day for notice of a buy-back that goes on by itself, to those who may agree for whoever has it.',
    words: ['council', 'organisation', 'package', 'ends', 'by', 'link'],
    essential: 'Whoever lets the day go by is bound, and pays, for another year.',
  },
  'buyback-order': {
    title: 'A buy-back that lacks a purchase order',
    sent: 'When a buy-back has gone on by itself to a year for which its registered purchase order does not pay, to those who may agree for whoever has it.',
    words: ['council', 'organisation', 'package', 'begins', 'order', 'link'],
    essential: 'Its bills carry no number until somebody gives one.',
  },
  'buyback-ended': {
    title: 'Agreements that have ended',
    sent: 'When a package or a buy-back has ended, to those who may agree for whoever had it.',
    words: ['council', 'organisation', 'package', 'on', 'why', 'lapsed', 'link'],
    essential: 'Somebody would otherwise count on half-days that are not there any more.',
  },
  'visit-reminder': {
    title: 'Reminders of visits',
    sent: 'A week before a visit, to whoever booked it, to those who book for the school where the council did, and to the officer.',
    words: [...ofVisit, 'day', 'stop'],
    optional: true,
  },
  'weekly-digest': {
    title: 'The week’s digest',
    sent: 'On Mondays, to whoever books or approves for a school that has visits in the next two weeks.',
    words: ['council', 'school', 'from', 'until', 'visits', 'link', 'stop'],
    optional: true,
  },
  nudge: {
    title: 'Free days not used',
    sent: 'A few times a year, to whoever books or approves where free days are left.',
    words: ['council', 'organisation', 'left', 'granted', 'until', 'link', 'stop'],
    optional: true,
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
type Optional<Name extends KindName> = (typeof kinds)[Name] extends { optional: true } ? Name : never;
/** A kind that a person may turn off. */
export type OptionalKind = { [Name in KindName]: Optional<Name> }[KindName];

/** Words that people type, or are called by. Notify reads what fills a template as Markdown: in these it is told to show signs as signs, and no links. */
export const typedWords: readonly string[] = ['event', 'leaver', 'order', 'organiser', 'person', 'reason', 'why'];

/** The word that only the room which knows people can fill in: the link that stops the next ones. */
export const stopWord = 'stop';
export type WordsOf<Name extends KindName> = (typeof kinds)[Name]['words'][number];

export const kindNames = Object.keys(kinds) as KindName[];
export const isOptional = (kind: KindName): kind is OptionalKind => 'optional' in kinds[kind];
export const optionalKinds = kindNames.filter(isOptional);
