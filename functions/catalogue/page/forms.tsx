// The forms for a new day rate and for a withdrawal: how they look, what was typed, and their faults in words for people.
import type { Refusal } from '../../../shared/decision.ts';
import type { readForm } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm } from '../../../shared/page.tsx';
import { Button, DateInput, type Element, errorFor, type FieldError, Input } from '../../../shared/ui/index.ts';
import type { Service } from '../schema.ts';

export type Typed = Readonly<Record<string, string | undefined>>;
export type Refused = { refusal: Refusal; typed: Typed };

/** A date in three boxes; the day's box has the field's own name as its id, so that an error summary leads to it. */
function DateField(props: {
  field: string;
  legend: string;
  hint: string;
  typed: Typed;
  errors: readonly FieldError[] | undefined;
}): Element {
  const { field, typed } = props;
  return (
    <DateInput
      id={`${field}-date`}
      namePrefix={field}
      fieldset={{ legend: { text: props.legend, classes: 'govuk-fieldset__legend--s' } }}
      hint={{ text: props.hint }}
      errorMessage={errorFor(props.errors, field)}
      items={[
        { name: 'day', id: field, value: typed[`${field}-day`] },
        { name: 'month', value: typed[`${field}-month`] },
        { name: 'year', value: typed[`${field}-year`] },
      ]}
    />
  );
}

export function PriceForm({ service, base, refused }: { service: Service; base: string; refused: Refused | undefined }): Element {
  const typed = refused?.typed ?? {};
  const errors = refused && faultsOf(refused.refusal);
  return (
    <form method="post" action={`${base}/catalogue/${service.id}/prices`} novalidate>
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
      <Button text="Set the new day rate" preventDoubleClick />
    </form>
  );
}

export function WithdrawalForm({ service, base, refused }: { service: Service; base: string; refused: Refused | undefined }): Element {
  const typed = refused?.typed ?? {};
  return (
    <form method="post" action={`${base}/catalogue/${service.id}/withdrawal`} novalidate>
      <h2 class="govuk-heading-m">Withdraw the service</h2>
      <DateField
        field="withdrawnFrom"
        legend="Off sale from"
        hint="Today or later. Visits already booked are kept."
        typed={typed}
        errors={refused && faultsOf(refused.refusal)}
      />
      <Button text="Withdraw the service" classes="govuk-button--warning" preventDoubleClick />
    </form>
  );
}

type Form = Awaited<ReturnType<typeof readForm>>;

export const typedIn = (form: Form, names: readonly string[]): Typed => Object.fromEntries(names.map((name) => [name, form.one(name)]));
export const dateNames = (field: string) => [`${field}-day`, `${field}-month`, `${field}-year`];

/** The three boxes as one date, written as the API writes it; what is no date is left for the schema to refuse. */
export function dateIn(typed: Typed, field: string): string {
  const [day = '', month = '', year = ''] = dateNames(field).map((name) => typed[name]);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

const wordsForPeople: Readonly<Record<string, string>> = {
  from: 'Enter a real date in figures, such as 1 9 2026',
  withdrawnFrom: 'Enter a real date in figures, such as 1 9 2026',
  perDayExVatPence: 'Enter the day rate in pounds, up to 100,000, such as 465 or 465.50',
};
export const forPeople = (refusal: Refusal): Refusal => inWordsOfForm(refusal, wordsForPeople);
