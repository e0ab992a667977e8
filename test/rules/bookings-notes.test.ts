// A note of visit by its rules: every state with every command and every role, who reads it, when it is late, and that billing waits for it.
import { describe, expect, test } from 'vitest';
import { decideDelivery } from '../../functions/bookings/rules/life.ts';
import {
  decideAddition,
  decideMark,
  decideModeration,
  decideWriting,
  isLate,
  mayRead,
  type NoteChange,
} from '../../functions/bookings/rules/notes.ts';
import { type NoteState, noteStates, type VisitNote } from '../../functions/bookings/schema/notes.ts';
import { awaitingOf } from '../../functions/invoicing/rules/awaiting.ts';
import { addDays, type CivilDate, dateOf, londonClock, workingDaysAfter } from '../../shared/calendar.ts';
import { type Actor, type Role, roles } from '../../shared/context.ts';
import { accepted, type Decision } from '../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../shared/ids.ts';
import { noteRuleFor, plainNote } from '../../shared/policy/notes.ts';
import { academy, actor, booked, daniel, day, delivering, outcomeOf, pack, policy, quoted } from '../bookings.ts';

const after = Date.parse('2026-12-02T10:00:00Z');
const { booking } = booked(quoted());
const rule = noteRuleFor(pack, 'governing-bodies-headteacher-recruitment');
/** The same policy, but that its notes are moderated. */
const moderating = { ...policy, pack: { ...pack, notes: pack.notes.map((each) => ({ ...each, moderated: true })) } };
const officer = actor('officer', { officer: daniel.id });
const [school, other] = [academy.id, 'sch_990099' as OrganisationId];

const deliver = (command: ReturnType<typeof delivering>, under = policy) =>
  decideDelivery({ booking, now: after, clock: londonClock(after), actor: officer, policy: under }, command);
const actions = [
  { what: 'Invite the candidates', who: 'school' as const, by: day('2026-12-08') },
  { what: 'Send the questions', who: 'officer' as const, by: day('2026-12-07') },
];

/** A note in each state, moderated or not, with an action of each side. */
function noteIn(state: NoteState, moderated: boolean): { booking: typeof booking; note: VisitNote } {
  const under = moderated ? moderating : policy;
  const draft = accepted(deliver(delivering(['01', '02'], 'Shortlisting.', { actions, as: 'draft' }), under));
  const facts = { booking: draft.booking, note: draft.note, now: after, actor: officer };
  if (state === 'draft') return facts;
  if (!moderated) return { booking: draft.booking, note: { ...draft.note, state, ...(state === 'shared' ? { sharedAt: 'then' } : {}) } };
  const submitted = accepted(decideWriting(facts, { ...delivering([], 'Shortlisting.', { actions }), version: 1 }));
  const waiting = { ...facts, note: submitted.note, actor: actor('sip-manager') };
  if (state === 'submitted') return waiting;
  const answer = { version: 2, answer: state === 'shared' ? ('approve' as const) : ('return' as const), reason: 'Say more' };
  const answered = accepted(decideModeration(waiting, answer));
  return { booking: answered.shared?.booking ?? draft.booking, note: answered.note };
}

const commands = {
  save: (facts) => decideWriting(facts, { ...delivering([], 'More.', { as: 'draft' }), version: facts.note.version }),
  send: (facts) => decideWriting(facts, { ...delivering([], 'More.'), version: facts.note.version }),
  approve: (facts) => decideModeration(facts, { version: facts.note.version, answer: 'approve' }),
  return: (facts) => decideModeration(facts, { version: facts.note.version, answer: 'return', reason: 'Say more' }),
  add: (facts) => decideAddition(facts, { text: 'Five, not six' }),
  markSchools: (facts) => decideMark(facts, { action: 1, done: true }),
  markOfficers: (facts) => decideMark(facts, { action: 2, done: true }),
} satisfies Record<string, (facts: Parameters<typeof decideWriting>[0]) => Decision<NoteChange>>;
type Command = keyof typeof commands;

/** Who takes each command at all, written by hand: the officer whose visit it was, whoever moderates, and the school's own people. */
const moderators: readonly Role[] = ['sip-manager', 'council-admin'];
const schools: readonly Role[] = ['school-booker', 'school-approver', 'trust-booker', 'partnership-lead'];
/** What comes of it in each state, or the refusal; a note that is not moderated knows neither `submitted` nor `returned`. */
const expected: Record<Command, Partial<Record<NoteState, string>>> = {
  save: { draft: 'draft', submitted: 'wrong-state', returned: 'returned', shared: 'note-shared' },
  send: { draft: 'submitted', submitted: 'wrong-state', returned: 'submitted', shared: 'note-shared' },
  approve: { draft: 'wrong-state', submitted: 'shared', returned: 'wrong-state', shared: 'note-shared' },
  return: { draft: 'wrong-state', submitted: 'returned', returned: 'wrong-state', shared: 'note-shared' },
  add: { draft: 'wrong-state', submitted: 'wrong-state', returned: 'wrong-state', shared: 'shared' },
  markSchools: { draft: 'wrong-state', submitted: 'wrong-state', returned: 'wrong-state', shared: 'shared' },
  markOfficers: { draft: 'wrong-state', submitted: 'wrong-state', returned: 'wrong-state', shared: 'shared' },
};

const as = (role: Role): Actor => (role === 'officer' ? officer : actor(role, schools.includes(role) ? { organisation: school } : {}));

function outcome(command: Command, role: Role, state: NoteState, moderated: boolean): string {
  const of = expected[command][state] ?? '';
  if (command === 'save' || command === 'send') {
    if (role !== 'officer' && of !== 'wrong-state' && of !== 'note-shared') return 'not-allowed';
    return of === 'submitted' && !moderated ? 'shared' : of;
  }
  if (command === 'approve' || command === 'return') return moderators.includes(role) ? of : 'not-allowed';
  if (command === 'add') {
    if (role === 'officer') return moderated ? 'not-allowed' : of;
    return moderators.includes(role) ? of : 'not-allowed';
  }
  if (of !== 'shared') return of;
  const theirs = command === 'markSchools' ? schools.includes(role) : role === 'officer';
  return theirs ? 'shared' : 'not-allowed';
}

const moderatedStates: readonly NoteState[] = ['draft', 'submitted', 'returned', 'shared'];
const cases = [true, false].flatMap((moderated) =>
  (moderated ? moderatedStates : (['draft', 'shared'] as const)).flatMap((state) =>
    (Object.keys(commands) as Command[]).flatMap((command) => roles.map((role) => ({ moderated, state, command, role }))),
  ),
);

describe('every state, command and role', () => {
  test('is accepted, or refused by name, as the table written here says', () => {
    const wrong = cases.flatMap(({ moderated, state, command, role }) => {
      const facts = { ...noteIn(state, moderated), now: after, actor: as(role) };
      const decision = commands[command](facts);
      const is = decision.ok ? decision.value.note.state : outcomeOf(decision);
      const should = outcome(command, role, state, moderated);
      return is === should ? [] : [`${command} by ${role}, ${state}${moderated ? ', moderated' : ''}: ${is}, not ${should}`];
    });
    expect(cases.length).toBe(504);
    expect(wrong).toEqual([]);
  });

  test('only what the machine has a row for leads anywhere, and nothing leads out of shared', () => {
    expect(noteStates.rows.filter(({ from }) => from === 'shared').map(({ to }) => to)).toEqual(['shared', 'shared']);
    expect(noteStates.rows.filter(({ to }) => to === 'shared').map(({ event }) => event)).toEqual(['share', 'approve', 'add', 'mark']);
  });

  test('an accepted command leaves the next version, and a refused one that was read before another version is told so', () => {
    const facts = { ...noteIn('submitted', true), now: after, actor: actor('sip-manager') };
    expect(accepted(decideModeration(facts, { version: 2, answer: 'approve' })).note.version).toBe(3);
    expect(outcomeOf(decideModeration(facts, { version: 1, answer: 'approve' }))).toBe('changed-meanwhile');
    const draft = { ...noteIn('draft', true), now: after, actor: officer };
    expect(outcomeOf(decideWriting(draft, { ...delivering([]), version: 2 }))).toBe('changed-meanwhile');
  });
});

describe('whoever moderates', () => {
  const waiting = { ...noteIn('submitted', true), now: after };
  test('never wrote it, nor made the visit', () => {
    const same = actor('sip-manager', { person: officer.person });
    const both: Actor = { ...actor('officer', { officer: daniel.id, person: 'per_other' as PersonId }), roles: ['officer', 'sip-manager'] };
    for (const who of [same, both])
      expect(outcomeOf(decideModeration({ ...waiting, actor: who }, { version: 2, answer: 'approve' }))).toBe('own-note');
    expect(outcomeOf(decideAddition({ ...noteIn('shared', true), now: after, actor: both }, { text: 'More' }))).toBe('own-note');
  });

  test('is told of by who corrects it, and that it can still be changed only where it can', () => {
    const said = (state: NoteState, moderated: boolean, who: Actor) => {
      const decision = decideAddition({ ...noteIn(state, moderated), now: after, actor: who }, { text: 'More' });
      return decision.ok ? 'added' : decision.refusal.detail;
    };
    const [finance, admin] = [actor('finance'), actor('council-admin')];
    expect([said('shared', true, finance), said('shared', false, finance)]).toEqual([
      'The note was moderated: whoever moderates notes adds what is to be corrected.',
      `${daniel.name} corrects this note, or whoever moderates notes.`,
    ]);
    expect([said('shared', true, admin), said('shared', false, admin)]).toEqual(['added', 'added']);
    expect((['draft', 'submitted', 'returned'] as const).map((state) => said(state, true, admin))).toEqual([
      'The note is a draft. It can still be changed itself.',
      'The note waits to be moderated.',
      'The note was returned to its officer. It can still be changed itself.',
    ]);
  });

  test('returns it with a reason that its officer reads, and the officer sends it once more', () => {
    const back = noteIn('returned', true);
    expect(back.note.returned).toMatchObject([{ by: 'per_sip-manager', reason: 'Say more' }]);
    const again = accepted(decideWriting({ ...back, now: after, actor: officer }, { ...delivering([], 'More.'), version: 3 }));
    expect([again.note.state, again.shared]).toEqual(['submitted', undefined]);
  });
});

describe('what is written', () => {
  const facts = { ...noteIn('draft', false), now: after, actor: officer };
  test.each([
    ['nothing under a required heading, sent', {}, 'sent', 'invalid-request'],
    ['nothing under a required heading, kept', {}, 'draft', 'accepted'],
    ['words under a heading the note has not', { done: 'Done.', gossip: 'They say' }, 'draft', 'invalid-request'],
    ['words under every heading', { done: 'Done.', found: 'All well', agreed: 'To meet' }, 'sent', 'accepted'],
  ] as const)('%s', (_, sections, kept, name) => {
    expect(outcomeOf(decideWriting(facts, { version: 1, sections, actions: [], as: kept }))).toBe(name);
  });

  test('no action is due before the visit at which it was agreed', () => {
    const first = facts.note.sessions.map(dateOf).sort()[0] as CivilDate;
    const due = (by: CivilDate) =>
      decideWriting(facts, { version: 1, sections: {}, actions: [{ what: 'Send the data', who: 'school', by }], as: 'draft' });
    expect([outcomeOf(due(first)), outcomeOf(due(addDays(first, -1)))]).toEqual(['accepted', 'invalid-request']);
    expect(due(addDays(first, -1))).toMatchObject({ refusal: { faults: [{ field: 'actions.0.by' }] } });
  });

  test('in the place of an officer who is late, by whoever moderates: theirs from then on, and for another to moderate', () => {
    const { booking: of, note } = noteIn('draft', true);
    const late = Date.parse('2026-12-16T10:00:00Z');
    const command = { ...delivering([], 'Written up from the papers.'), version: 1 };
    const manager = actor('sip-manager');
    expect([mayRead(note, manager, note.dueOn), mayRead(note, manager, day('2026-12-16'))]).toEqual([false, true]);
    const sent = accepted(decideWriting({ booking: of, note, now: late, actor: manager }, command)).note;
    expect([sent.state, sent.by]).toEqual(['submitted', 'per_sip-manager']);
    const answer = (who: Actor) => decideModeration({ booking: of, note: sent, now: late, actor: who }, { version: 2, answer: 'approve' });
    expect([outcomeOf(answer(manager)), outcomeOf(answer(actor('council-admin')))]).toEqual(['own-note', 'accepted']);
    for (const role of ['resource-manager', 'finance', 'catalogue-manager'] as const)
      expect(outcomeOf(decideWriting({ booking: of, note, now: late, actor: actor(role) }, command))).toBe('not-allowed');
  });

  test('by another officer is refused, whatever else they are', () => {
    const stranger = actor('officer', { officer: 'off_george-wren' as typeof daniel.id, person: 'per_george' as PersonId });
    const both: Actor = { ...stranger, roles: ['officer', 'council-admin'] };
    for (const who of [stranger, both])
      expect(outcomeOf(decideWriting({ ...facts, actor: who }, { ...delivering([]), version: 1 }))).toBe('not-allowed');
  });

  test('stays once it is shared: a correction stands below it, and actions are marked without touching it', () => {
    const shared = { ...noteIn('shared', false), now: after };
    const added = accepted(decideAddition({ ...shared, actor: officer }, { text: 'Five, not six' })).note;
    const booker = actor('school-booker', { organisation: school });
    const marked = accepted(decideMark({ ...shared, note: added, actor: booker }, { action: 1, done: true })).note;
    expect([marked.sections, marked.additions.length]).toEqual([shared.note.sections, 1]);
    expect(marked.actions).toMatchObject([{ doneBy: 'per_school-booker' }, { who: 'officer' }]);
    const opened = accepted(decideMark({ ...shared, note: marked, actor: booker }, { action: 1, done: false })).note;
    expect(opened.actions).toEqual(shared.note.actions);
    expect(outcomeOf(decideMark({ ...shared, note: opened, actor: booker }, { action: 1, done: false }))).toBe('wrong-state');
    expect(outcomeOf(decideMark({ ...shared, note: opened, actor: booker }, { action: 3, done: true }))).toBe('invalid-request');
    const stranger = actor('school-booker', { organisation: other });
    expect(outcomeOf(decideMark({ ...shared, actor: stranger }, { action: 1, done: true }))).toBe('not-allowed');
  });
});

describe('who reads a note', () => {
  const readers: [string, Actor][] = [
    ['its officer', officer],
    ['the school', actor('school-booker', { organisation: school })],
    ['its trust, acting for it', actor('trust-booker', { organisation: school, through: 'trs_5902' as OrganisationId })],
    ['a partnership’s lead', actor('partnership-lead', { organisation: 'ptn_colne' as OrganisationId })],
    ['who moderates', actor('sip-manager')],
    ['finance', actor('finance')],
    ['the auditor', actor('auditor')],
  ];
  const readBy = (state: NoteState, kind: VisitNote['template']['readBy']) => {
    const { note } = noteIn(state, true);
    return readers.flatMap(([name, who]) =>
      mayRead({ ...note, template: { ...note.template, readBy: kind } }, who, day('2026-12-02')) ? [name] : [],
    );
  };
  test.each<[NoteState, VisitNote['template']['readBy'], string[]]>([
    ['draft', 'all-concerned', ['its officer']],
    ['submitted', 'all-concerned', ['its officer', 'who moderates']],
    ['returned', 'school-and-council', ['its officer', 'who moderates']],
    ['shared', 'all-concerned', readers.map(([name]) => name)],
    ['shared', 'school-and-council', ['its officer', 'the school', 'who moderates', 'finance', 'the auditor']],
  ])('%s, for %s', (state, kind, names) => {
    expect(readBy(state, kind)).toEqual(names);
  });
});

describe('when it is due', () => {
  test.each([
    ['2026-12-02', 5, '2026-12-09'],
    // Over Christmas: 25 and 28 December, and 1 January, are holidays.
    ['2026-12-23', 5, '2027-01-04'],
    ['2027-03-24', 1, '2027-03-25'],
    // Good Friday and Easter Monday, and the clocks go forward between them.
    ['2027-03-25', 1, '2027-03-30'],
  ])('from %s, %d working days on: %s', (from, days, due) => {
    expect(workingDaysAfter(day(from), days)).toBe(due);
  });

  test('it counts from the last of its visits, and is late from the day after, until it is shared', () => {
    const { note } = noteIn('draft', false);
    expect(note.dueOn).toBe(workingDaysAfter(day('2026-12-01'), rule.dueWorkingDays));
    expect([isLate(note, note.dueOn), isLate(note, day('2026-12-31')), isLate({ ...note, state: 'shared' }, day('2026-12-31'))]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('a service that no rule is for has a plain note', () => {
    expect(noteRuleFor({ services: pack.services, notes: [] }, 'safeguarding-audits')).toBe(plainNote);
    expect(noteRuleFor(pack, 'safeguarding-audits')).toMatchObject({ title: 'Report of a review', moderated: true });
    expect(noteRuleFor(pack, 'gone-from-the-policy')).toBe(plainNote);
  });
});

describe('billing waits for it', () => {
  test('a visit is delivered in the ledger at once, with or without a note; its charge is written when the note is shared', () => {
    const [kept, shared] = [deliver(delivering(['01', '02'], '', { as: 'draft' })), deliver(delivering(['01', '02']))].map((each) =>
      accepted(each),
    );
    expect(kept?.postings).toEqual(shared?.postings);
    expect([kept?.charges.length, shared?.charges.length]).toEqual([0, 2]);
    const sent = accepted(
      decideWriting(
        { booking: kept?.booking ?? booking, note: kept?.note as VisitNote, now: after, actor: officer },
        { ...delivering([]), version: 1 },
      ),
    );
    expect(sent.shared?.charges).toEqual(shared?.charges);
  });

  test('what is held is told by note, in half-days and pence, and a note of later visits holds nothing yet', () => {
    const { booking: of, note } = noteIn('submitted', true);
    expect(awaitingOf([note], [of], day('2026-12-31'))).toMatchObject({
      halfDays: 2,
      netPence: 45_000,
      notes: [{ note: '01', halfDays: 2 }],
    });
    expect(awaitingOf([note], [of], day('2026-11-30'))).toEqual({ notes: [], halfDays: 0, netPence: 0 });
    const done = noteIn('shared', true);
    expect(awaitingOf([done.note], [done.booking], day('2026-12-31')).halfDays).toBe(0);
  });
});
