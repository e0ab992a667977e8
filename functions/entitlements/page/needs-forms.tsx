// The forms of a support plan: a need to add, and what is asked before one is gone through or withdrawn.
import { dateText } from '../../../shared/calendar.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { newId } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm } from '../../../shared/page.tsx';
import {
  Button,
  DateField,
  type DateNames,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  halfDaysText,
  Input,
  PageHeading,
  Select,
  Textarea,
} from '../../../shared/ui/index.ts';
import type { Plan, ShownNeed } from '../actions/needs.ts';
import { forWhat, skillText } from './needs-words.ts';

export type Typed = Partial<Record<'what' | 'service' | 'skill' | 'days' | 'key' | DateNames<'by'>, string>>;

const wordsForPeople: Readonly<Record<string, string>> = {
  wantedHalfDays: 'Enter how many days are wanted, in whole or half days, such as 1 or 2.5.',
  by: 'Enter the day by which it is needed, within two years of today.',
};
/** As they stand on the page. */
const fields = ['what', 'service', 'skill', 'days', 'by', 'note', 'reason'];
export const forPeople = (refusal: Refusal): FieldError[] =>
  faultsOf(inWordsOfForm(refusal, wordsForPeople))
    .map(({ field, text }) => {
      const of = field === 'wantedHalfDays' ? 'days' : field;
      return { field: fields.includes(of) ? of : 'main-content', text };
    })
    .sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field));

/** Days as people type them, in half-days; undefined where they are not whole or half ones. */
export function halfDaysTyped(text: string | undefined): number | undefined {
  const match = /^(\d{1,3})(?:[.,](0|5)0?)?$/.exec(text ?? '');
  return match ? Number(match[1]) * 2 + (match[2] === '5' ? 1 : 0) : undefined;
}

export function RecordForm({
  action,
  plan,
  typed,
  errors,
}: {
  action: string;
  plan: Plan;
  typed: Typed;
  errors: readonly FieldError[] | undefined;
}): Element {
  const skills = [...new Set(plan.services.map(({ skill }) => skill))].sort();
  return (
    <form method="post" action={action} novalidate>
      <h2 class="govuk-heading-m">Add a need</h2>
      <input type="hidden" name="key" value={typed.key ?? newId('ned')} />
      <Textarea
        {...fieldOf(typed, errors, 'what')}
        label={{ text: 'What the school needs' }}
        hint={{ text: 'Name no pupil and no member of staff' }}
        rows={3}
      />
      <Select
        {...fieldOf(typed, errors, 'service')}
        label={{ text: 'Service' }}
        hint={{ text: 'If it is known already' }}
        items={[{ text: 'Not chosen yet', value: '' }, ...plan.services.map(({ id, title }) => ({ value: id, text: title }))]}
      />
      <Select
        {...fieldOf(typed, errors, 'skill')}
        label={{ text: 'Skill' }}
        hint={{ text: 'If no service is chosen' }}
        items={[{ text: 'Follows from the service', value: '' }, ...skills.map((skill) => ({ value: skill, text: skillText(skill) }))]}
      />
      <Input
        {...fieldOf(typed, errors, 'days')}
        label={{ text: 'Days wanted' }}
        hint={{ text: 'Whole or half days, such as 1 or 2.5' }}
        classes="govuk-input--width-4"
        inputmode="decimal"
      />
      <DateField field="by" legend="Needed by" typed={typed} errors={errors} />
      <Button text="Add it to the plan" preventDoubleClick />
    </form>
  );
}

/** What may be done to one need, asked on a page of its own so that every field has one place. */
export function Asking(props: {
  need: ShownNeed;
  path: string;
  doing: 'review' | 'withdrawal';
  typed?: string | undefined;
  errors: readonly FieldError[] | undefined;
}): Element {
  const { need, path, doing, typed, errors } = props;
  const isReview = doing === 'review';
  const field = isReview ? 'note' : 'reason';
  return (
    <form method="post" action={`${path}/${need.id}/${doing}`} novalidate>
      <PageHeading caption={need.schoolName}>{isReview ? 'Review a need' : 'Withdraw a need'}</PageHeading>
      <p class="govuk-body-l">{need.what}</p>
      <p class="govuk-body">
        {forWhat(need)}, {halfDaysText(need.wantedHalfDays)} by {dateText(need.by)}
      </p>
      <Textarea
        id={field}
        name={field}
        label={{ text: isReview ? 'What you agreed with the phase lead' : 'Why it is no longer needed' }}
        rows={3}
        value={typed}
        errorMessage={errorFor(errors, field)}
      />
      <Button text={isReview ? 'Record the review' : 'Withdraw it'} preventDoubleClick />
    </form>
  );
}
