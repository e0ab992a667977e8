// One line of a statement, opened to its causes: how the figure came about, what was changed and by whom, and the sessions that hold or used it.
import { momentText, sessionText } from '../../../shared/calendar.ts';
import { type Handler, parse } from '../../../shared/http.ts';
import { holderIdSchema } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { type Element, History, InsetText, PageHeading, ScrollTable, SummaryList } from '../../../shared/ui/index.ts';
import { type LineDetail, policyWords, readLine } from '../actions/statements.ts';
import { stepTexts } from '../rules/run-words.ts';
import { figureText, shortfallText, unknownHolder, yearTitle } from '../rules/statements.ts';
import { type Line, lineSchema } from '../schema/statements.ts';
import type { UseState, UseTurn } from '../schema/uses.ts';
import { assumedText, hintOf, Marks } from './statement.tsx';

/** How the figures of a line come to one another, as a sum that anybody can follow. */
function Figures({ line }: { line: Line }): Element {
  const row = (text: string, amount: number, always = true) =>
    (always || amount !== 0) && { key: { text }, value: { text: figureText(line.unit, amount) } };
  return (
    <SummaryList
      rows={[
        row('Granted', line.granted),
        row('Brought in from elsewhere', line.broughtIn, false),
        row('Passed on', line.passedOn, false),
        row('Booked', line.held),
        row('Used', line.used),
        row('Lapsed', line.lapsed),
        row('Left', line.left),
      ]}
    />
  );
}

function Reasons({ line }: { line: Line }): Element | null {
  if (line.of === 'vacancy')
    return <p class="govuk-body">{line.granted > 0 ? 'Granted when the vacancy was recorded.' : 'No rule grants days for this post.'}</p>;
  const steps = stepTexts({ steps: line.steps, asset: line.unit });
  const beyond = shortfallText(line);
  if (steps.length === 0 && !beyond) return null;
  return (
    <>
      <h2 class="govuk-heading-m">How it came about</h2>
      <ul class="govuk-list govuk-list--bullet">
        {steps.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
      {beyond && <p class="govuk-body">{beyond}</p>}
      {line.assumed && <p class="govuk-body">{assumedText}</p>}
    </>
  );
}

const stateTexts: Readonly<Record<UseState, Readonly<Record<UseTurn | 'plain', string>>>> = {
  held: { plain: 'Booked', corrected: 'Booked', lapsed: 'Booked', consumed: 'Booked', restored: 'Booked' },
  used: {
    plain: 'Used',
    corrected: 'Used: recorded as free after a correction',
    lapsed: 'Used',
    consumed: 'Cancelled too late to be used again, so it counts as used',
    restored: 'Used',
  },
  'given-back': {
    plain: 'Cancelled, given back',
    corrected: 'Given back: recorded as paid after a correction',
    lapsed: 'Cancelled after it had ended, so it lapsed',
    consumed: 'Cancelled',
    restored: 'Cancelled late, and given back since',
  },
};

function Sessions({ slug, detail: { sessions, holder, line } }: { slug: string; detail: LineDetail }): Element {
  if (sessions.length === 0) return <p class="govuk-body">No session has drawn on it.</p>;
  const ofMoney = line.unit === 'penny';
  const forOthers = sessions.some(({ school }) => school !== holder);
  return (
    <ScrollTable
      label="Sessions that hold or used it"
      head={[
        { text: 'When' },
        { text: 'Service' },
        ...(forOthers ? [{ text: 'For' }] : []),
        ...(ofMoney ? [{ text: 'Price', format: 'numeric' as const }] : []),
        { text: 'What became of it' },
      ]}
      rows={sessions.map(({ session, booking, serviceTitle, schoolName, state, turn, pence, mayOpen }) => [
        {
          html: mayOpen ? (
            <a class="govuk-link" href={`/${slug}/bookings/${booking}`}>
              {sessionText(session)}
            </a>
          ) : (
            sessionText(session)
          ),
        },
        { text: serviceTitle },
        ...(forOthers ? [{ text: schoolName }] : []),
        ...(ofMoney ? [{ text: figureText('penny', pence ?? 0), format: 'numeric' as const }] : []),
        { text: stateTexts[state][turn ?? 'plain'] },
      ])}
    />
  );
}

export const linePage: Handler = async (context, c) => {
  const holder = holderIdSchema.safeParse(c.req.param('holder'));
  const named = parse(lineSchema, c.req.param('line'));
  const found =
    holder.success && named.ok
      ? await readLine(context, holder.data, named.value)
      : { ok: false as const, refusal: unknownHolder(c.req.param('holder') ?? '') };
  if (!found.ok) return problemPage(c, context, found.refusal);
  const detail = found.value;
  const { line, changes } = detail;
  const { slug } = context.council;
  const policy = line.policy && (await policyWords(context, line.policy));
  return page(context, c, {
    title: `${line.title}: ${detail.name}`,
    back: { href: `/${slug}/entitlements/statements/${detail.holder}`, text: `Free days of ${detail.name}` },
    wide: true,
    children: (
      <>
        <PageHeading caption={`${detail.name} · ${yearTitle(line.year)}`}>
          {line.title}
          <Marks line={line} />
        </PageHeading>
        <p class="govuk-body">{hintOf(line)}</p>
        <Figures line={line} />
        <Reasons line={line} />
        {line.clause && (
          <InsetText>
            “{line.clause.text}” <br />
            <span class="govuk-hint">
              {line.clause.reference}
              {policy && ` · Terms: ${policy}`}
            </span>
          </InsetText>
        )}
        {changes.length > 0 && (
          <>
            <h2 class="govuk-heading-m">What was changed</h2>
            <ScrollTable
              label="What was changed, in order"
              head={[{ text: 'When' }, { text: 'Who' }, { text: 'What' }, { text: 'Why' }]}
              rows={changes.map(({ recordedAt, by, what, amount, because }) => [
                { text: momentText(recordedAt) },
                { text: by },
                { text: `${figureText(line.unit, amount)} ${what}` },
                { text: because ?? '' },
              ])}
            />
          </>
        )}
        <h2 class="govuk-heading-m">Sessions</h2>
        <Sessions slug={slug} detail={detail} />
        <History entries={detail.history} />
      </>
    ),
  });
};
