// The fields of a right, wherever one is given: for whom, which roles, and which officer. A form holds both kinds of role; the schema says what does not fit.
import { type Role, roles } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { readForm } from '../../../shared/http.ts';
import { organisationTyped } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm } from '../../../shared/page.tsx';
import { Checkboxes, type Element, errorFor, type FieldError, Input, Select } from '../../../shared/ui/index.ts';
import type { NamedRight } from '../actions/people.ts';
import { rolesInWords, roleWords } from '../rules/words.ts';
import { ownRoles } from '../schema.ts';

type Form = Awaited<ReturnType<typeof readForm>>;
export type TypedRight = { organisation?: string | undefined; roles: string[]; officer?: string | undefined };

export const rightIn = (form: Form): TypedRight => ({
  organisation: organisationTyped(form.one('organisation')),
  roles: form.many('roles'),
  officer: form.one('officer'),
});

/** Faults in the words of the form; those of a list of roles stand at the list. */
export function forPeople(refusal: Refusal, typed: TypedRight): FieldError[] {
  const wordsFor: Readonly<Record<string, string>> = {
    organisation: 'Enter the school’s URN, six digits, or another organisation’s identifier.',
    officer: 'Choose which of the council’s officers this is, for somebody with the role of officer and for nobody else.',
    roles:
      typed.roles.length === 0
        ? 'Choose at least one role.'
        : typed.organisation
          ? 'For an organisation, choose from its own roles only.'
          : 'Enter the organisation, or choose from the council’s own roles only.',
  };
  return faultsOf(inWordsOfForm(refusal, wordsFor)).map(({ field, text }) => ({ field: field.split('.')[0] ?? '', text }));
}

const boxes = (given: readonly Role[], typed: TypedRight) =>
  given.map((role) => ({ value: role, text: roleWords[role], checked: typed.roles.includes(role) }));

export function RightFields(props: {
  typed: TypedRight;
  errors: readonly FieldError[] | undefined;
  /** Nobody is offered as an officer where this is left out. */
  officers?: readonly { id: string; name: string }[];
}): Element {
  const { typed, errors, officers } = props;
  const own = roles.filter((role) => ownRoles.includes(role));
  const council = roles.filter((role) => !ownRoles.includes(role) && (officers || role !== 'officer'));
  return (
    <>
      <Input
        id="organisation"
        name="organisation"
        label={{ text: 'Organisation' }}
        hint={{ text: 'A school’s URN, six digits, or another organisation’s identifier. Leave it empty for the council itself.' }}
        value={typed.organisation?.replace(/^sch_/, '')}
        classes="govuk-input--width-20"
        errorMessage={errorFor(errors, 'organisation')}
      />
      <Checkboxes
        name="roles"
        fieldset={{ legend: { text: 'Roles for the organisation', classes: 'govuk-fieldset__legend--s' } }}
        items={boxes(own, typed)}
        errorMessage={errorFor(errors, 'roles')}
      />
      <Checkboxes
        name="roles"
        idPrefix="council-roles"
        fieldset={{ legend: { text: 'Or roles for the council', classes: 'govuk-fieldset__legend--s' } }}
        items={boxes(council, typed)}
      />
      {officers && (
        <Select
          id="officer"
          name="officer"
          label={{ text: 'Officer' }}
          hint={{ text: 'For somebody who delivers: which of the council’s officers they are' }}
          value={typed.officer}
          items={[{ value: '', text: 'Not an officer' }, ...officers.map(({ id, name }) => ({ value: id, text: name }))]}
          errorMessage={errorFor(errors, 'officer')}
        />
      )}
    </>
  );
}

/** For whom, and what: one line of a list. */
export const rightText = (council: string, { organisationName, roles: given }: Pick<NamedRight, 'organisationName' | 'roles'>): string =>
  `${organisationName ?? council}: ${rolesInWords(given)}`;
