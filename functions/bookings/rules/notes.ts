// A note of visit from draft to shared: who writes it, who reads it first, who may read it, and what sharing it releases to be billed. Pure.
import { type CivilDate, dateOf, dateText, type Instant, londonDate, timestamp, workingDaysAfter } from '../../../shared/calendar.ts';
import { type Actor, councilRoles } from '../../../shared/context.ts';
import { accept, type Decision, type FieldFault, refuse } from '../../../shared/decision.ts';
import { bareId } from '../../../shared/ids.ts';
import { noteRuleFor } from '../../../shared/policy/notes.ts';
import { type PolicyVersion, policyName } from '../../entitlements/schema.ts';
import { can } from '../../identity/rules.ts';
import type { Charge } from '../schema/charges.ts';
import {
  type AdditionCommand,
  type MarkCommand,
  type ModerationCommand,
  mostAdditions,
  type NoteEvent,
  type NoteState,
  noteStates,
  type VisitNote,
  type WritingCommand,
  type Written,
} from '../schema/notes.ts';
import type { BookedSession, Booking } from '../schema.ts';
import { signedOff } from './charges.ts';
import { staying } from './events/shares.ts';

export const isLate = ({ state, dueOn }: Pick<VisitNote, 'state' | 'dueOn'>, today: CivilDate): boolean =>
  state !== 'shared' && dueOn < today;

const isAuthor = ({ officer }: Pick<VisitNote, 'officer'>, who: Actor): boolean => who.roles.includes('officer') && who.officer === officer;

/** Whoever moderates writes a note that is late in its officer's place: nothing stays unbilled because somebody is away or has left. */
export const standsIn = (note: Pick<VisitNote, 'state' | 'dueOn'>, who: Actor, today: CivilDate): boolean =>
  isLate(note, today) && can(who, 'note:moderate');

/**
 * Whether somebody who may know of the booking may read its note. A draft is its officer's, and once it is late also that of whoever stands in for them. Once it
 * is sent whoever moderates reads it too, and once it is shared the school, the council and whoever else the booking concerns. A confidential one is the school's
 * own and the council's: a trust that acts for the school does not read it.
 */
export function mayRead(
  note: Pick<VisitNote, 'officer' | 'school' | 'sharedBy' | 'state' | 'dueOn' | 'template'>,
  who: Actor,
  today: CivilDate,
): boolean {
  if (isAuthor(note, who)) return true;
  if (note.state === 'draft') return standsIn(note, who, today);
  if (note.state !== 'shared') return can(who, 'note:moderate');
  if (who.roles.some((role) => councilRoles.includes(role))) return true;
  // A school that left an event before is none of those whom its note concerns.
  const isOwn = who.organisation !== undefined && [note.school, ...(note.sharedBy ?? [])].includes(who.organisation);
  if (note.template.readBy === 'all-concerned') return note.sharedBy ? isOwn : who.organisation !== undefined;
  return isOwn && who.through === undefined;
}

/**
 * A note as it begins when visits are marked delivered: a draft, with what the policy in force asks of it. It covers the officer's work on them too, and is due by the
 * last of it: what is paid for of that is billed with the visits.
 */
export function beginNote(
  { booking, policy, actor, now }: { booking: Booking; policy: PolicyVersion; actor: Pick<Actor, 'person'>; now: Instant },
  chosen: readonly BookedSession[],
  work: readonly BookedSession[] = [],
): VisitNote {
  const { title, headings, moderated, readBy, dueWorkingDays } = noteRuleFor(policy.pack, bareId(booking.service));
  const state = noteStates.next('new', 'begin');
  const last = chosen.at(-1);
  if (!state || !last) throw new Error('a note begins as a draft, of at least one visit');
  const lastly =
    [...chosen, ...work]
      .map(({ session }) => dateOf(session))
      .sort()
      .at(-1) ?? dateOf(last.session);
  return {
    booking: booking.id,
    visits: [...chosen, ...work].map(({ visit }) => visit),
    sessions: chosen.map(({ session }) => session),
    school: booking.school,
    schoolName: booking.schoolName,
    ...(booking.event ? { sharedBy: staying(booking.event).map(({ school }) => school) } : {}),
    serviceTitle: booking.serviceTitle,
    ...(booking.attendees ? { attendees: booking.attendees.named } : {}),
    officer: last.officer,
    officerName: last.officerName,
    policy: policyName(policy),
    template: { title, headings, moderated, readBy },
    dueOn: workingDaysAfter(lastly, dueWorkingDays),
    state,
    sections: {},
    actions: [],
    by: actor.person,
    writers: [actor.person],
    recordedAt: timestamp(now),
    returned: [],
    additions: [],
    version: 1,
  };
}

export type NoteFacts = { booking: Booking; note: VisitNote; now: Instant; actor: Actor };
/** A note as a change leaves it. Where it is shared by it: the booking, with the charges that may be billed from now on. */
export type NoteChange = { note: VisitNote; did: NoteEvent; shared?: { booking: Booking; was: Booking; charges: Charge[] } };

const standing: Readonly<Record<NoteState, string>> = {
  draft: 'The note is a draft.',
  submitted: 'The note waits to be moderated.',
  returned: 'The note was returned to its officer.',
  shared: 'The note is shared already.',
};
const wrongState = ({ state }: VisitNote) => (state === 'shared' ? refuse('note-shared') : refuse('wrong-state', standing[state]));

/** An action is agreed at the visit, so that an earlier day is a slip of the pen. */
export const dayBeforeVisit = 'Give a day that is not before the visit';

/** What was written, under the headings of the note alone; refuses words under any other, an action due before the visit, and a note that is to be sent without what is required. */
export function written(note: VisitNote, { sections, actions, as }: Written): Decision<VisitNote> {
  const { headings } = note.template;
  const faults: FieldFault[] = Object.keys(sections)
    .filter((code) => !headings.some((heading) => heading.code === code))
    .map((code) => ({ field: `sections.${code}`, detail: `The note has no heading “${code}”` }));
  if (as === 'sent')
    for (const { code, title, required } of headings)
      if (required && (sections[code]?.length ?? 0) < 3)
        faults.push({ field: `sections.${code}`, detail: `Write something under “${title}”` });
  const visitOn = note.sessions.map(dateOf).sort()[0];
  for (const [i, { by }] of actions.entries())
    if (visitOn && by < visitOn) faults.push({ field: `actions.${i}.by`, detail: dayBeforeVisit });
  if (faults.length > 0) return refuse('invalid-request', undefined, { faults });
  return accept({
    ...note,
    sections: Object.fromEntries(headings.flatMap(({ code }) => (sections[code] ? [[code, sections[code]]] : []))),
    actions: actions.map(({ what, who, by }, i) => ({ number: i + 1, what, who, by })),
  });
}

/** A note on its way to the school: shared, or where somebody is to read it first handed to them. Refuses a state it cannot be sent from. */
export function sent(note: VisitNote, at: string): Decision<{ note: VisitNote; did: 'share' | 'submit' }> {
  const did = note.template.moderated ? 'submit' : 'share';
  const state = noteStates.next(note.state, did);
  if (!state) return wrongState(note);
  return accept({ note: { ...note, state, ...(did === 'share' ? { sharedAt: at } : { submittedAt: at }) }, did });
}

const shares = (booking: Booking, { visits, sharedAt }: VisitNote): NoteChange['shared'] => {
  if (!sharedAt) return undefined;
  const signed = signedOff(booking, visits, sharedAt);
  return { was: booking, charges: signed.charges, booking: { ...signed.booking, version: booking.version + 1 } };
};

const onward = (note: VisitNote): VisitNote => ({ ...note, version: note.version + 1 });

/**
 * Saves a note, or sends it. Refuses `note-shared` and `wrong-state` while it is being moderated, `not-allowed` (another's to write), `changed-meanwhile` where
 * another version was read, and `invalid-request` for words under no heading or none under a required one.
 */
export function decideWriting({ booking, note, now, actor }: NoteFacts, command: WritingCommand): Decision<NoteChange> {
  const state = noteStates.next(note.state, 'save');
  if (!state) return wrongState(note);
  if (!isAuthor(note, actor) && !standsIn(note, actor, londonDate(now)))
    return refuse(
      'not-allowed',
      `${note.officerName} writes this note. Once it is late, whoever moderates notes may write it in their place.`,
    );
  if (command.version !== note.version) return refuse('changed-meanwhile');
  const saved = written({ ...note, state, by: actor.person, writers: [...new Set([...note.writers, actor.person])] }, command);
  if (!saved.ok) return saved;
  if (command.as === 'draft') return accept({ note: onward(saved.value), did: 'save' });
  const gone = sent(saved.value, timestamp(now));
  if (!gone.ok) return gone;
  const shared = shares(booking, gone.value.note);
  return accept({ note: onward(gone.value.note), did: gone.value.did, ...(shared ? { shared } : {}) });
}

/**
 * Approves a note, which shares it, or returns it with a reason. Refuses `not-allowed`, `own-note` to whoever wrote it or made the visit, `note-shared`, `wrong-state` for one
 * that does not wait, and `changed-meanwhile` where another version was read.
 */
export function decideModeration(
  { booking, note, now, actor }: NoteFacts,
  { version, answer, reason }: ModerationCommand,
): Decision<NoteChange> {
  if (!can(actor, 'note:moderate')) return refuse('not-allowed', 'Whoever moderates notes answers it.');
  const state = noteStates.next(note.state, answer);
  if (!state) return wrongState(note);
  if (note.writers.includes(actor.person) || actor.officer === note.officer) return refuse('own-note');
  if (version !== note.version) return refuse('changed-meanwhile');
  const at = timestamp(now);
  if (answer === 'return') {
    const returned = [...note.returned, { by: actor.person, at, reason: reason ?? '' }].slice(-mostAdditions);
    return accept({ note: onward({ ...note, state, returned }), did: 'return' });
  }
  const approved: VisitNote = { ...note, state, approvedBy: actor.person, sharedAt: at };
  const shared = shares(booking, approved);
  return accept({ note: onward(approved), did: 'approve', ...(shared ? { shared } : {}) });
}

/**
 * Adds a correction below a note that is shared. Where the note was not moderated its officer does, or anybody who moderates; otherwise somebody who moderates
 * and did not write it, so that nothing comes to the school unread. Refuses `not-allowed`, `own-note`, and `wrong-state` for a note that is not shared or has
 * many already.
 */
export function decideAddition({ note, now, actor }: NoteFacts, { text }: AdditionCommand): Decision<NoteChange> {
  const own = isAuthor(note, actor) || note.writers.includes(actor.person);
  const moderates = can(actor, 'note:moderate');
  const { moderated } = note.template;
  if (!moderates && (!own || moderated))
    return refuse(
      'not-allowed',
      moderated
        ? 'The note was moderated: whoever moderates notes adds what is to be corrected.'
        : `${note.officerName} corrects this note, or whoever moderates notes.`,
    );
  if (own && moderated) return refuse('own-note');
  if (!noteStates.next(note.state, 'add')) {
    const saves = noteStates.next(note.state, 'save') !== undefined;
    return refuse('wrong-state', `${standing[note.state]}${saves ? ' It can still be changed itself.' : ''}`);
  }
  if (note.additions.length >= mostAdditions) return refuse('wrong-state', `It has ${mostAdditions} corrections: no more can be added.`);
  const additions = [...note.additions, { by: actor.person, at: timestamp(now), text }];
  return accept({ note: onward({ ...note, additions }), did: 'add' });
}

/**
 * Marks an agreed action done, or open again: the school its own, and the officer theirs. Refuses `wrong-state` before the note is shared and where it is so
 * already, `invalid-request` for no such action and `not-allowed` for the other’s.
 */
export function decideMark({ note, now, actor }: NoteFacts, { action, done }: MarkCommand): Decision<NoteChange> {
  if (!noteStates.next(note.state, 'mark')) return refuse('wrong-state', standing[note.state]);
  const found = note.actions.find(({ number }) => number === action);
  if (!found)
    return refuse('invalid-request', undefined, {
      faults: [{ field: 'action', detail: 'The note has no such action: choose one of its own' }],
    });
  const isSchools = actor.organisation !== undefined && [note.school, ...(note.sharedBy ?? [])].includes(actor.organisation);
  if (found.who === 'officer' ? !isAuthor(note, actor) : !isSchools)
    return refuse('not-allowed', found.who === 'officer' ? `${note.officerName} marks it.` : `${note.schoolName} marks it.`);
  if ((found.doneAt !== undefined) === done) return refuse('wrong-state', done ? 'It is marked done already.' : 'It is open already.');
  const { doneAt: _, doneBy: __, ...open } = found;
  const marked = done ? { ...open, doneAt: timestamp(now), doneBy: actor.person } : open;
  const actions = note.actions.map((each) => (each.number === action ? marked : each));
  return accept({ note: onward({ ...note, actions }), did: 'mark' });
}

/** What the audit trail calls a change: approving shares, as sending does where nobody moderates. */
export const auditActions = {
  begin: 'visit:deliver',
  save: 'note:save',
  submit: 'note:submit',
  return: 'note:return',
  approve: 'note:share',
  share: 'note:share',
  add: 'note:add',
  mark: 'note:mark',
} as const satisfies Record<NoteEvent, string>;

/** With whom a note is and by when it is due, beside the tag that says its state. */
export function stateText({ state, dueOn, officerName }: Pick<VisitNote, 'state' | 'dueOn' | 'officerName'>): string {
  const due = `due by ${dateText(dueOn)}`;
  return {
    draft: `with ${officerName}, ${due}`,
    submitted: due,
    returned: `with ${officerName} again, ${due}`,
    shared: 'shared',
  }[state];
}
