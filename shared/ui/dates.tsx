// Dates as people type them: three boxes, day first, read and shown again in one way by every form.
import { DateInput } from './choices.tsx';
import { type Element, errorFor, type FieldError } from './markup.ts';
import { type Boxes, isForm } from './typed.ts';

/** What a form sent: as it was read, or the texts by their names. */
export type DateTyped = Boxes | Readonly<Record<string, string | undefined>>;

const boxOf = (typed: DateTyped, name: string): string | undefined => (isForm(typed) ? typed.one(name) : typed[name]);

const parts = ['day', 'month', 'year'] as const;
type Part = (typeof parts)[number];

/** A date as a form holds it by name: whole, or in its boxes. */
export type DateNames<Field extends string> = Field | `${Field}-${Part}`;

/** The names of a date's boxes, for whoever keeps what was typed by name. */
export const dateNames = (field: string): string[] => parts.map((part) => `${field}-${part}`);

/** What was typed into the boxes, or the parts of a date that was sent whole. */
function partsOf(typed: DateTyped, field: string): Record<Part, string | undefined> {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(boxOf(typed, field) ?? '') ?? [];
  const part = (name: Part, whole: string | undefined) => boxOf(typed, `${field}-${name}`) ?? whole;
  return { day: part('day', day), month: part('month', month), year: part('year', year) };
}

/**
 * The three boxes as one date, written as the API writes it: `1`, `9` and `2027` are `2027-09-01`. Nothing where all are empty; what is no date is left for the schema
 * to refuse.
 */
export function dateTyped(typed: DateTyped, field: string): string | undefined {
  const { day = '', month = '', year = '' } = partsOf(typed, field);
  if (!day && !month && !year) return boxOf(typed, field);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

type DateFieldProps = {
  field: string;
  legend: string;
  hint?: string;
  typed: DateTyped;
  errors: readonly FieldError[] | undefined;
  /** Under what a fault of it is told, where that is not the field’s own name. */
  errorField?: string;
  legendClasses?: string;
};

/** The day's box has the field's own name as its id, so that an error summary leads to it. */
export function DateField({ field, legend, hint, typed, errors, errorField = field, legendClasses }: DateFieldProps): Element {
  const typedParts = partsOf(typed, field);
  return (
    <DateInput
      id={`${field}-date`}
      namePrefix={field}
      fieldset={{ legend: { text: legend, classes: legendClasses ?? 'govuk-fieldset__legend--s' } }}
      hint={{ text: `For example, 1 9 2027${hint ? `. ${hint}` : ''}` }}
      errorMessage={errorFor(errors, errorField)}
      items={parts.map((part) => ({ name: part, ...(part === 'day' ? { id: field } : {}), value: typedParts[part] }))}
    />
  );
}
