// When an officer works: the pattern from a day on, and the last day. Both are looked at before they are saved.
import { dateText, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Handler, parse, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { Button, DateField, dateTyped, type Element, LongDate, PageHeading, PostButton, ScrollTable } from '../../../shared/ui/index.ts';
import { officerFor } from '../actions/changing.ts';
import { leaving, pattern, patternRemoval, staying } from '../actions/keeping.ts';
import { patternsFrom } from '../rules/keeping.ts';
import { halvesOf, patternOn } from '../rules.ts';
import { laterPatternSchema, leavingSchema, patternRemovalSchema, stayingSchema } from '../schema/keeping.ts';
import type { Pattern } from '../schema.ts';
import { type Given, leavingTyped, PatternFields, patternFrom, patternTyped, ShortDay, Version, weekdays } from './forms.tsx';
import { previewed, takenBack } from './previews.tsx';

export function PatternTable({ pattern: shown, caption }: { pattern: Pattern; caption: string }): Element {
  const works = (does: boolean) => ({ text: does ? 'Works' : 'Does not work' });
  // Of somebody who has not begun.
  if (halvesOf(shown).length === 0) return <p class="govuk-body">{caption}: no half-day is worked.</p>;
  return (
    <ScrollTable
      caption={caption}
      captionClasses="govuk-table__caption--m"
      firstCellIsHeader
      head={[{ text: 'Day' }, { text: 'Morning' }, { text: 'Afternoon' }]}
      rows={weekdays.map((name, index) => {
        const day = shown[(index + 1) as 1 | 2 | 3 | 4 | 5];
        return [{ html: <ShortDay name={name} /> }, works(day.am), works(day.pm)];
      })}
    />
  );
}

export const patternCaption = (from: string | undefined): string =>
  from ? `Working pattern from ${dateText(from as Parameters<typeof dateText>[0])}` : 'Working pattern';

async function patternPage(context: Context, c: Web, given?: Given): Promise<Response> {
  const found = await officerFor(context, 'officer:keep', c.req.param('officer') ?? '');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const officer = found.value;
  const home = `/${context.council.slug}/officers/${officer.id}`;
  const typed = given?.typed ?? {};
  const errors = given?.refusal && faultsOf(given.refusal);
  const patterns = patternsFrom(officer, londonDate(context.now));
  return page(context, c, {
    title: `Working pattern of ${officer.name}`,
    back: { href: home, text: officer.name },
    refusal: given?.refusal,
    children: (
      <>
        <PageHeading caption={officer.name}>Working pattern</PageHeading>
        {patterns.map((each) => (
          <>
            <PatternTable pattern={each.pattern} caption={patternCaption(each.from)} />
            {each.from && (
              <PostButton
                action={`${home}/pattern/removal/preview`}
                fields={{ from: each.from, version: String(officer.version) }}
                classes="govuk-button--secondary"
              >
                Take back<span class="govuk-visually-hidden"> the pattern from {dateText(each.from)}</span>
              </PostButton>
            )}
          </>
        ))}
        <form method="post" action={`${home}/pattern/preview`} novalidate>
          <h2 class="govuk-heading-m">Another pattern from a day on</h2>
          <Version officer={officer} given={given} />
          <DateField
            field="from"
            legend="From"
            hint="Today or later. What was worked before that day stays as it was."
            typed={typed}
            errors={errors}
          />
          <PatternFields given={given} pattern={patterns.at(-1)?.pattern ?? officer.pattern} errors={errors} />
          <Button text="See what is booked then" preventDoubleClick />
        </form>
      </>
    ),
  });
}

const patternKeeping = previewed({
  of: 'pattern',
  typed: patternTyped,
  command: (typed) =>
    parse(laterPatternSchema, { from: dateTyped(typed, 'from'), pattern: patternFrom(typed), version: Number(typed.version) }),
  change: pattern,
  form: patternPage,
  title: 'Check the working pattern',
  save: 'Record the working pattern',
  says: (_, command) => <PatternTable pattern={command.pattern} caption={patternCaption(command.from)} />,
  leadsTo: '?done=pattern',
});

const patternGoing = previewed({
  of: 'pattern/removal',
  typed: (form) => ({ from: form.one('from'), version: form.one('version') }),
  command: ({ from, version }) => parse(patternRemovalSchema, { from, version: Number(version) }),
  change: patternRemoval,
  form: (context, c, given) => patternPage(context, c, given?.refusal && { refusal: { ...given.refusal, faults: [] }, typed: {} }),
  title: 'Take back the working pattern',
  save: 'Take it back',
  keep: 'Leave it as it is',
  says: ({ after }, { from }) => (
    <PatternTable pattern={patternOn(after, from)} caption={`${patternCaption(from)}, once it is taken back`} />
  ),
  leadsTo: '?done=pattern-removed',
});

async function leavingPage(context: Context, c: Web, given?: Given): Promise<Response> {
  const found = await officerFor(context, 'officer:keep', c.req.param('officer') ?? '');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const officer = found.value;
  const { leavesOn } = officer;
  const home = `/${context.council.slug}/officers/${officer.id}`;
  const hasLeft = leavesOn !== undefined && leavesOn < londonDate(context.now);
  return page(context, c, {
    title: `Leaving: ${officer.name}`,
    back: { href: home, text: officer.name },
    refusal: given?.refusal,
    children: (
      <>
        <PageHeading caption={officer.name}>Last working day</PageHeading>
        {leavesOn && (
          <>
            <p class="govuk-body">
              {hasLeft ? 'Worked' : 'Works'} for the council until <LongDate date={leavesOn} />.
            </p>
            <PostButton
              action={`${home}/leaving/removal`}
              fields={{ version: String(officer.version) }}
              text={hasLeft ? 'They work here again from today' : 'They stay: take it back'}
              classes="govuk-button--secondary"
            />
          </>
        )}
        <form method="post" action={`${home}/leaving/preview`} novalidate>
          <Version officer={officer} given={given} />
          <DateField
            field="leavesOn"
            legend={leavesOn ? 'Another last day' : 'Last day on which they work for the council'}
            hint="Today or later"
            typed={given?.typed ?? {}}
            errors={given?.refusal && faultsOf(given.refusal)}
          />
          <Button text="See what is booked after it" preventDoubleClick />
        </form>
      </>
    ),
  });
}

const leavingKeeping = previewed({
  of: 'leaving',
  typed: leavingTyped,
  command: (typed) => parse(leavingSchema, { leavesOn: dateTyped(typed, 'leavesOn'), version: Number(typed.version) }),
  change: leaving,
  form: leavingPage,
  title: 'Check the last working day',
  save: 'Record the last working day',
  says: ({ before }, { leavesOn }) => (
    <p class="govuk-body-l">
      {before.name} works for the council until <LongDate date={leavesOn} />. Nothing can be booked with them after it.
    </p>
  ),
  leadsTo: '?done=leaving',
});

export const timesPages = {
  'GET /officers/{officer}/pattern': (context, c) => patternPage(context, c),
  'POST /officers/{officer}/pattern/preview': patternKeeping.preview,
  'POST /officers/{officer}/pattern': patternKeeping.save,
  'POST /officers/{officer}/pattern/removal/preview': patternGoing.preview,
  'POST /officers/{officer}/pattern/removal': patternGoing.save,
  'GET /officers/{officer}/leaving': (context, c) => leavingPage(context, c),
  'POST /officers/{officer}/leaving/preview': leavingKeeping.preview,
  'POST /officers/{officer}/leaving': leavingKeeping.save,
  'POST /officers/{officer}/leaving/removal': takenBack({
    command: (form) => parse(stayingSchema, { version: Number(form.one('version')) }),
    save: staying.save,
    form: leavingPage,
    leadsTo: '?done=staying',
  }),
} satisfies Record<string, Handler>;
