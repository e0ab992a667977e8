// Confidential statuses of a school, for those who may know of them: what holds, what held, and recording a change. Nothing here is part of another page's facts.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  fieldOf,
  LinkLine,
  NotificationBanner,
  PageHeading,
  Radios,
  ScrollTable,
  Textarea,
  WarningText,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readStatuses, recordStatus, withdrawStatus } from '../actions/school-events.ts';
import { holdsOn, type StatusSpan } from '../rules/events.ts';
import { confidentialStatuses, statusSchema, withdrawSchema } from '../schema/events.ts';
import { dateTyped, nothing, type Typed } from './dates.tsx';
import { freeDaysLater } from './partnership.tsx';
import { Timeline, WithdrawalForm } from './timeline.tsx';
import { DateFrom, forPeople } from './words.tsx';

const Spans = ({ statuses }: { statuses: readonly StatusSpan[] }): Element => (
  <ScrollTable
    label="Confidential statuses over time"
    head={[{ text: 'Status' }, { text: 'From' }, { text: 'Until' }]}
    rows={statuses.map(({ status, from, to }) => [
      { text: confidentialStatuses[status] },
      { text: dateText(from) },
      { text: to ? dateText(to) : 'Now' },
    ])}
  />
);

/** The section of the school's page; drawn only where the reader may know. */
export function StatusSection(props: { statuses: readonly StatusSpan[]; today: CivilDate; path: string; mayRecord: boolean }): Element {
  const { statuses, today, path, mayRecord } = props;
  const now = statuses.filter((span) => holdsOn(span, today)).map(({ status }) => confidentialStatuses[status]);
  return (
    <section aria-labelledby="confidential">
      <h2 class="govuk-heading-m" id="confidential">
        Confidential
      </h2>
      <p class="govuk-body">{now.length > 0 ? now.join(', ') : 'The school has no confidential status today.'}</p>
      <LinkLine
        href={`${path}/statuses`}
        text={mayRecord ? 'Confidential statuses over time, and to record one' : 'Confidential statuses over time'}
      />
    </section>
  );
}

type StatusFormProps = { context: Context; action: string; typed: Typed; refusal: Refusal | undefined };

function StatusForm({ context, action, typed, refusal }: StatusFormProps): Element {
  const errors = refusal && faultsOf(refusal);
  return (
    <form method="post" action={action} novalidate>
      <h2 class="govuk-heading-m">Record a change</h2>
      <Radios
        idPrefix="status"
        name="status"
        fieldset={{ legend: { text: 'Status', classes: 'govuk-fieldset__legend--s' } }}
        value={typed.one('status')}
        items={Object.entries(confidentialStatuses).map(([value, text]) => ({ value, text }))}
        errorMessage={errorFor(errors, 'status')}
      />
      <Radios
        idPrefix="change"
        name="change"
        fieldset={{ legend: { text: 'What changes', classes: 'govuk-fieldset__legend--s' } }}
        value={typed.one('change')}
        items={[
          { value: 'entered', text: 'It begins' },
          { value: 'ended', text: 'It ends' },
        ]}
        errorMessage={errorFor(errors, 'change')}
      />
      <DateFrom context={context} typed={typed} errors={errors} />
      <Textarea {...fieldOf(typed, errors, 'reason')} label={{ text: 'Why' }} rows={3} />
      <Button text="Record the change" preventDoubleClick />
    </form>
  );
}

const doneTexts: Record<string, string> = {
  recorded: `The change is recorded. ${freeDaysLater}`,
  withdrawn: `What was recorded is withdrawn. ${freeDaysLater}`,
};

async function statusesPage(context: Context, c: Web, typed: Typed = nothing, refusal?: Refusal): Promise<Response> {
  const decision = await readStatuses(context, c.req.param('school'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { school, statuses, timeline, people } = decision.value;
  const path = `/${context.council.slug}/schools/${school.id}`;
  const mayRecord = can(context.actor, 'confidential:record');
  const event = c.req.query('event');
  const withdrawn = mayRecord ? timeline.find((entry) => entry.id === event && !entry.withdrawn) : undefined;
  const back = { href: withdrawn ? `${path}/statuses` : path, text: withdrawn ? 'Confidential statuses' : school.name };
  if (withdrawn)
    return page(context, c, {
      title: 'Withdraw what was recorded',
      back,
      refusal,
      children: (
        <WithdrawalForm
          action={`${path}/statuses/withdrawals?event=${withdrawn.id}`}
          going={[withdrawn]}
          reason={typed.one('reason')}
          refusal={refusal}
        />
      ),
    });
  const done = refusal ? undefined : doneTexts[c.req.query('done') ?? ''];
  return page(context, c, {
    title: `Confidential statuses: ${school.name}`,
    back,
    refusal,
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={school.name}>Confidential statuses</PageHeading>
        <WarningText text="Only the council’s school improvement managers, administrators and auditors see this page." />
        {statuses.length > 0 ? <Spans statuses={statuses} /> : <p class="govuk-body">The school has had no confidential status.</p>}
        <Timeline
          caption="What was recorded"
          entries={timeline}
          people={people}
          staff
          withdrawal={mayRecord ? ({ id }) => `${path}/statuses?event=${id}` : undefined}
        />
        {mayRecord && <StatusForm context={context} action={`${path}/statuses`} typed={typed} refusal={refusal} />}
      </>
    ),
  });
}

export const statusPages = {
  'GET /schools/{school}/statuses': (context: Context, c: Web) => statusesPage(context, c),
  'POST /schools/{school}/statuses': async (context: Context, c: Web) => {
    const form = await readForm(c);
    const [status, change, reason] = [form.one('status'), form.one('change'), form.one('reason')];
    const command = parse(statusSchema, { status, change, on: dateTyped(form, 'on'), reason });
    const decision = command.ok ? await recordStatus(context, c.req.param('school'), command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/${decision.value.organisation}/statuses?done=recorded`);
    return statusesPage(context, c, form, forPeople(context, decision.refusal));
  },
  'POST /schools/{school}/statuses/withdrawals': async (context: Context, c: Web) => {
    const form = await readForm(c);
    const command = parse(withdrawSchema, { event: form.one('event') ?? '', reason: form.one('reason') });
    const decision = command.ok ? await withdrawStatus(context, c.req.param('school'), command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/${decision.value.organisation}/statuses?done=withdrawn`);
    return statusesPage(context, c, form, forPeople(context, decision.refusal));
  },
};
