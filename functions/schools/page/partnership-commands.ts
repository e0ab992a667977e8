// What the forms of a partnership send: each read with the API's own schema, done, and answered with the partnership or with the form again.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther } from '../../../shared/http.ts';
import { idSchema, type OrganisationId } from '../../../shared/ids.ts';
import { problemPage } from '../../../shared/page.tsx';
import { renameGroup } from '../actions/corrections.ts';
import {
  closeGroup,
  joinPartnership,
  leavePartnership,
  mergePartnership,
  personNamed,
  type Recorded,
  recordLead,
} from '../actions/events.ts';
import { readPartnership, today } from '../actions/groups.ts';
import { withdrawEvent } from '../actions/withdrawals.ts';
import { closeSchema, joinSchema, leadSchema, leaveSchema, mergeSchema, withdrawSchema } from '../schema/events.ts';
import { renameSchema } from '../schema/organisations.ts';
import { dateTyped, type Typed } from './dates.tsx';
import { inFormsWords } from './group-parts.tsx';
import { type ChangeName, partnershipChangePage } from './partnership-changes.tsx';

/** URNs and identifiers as somebody types or pastes them. */
const typedMembers = (text: string | undefined): string[] =>
  (text ?? '').split(/[\s,;]+/).flatMap((word) => (word === '' ? [] : [/^\d{5,8}$/.test(word) ? `sch_${word}` : word]));

/** The date and the reason that every form of a change has. */
const dated = (form: Typed) => ({ on: dateTyped(form, 'on'), reason: form.one('reason') });

export type Command<R = Recorded> = (context: Context, id: OrganisationId, form: Typed) => Promise<Decision<R>> | Decision<never>;

/** What happens to a partnership as to any other group. Of a withdrawal goes what was shown, and nothing else. */
export const ofAnyGroup: Record<'name' | 'closing' | 'withdrawals', Command> = {
  name: (context, id, form) => {
    const command = parse(renameSchema, { name: form.one('name'), ...dated(form) });
    return command.ok ? renameGroup(context, id, command.value) : command;
  },
  closing: (context, id, form) => {
    const command = parse(closeSchema, dated(form));
    return command.ok ? closeGroup(context, id, command.value) : command;
  },
  withdrawals: (context, id, form) => {
    const fields = { event: form.one('event'), reason: form.one('reason'), also: form.many('also') };
    const command = parse(withdrawSchema, fields);
    return command.ok ? withdrawEvent(context, id, command.value) : command;
  },
};

const commands: Record<ChangeName, Command> = {
  ...ofAnyGroup,
  members: (context, id, form) => {
    const members = [...new Set([...form.many('members'), ...typedMembers(form.one('urns'))])];
    const command = parse(joinSchema, { members, ...dated(form) });
    return command.ok ? joinPartnership(context, id, command.value) : command;
  },
  departures: (context, id, form) => {
    const command = parse(leaveSchema, { member: form.one('member'), ...dated(form) });
    return command.ok ? leavePartnership(context, id, command.value) : command;
  },
  lead: async (context, id, form) => {
    const change = form.one('change');
    // Where the lead ends it is whoever leads, whichever member the list of members stands on.
    const member = change === 'ended' ? {} : { member: form.one('member') };
    const command = parse(leadSchema, { change, ...member, ...dated(form) });
    if (!command.ok) return command;
    const name = command.value.change === 'appointed' ? form.one('person')?.trim() : undefined;
    const known = idSchema('per').safeParse(name);
    // Whoever pastes an identifier is taken at their word, as in the API.
    const person = known.success ? accept(known.data) : name ? await personNamed(context, name, [id, command.value.member]) : undefined;
    if (person && !person.ok) return person;
    return recordLead(context, id, { ...command.value, ...(person ? { person: person.value } : {}) });
  },
  merger: (context, id, form) => {
    const command = parse(mergeSchema, { into: form.one('into'), ...dated(form) });
    return command.ok ? mergePartnership(context, id, command.value) : command;
  },
};

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
    if (!decision.ok) return partnershipChangePage(context, c, seen.value, name, form, inFormsWords(decision.refusal));
    const path = `/${context.council.slug}/schools/partnerships/${id}`;
    return seeOther(donePath(path, name, name === 'withdrawals' || name === 'name' ? undefined : dateTyped(form, 'on'), today(context)));
  };

export const partnershipChangePages = {
  'POST /schools/partnerships/{group}/members': recordChange('members'),
  'POST /schools/partnerships/{group}/departures': recordChange('departures'),
  'POST /schools/partnerships/{group}/lead': recordChange('lead'),
  'POST /schools/partnerships/{group}/name': recordChange('name'),
  'POST /schools/partnerships/{group}/merger': recordChange('merger'),
  'POST /schools/partnerships/{group}/closing': recordChange('closing'),
  'POST /schools/partnerships/{group}/withdrawals': recordChange('withdrawals'),
} satisfies Record<string, Handler>;
