// The forms that keep an officer's diary: their fields, what was typed into them, and their faults in words for people.
import type { Refusal } from '../../../shared/decision.ts';
import type { readForm } from '../../../shared/http.ts';
import { inWordsOfForm } from '../../../shared/page.tsx';
import {
  Checkboxes,
  dateNames,
  dateTyped,
  type Element,
  ErrorMessage,
  errorFor,
  type FieldError,
  Fieldset,
  fieldOf,
  Input,
  Radios,
  ScrollTable,
  Select,
} from '../../../shared/ui/index.ts';
import type { Choices } from '../actions/keeping.ts';
import { halvesOf } from '../rules.ts';
import { absenceKinds, type Officer, type Pattern } from '../schema.ts';

export type Form = Awaited<ReturnType<typeof readForm>>;
export type Typed = Readonly<Record<string, string | undefined>>;
/** A form that was refused, or that whoever sent it wants to change before it is saved. */
export type Given = { refusal?: Refusal; typed: Typed };
export type Errors = readonly FieldError[] | undefined;

/** Fields of which several values are sent, kept as one text. */
const several = ['works', 'skills'];
const typedIn = (form: Form, names: readonly string[]): Typed => ({
  ...Object.fromEntries(names.map((name) => [name, form.one(name)])),
  ...Object.fromEntries(several.flatMap((name) => (form.many(name).length > 0 ? [[name, form.many(name).join(' ')]] : []))),
});
const partsOf = (text: string | undefined): string[] => text?.split(' ').filter(Boolean) ?? [];

export const recordTyped = (form: Form): Typed =>
  typedIn(form, ['name', 'title', 'newSkills', 'district', 'version', 'key', ...dateNames('from')]);
export const patternTyped = (form: Form): Typed => typedIn(form, ['version', ...dateNames('from')]);
export const absenceTyped = (form: Form): Typed =>
  typedIn(form, ['version', 'fromHalf', 'toHalf', 'kind', ...dateNames('from'), ...dateNames('to')]);
export const leavingTyped = (form: Form): Typed => typedIn(form, ['version', ...dateNames('leavesOn')]);

/** `Early reading` as the code of a skill. */
const skillCode = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
export const skillText = (skill: string): string => skill.replaceAll('-', ' ');

export const recordFrom = ({ name, title, district, skills, newSkills }: Typed) => {
  const named = (newSkills ?? '').split(',').map(skillCode).filter(Boolean);
  return { name, title, district, skills: [...new Set([...partsOf(skills), ...named])] };
};

/** The half-days that were ticked, as a pattern. */
export function patternFrom({ works }: Typed): Pattern {
  const ticked = new Set(partsOf(works));
  const day = (number: number) => ({ am: ticked.has(`${number}am`), pm: ticked.has(`${number}pm`) });
  return { 1: day(1), 2: day(2), 3: day(3), 4: day(4), 5: day(5) };
}

const sessionFrom = (typed: Typed, field: 'from' | 'to'): string | undefined => {
  const date = dateTyped(typed, field);
  return date && `${date}#${typed[`${field}Half`] ?? ''}`;
};
export const absenceFrom = (typed: Typed) => ({ from: sessionFrom(typed, 'from'), to: sessionFrom(typed, 'to'), kind: typed.kind });

const realDate = 'Enter a real date in figures, such as 1 9 2027';
const words: Readonly<Record<string, string>> = {
  name: 'Enter the name, in 2 to 120 characters',
  title: 'Enter the title, in 2 to 120 characters',
  skills: 'Choose up to 40 skills, or name a new one, each in at most 60 characters',
  district: 'Choose the district',
  pattern: 'Choose at least one half-day that is worked',
  from: realDate,
  to: 'Enter a real date, not before the absence begins, such as 1 9 2027',
  kind: 'Choose what the absence is for',
  leavesOn: realDate,
};
export function forPeople(refusal: Refusal): Refusal {
  const said = inWordsOfForm(refusal, words);
  if (refusal.name !== 'invalid-request' || !said.faults) return said;
  const faults = new Map(said.faults.map(({ field, detail }) => [field.split('.')[0] ?? '', detail]));
  return { ...said, faults: [...faults].map(([field, detail]) => ({ field, detail })) };
}

/** What was typed, carried by a form without boxes. */
export function Carried({ typed }: { typed: Typed }): Element {
  return (
    <>
      {Object.entries(typed).flatMap(([name, value]) =>
        (several.includes(name) ? partsOf(value) : value === undefined ? [] : [value]).map((each) => (
          <input type="hidden" name={name} value={each} />
        )),
      )}
    </>
  );
}

/** The version that a form was filled in on; whoever was too late starts again from what stands there now. */
export function Version({ officer, given }: { officer: Officer; given: Given | undefined }): Element {
  const late = given?.refusal?.name === 'changed-meanwhile';
  return <input type="hidden" name="version" value={(!late && given?.typed.version) || String(officer.version)} />;
}

export function RecordFields({ choices, typed, errors }: { choices: Choices; typed: Typed; errors: Errors }): Element {
  const text = (name: 'name' | 'title', label: string) => (
    <Input
      id={name}
      name={name}
      label={{ text: label, classes: 'govuk-label--s' }}
      value={typed[name]}
      autocomplete="off"
      errorMessage={errorFor(errors, name)}
    />
  );
  const districts = [...new Set([...choices.districts, ...(typed.district ? [typed.district] : [])])];
  return (
    <>
      {text('name', 'Name')}
      {text('title', 'Title')}
      <Checkboxes
        name="skills"
        idPrefix="skills"
        classes="govuk-checkboxes--small"
        values={partsOf(typed.skills)}
        fieldset={{ legend: { text: 'Skills', classes: 'govuk-fieldset__legend--s' } }}
        hint={{
          text: 'A service can be booked with whoever has its skill. What is booked already stays: where a skill is taken away, you see first what needs it.',
        }}
        errorMessage={errorFor(errors, 'skills')}
        items={choices.skills.map((value) => ({ value, text: skillText(value) }))}
      />
      <Input
        id="newSkills"
        name="newSkills"
        label={{ text: 'Skills that are not listed (optional)', classes: 'govuk-label--s' }}
        hint={{ text: 'With commas between them. A new skill counts once a service asks for it.' }}
        value={typed.newSkills}
      />
      {districts.length > 0 ? (
        <Select
          {...fieldOf(typed, errors, 'district')}
          label={{ text: 'District', classes: 'govuk-label--s' }}
          items={[{ value: '', text: 'Choose a district' }, ...districts.map((name) => ({ value: name, text: name }))]}
        />
      ) : (
        <Input {...fieldOf(typed, errors, 'district')} label={{ text: 'District', classes: 'govuk-label--s' }} />
      )}
    </>
  );
}

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;
const halves = { am: 'morning', pm: 'afternoon' } as const;

/** Short to see, so that the boxes beside it fit a small screen, and whole to hear. */
export const ShortDay = ({ name }: { name: string }): Element => (
  <>
    {name.slice(0, 3)}
    <span class="govuk-visually-hidden">{name.slice(3)}</span>
  </>
);

/** A box for each half-day from Monday to Friday; the first has the id that an error summary leads to. */
export function PatternFields({ given, pattern, errors }: { given: Given | undefined; pattern: Pattern; errors: Errors }): Element {
  // What was sent with nothing ticked is shown with nothing ticked.
  const ticked = given ? partsOf(given.typed.works) : halvesOf(pattern);
  const error = errorFor(errors, 'pattern');
  const box = (day: number, half: 'am' | 'pm') => {
    const value = `${day}${half}`;
    const id = value === '1am' ? 'pattern' : `pattern-${value}`;
    return (
      <div class="govuk-checkboxes govuk-checkboxes--small">
        <div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id={id} name="works" type="checkbox" value={value} checked={ticked.includes(value)} />
          <label class="govuk-label govuk-checkboxes__label" for={id}>
            <span class="govuk-visually-hidden">
              {weekdays[day - 1]} {halves[half]}
            </span>
          </label>
        </div>
      </div>
    );
  };
  return (
    <div class={error ? 'govuk-form-group govuk-form-group--error' : 'govuk-form-group'}>
      <Fieldset
        legend={{ text: 'Half-days that are worked', classes: 'govuk-fieldset__legend--s' }}
        describedBy={error && 'pattern-error'}
        html={
          <>
            {error && <ErrorMessage id="pattern-error" text={error.text} />}
            <ScrollTable
              label="Half-days that are worked"
              firstCellIsHeader
              head={[{ text: 'Day' }, { text: 'Morning' }, { text: 'Afternoon' }]}
              rows={weekdays.map((name, i) => [{ html: <ShortDay name={name} /> }, { html: box(i + 1, 'am') }, { html: box(i + 1, 'pm') }])}
            />
          </>
        }
      />
    </div>
  );
}

export function HalfChoice({
  name,
  first,
  last,
  typed,
}: {
  name: 'fromHalf' | 'toHalf';
  first: string;
  last: string;
  typed: Typed;
}): Element {
  return (
    <Radios
      name={name}
      idPrefix={name}
      classes="govuk-radios--inline govuk-radios--small"
      value={typed[name] ?? (name === 'fromHalf' ? 'am' : 'pm')}
      fieldset={{ legend: { text: name === 'fromHalf' ? 'Beginning with' : 'Up to', classes: 'govuk-visually-hidden' } }}
      items={[
        { value: 'am', text: first },
        { value: 'pm', text: last },
      ]}
    />
  );
}

export function KindChoice({ typed, errors }: { typed: Typed; errors: Errors }): Element {
  return (
    <Radios
      name="kind"
      idPrefix="kind"
      value={typed.kind}
      fieldset={{ legend: { text: 'What it is for', classes: 'govuk-fieldset__legend--s' } }}
      hint={{
        text: 'Only the officer and whoever keeps the diaries see this. Nobody has to say more: for illness choose “Something else”.',
      }}
      errorMessage={errorFor(errors, 'kind')}
      items={Object.entries(absenceKinds).map(([value, text]) => ({ value, text }))}
    />
  );
}
