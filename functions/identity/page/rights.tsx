// The fields of a right, wherever one is given: for whom, which roles, and which officer. A form holds both kinds of role; the schema says what does not fit.
import type * as z from 'zod';
import { type Context, type Role, roles } from '../../../shared/context.ts';
import type { Decision, Refusal } from '../../../shared/decision.ts';
import { parse, type readForm } from '../../../shared/http.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm } from '../../../shared/page.tsx';
import { Checkboxes, Details, type Element, errorFor, type FieldError, fieldOf, ScrollTable, Select } from '../../../shared/ui/index.ts';
import { findOrganisation } from '../actions/finding.ts';
import type { NamedRight } from '../actions/people.ts';
import { rolesInWords, roleTasks, roleWords } from '../rules/words.ts';
import { ownRoles } from '../schema.ts';
import { FinderField, type Sought, soughtFault, soughtIn } from './finding.tsx';

type Form = Awaited<ReturnType<typeof readForm>>;
/** A right as somebody typed it: the organisation as they called it, and what that came to. */
export type TypedRight = { organisation?: OrganisationId | undefined; roles: string[]; officer?: string | undefined; sought: Sought };
export const nothingTyped: TypedRight = { roles: [], sought: {} };

export async function rightIn(context: Context, form: Form): Promise<TypedRight> {
  const sought = await soughtIn('organisation', form.one, (typed) => findOrganisation(context, typed));
  return { organisation: sought.id, roles: form.many('roles'), officer: form.one('officer'), sought };
}

/** The command of a form, with what else is in it. Whatever names no organisation, or several, is told before anything else is. */
export function rightCommand<T>(schema: z.ZodType<T>, { sought, ...right }: TypedRight, more: object = {}): Decision<T> {
  const fault = soughtFault('organisation', sought, {
    none: 'No organisation here has that name or number. Look it up under Schools',
    several: 'Several organisations are called so. Choose one of them',
  });
  return fault ? { ok: false, refusal: fault } : parse(schema, { ...right, ...more });
}

/** Faults in the words of the form; those of a list of roles stand at the list. */
export function forPeople(refusal: Refusal): FieldError[] {
  const wordsFor: Readonly<Record<string, string>> = {
    officer: 'Choose which of the council’s officers this is, for somebody with the role of officer and for nobody else.',
  };
  return faultsOf(inWordsOfForm(refusal, wordsFor)).map(({ field, text }) => ({ field: field.split('.')[0] ?? '', text }));
}

const boxes = (given: readonly Role[], typed: TypedRight) =>
  given.map((role) => ({ value: role, text: roleWords[role], checked: typed.roles.includes(role) }));

/** What each of these roles may do, for whoever gives one. */
const RolesExplained = ({ roles: shown }: { roles: readonly Role[] }): Element => (
  <Details
    summaryText="What each role may do"
    html={
      <ScrollTable
        caption="What each role may do"
        captionClasses="govuk-visually-hidden"
        head={[{ text: 'Role' }, { text: 'What they may do' }]}
        rows={shown.map((role) => [{ text: roleWords[role] }, { text: roleTasks[role] }])}
      />
    }
  />
);

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
      <RolesExplained roles={[...own, ...council]} />
      <FinderField
        field="organisation"
        label="Organisation"
        hint="Its name, or its URN or UID. Leave it empty for the council itself."
        legend="Which of these?"
        sought={typed.sought}
        errors={errors}
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
          {...fieldOf(typed, errors, 'officer')}
          label={{ text: 'Officer' }}
          hint={{ text: 'For somebody who delivers: which of the council’s officers they are' }}
          items={[{ value: '', text: 'Not an officer' }, ...officers.map(({ id, name }) => ({ value: id, text: name }))]}
        />
      )}
    </>
  );
}

/** For whom, and what: one line of a list. */
export const rightText = (council: string, { organisationName, roles: given }: Pick<NamedRight, 'organisationName' | 'roles'>): string =>
  `${organisationName ?? council}: ${rolesInWords(given)}`;
