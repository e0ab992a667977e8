// Which schools share an event and by what rule, as the forms that propose one and that divide it anew ask for them.
import { Checkboxes, type Element, errorFor, type FieldError, fieldOf, Input, Radios, Textarea } from '../../../../shared/ui/index.ts';

type SchoolsProps = {
  schools: readonly { id: string; name: string; pupils?: number; isAnswerable?: boolean }[];
  chosen: readonly string[];
  weights: Readonly<Record<string, string | undefined>>;
  split: string | undefined;
  errors: readonly FieldError[] | undefined;
};

/** Which schools share it, and by what rule. */
export const SchoolFields = ({ schools, chosen, weights, split, errors }: SchoolsProps): Element => (
  <>
    <Radios
      name="split"
      idPrefix="split"
      value={split}
      fieldset={{ legend: { text: 'How is the cost divided?', classes: 'govuk-fieldset__legend--s' } }}
      errorMessage={errorFor(errors, 'split')}
      items={[
        { value: 'equal', text: 'Equally' },
        { value: 'pupils', text: 'By pupils', hint: { text: 'As the register of schools counts them' } },
        { value: 'named', text: 'By parts', hint: { text: 'Give each school a whole number, such as 2 for a double part' } },
      ]}
    />
    {schools.length > 0 && (
      <Checkboxes
        name="schools"
        idPrefix="schools"
        values={[...chosen]}
        fieldset={{ legend: { text: 'Which schools share it?', classes: 'govuk-fieldset__legend--s' } }}
        errorMessage={errorFor(errors, 'schools')}
        items={schools.map(({ id, name, pupils, isAnswerable = true }) => ({
          value: id,
          text: name,
          ...(pupils || !isAnswerable
            ? {
                hint: {
                  text: [...(pupils ? [`${pupils} pupils`] : []), ...(isAnswerable ? [] : ['Nobody could answer for it'])].join('. '),
                },
              }
            : {}),
          conditional: {
            html: (
              <Input
                id={`weight-${id}`}
                name={`weight-${id}`}
                label={{ text: `Part of ${name}` }}
                hint={{ text: 'Only where the cost is divided by parts' }}
                value={weights[id]}
                classes="govuk-input--width-4"
                inputmode="numeric"
              />
            ),
          },
        }))}
      />
    )}
  </>
);

/** Schools that are not among those to choose from. */
export const OtherSchools = ({ others, errors }: { others: string | undefined; errors: readonly FieldError[] | undefined }): Element => (
  <Textarea
    {...fieldOf({ others }, errors, 'others')}
    label={{ text: 'Other schools, by URN' }}
    hint={{ text: 'Six digits each, one a line' }}
    rows={3}
  />
);
