// A field in which an organisation or a person is typed as people know them: where several are meant, they stand below it to choose from.
import type { Refusal } from '../../../shared/decision.ts';
import { type Element, errorFor, type FieldError, Input, Radios } from '../../../shared/ui/index.ts';
import type { Found } from '../rules/finding.ts';

/** What was typed, what it came to, and which of several was chosen. */
export type Sought<Id extends string = string> = { text?: string | undefined; found?: Found<Id> | undefined; id?: Id | undefined };

type Fields = (name: string) => string | undefined;

/**
 * What a form or an address says in a field. A choice counts for the words it was offered for and for no others: whoever types anew is asked anew.
 */
export async function soughtIn<Id extends string>(
  field: string,
  one: Fields,
  find: (typed: string) => Promise<Found<Id>>,
): Promise<Sought<Id>> {
  const text = one(field)?.trim();
  if (!text) return {};
  const chosen = one(`${field}-choice`);
  if (chosen && one(`${field}-offered`) === text) {
    const found = await find(chosen);
    // From here on it is named by its own number, which names no other.
    if ('id' in found) return { text: found.id.replace(/^sch_/, ''), id: found.id };
  }
  const found = await find(text);
  return { text, found, ...('id' in found ? { id: found.id } : {}) };
}

const choicesOf = ({ found }: Sought) => (found && 'choices' in found ? found : undefined);

/** Why what was typed names nothing yet, or undefined where it does. */
export function soughtFault(field: string, sought: Sought, what: { none: string; several: string }): Refusal | undefined {
  const open = sought.id === undefined ? choicesOf(sought) : undefined;
  if (!open) return undefined;
  const none = open.choices.length === 0;
  const more = open.more ? ' If it is not among them, type more of the name.' : '';
  const detail = none ? what.none : `${what.several}${more}`;
  return { name: 'invalid-request', faults: [{ field: none ? field : `${field}-choice`, detail }] };
}

export function FinderField(props: {
  field: string;
  label: string;
  hint: string;
  legend: string;
  sought: Sought;
  errors: readonly FieldError[] | undefined;
}): Element {
  const { field, label, hint, legend, sought, errors } = props;
  const open = sought.id === undefined ? choicesOf(sought) : undefined;
  return (
    <>
      <Input
        id={field}
        name={field}
        label={{ text: label }}
        hint={{ text: hint }}
        value={sought.text}
        spellcheck={false}
        classes="govuk-!-width-two-thirds"
        errorMessage={errorFor(errors, field)}
      />
      {open && open.choices.length > 0 && (
        <>
          <input type="hidden" name={`${field}-offered`} value={sought.text} />
          <Radios
            name={`${field}-choice`}
            fieldset={{ legend: { text: legend, classes: 'govuk-fieldset__legend--s' } }}
            items={open.choices.map(({ id, name, hint: beside }) => ({ value: id, text: name, hint: { text: beside } }))}
            errorMessage={errorFor(errors, `${field}-choice`)}
          />
        </>
      )}
    </>
  );
}
