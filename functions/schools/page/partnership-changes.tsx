// Recording what happens to a partnership: one form for each change, shown again with what was typed when it is refused.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { idSchema } from '../../../shared/ids.ts';
import {
  Button,
  Checkboxes,
  type Element,
  errorFor,
  fieldOf,
  Input,
  InsetText,
  Radios,
  Select,
  Textarea,
  WarningText,
} from '../../../shared/ui/index.ts';
import { findCandidates, openPartnerships, type Seen } from '../actions/groups.ts';
import { readWithdrawal, type Withdrawable } from '../actions/withdrawals.ts';
import type { Partnership } from '../schema/organisations.ts';
import { nothing, type Typed } from './dates.tsx';
import { DateOf, type Errors, faultsAtBoxes, Going, groupFormPage, NameFields, Reason } from './group-parts.tsx';
import { kindTexts } from './organisation-words.ts';

type FormProps = { context: Context; c: Web; seen: Seen<Partnership>; typed: Typed; errors: Errors; going: readonly Withdrawable[] };

/** Everybody who is a member or will be, once each. */
const memberItems = ({ members, today: date }: Seen<Partnership>) => {
  const open = members.filter(({ to }) => to === undefined || date < to);
  return [...new Map(open.map(({ member, memberName }) => [member, memberName]))]
    .sort(([, a], [, b]) => a.localeCompare(b, 'en-GB'))
    .map(([value, text]) => ({ value, text }));
};

const MemberSelect = ({ seen, typed, errors, hint }: FormProps & { hint?: string }): Element => (
  <Select
    {...fieldOf(typed, errors, 'member')}
    label={{ text: 'Member' }}
    hint={hint ? { text: hint } : undefined}
    items={[{ text: 'Choose a member', value: '' }, ...memberItems(seen)]}
  />
);

async function joinFields({ context, c, seen, typed, errors }: FormProps): Promise<Element> {
  const find = c.req.query('find')?.trim();
  const found = find ? await findCandidates(context, find) : [];
  const chosen = typed.many('members');
  return (
    <>
      {found.length > 0 && (
        <Checkboxes
          name="members"
          idPrefix="found"
          values={chosen}
          fieldset={{ legend: { text: `Found for “${find}”`, classes: 'govuk-fieldset__legend--s' } }}
          items={found.map(({ id, name, kind, town, urn }) => ({
            value: id,
            text: name,
            hint: { text: [kindTexts[kind], urn && `URN ${urn}`, town].filter(Boolean).join(', ') },
          }))}
        />
      )}
      {find && found.length === 0 && <InsetText text={`Nothing is found for “${find}”.`} />}
      <Textarea
        {...fieldOf(typed, errors, 'urns')}
        rows={4}
        label={{ text: 'URNs of schools, or identifiers of other organisations' }}
        hint={{ text: 'Several with commas or each on its own line' }}
      />
      <DateOf typed={typed} errors={errors} label={`Members of ${seen.group.name} from`} />
      <Reason typed={typed} errors={errors} />
    </>
  );
}

function FindForm({ context, c, seen }: Pick<FormProps, 'context' | 'c' | 'seen'>): Element {
  return (
    <search aria-label="Schools and other organisations">
      <form method="get" action={`/${context.council.slug}/schools/partnerships/${seen.group.id}`}>
        <input type="hidden" name="change" value="members" />
        <Input
          name="find"
          type="search"
          label={{ text: 'Find a school or another organisation' }}
          hint={{ text: 'A word of its name, its URN or its postcode' }}
          value={c.req.query('find')}
          classes="govuk-!-width-one-half"
        />
        <Button text="Find" classes="govuk-button--secondary" />
      </form>
    </search>
  );
}

const LeaveFields = (props: FormProps): Element => (
  <>
    <MemberSelect {...props} />
    <DateOf {...props} label="A member no longer from" />
    <Reason {...props} />
  </>
);

const LeadFields = (props: FormProps): Element => (
  <>
    <Radios
      name="change"
      fieldset={{ legend: { text: 'What happens?', classes: 'govuk-fieldset__legend--s' } }}
      value={props.typed.one('change') ?? 'appointed'}
      items={[
        { value: 'appointed', text: 'The headteacher of a member becomes lead' },
        { value: 'ended', text: 'The lead ends and nobody follows yet' },
      ]}
      errorMessage={errorFor(props.errors, 'change')}
    />
    <MemberSelect {...props} hint="Whose headteacher becomes lead. Leave it where the lead ends." />
    <Input
      {...fieldOf(props.typed, props.errors, 'person')}
      label={{ text: 'The headteacher’s name, if they sign in here (optional)' }}
      hint={{ text: 'As it stands under People, for somebody who signs in for the member or as the partnership’s lead' }}
    />
    <DateOf {...props} label="From" />
    <Reason {...props} />
  </>
);

async function mergerFields(props: FormProps): Promise<Element> {
  const others = await openPartnerships(props.context, props.seen.group.id);
  return (
    <>
      <WarningText
        text={`All members of ${props.seen.group.name} on the date become members of the other, and ${props.seen.group.name} closes.`}
      />
      <Select
        {...fieldOf(props.typed, props.errors, 'into')}
        label={{ text: 'Merges into' }}
        items={[{ text: 'Choose a partnership', value: '' }, ...others.map(({ id, name }) => ({ value: id, text: name }))]}
      />
      <DateOf {...props} label="From" />
      <Reason {...props} />
    </>
  );
}

const ClosingFields = (props: FormProps): Element => (
  <>
    <WarningText text={`Every membership of ${props.seen.group.name} ends on the date.`} />
    <DateOf {...props} label="Closed from" />
    <Reason {...props} />
  </>
);

/** What is withdrawn with what goes with it, and the question why. */
export const WithdrawalFields = ({ typed, errors, going }: Pick<FormProps, 'typed' | 'errors' | 'going'>): Element => (
  <>
    <Going going={going} />
    <Reason typed={typed} errors={errors} label="Why is it withdrawn?" />
  </>
);

/** What would go with the event that a form names. Refuses as its withdrawal would: then there is nothing to send. */
export async function goingOf(context: Context, c: Web, { group }: Pick<Seen, 'group'>, typed: Typed) {
  const event = idSchema('evt').safeParse(typed.one('event') ?? c.req.query('event'));
  const found = event.success ? await readWithdrawal(context, group.id, event.data) : undefined;
  if (found?.ok) return { going: found.value };
  return { going: [], refusal: found?.refusal ?? ({ name: 'unknown-event' } satisfies Refusal) };
}

type Form = { title: string; button: string; fields(props: FormProps): Element | Promise<Element> };
export const changes = {
  members: { title: 'New members', button: 'Record the new members', fields: joinFields },
  departures: { title: 'A member leaves', button: 'Record the departure', fields: (props) => <LeaveFields {...props} /> },
  lead: { title: 'The lead changes', button: 'Record the lead', fields: (props) => <LeadFields {...props} /> },
  name: {
    title: 'It is called otherwise',
    button: 'Record the name',
    fields: (props) => <NameFields {...props} group={props.seen.group} />,
  },
  merger: { title: 'It merges into another partnership', button: 'Record the merger', fields: mergerFields },
  closing: { title: 'It closes', button: 'Record the closing', fields: (props) => <ClosingFields {...props} /> },
  withdrawals: { title: 'Withdraw an event', button: 'Withdraw it', fields: (props) => <WithdrawalFields {...props} /> },
} satisfies Record<string, Form>;
export type ChangeName = keyof typeof changes;
export const isChange = (name: string | undefined): name is ChangeName => name !== undefined && name in changes;

export async function partnershipChangePage(
  context: Context,
  c: Web,
  seen: Seen<Partnership>,
  name: ChangeName,
  typed: Typed = nothing,
  refused?: Refusal,
): Promise<Response> {
  const { title, button, fields }: Form = changes[name];
  const looked = name === 'withdrawals' ? await goingOf(context, c, seen, typed) : { going: [] };
  const refusal = refused ?? ('refusal' in looked ? looked.refusal : undefined);
  const errors = faultsAtBoxes(refusal);
  const props: FormProps = { context, c, seen, typed, errors, going: looked.going };
  return groupFormPage(context, c, {
    group: seen.group,
    path: `/${context.council.slug}/schools/partnerships/${seen.group.id}`,
    name,
    title,
    button,
    refusal,
    errors,
    before: name === 'members' ? <FindForm context={context} c={c} seen={seen} /> : undefined,
    closed: 'refusal' in looked,
    children: await fields(props),
  });
}
