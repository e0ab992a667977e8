// One plan of a partnership on a page: what it is for, who said what, and the forms by which it is answered, recorded from a meeting, withdrawn and released.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  DateField,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  History,
  Input,
  LinkList,
  NotificationBanner,
  PageHeading,
  Radios,
  ScrollTable,
  SummaryList,
  Textarea,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type PlanSeen, readPlan } from '../actions/pots-plan.ts';
import { agreementTexts, days, PlanState, periodText, planPath, potPath, Standing, saidText, wholeOrHalf } from './pot-words.tsx';

export type Typed = { one(name: string): string | undefined; many(name: string): string[] };
const nothing: Typed = { one: () => undefined, many: () => [] };
/** Which of a plan's forms is meant: they may not all be on the page at once. */
export type PlanForm = 'words' | 'minutes' | 'withdrawal' | 'release';

type FormProps = { path: string; seen: PlanSeen; typed: Typed; errors: readonly FieldError[] | undefined };

const Reason = ({ typed, errors, label }: Pick<FormProps, 'typed' | 'errors'> & { label: string }): Element => (
  <Textarea name="reason" rows={2} label={{ text: label }} value={typed.one('reason')} errorMessage={errorFor(errors, 'reason')} />
);

const WordForm = ({ path, seen, typed, errors }: FormProps): Element => (
  <form method="post" action={`${path}/words`} novalidate>
    <input type="hidden" name="member" value={seen.speaksFor?.member} />
    <Radios
      name="word"
      fieldset={{ legend: { text: `What does ${seen.speaksFor?.name} say?`, classes: 'govuk-fieldset__legend--m' } }}
      hint={{ text: 'You can change it for as long as the plan is open.' }}
      value={typed.one('word')}
      items={[
        { value: 'agree', text: 'Agree' },
        { value: 'decline', text: 'Decline' },
      ]}
      errorMessage={errorFor(errors, 'word')}
    />
    <Reason typed={typed} errors={errors} label="Reason (optional)" />
    <Button text="Say so" preventDoubleClick />
  </form>
);

const MinutesForm = ({ path, seen, typed, errors }: FormProps): Element => {
  const items = seen.members.map(({ id, name }) => ({ value: id, text: name }));
  return (
    <form method="post" action={`${path}/minutes`} novalidate>
      <h2 class="govuk-heading-m">Record what was said in a meeting</h2>
      <Input
        {...fieldOf(typed, errors, 'meeting')}
        label={{ text: 'Which meeting' }}
        hint={{ text: 'For example: the autumn meeting of headteachers' }}
      />
      <DateField
        field="on"
        legend="Day of the meeting"
        hint="A member counts that has been one since that day"
        typed={typed}
        errors={errors}
      />
      <Checkboxes
        name="agreed"
        fieldset={{ legend: { text: 'Agreed', classes: 'govuk-fieldset__legend--s' } }}
        values={typed.many('agreed')}
        items={items}
        errorMessage={errorFor(errors, 'agreed')}
      />
      <Checkboxes
        name="declined"
        fieldset={{ legend: { text: 'Declined', classes: 'govuk-fieldset__legend--s' } }}
        values={typed.many('declined')}
        items={items}
        errorMessage={errorFor(errors, 'declined')}
      />
      <Reason typed={typed} errors={errors} label="Why it is recorded here" />
      <Button text="Record what was said" preventDoubleClick />
    </form>
  );
};

const WithdrawalForm = ({ path, typed, errors }: FormProps): Element => (
  <form method="post" action={`${path}/withdrawal`} novalidate>
    <h2 class="govuk-heading-m">Withdraw the plan</h2>
    <Reason typed={typed} errors={errors} label="Reason" />
    <Button text="Withdraw the plan" classes="govuk-button--warning" preventDoubleClick />
  </form>
);

const ReleaseForm = ({ path, seen, typed, errors }: FormProps): Element => (
  <form method="post" action={`${path}/release`} novalidate>
    <h2 class="govuk-heading-m">Release days that are not needed</h2>
    <input type="hidden" name="version" value={String(seen.plan.version)} />
    <Input
      id="halfDays"
      name="days"
      label={{ text: 'Days' }}
      hint={{
        text: `Whole or half days, such as 1 or 2.5. Left of the plan: ${days(seen.plan.figures?.left ?? 0)}. They go back to the pot.`,
      }}
      value={typed.one('days')}
      classes="govuk-input--width-4"
      inputmode="decimal"
      errorMessage={errorFor(errors, 'halfDays')}
    />
    <Reason typed={typed} errors={errors} label="Reason" />
    <Button text="Release the days" preventDoubleClick />
  </form>
);

const forms: Record<PlanForm, { title: string; Form: (props: FormProps) => Element; isFor(context: Context, seen: PlanSeen): boolean }> = {
  words: {
    title: 'Say whether you agree',
    Form: WordForm,
    isFor: ({ actor }, { speaksFor }) => speaksFor !== undefined && can(actor, 'pot:answer'),
  },
  minutes: {
    title: 'Record what was said in a meeting',
    Form: MinutesForm,
    isFor: ({ actor }, { plan }) => plan.shows === 'open' && can(actor, 'pot:record'),
  },
  withdrawal: {
    title: 'Withdraw the plan',
    Form: WithdrawalForm,
    isFor: (_, { plan, mayPlan }) => plan.state === 'open' && mayPlan,
  },
  release: {
    title: 'Release days that are not needed',
    Form: ReleaseForm,
    isFor: (_, { plan, mayPlan }) => plan.shows === 'agreed' && (plan.figures?.left ?? 0) > 0 && mayPlan,
  },
};

const doneTexts: Readonly<Record<string, string>> = {
  proposed: 'The plan is proposed.',
  words: 'What you said is recorded.',
  minutes: 'What was said in the meeting is recorded.',
  withdrawal: 'The plan is withdrawn.',
  release: 'The days are back in the pot.',
};

const wordsForPeople: Readonly<Record<string, string>> = {
  halfDays: wholeOrHalf,
  on: 'Enter the day of a meeting of the last twelve months, not more than four weeks before the plan was proposed',
};

type OfPlan = { context: Context; seen: PlanSeen };

/** What is planned and how it stands: whose agreement it needs, and what became of its days. */
const Particulars = ({ seen: { plan, agreement, potLeft } }: { seen: PlanSeen }): Element => (
  <SummaryList
    rows={[
      { key: { text: 'State' }, value: { html: <PlanState plan={plan} /> } },
      { key: { text: 'Days' }, value: { text: days(plan.halfDays) } },
      { key: { text: 'Used for' }, value: { text: plan.services.map(({ title }) => title).join(', ') } },
      { key: { text: 'Year' }, value: { text: periodText(plan.period) } },
      { key: { text: 'Proposed' }, value: { text: `By ${plan.proposedByName}, ${momentText(plan.proposedAt)}` } },
      agreement && {
        key: { text: 'Needs the agreement of' },
        value: { text: `${agreementTexts[agreement.by]} (${agreement.clause.reference})` },
      },
      plan.tally && { key: { text: 'Where it stands' }, value: { html: <Standing plan={plan} /> } },
      plan.agreement && {
        key: { text: 'Agreed' },
        value: { text: `On ${dateText(plan.agreement.on)}, by ${agreementTexts[plan.agreement.by]}` },
      },
      plan.figures && {
        key: { text: 'Of its days' },
        value: {
          text: `${days(plan.figures.left)} left, ${days(plan.figures.held)} held by bookings, ${days(plan.figures.used)} used, ${days(plan.figures.lapsed)} lapsed`,
        },
      },
      plan.ended && {
        key: { text: 'Ended' },
        value: { text: `On ${dateText(plan.ended.on)}${plan.ended.reason ? `: ${plan.ended.reason}` : ''}` },
      },
      plan.shows === 'open' && { key: { text: 'Left in the pot' }, value: { text: days(potLeft) } },
    ]}
  />
);

const BookFrom = ({ context, seen: { plan } }: OfPlan): Element => (
  <LinkList
    links={plan.services.map(({ code, title }) => ({
      href: `/${context.council.slug}/bookings/new?service=svc_${code}`,
      text: `Book from it: ${title}`,
    }))}
  />
);

/** The forms that are not shown, for whoever may fill them in. */
const OtherForms = ({ path, others }: { path: string; others: readonly PlanForm[] }): Element => (
  <LinkList links={others.map((form) => ({ href: `${path}?do=${form}`, text: forms[form].title }))} />
);

const WordsSaid = ({ seen: { plan } }: { seen: PlanSeen }): Element => (
  <ScrollTable
    caption="What was said"
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[{ text: 'Member' }, { text: 'Said' }, { text: 'Day' }, { text: 'By' }, { text: 'Reason' }]}
    rows={plan.words.map((word) => [
      { text: word.memberName },
      { text: word.word === 'agree' ? 'Agrees' : 'Declines' },
      { text: dateText(word.on) },
      { text: saidText(word) },
      { text: word.reason ?? '' },
    ])}
  />
);

/** A plan, with the form that was asked for or refused; whoever has a word finds theirs at once. */
export async function planPage(context: Context, c: Web, refused?: { form: PlanForm; typed: Typed; refusal: Refusal }): Promise<Response> {
  const found = await readPlan(context, c.req.param('group'), c.req.param('plan'));
  if (!found.ok) return problemPage(c, context, found.refusal);
  const seen = found.value;
  const { plan, partnership } = seen;
  const path = planPath(context, plan);
  const errors = refused && faultsOf(inWordsOfForm(refused.refusal, wordsForPeople));
  const open = (Object.keys(forms) as PlanForm[]).filter((form) => forms[form].isFor(context, seen));
  const asked = refused?.form ?? c.req.query('do');
  const shown = open.find((form) => form === asked) ?? open.find((form) => form === 'words');
  const others = open.filter((form) => form !== shown);
  const Form = shown && forms[shown].Form;
  const done = refused ? undefined : doneTexts[c.req.query('done') ?? ''];
  const typed = refused && refused.form === shown ? refused.typed : nothing;
  return page(context, c, {
    title: plan.purpose,
    refusal: refused?.refusal,
    errors,
    wide: true,
    back: { href: `${potPath(context, partnership.id)}?on=${plan.period.from}`, text: `Days of ${partnership.name}` },
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={`${partnership.name}: plan`}>{plan.purpose}</PageHeading>
        <Particulars seen={seen} />
        {plan.shows === 'agreed' && (plan.figures?.left ?? 0) > 0 && can(context.actor, 'quote:make') && (
          <BookFrom context={context} seen={seen} />
        )}
        {Form && <Form path={path} seen={seen} typed={typed} errors={errors} />}
        {others.length > 0 && <OtherForms path={path} others={others} />}
        {plan.words.length > 0 && <WordsSaid seen={seen} />}
        <History entries={seen.history} />
      </>
    ),
  });
}
