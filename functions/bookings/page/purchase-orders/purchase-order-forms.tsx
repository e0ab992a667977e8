// The forms of a purchase order: what it is worth and for which visits, and closing it; what was typed, and its faults in the words of the form.
import type { Refusal } from '../../../../shared/decision.ts';
import type { readForm } from '../../../../shared/http.ts';
import { parsePounds, plainPence } from '../../../../shared/money.ts';
import { faultsOf, inWordsOfForm } from '../../../../shared/page.tsx';
import type { RefusalName } from '../../../../shared/problem.ts';
import { Button, DateField, type DateTyped, errorFor, type FieldError, Input } from '../../../../shared/ui/index.ts';
import { outOfOrder, type PurchaseOrder } from '../../schema/purchase-orders.ts';

type Form = Awaited<ReturnType<typeof readForm>>;
export type Given = { refusal?: Refusal | undefined; form?: Form };

/** Refusals of a number that was typed on a quote: the quote stands, and another number may be given. */
export const purchaseOrderRefusals: readonly RefusalName[] = [
  'purchase-order-exhausted',
  'purchase-order-not-valid',
  'purchase-order-unregistered',
];

const pounds = 'Enter the value in pounds with VAT, up to 1,000,000, such as 1200 or 1200.00';
const formWords = { valuePence: pounds, from: 'Enter the first day, such as 1 9 2026' };
const noNumber = 'Enter the number of the purchase order';
const lastDay = 'Enter the last day, such as 31 8 2027';

/** One fault for each field: a number that is not there is both too short and unlike a number. That the days are out of order is said as it is. */
function oneForEach(refusal: Refusal): Refusal {
  if (!refusal.faults) return refusal;
  const faults = refusal.faults.filter(({ field }, i, all) => all.findIndex((each) => each.field === field) === i);
  return { ...refusal, faults: faults.map((fault) => (isNoDate(fault) ? { ...fault, detail: lastDay } : fault)) };
}
const isNoDate = ({ field, detail }: { field: string; detail: string }): boolean => field === 'to' && detail !== outOfOrder;

/** A number that was typed and cannot be one is told what numbers look like. */
const wordsFor = (form: Form | undefined): Record<string, string> => (form?.one('number') ? formWords : { ...formWords, number: noNumber });

export const errorsIn = ({ refusal, form }: Given): FieldError[] | undefined =>
  refusal &&
  faultsOf(inWordsOfForm(oneForEach(refusal), wordsFor(form))).map(({ field, text }) => ({
    field: field === 'valuePence' ? 'value' : field,
    text,
  }));

export const nothingTyped: DateTyped = {};
export const pence = (form: Form) => parsePounds(form.one('value') ?? '');

type FieldsProps = { value: string | undefined; typed: DateTyped; errors: readonly FieldError[] | undefined };
export const ValueAndDays = ({ value, typed, errors }: FieldsProps) => (
  <>
    <Input
      id="value"
      name="value"
      label={{ text: 'What it is worth, with VAT' }}
      hint={{ text: 'In pounds, such as 1200 or 1200.00. What is left of it must pay the invoices.' }}
      prefix={{ text: '£' }}
      inputmode="decimal"
      classes="govuk-input--width-10"
      value={value}
      errorMessage={errorFor(errors, 'value')}
    />
    <DateField field="from" legend="For visits and instalments from" typed={typed} errors={errors} />
    <DateField field="to" legend="The last day of visits and instalments" typed={typed} errors={errors} />
  </>
);

export function PurchaseOrderForms({
  base,
  order,
  given,
  errors,
}: {
  base: string;
  order: PurchaseOrder;
  given: Given;
  errors: FieldError[] | undefined;
}) {
  const { form } = given;
  const version = <input type="hidden" name="version" value={form?.one('version') ?? String(order.version)} />;
  return (
    <>
      {!order.closedAt && (
        <form method="post" action={base} novalidate>
          <h2 class="govuk-heading-m">Change it</h2>
          {version}
          <ValueAndDays
            value={form?.one('value') ?? plainPence(order.valuePence)}
            typed={form ?? { from: order.from, to: order.to }}
            errors={errors}
          />
          <Button text="Save the change" preventDoubleClick />
        </form>
      )}
      <form method="post" action={`${base}/closing`} novalidate>
        <input type="hidden" name="version" value={String(order.version)} />
        <input type="hidden" name="closed" value={order.closedAt ? 'no' : 'yes'} />
        <Button
          text={order.closedAt ? 'Open it again' : 'Close it: nothing more is booked under it'}
          classes="govuk-button--secondary"
          preventDoubleClick
        />
      </form>
    </>
  );
}
