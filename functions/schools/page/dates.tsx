// Dates as people type them: three boxes, day first.
import { DateInput, type Element, errorFor, type FieldError } from '../../../shared/ui/index.ts';

export type Typed = { one(name: string): string | undefined; many(name: string): string[] };
export const nothing: Typed = { one: () => undefined, many: () => [] };

type Parts = Record<'day' | 'month' | 'year', string | undefined>;

/** What was typed into the boxes of a date, or the parts of one that was sent whole. */
function partsOf(typed: Typed, field: string): Parts {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(typed.one(field) ?? '') ?? [];
  const part = (name: string, whole: string | undefined) => typed.one(`${field}-${name}`) ?? whole;
  return { day: part('day', day), month: part('month', month), year: part('year', year) };
}

/** The three boxes as one date, written as the API writes it; nothing where all are empty, and what is no date is left for the schema to refuse. */
export function dateTyped(typed: Typed, field: string): string | undefined {
  const { day, month, year } = partsOf(typed, field);
  if (!day && !month && !year) return typed.one(field);
  return `${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
}

type DateFieldProps = { field: string; legend: string; hint?: string; typed: Typed; errors: readonly FieldError[] | undefined };

/** The day's box has the field's own name as its id, so that an error summary leads to it. */
export function DateField({ field, legend, hint, typed, errors }: DateFieldProps): Element {
  const { day, month, year } = partsOf(typed, field);
  return (
    <DateInput
      id={`${field}-date`}
      namePrefix={field}
      fieldset={{ legend: { text: legend, classes: 'govuk-fieldset__legend--s' } }}
      hint={{ text: `For example, 1 9 2027${hint ? `. ${hint}` : ''}` }}
      errorMessage={errorFor(errors, field)}
      items={[
        { name: 'day', id: field, value: day },
        { name: 'month', value: month },
        { name: 'year', value: year },
      ]}
    />
  );
}
