// What the forms of a partnership send: each read with the API's own schema, done, and answered with the partnership or with the form again.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther } from '../../../shared/http.ts';
import { idSchema, type OrganisationId } from '../../../shared/ids.ts';
import { inWordsOfForm, problemPage } from '../../../shared/page.tsx';
import {
  closeGroup,
  joinPartnership,
  leavePartnership,
  mergePartnership,
  personNamed,
  type Recorded,
  recordLead,
  withdrawEvent,
} from '../actions/events.ts';
import { readPartnership, today } from '../actions/groups.ts';
import { closeSchema, joinSchema, leadSchema, leaveSchema, mergeSchema, withdrawSchema } from '../schema/events.ts';
import { type ChangeName, partnershipChangePage, type Typed } from './partnership-changes.tsx';

/** URNs and identifiers as somebody types or pastes them. */
export const typedMembers = (text: string | undefined): string[] =>
  (text ?? '').split(/[\s,;]+/).flatMap((word) => (word === '' ? [] : [/^\d{5,8}$/.test(word) ? `sch_${word}` : word]));

type Command = (context: Context, id: OrganisationId, form: Typed) => Promise<Decision<Recorded>> | Decision<never>;

const commands: Record<ChangeName, Command> = {
  members: (context, id, form) => {
    const members = [...new Set([...form.many('members'), ...typedMembers(form.one('urns'))])];
    const command = parse(joinSchema, { members, on: form.one('on'), reason: form.one('reason') });
    return command.ok ? joinPartnership(context, id, command.value) : command;
  },
  departures: (context, id, form) => {
    const command = parse(leaveSchema, { member: form.one('member'), on: form.one('on'), reason: form.one('reason') });
    return command.ok ? leavePartnership(context, id, command.value) : command;
  },
  lead: async (context, id, form) => {
    const fields = { change: form.one('change'), member: form.one('member'), on: form.one('on') };
    const command = parse(leadSchema, { ...fields, reason: form.one('reason') });
    if (!command.ok) return command;
    const name = command.value.change === 'appointed' ? form.one('person')?.trim() : undefined;
    const known = idSchema('per').safeParse(name);
    // Whoever pastes an identifier is taken at their word, as in the API.
    const person = known.success ? accept(known.data) : name ? await personNamed(context, name, [id, command.value.member]) : undefined;
    if (person && !person.ok) return person;
    return recordLead(context, id, { ...command.value, ...(person ? { person: person.value } : {}) });
  },
  merger: (context, id, form) => {
    const command = parse(mergeSchema, { into: form.one('into'), on: form.one('on'), reason: form.one('reason') });
    return command.ok ? mergePartnership(context, id, command.value) : command;
  },
  closing: (context, id, form) => {
    const command = parse(closeSchema, { on: form.one('on'), reason: form.one('reason') });
    return command.ok ? closeGroup(context, id, command.value) : command;
  },
  withdrawals: (context, id, form) => {
    const command = parse(withdrawSchema, { event: form.one('event'), reason: form.one('reason') });
    return command.ok ? withdrawEvent(context, id, command.value) : command;
  },
};

/** The choice that was not made, in the words of the form. */
const chooseFirst: Record<string, string> = { member: 'Choose a member.', into: 'Choose a partnership.', on: 'Enter a date.' };

export const donePath = (path: string, done: string, on: string | undefined, date: CivilDate): string =>
  `${path}?${new URLSearchParams({ done, ...(on && on < date ? { past: '1' } : {}) })}`;

const recordChange =
  (name: ChangeName): Handler =>
  async (context, c) => {
    const seen = await readPartnership(context, c.req.param('group'));
    if (!seen.ok) return problemPage(c, context, seen.refusal);
    const form = await readForm(c);
    const { id } = seen.value.group;
    const decision = await commands[name](context, id, form);
    if (!decision.ok) return partnershipChangePage(context, c, seen.value, name, form, inWordsOfForm(decision.refusal, chooseFirst));
    const path = `/${context.council.slug}/schools/partnerships/${id}`;
    return seeOther(donePath(path, name, name === 'withdrawals' ? undefined : form.one('on'), today(context)));
  };

export const partnershipChangePages = {
  'POST /schools/partnerships/{group}/members': recordChange('members'),
  'POST /schools/partnerships/{group}/departures': recordChange('departures'),
  'POST /schools/partnerships/{group}/lead': recordChange('lead'),
  'POST /schools/partnerships/{group}/merger': recordChange('merger'),
  'POST /schools/partnerships/{group}/closing': recordChange('closing'),
  'POST /schools/partnerships/{group}/withdrawals': recordChange('withdrawals'),
} satisfies Record<string, Handler>;
