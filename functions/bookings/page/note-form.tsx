// The fields of a note of visit: one box under each heading of its template, and rows for what was agreed. Plain form fields, filled again on a refusal.

import type { Refusal } from '../../../shared/decision.ts';
import { faultsOf } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  DateField,
  Details,
  dateNames,
  dateTyped,
  errorFor,
  type FieldError,
  Fieldset,
  Input,
  Select,
} from '../../../shared/ui/index.ts';
import { dayBeforeVisit } from '../rules/notes.ts';
import { mostActions, mostSectionCharacters, type Template } from '../schema/notes.ts';

type Form = { one(name: string): string | undefined; many(name: string): string[] };
/** `boxes`: the day, the month and the year of what was typed, whether or not they are a date. */
type TypedAction = { what: string; who: string; by: string; boxes?: (string | undefined)[] };
export type TypedNote = { sections: Record<string, string>; actions: TypedAction[]; as?: string | undefined };

/** What was typed; rows for actions that were left empty are no actions. */
export function noteTyped(form: Form): TypedNote {
  const rows = Array.from({ length: mostActions }, (_, i) => ({
    what: form.one(`action-${i + 1}-what`) ?? '',
    who: form.one(`action-${i + 1}-who`) ?? '',
    by: dateTyped(form, `action-${i + 1}-by`) ?? '',
    boxes: dateNames(`action-${i + 1}-by`).map((name) => form.one(name)),
  }));
  return {
    sections: Object.fromEntries(form.many('heading').map((code) => [code, form.one(`section-${code}`) ?? ''])),
    actions: rows.filter(({ what, by }) => what !== '' || by !== ''),
    as: form.one('as'),
  };
}

/** What was typed as a command; without a button's word it is sent. */
export const noteCommand = ({ sections, actions, as }: TypedNote) => ({
  sections,
  actions: actions.map(({ what, who, by }) => ({ what, who, by })),
  ...(as ? { as } : {}),
});

/** The input of a field of the command. */
export const noteInput = (field: string): string => {
  const [first = '', second = '', third = 'what'] = field.split('.');
  if (first === 'sections' && second) return `section-${second}`;
  if (first === 'actions' && second) return `action-${Number(second) + 1}-${third}`;
  return first;
};

export const noteErrors = (refusal: Refusal | undefined): FieldError[] | undefined =>
  refusal &&
  faultsOf(refusal).map(({ field, text }) => ({
    field: noteInput(field),
    text: field.endsWith('.by') && !text.startsWith(dayBeforeVisit) ? dayMissing : text,
  }));
const dayMissing = 'Enter the day by which it is to be done.';

type Props = { template: Template; typed: TypedNote; errors: readonly FieldError[] | undefined };

export function NoteFields({ template, typed, errors }: Props) {
  return (
    <>
      {template.headings.map(({ code, title, required }) => (
        <>
          <input type="hidden" name="heading" value={code} />
          <CharacterCount
            id={`section-${code}`}
            name={`section-${code}`}
            maxlength={mostSectionCharacters}
            label={{ text: required ? title : `${title} (optional)` }}
            value={typed.sections[code]}
            errorMessage={errorFor(errors, `section-${code}`)}
          />
        </>
      ))}
      <Actions typed={typed} errors={errors} />
      <p class="govuk-hint">{readersText(template)}</p>
    </>
  );
}

const readersText = ({ readBy, moderated }: Template) =>
  `${readBy === 'school-and-council' ? 'The school and the council read it, and nobody else.' : 'The school reads it.'}${
    moderated ? ' A colleague reads it first.' : ''
  } What is paid for is billed once it is shared.`;

/** The date of a row, which may stand in another row than when it was typed, as empty ones are left out. */
const dateIn = (field: string, { by, boxes = [] }: Pick<TypedAction, 'by' | 'boxes'>): Record<string, string | undefined> => ({
  [field]: by,
  ...Object.fromEntries(dateNames(field).map((name, i) => [name, boxes[i]])),
});

const spareRows = 2;

function Actions({ typed: { actions }, errors }: Omit<Props, 'template'>) {
  const rows = Array.from({ length: Math.min(mostActions, actions.length + spareRows) }, (_, i) => actions[i]);
  return (
    <Details summaryText={actions.length > 0 ? 'Actions that were agreed' : 'Add actions that were agreed'} open={actions.length > 0}>
      {rows.map((action, i) => {
        const name = (part: string) => `action-${i + 1}-${part}`;
        return (
          <Fieldset legend={{ text: `Action ${i + 1}`, classes: 'govuk-fieldset__legend--s' }}>
            <Input
              id={name('what')}
              name={name('what')}
              label={{ text: 'What is to be done' }}
              value={action?.what}
              errorMessage={errorFor(errors, name('what'))}
            />
            <Select
              id={name('who')}
              name={name('who')}
              label={{ text: 'Who does it' }}
              value={action?.who ?? 'school'}
              items={[
                { value: 'school', text: 'The school' },
                { value: 'officer', text: 'The officer' },
              ]}
              errorMessage={errorFor(errors, name('who'))}
            />
            <DateField field={name('by')} legend="By" typed={dateIn(name('by'), action ?? { by: '' })} errors={errors} />
          </Fieldset>
        );
      })}
    </Details>
  );
}

/** `before`: what is done along with it, such as marking visits delivered. */
export function SendButtons({ moderated, before = '' }: { moderated: boolean; before?: string }) {
  const send = moderated ? 'send the note to be moderated' : 'share the note';
  const keep = 'keep it as a draft';
  const words = (text: string) => (before ? `${before} and ${text}` : `${text[0]?.toUpperCase()}${text.slice(1)}`);
  return (
    <div class="govuk-button-group">
      <Button name="as" value="sent" text={words(send)} preventDoubleClick />
      <Button
        name="as"
        value="draft"
        text={words(before ? 'keep the note as a draft' : keep)}
        classes="govuk-button--secondary"
        preventDoubleClick
      />
    </div>
  );
}
