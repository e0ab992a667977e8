// One allocation run: how far it is, what it comes to, each line with its reason, and once it is asked for, what carrying it out would do.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  GoingOn,
  History,
  Input,
  InsetText,
  NotificationBanner,
  PageHeading,
  Pagination,
  PostButton,
  Select,
  SummaryList,
  Tag,
  WarningText,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type LinePage, partsOf, type RunDetail, readDetail } from '../actions/runs/lines.ts';
import { type RunView, readRun, whyOutdated } from '../actions/runs/runs.ts';
import { kindTexts } from '../rules/run-words.ts';
import { confirmSchema, type LinesQuery } from '../schema/allocations.ts';
import { LinesTable, many, SumsTable, totalTexts } from './runs-lines.tsx';

export const base = (context: Context): string => `/${context.council.slug}/entitlements/runs`;

const states: Record<RunView['shows'], { text: string; colour: string }> = {
  queued: { text: 'Waiting for its turn', colour: 'blue' },
  reading: { text: 'Dry run being made', colour: 'blue' },
  proposed: { text: 'Dry run', colour: 'yellow' },
  granting: { text: 'Being carried out', colour: 'blue' },
  done: { text: 'Carried out', colour: 'green' },
  cancelled: { text: 'Given up', colour: 'grey' },
  failed: { text: 'Stopped', colour: 'red' },
  stopped: { text: 'Stopped', colour: 'red' },
};
/** A dry run that found nothing to do is at its end: there is nothing to carry out. */
const isEmpty = ({ state, counts }: RunView): boolean => state === 'proposed' && counts.changes === 0;
export const StateTag = ({ run }: { run: RunView }): Element => {
  const { text, colour } = isEmpty(run) ? { text: 'Nothing to do', colour: 'green' } : states[run.shows];
  return <Tag text={text} classes={`govuk-tag--${colour}`} />;
};
const isGoingOn = ({ shows }: RunView): boolean => shows === 'queued' || shows === 'reading' || shows === 'granting';
export const whatFor = ({ kind, on }: Pick<RunView, 'kind' | 'on'>): string =>
  kind === 'allocate' ? `Years that include ${dateText(on)}` : `Periods that ended before ${dateText(on)}`;

function Facts({ run }: { run: RunView }): Element {
  const { counts } = run;
  const figure = (text: string, n: number) => ({ key: { text }, value: { text: many(n) } });
  const totals = totalTexts(run);
  return (
    <SummaryList
      rows={[
        { key: { text: 'State' }, value: { html: <StateTag run={run} /> } },
        { key: { text: 'What for' }, value: { text: `${kindTexts[run.kind]}: ${whatFor(run)}` } },
        figure('Holders looked at', counts.holders),
        figure('Allocations that change', counts.changes),
        run.kind === 'allocate' && figure('Allocations that are right already', counts.unchanged),
        {
          key: { text: 'In all' },
          value: {
            html:
              totals.length === 0 ? (
                'Nothing is moved.'
              ) : (
                <ul class="govuk-list govuk-!-margin-bottom-0">
                  {totals.map((text) => (
                    <li>{text}</li>
                  ))}
                </ul>
              ),
          },
        },
        run.committedAt !== undefined && figure('Carried out', counts.carriedOut),
        run.committedAt !== undefined && figure('Passed over', counts.skipped),
        {
          key: { text: 'Policy' },
          value: {
            html: (
              <>
                {run.policy}
                <br />
                <span class="govuk-hint govuk-!-margin-bottom-0">
                  {run.kind === 'allocate'
                    ? 'A version that takes effect in the middle of a year counts from its day on, as each rule says for a change in the middle of a year.'
                    : 'What is left of a year ends as the version in force on its last day says.'}
                </span>
              </>
            ),
          },
        },
        { key: { text: 'Dry run' }, value: { text: `${momentText(run.startedAt)} by ${run.startedByName}` } },
        run.committedAt !== undefined && {
          key: { text: 'Carried out by' },
          value: { text: `${run.committedByName ?? ''}, ${momentText(run.committedAt)}` },
        },
        run.finishedAt !== undefined && { key: { text: 'Done' }, value: { text: momentText(run.finishedAt) } },
      ]}
    />
  );
}

/** What is to be known, or done, while a run stands as it does. */
function Standing({
  context,
  run,
  outOfDate,
}: {
  context: Context;
  run: RunView;
  outOfDate: Awaited<ReturnType<typeof whyOutdated>>;
}): Element | null {
  const here = `${base(context)}/${run.id}`;
  const mayRun = can(context.actor, 'allocation:run');
  const cancel = <PostButton action={`${here}/cancellation`} text="Give up this dry run" classes="govuk-button--secondary" />;
  if (isGoingOn(run))
    return (
      <>
        <GoingOn here={here}>
          {run.state === 'granting' ? 'The lines are being carried out.' : 'Every holder is being looked at.'} You may leave this page; it
          goes on.
        </GoingOn>
        {mayRun && run.state === 'reading' && cancel}
      </>
    );
  if (run.shows === 'stopped')
    return (
      <>
        <WarningText
          text={
            run.state === 'granting'
              ? 'Carrying out has stopped half-way. Nothing is lost or done twice: go on, and the rest is carried out.'
              : 'The dry run has stopped and will not be finished. Start another.'
          }
        />
        {mayRun && run.state === 'granting' && <PostButton action={`${here}/commitment`} text="Go on" />}
      </>
    );
  if (isEmpty(run)) return <InsetText text="Every allocation already is what the rules come to. There is nothing to carry out." />;
  if (run.state !== 'proposed') return null;
  return (
    <>
      {outOfDate ? (
        <WarningText
          text={
            outOfDate === 'allocation-run-too-old'
              ? 'This dry run is more than a day old, so it can no longer be carried out. Give it up and start another: it shows what the rules come to now.'
              : 'The policy has changed since this dry run, so it can no longer be carried out. Give it up and start another.'
          }
        />
      ) : (
        <InsetText text="Nothing has been granted or taken yet. Look at the lines, and carry the run out if they are right." />
      )}
      {mayRun && (
        <div class="govuk-button-group">
          {!outOfDate && <Button href={`${here}?confirm=yes`} text="Carry out" />}
          {cancel}
        </div>
      )}
    </>
  );
}

function Filter({ here, query, detail }: { here: string; query: LinesQuery; detail: RunDetail }): Element {
  // A rule's parts have titles of their own, and are found by the rule.
  const rules = new Map<string, string[]>();
  for (const { rule, title } of detail.sums) rules.set(rule, [...new Set([...(rules.get(rule) ?? []), title])].sort());
  return (
    <form method="get" action={here} novalidate>
      <h2 class="govuk-heading-m">Find lines</h2>
      <Input id="holder" name="holder" label={{ text: 'Part of a name, or a URN' }} value={query.holder} classes="govuk-input--width-20" />
      <Select
        id="rule"
        name="rule"
        label={{ text: 'What for' }}
        value={query.rule}
        items={[{ value: '', text: 'Everything' }, ...[...rules].map(([value, titles]) => ({ value, text: titles.join('; ') }))]}
      />
      <Button text="Find" classes="govuk-button--secondary" />
    </form>
  );
}

type LinesProps = { context: Context; run: RunView; query: LinesQuery; lines: LinePage; ends: RunDetail['ends'] };
function Lines({ context, run, query, lines, ends }: LinesProps): Element {
  const here = `${base(context)}/${run.id}`;
  const isNarrowed = Boolean(query.holder || query.rule);
  const to = (after: string) => {
    const { holder, rule } = query;
    return `${here}?${new URLSearchParams({ ...(holder ? { holder } : {}), ...(rule ? { rule } : {}), after })}#lines`;
  };
  const parts = partsOf(run);
  return (
    <div id="lines">
      {lines.lines.length > 0 ? (
        <LinesTable
          slug={context.council.slug}
          caption={isNarrowed ? 'Lines that were found' : 'Line by line'}
          lines={lines.lines}
          ends={ends}
        />
      ) : (
        <p class="govuk-body">{lines.next ? 'None of the lines so far; there are more to look through.' : 'No line was found.'}</p>
      )}
      {lines.next && <Pagination landmarkLabel="Lines" next={{ href: to(lines.next), text: 'More lines' }} />}
      <p class="govuk-body">
        {Array.from({ length: parts }, (_, i) => (
          <>
            <a class="govuk-link" href={`${here}/lines${i === 0 ? '' : `?part=${i + 1}`}`}>
              {parts === 1 ? 'Download every line (CSV)' : `Download the lines, part ${i + 1} of ${parts} (CSV)`}
            </a>
            <br />
          </>
        ))}
      </p>
    </div>
  );
}

/** The page of a run; with `confirm=yes` it asks once more, with what would be done. */
export async function runPage(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const parsed = parse(confirmSchema, c.req.method === 'GET' ? c.req.query() : {});
  if (!parsed.ok) return problemPage(c, context, parsed.refusal);
  const decision = await readRun(context, c.req.param('allocationRun'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const run = decision.value;
  const { confirm, done, ...query } = parsed.value;
  const outOfDate = await whyOutdated(context, run);
  if (confirm && run.state === 'proposed' && !outOfDate && can(context.actor, 'allocation:run')) return confirmPage(context, c, run);
  const here = `${base(context)}/${run.id}`;
  const detail = await readDetail(context, run, query);
  const isDry = run.committedAt === undefined;
  return page(context, c, {
    title: isDry ? 'Dry run' : 'Allocation run',
    refusal,
    wide: true,
    back: { href: base(context), text: 'Allocations' },
    children: (
      <>
        {run.state === 'done' && done && (
          <NotificationBanner type="success" text={`${many(run.counts.carriedOut)} allocations are as the run showed.`} />
        )}
        <PageHeading caption={whatFor(run)}>{isDry ? 'Dry run: what would change' : 'Allocation run'}</PageHeading>
        <Standing context={context} run={run} outOfDate={outOfDate} />
        <Facts run={run} />
        {run.counts.skipped > 0 && (
          <>
            <WarningText
              text={`${run.counts.skipped === 1 ? '1 line was' : `${many(run.counts.skipped)} lines were`} passed over, because the allocation, or what it rests on, changed since the dry run. Start another run: it shows them as they stand now. What is passed over again does not agree with the ledger: the proof names it.`}
            />
            {detail.skipped.length > 0 && (
              <LinesTable slug={context.council.slug} caption="Lines that were passed over" lines={detail.skipped} ends={detail.ends} />
            )}
          </>
        )}
        {detail.sums.length > 0 && <SumsTable sums={detail.sums} />}
        {detail.sums.length > 0 && <Filter here={here} query={query} detail={detail} />}
        {detail.sums.length > 0 && <Lines context={context} run={run} query={query} lines={detail.page} ends={detail.ends} />}
        <History entries={detail.history} />
      </>
    ),
  });
}

function confirmPage(context: Context, c: Web, run: RunView): Promise<Response> {
  const here = `${base(context)}/${run.id}`;
  const title = 'Carry out this run?';
  return page(context, c, {
    title,
    back: { href: here, text: 'Back to the dry run' },
    children: (
      <>
        <PageHeading caption={whatFor(run)}>{title}</PageHeading>
        <p class="govuk-body-l">
          {many(run.counts.changes)} {run.counts.changes === 1 ? 'allocation changes' : 'allocations change'}:
        </p>
        <ul class="govuk-list govuk-list--bullet">
          {totalTexts(run).map((text) => (
            <li>{text}.</li>
          ))}
        </ul>
        <p class="govuk-body">
          Every line is carried out exactly as it was shown. One whose days have been booked or given back since, or whose holder has
          changed, is passed over and told, and another run shows it as it stands then. A correction is a further run.
        </p>
        <div class="govuk-button-group">
          <PostButton action={`${here}/commitment`} text="Carry out" classes="govuk-button--warning" />
          <a class="govuk-link" href={here}>
            Not yet
          </a>
        </div>
      </>
    ),
  });
}
