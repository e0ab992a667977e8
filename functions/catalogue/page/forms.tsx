// The forms of those who keep the catalogue: a new day rate, the end of some customers' own, a withdrawal, other words; how they look, what was typed, and their faults in words for people.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { FieldFault, Refusal } from '../../../shared/decision.ts';
import type { readForm } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm } from '../../../shared/page.tsx';
import { buyerKinds, buyerTexts } from '../../../shared/policy/prices.ts';
import {
  Button,
  CharacterCount,
  Checkboxes,
  DateField,
  dateNames,
  type Element,
  errorFor,
  fieldOf,
  Input,
} from '../../../shared/ui/index.ts';
import { withOwnPrice } from '../rules/price-ends.ts';
import type { Service } from '../schema.ts';

export type Typed = Readonly<Record<string, string | undefined>>;
/** A form that was refused, or that whoever sent it wants to change before it is saved. */
export type Given = { refusal?: Refusal; typed: Typed };

type FormProps = { service: Service; base: string; given: Given | undefined };

export function PriceForm({ service, base, given }: FormProps): Element {
  const typed = given?.typed ?? {};
  const errors = given?.refusal && faultsOf(given.refusal);
  return (
    <form method="post" action={`${base}/catalogue/${service.id}/prices/preview`} novalidate>
      <h2 class="govuk-heading-m">New day rate</h2>
      <Input
        id="perDayExVatPence"
        name="pounds"
        label={{ text: 'Day rate in pounds, excluding VAT' }}
        hint={{ text: 'For example 465 or 465.50. It must halve to whole pence.' }}
        prefix={{ text: '£' }}
        inputmode="decimal"
        classes="govuk-input--width-10"
        value={typed.pounds}
        errorMessage={errorFor(errors, 'perDayExVatPence')}
      />
      <DateField
        field="from"
        legend="For visits from"
        hint="Today or later. Bookings already made keep their rate."
        typed={typed}
        errors={errors}
      />
      <Checkboxes
        name="buyers"
        idPrefix="buyers"
        values={typed.buyers?.split(' ') ?? []}
        fieldset={{ legend: { text: 'For whom', classes: 'govuk-fieldset__legend--s' } }}
        hint={{ text: 'Choose nobody for the rate of everybody whom no other rate names.' }}
        errorMessage={errorFor(errors, 'buyers')}
        items={buyerKinds.map((value) => ({ value, text: buyerTexts[value] }))}
      />
      <Button text="Preview the new day rate" preventDoubleClick />
    </form>
  );
}

export function WithdrawalForm({ service, base, given }: FormProps): Element {
  return (
    <form method="post" action={`${base}/catalogue/${service.id}/withdrawal/preview`} novalidate>
      <h2 class="govuk-heading-m">Withdraw the service</h2>
      <DateField
        field="withdrawnFrom"
        legend="Off sale from"
        hint="Today or later. Visits already booked are kept."
        typed={given?.typed ?? {}}
        errors={given?.refusal && faultsOf(given.refusal)}
      />
      <Button text="Preview the withdrawal" classes="govuk-button--warning" preventDoubleClick />
    </form>
  );
}

/** Ends the own day rate of some customers; nothing where nobody has one. */
export function PriceEndForm({ service, base, given, today }: FormProps & { today: CivilDate }): Element | null {
  const owners = withOwnPrice(service, today);
  if (owners.length === 0) return null;
  const typed = given?.typed ?? {};
  const errors = given?.refusal && faultsOf(given.refusal);
  return (
    <form method="post" action={`${base}/catalogue/${service.id}/prices/ending/preview`} novalidate>
      <h2 class="govuk-heading-m">End some customers’ own day rate</h2>
      <Checkboxes
        name="ending"
        idPrefix="ending"
        values={typed.ending?.split(' ') ?? []}
        fieldset={{ legend: { text: 'Whose', classes: 'govuk-fieldset__legend--s' } }}
        hint={{ text: 'From that day they pay what everybody else does.' }}
        errorMessage={errorFor(errors, 'ending')}
        items={owners.map((value) => ({ value, text: buyerTexts[value] }))}
      />
      <DateField
        field="endsFrom"
        legend="For visits from"
        hint="Today or later. Bookings already made keep their rate."
        typed={typed}
        errors={errors}
      />
      <Button text="Preview the end" preventDoubleClick />
    </form>
  );
}

export function WordsForm({ service, base, given }: { service: Service; base: string; given: Given | undefined }): Element {
  const typed: Typed = given?.typed ?? { ...textsOf(service), version: String(service.version) };
  const errors = given?.refusal && faultsOf(given.refusal);
  return (
    <form method="post" action={`${base}/catalogue/${service.id}/words/preview`} novalidate>
      <input type="hidden" name="version" value={typed.version} />
      <Input {...fieldOf(typed, errors, 'title')} label={{ text: 'Title', classes: 'govuk-label--s' }} />
      <CharacterCount
        {...fieldOf(typed, errors, 'description')}
        label={{ text: 'Description', classes: 'govuk-label--s' }}
        hint={{ text: 'In the list of services its first sentence is read.' }}
        maxlength={1000}
      />
      <CharacterCount
        {...fieldOf(typed, errors, 'outcomes')}
        label={{ text: 'What schools get (optional)', classes: 'govuk-label--s' }}
        maxlength={1000}
      />
      <Button text="Preview the words" preventDoubleClick />
    </form>
  );
}

const textsOf = ({ title, description, outcomes }: Service): Typed => ({ title, description, outcomes });

/** What was typed, carried by a form without boxes. */
export function Carried({ typed }: { typed: Typed }): Element {
  return (
    <>
      {Object.entries(typed).flatMap(([name, value]) =>
        value === undefined
          ? []
          : name === 'buyers' || name === 'ending'
            ? value.split(' ').map((each) => <input type="hidden" name={name} value={each} />)
            : [<input type="hidden" name={name} value={value} />],
      )}
    </>
  );
}

type Form = Awaited<ReturnType<typeof readForm>>;

const typedIn = (form: Form, names: readonly string[]): Typed => Object.fromEntries(names.map((name) => [name, form.one(name)]));
export const priceTyped = (form: Form): Typed => ({
  ...typedIn(form, ['pounds', ...dateNames('from')]),
  buyers: form.many('buyers').join(' ') || undefined,
});
export const priceEndTyped = (form: Form): Typed => ({
  ...typedIn(form, dateNames('endsFrom')),
  ending: form.many('ending').join(' ') || undefined,
});
export const withdrawalTyped = (form: Form): Typed => typedIn(form, dateNames('withdrawnFrom'));
export const wordsTyped = (form: Form): Typed => typedIn(form, ['title', 'description', 'outcomes', 'version']);

const wordsForPeople: Readonly<Record<string, string>> = {
  from: 'Enter a real date in figures, such as 1 9 2027',
  withdrawnFrom: 'Enter a real date in figures, such as 1 9 2027',
  perDayExVatPence: 'Enter the day rate in pounds, up to 100,000, such as 465 or 465.50',
  buyers: 'Choose from the customers shown',
};

/** The fields of the command that sets a price and of the one that ends it, by their boxes in the order in which these stand. */
const boxesInOrder: readonly string[] = ['perDayExVatPence', 'from', 'buyers', 'ending', 'endsFrom'];
const place = ({ field }: FieldFault): number => boxesInOrder.indexOf(field.split('.')[0] ?? '');
const inOrder = (faults: readonly FieldFault[]): FieldFault[] => [...faults].sort((a, b) => place(a) - place(b));

/** The boxes of the form that ends a price and of the list of prices to come, where they are not called as the command's own fields are: the page has others of that name. */
const boxes: Readonly<Record<string, string>> = { from: 'endsFrom', buyers: 'ending', version: 'to-come' };
export const ofPriceEnd = (refusal: Refusal): Refusal => {
  const { faults } = inWordsOfForm(refusal, wordsForPeople);
  return faults ? { ...refusal, faults: inOrder(faults.map((each) => ({ ...each, field: boxes[each.field] ?? each.field }))) } : refusal;
};
export const forPeople = (refusal: Refusal): Refusal => {
  const said = inWordsOfForm(refusal, wordsForPeople);
  return said.faults ? { ...said, faults: inOrder(said.faults) } : said;
};
