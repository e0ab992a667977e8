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
  'booking-confirmed': {
    title: 'Bookings confirmed',
    sent: 'When a booking is confirmed, to whoever booked and to the officer, with a calendar file.',
    words: [...ofVisit, 'calendar'],
    essential: 'It is the record of what was agreed and when.',
  },
  'booking-changed': {
    title: 'Bookings changed',
    sent: 'When a visit is moved, to whoever booked and to the officer, with a calendar file.',
    words: [...ofVisit, 'calendar'],
    essential: 'Somebody would otherwise wait on the wrong day.',
  },
  'booking-cancelled': {
    title: 'Bookings cancelled',
    sent: 'When visits are cancelled, to whoever booked and to the officer, with a calendar file that takes them out.',
    words: [...ofVisit, 'reason', 'cost', 'calendar'],
    essential: 'Somebody would otherwise wait for a visit that does not take place.',
  },
  'note-shared': {
    title: 'Notes of visits',
    sent: 'When the note of a visit is shared, to whoever booked the visit and may read it.',
    words: ofVisit,
    essential: 'It is what the visit came to, and what is agreed in it has dates.',
  },
  'note-late': {
    title: 'Notes of visits that are late',
    sent: 'When the note of a visit is late, and each week until it is sent, to the officer.',
    words: [...ofVisit, 'due'],
    essential: 'The school waits for the note, and the visit is billed only once it is shared.',
  },
  'visit-reminder': {
    title: 'Reminders of visits',
    sent: 'A week before a visit, to whoever booked it and to the officer.',
    words: [...ofVisit, 'stop'],
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

/** The word that only the room which knows people can fill in: the link that stops the next ones. */
export const stopWord = 'stop';
export type WordsOf<Name extends KindName> = (typeof kinds)[Name]['words'][number];

export const kindNames = Object.keys(kinds) as KindName[];
export const isOptional = (kind: KindName): kind is OptionalKind => 'optional' in kinds[kind];
export const optionalKinds = kindNames.filter(isOptional);
