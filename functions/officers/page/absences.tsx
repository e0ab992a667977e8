// When an officer is away: what is recorded, a form for more, and the way to take it back. The officer's own, and that of whoever keeps the diaries.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Handler, parse, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { Button, DateField, type Element, NotificationBanner, PageHeading, PostButton, ScrollTable } from '../../../shared/ui/index.ts';
import { officerFor } from '../actions/changing.ts';
import { absence, absenceRemoval } from '../actions/keeping.ts';
import { absenceText } from '../rules/keeping.ts';
import { stretchOf } from '../rules.ts';
import { absenceRemovalSchema, absenceSchema } from '../schema/keeping.ts';
import { absenceKinds, type Officer } from '../schema.ts';
import { absenceFrom, absenceTyped, type Given, HalfChoice, KindChoice, Version } from './forms.tsx';
import { previewed, takenBack } from './previews.tsx';

const done: Readonly<Record<string, string>> = { recorded: 'The absence is recorded', removed: 'The absence is taken back' };

function Recorded({ officer, base, today }: { officer: Officer; base: string; today: string }): Element {
  const ahead = officer.absences.filter(({ to }) => to >= today);
  if (ahead.length === 0) return <p class="govuk-body">No absence is recorded from today on.</p>;
  return (
    <ScrollTable
      caption="Away"
      captionClasses="govuk-table__caption--m"
      head={[{ text: 'When' }, { text: 'What for' }, { text: 'What to do' }]}
      rows={ahead.map((each) => [
        { text: absenceText(each) },
        { text: each.kind ? absenceKinds[each.kind] : 'Not said' },
        {
          html: (
            <PostButton
              action={`${base}/removal`}
              fields={{ ...stretchOf(each), version: String(officer.version) }}
              classes="govuk-button--secondary govuk-!-margin-bottom-0"
            >
              {each.from < today ? 'Back from today' : 'Take back'}
              <span class="govuk-visually-hidden">: {absenceText(each)}</span>
            </PostButton>
          ),
        },
      ])}
    />
  );
}

async function absencesPage(context: Context, c: Web, given?: Given): Promise<Response> {
  const found = await officerFor(context, 'officer:absence', c.req.param('officer') ?? '');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const officer = found.value;
  const home = `/${context.council.slug}/officers/${officer.id}`;
  const base = `${home}/absences`;
  const typed = given?.typed ?? {};
  const errors = given?.refusal && faultsOf(given.refusal);
  const said = given ? undefined : done[c.req.query('done') ?? ''];
  return page(context, c, {
    title: `Absences of ${officer.name}`,
    back: { href: `${home}/diary`, text: 'Diary' },
    refusal: given?.refusal,
    children: (
      <>
        {said && <NotificationBanner type="success" text={said} />}
        <PageHeading caption={officer.name}>Absences</PageHeading>
        <Recorded officer={officer} base={base} today={londonDate(context.now)} />
        <form method="post" action={`${base}/preview`} novalidate>
          <h2 class="govuk-heading-m">Record an absence</h2>
          <Version officer={officer} given={given} />
          <DateField field="from" legend="First day" hint="Today or later" typed={typed} errors={errors} />
          <HalfChoice name="fromHalf" first="From the morning" last="From the afternoon" typed={typed} />
          <DateField field="to" legend="Last day" typed={typed} errors={errors} />
          <HalfChoice name="toHalf" first="Until noon" last="Until the end of the day" typed={typed} />
          <KindChoice typed={typed} errors={errors} />
          <Button text="See what is booked then" preventDoubleClick />
        </form>
      </>
    ),
  });
}

const keeping = previewed({
  of: 'absences',
  typed: absenceTyped,
  command: (typed) => parse(absenceSchema, { ...absenceFrom(typed), version: Number(typed.version) }),
  change: absence,
  form: absencesPage,
  title: 'Check the absence',
  save: 'Record the absence',
  says: ({ audit, before }, { kind }) => (
    <p class="govuk-body-l">
      {before.name} is away: {audit.detail}. For: {absenceKinds[kind].toLowerCase()}.
    </p>
  ),
  leadsTo: '/absences?done=recorded',
});

export const absencePages = {
  'GET /officers/{officer}/absences': (context, c) => absencesPage(context, c),
  'POST /officers/{officer}/absences/preview': keeping.preview,
  'POST /officers/{officer}/absences': keeping.save,
  'POST /officers/{officer}/absences/removal': takenBack({
    command: (form) => parse(absenceRemovalSchema, { from: form.one('from'), to: form.one('to'), version: Number(form.one('version')) }),
    save: absenceRemoval.save,
    form: absencesPage,
    leadsTo: '/absences?done=removed',
  }),
} satisfies Record<string, Handler>;
