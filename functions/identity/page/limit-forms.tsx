// The forms that settle an organisation's limits: one person's, who approves what is more, and its purchase orders; what was typed in them, and their faults.
import { dateSchema } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { readForm } from '../../../shared/http.ts';
import { parsePounds, plainPence } from '../../../shared/money.ts';
import { faultsOf, inWordsOfForm } from '../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  DateField,
  dateNames,
  dateTyped,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  Input,
  Radios,
  Select,
} from '../../../shared/ui/index.ts';
import type { ShownLimits } from '../actions/limits.ts';
import type { Most } from '../schema/limits.ts';

export type Typed = Readonly<Record<string, string | undefined>>;
type Form = Awaited<ReturnType<typeof readForm>>;
export type Refused = { of: 'person' | 'approval' | 'orders'; refusal: Refusal; typed: Typed };

const fields = [
  'person',
  'kind',
  'pounds',
  'others',
  'othersPounds',
  'approver',
  'deputy',
  'everyBooking',
  'required',
  'like',
  'registeredOnly',
  ...dateNames('from'),
  ...dateNames('to'),
];
export const typedIn = (form: Form): Typed => Object.fromEntries(fields.map((name) => [name, form.one(name)]));

const poundsFault = 'Enter the limit in pounds, up to 1,000,000, such as 500 or 500.00';
const wordsForPerson = (kind: string | undefined) => ({
  person: 'Choose a person',
  mostPence: kind === 'pounds' ? poundsFault : 'Choose a limit',
});
/** A day that is none is asked for as the form has it; a last day before the first has words of its own. */
function wordsForApproval(typed: Typed): Record<string, string> {
  const isDay = (name: string) => dateSchema.safeParse(dateTyped(typed, name)).success;
  return {
    othersMostPence: typed.others === 'pounds' ? poundsFault : 'Choose what everybody else may commit to',
    ...(isDay('from') ? {} : { 'deputy.from': 'Enter the first day on which the deputy approves, such as 1 9 2027' }),
    ...(isDay('to') ? {} : { 'deputy.to': 'Enter the last day on which the deputy approves, such as 1 9 2027' }),
  };
}

/** A choice and the pounds beside it as the command's pence: null for no limit. What is neither is left for the schema to refuse. */
export const mostIn = (kind: string | undefined, pounds: string | undefined): Most | undefined =>
  kind === 'unlimited' ? null : kind === 'nothing' ? 0 : kind === 'pounds' ? parsePounds(pounds ?? '') : undefined;

export function approvalIn(typed: Typed) {
  const { approver, deputy } = typed;
  return {
    othersMostPence: mostIn(typed.others, typed.othersPounds),
    ...(approver ? { approver } : {}),
    ...(deputy ? { deputy: { person: deputy, from: dateTyped(typed, 'from'), to: dateTyped(typed, 'to') } } : {}),
    everyBooking: typed.everyBooking === 'yes',
  };
}

/** Where on the page each field of a command is asked for. */
const inputs: Readonly<Record<string, string>> = {
  mostPence: 'kind',
  othersMostPence: 'others',
  'deputy.person': 'deputy',
  'deputy.from': 'from',
  'deputy.to': 'to',
};

export function errorsOf(refused: Refused | undefined): FieldError[] | undefined {
  if (!refused) return undefined;
  const words =
    refused.of === 'person' ? wordsForPerson(refused.typed.kind) : refused.of === 'approval' ? wordsForApproval(refused.typed) : {};
  return faultsOf(inWordsOfForm(refused.refusal, words)).map(({ field, text }) => ({ field: inputs[field] ?? field, text }));
}

function MostFields(props: {
  name: string;
  pounds: string;
  legend: string;
  value: string | undefined;
  typed: string | undefined;
  errors: readonly FieldError[] | undefined;
}): Element {
  return (
    <Radios
      name={props.name}
      value={props.value}
      fieldset={{ legend: { text: props.legend, classes: 'govuk-fieldset__legend--s' } }}
      errorMessage={errorFor(props.errors, props.name)}
      items={[
        {
          value: 'pounds',
          text: 'Up to a sum in one booking',
          conditional: {
            html: (
              <Input
                id={props.pounds}
                name={props.pounds}
                label={{ text: 'Pounds, with VAT' }}
                prefix={{ text: '£' }}
                inputmode="decimal"
                classes="govuk-input--width-10"
                value={props.typed}
              />
            ),
          },
        },
        { value: 'nothing', text: 'Nothing that is charged: free days alone' },
        { value: 'unlimited', text: 'No limit' },
      ]}
    />
  );
}

const kindOf = (most: Most) => (most === null ? 'unlimited' : most === 0 ? 'nothing' : 'pounds');

type FormProps = { base: string; shown: ShownLimits; actor: Actor; refused: Refused | undefined };

export function PersonForm({ base, shown, actor, refused }: FormProps): Element {
  const others = shown.people.filter(({ person }) => person !== actor.person);
  const typed = refused?.of === 'person' ? refused.typed : {};
  const errors = refused?.of === 'person' ? errorsOf(refused) : undefined;
  return (
    <form method="post" action={`${base}/people`} novalidate>
      <h2 class="govuk-heading-m">Set somebody’s limit</h2>
      <Select
        {...fieldOf(typed, errors, 'person')}
        label={{ text: 'Person' }}
        items={[{ value: '', text: 'Choose a person' }, ...others.map(({ person, name }) => ({ value: person, text: name }))]}
      />
      <MostFields
        name="kind"
        pounds="pounds"
        legend="What may they commit to in one booking?"
        value={typed.kind}
        typed={typed.pounds}
        errors={errors}
      />
      <Button text="Set the limit" preventDoubleClick />
    </form>
  );
}

/** What is settled now, as the form would have typed it. */
function settledNow({ othersMostPence, approver, deputy, everyBooking }: ShownLimits): Typed {
  const dates = (name: 'from' | 'to') => {
    const [year, month, day] = (deputy?.[name] ?? '').split('-');
    return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year };
  };
  return {
    others: kindOf(othersMostPence),
    othersPounds: othersMostPence ? plainPence(othersMostPence) : undefined,
    approver,
    deputy: deputy?.person,
    everyBooking: everyBooking ? 'yes' : undefined,
    ...dates('from'),
    ...dates('to'),
  };
}

export function ApprovalForm({ base, shown, refused }: FormProps): Element {
  const typed = refused?.of === 'approval' ? refused.typed : settledNow(shown);
  const errors = refused?.of === 'approval' ? errorsOf(refused) : undefined;
  const people = shown.people.map(({ person, name }) => ({ value: person, text: name }));
  return (
    <form method="post" action={`${base}/approval`} novalidate>
      <h2 class="govuk-heading-m">Who approves what is more</h2>
      <p class="govuk-body">
        Nobody approves what they asked for themselves, or what is over their own limit. The sessions of a request are held for two working
        days, and never longer than until the day before the first of them.
      </p>
      <Select
        {...fieldOf(typed, errors, 'approver')}
        label={{ text: 'Approver' }}
        items={[{ value: '', text: 'Nobody: what is over a limit cannot be booked' }, ...people]}
      />
      <Select
        {...fieldOf(typed, errors, 'deputy')}
        label={{ text: 'Deputy, for some days' }}
        items={[{ value: '', text: 'No deputy' }, ...people]}
      />
      <DateField field="from" legend="The deputy approves from" typed={typed} errors={errors} />
      <DateField field="to" legend="The last day on which the deputy does" typed={typed} errors={errors} />
      <MostFields
        name="others"
        pounds="othersPounds"
        legend="What may everybody else commit to, who has no limit of their own above?"
        value={typed.others}
        typed={typed.othersPounds}
        errors={errors}
      />
      <Checkboxes
        name="everyBooking"
        values={[typed.everyBooking ?? '']}
        items={[
          {
            value: 'yes',
            text: 'Approve every booking of those who have a limit',
            hint: { text: 'Also what is free, or within it.' },
          },
        ]}
      />
      <Button text="Settle who approves" preventDoubleClick />
    </form>
  );
}

export function PurchaseOrderForm({ base, shown, actor, refused }: FormProps): Element {
  const { required = 'policy', like, registeredOnly } = shown.purchaseOrders ?? {};
  const typed = refused?.of === 'orders' ? refused.typed : { required, like, registeredOnly: registeredOnly ? 'yes' : undefined };
  const errors = refused?.of === 'orders' ? errorsOf(refused) : undefined;
  return (
    <form method="post" action={`${base}/purchase-orders`} novalidate>
      <h2 class="govuk-heading-m">Purchase orders</h2>
      <Radios
        name="required"
        value={typed.required}
        fieldset={{ legend: { text: 'Is a purchase order number needed for what is charged?', classes: 'govuk-fieldset__legend--s' } }}
        errorMessage={errorFor(errors, 'required')}
        items={[
          { value: 'policy', text: 'Where the council’s policy says so' },
          { value: 'always', text: 'Always' },
          (!actor.organisation || required === 'never') && { value: 'never', text: 'No', hint: { text: 'For the council to say.' } },
        ]}
      />
      <Input
        {...fieldOf(typed, errors, 'like')}
        label={{ text: 'What the numbers look like, by an example (optional)' }}
        hint={{ text: 'For example PO-4471. Others then have a digit where it has one, and otherwise the same characters.' }}
        classes="govuk-input--width-20"
        autocomplete="off"
        spellcheck={false}
      />
      <Checkboxes
        name="registeredOnly"
        items={[
          {
            value: 'yes',
            text: 'Only registered purchase orders are taken',
            checked: typed.registeredOnly === 'yes',
            hint: { text: 'Each is registered with what it is worth, and nothing is booked beyond that.' },
          },
        ]}
      />
      <Button text="Settle purchase orders" preventDoubleClick />
    </form>
  );
}
