// What the pages of partnerships and of other organisations share: how one stands, the fields that several forms have, and the form around them.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import {
  Button,
  type Child,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  Input,
  InsetText,
  LinkList,
  PageHeading,
  Select,
  Tag,
  Textarea,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { Withdrawable } from '../actions/withdrawals.ts';
import type { Group } from '../schema/organisations.ts';
import { DateField, type Typed } from './dates.tsx';

export type Errors = readonly FieldError[] | undefined;
type Standing = Pick<Group, 'openedOn' | 'closedOn'>;

export const isClosedOn = ({ closedOn }: Standing, today: CivilDate): boolean => closedOn !== undefined && closedOn <= today;

/** Whether a group is open on a day, or when it opens. */
export function GroupStatus({ group, today }: { group: Standing; today: CivilDate }): Element {
  if (isClosedOn(group, today)) return <Tag text="Closed" classes="govuk-tag--grey" />;
  if (group.openedOn !== undefined && group.openedOn > today)
    return <Tag text={`Opens on ${dateText(group.openedOn)}`} classes="govuk-tag--yellow" />;
  return <Tag text="Open" classes="govuk-tag--green" />;
}

/** The choice that was not made and the date that was not typed, in the words of the forms. */
const wordsOfForms: Readonly<Record<string, string>> = {
  member: 'Choose a member.',
  into: 'Choose a partnership.',
  on: 'Enter a date.',
  from: 'Enter a date.',
  openedOn: 'Enter a real date from 2000 on, such as 1 9 2027.',
};
export const inFormsWords = (refusal: Refusal): Refusal => inWordsOfForm(refusal, wordsOfForms);

/** Faults at the boxes of a form: an address is typed in one, and members are typed or ticked. */
const boxes: Readonly<Record<string, string>> = { addressLines: 'address', members: 'urns' };
export const faultsAtBoxes = (refusal: Refusal | undefined): Errors =>
  refusal && faultsOf(refusal).map(({ field, text }) => ({ field: boxes[field.split('.')[0] ?? ''] ?? field, text }));

type FieldsProps = { typed: Typed; errors: Errors };

export const DateOf = ({ typed, errors, label }: FieldsProps & { label: string }): Element => (
  <DateField field="on" legend={label} hint="A date that has passed changes what held from then on." typed={typed} errors={errors} />
);

export const Reason = ({ typed, errors, label = 'Reason (optional)' }: FieldsProps & { label?: string }): Element => (
  <Textarea name="reason" rows={2} label={{ text: label }} value={typed.one('reason')} errorMessage={errorFor(errors, 'reason')} />
);

export const NameFields = ({ typed, errors, group }: FieldsProps & { group: Pick<Group, 'name'> }): Element => (
  <>
    <Input name="name" label={{ text: 'New name' }} value={typed.one('name') ?? group.name} errorMessage={errorFor(errors, 'name')} />
    <DateField
      field="on"
      legend="So called since"
      hint="Today or earlier: what it was called before stays in its history."
      typed={typed}
      errors={errors}
    />
    <Reason typed={typed} errors={errors} />
  </>
);

export const AddressFields = ({ typed, errors, hint }: FieldsProps & { hint?: string }): Element => (
  <>
    <Textarea {...fieldOf(typed, errors, 'address')} rows={5} label={{ text: 'Address' }} hint={hint ? { text: hint } : undefined} />
    <Input {...fieldOf(typed, errors, 'postcode')} label={{ text: 'Postcode' }} classes="govuk-input--width-10" />
  </>
);

/** One of the council's districts, or any where it has none by name. */
export function DistrictField({ context, typed, errors }: FieldsProps & { context: Context }): Element {
  const districts = context.council.districts ?? [];
  const common = {
    name: 'district',
    label: { text: 'District (optional)' },
    value: typed.one('district'),
    errorMessage: errorFor(errors, 'district'),
  };
  if (districts.length === 0) return <Input {...common} />;
  const items = [{ text: 'No one district', value: '' }, ...districts.map(({ name }) => ({ text: name, value: name }))];
  return <Select {...common} items={items} />;
}

/** An event that is to be withdrawn, and what goes with it: sent along, so that nothing else goes than was seen. */
export const Going = ({ going }: { going: readonly Withdrawable[] }): Element => {
  const [event, ...also] = going;
  return (
    <>
      {event && <InsetText text={`${dateText(event.on)}: ${event.text}`} />}
      {also.length > 0 && (
        <>
          <p class="govuk-body">This was recorded since, means nothing without it, and is withdrawn with it:</p>
          <ul class="govuk-list govuk-list--bullet">
            {also.map(({ id, on, text }) => (
              <li>
                {dateText(on)}: {text}
                <input type="hidden" name="also" value={id} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="govuk-body">It will count as never having been. Staff still see that it was recorded, and why it was withdrawn.</p>
      <input type="hidden" name="event" value={event?.id ?? ''} />
    </>
  );
};

type GroupFormProps = {
  group: Pick<Group, 'name'>;
  /** The page of the group, and where the form goes under it. */
  path: string;
  name: string;
  title: string;
  button: string;
  refusal: Refusal | undefined;
  errors: Errors;
  /** What stands before the form. */
  before?: Child;
  /** Nothing to send, where what is asked for cannot be. */
  closed?: boolean;
  children?: Child;
};

/** A page with the form for one change of a group. */
export const groupFormPage = (context: Context, c: Web, props: GroupFormProps): Promise<Response> =>
  page(context, c, {
    title: `${props.title}: ${props.group.name}`,
    refusal: props.refusal,
    errors: props.errors,
    back: { href: props.path, text: props.group.name },
    children: (
      <>
        <PageHeading caption={props.group.name}>{props.title}</PageHeading>
        {props.before}
        {!props.closed && (
          <form method="post" action={`${props.path}/${props.name}`} novalidate>
            {props.children}
            <Button text={props.button} preventDoubleClick />
          </form>
        )}
      </>
    ),
  });

/** The way to what was ordered for several of a group's schools at once, and to ordering, for whoever may. */
export function OrdersOf({ context, group }: { context: Context; group: Pick<Group, 'id'> }): Element | null {
  const { actor, council } = context;
  const own = actor.through ?? actor.organisation;
  if (!can(actor, 'order:read') || (own !== undefined && own !== group.id)) return null;
  const orders = `/${council.slug}/bookings/orders`;
  return (
    <LinkList
      links={[
        can(actor, 'order:make') && { href: `${orders}/new${own ? '' : `?group=${group.id}`}`, text: 'Book for several of its schools' },
        { href: `${orders}${own ? '' : `?organisation=${group.id}`}`, text: 'Orders for several of its schools' },
      ]}
    />
  );
}
