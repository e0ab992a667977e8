// A billing run as finance sees it: the dry run with the reason of every line, what it leaves out, the commitment, and what was issued.
import { addDays, type CivilDate, dateText, londonDate, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import {
  History,
  InsetText,
  Money,
  MoreLink,
  NotificationBanner,
  PageHeading,
  PostButton,
  SummaryList,
  Tag,
  WarningText,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { NamedRun, RunView } from '../actions/runs.ts';
import { firstDayLookedAt, isOutOfDate } from '../rules/propose.ts';
import { isUnderWay, mostDays } from '../rules/run.ts';
import { counted } from '../rules/words.ts';
import type { Run, Sums } from '../schema.ts';
import { Awaiting, Unmarked } from './run-awaiting.tsx';
import { ChangedFigures, newerThan, Replaced } from './run-changes.tsx';
import { DocumentShown, HeldBack } from './run-documents.tsx';

const words: Record<Run['state'], string> = {
  proposing: 'dry run being made',
  proposed: 'dry run',
  checking: 'being issued',
  changed: 'not issued: figures changed',
  claiming: 'being issued',
  freezing: 'being issued',
  issuing: 'being issued',
  complete: 'issued',
};
const colours: Partial<Record<Run['state'], string>> = { complete: 'green', proposed: 'blue', changed: 'grey' };
const issuedNothing = ({ state, frozen }: Run) => state === 'complete' && frozen['vat-invoice'].documents + frozen.journal.documents === 0;

export function StateTag({ run, today }: { run: NamedRun; today: CivilDate }) {
  if (run.supersededBy) return <Tag text="replaced by a newer one" classes="govuk-tag--grey" />;
  if (isOutOfDate(run, today)) return <Tag text="out of date" classes="govuk-tag--grey" />;
  if (issuedNothing(run)) return <Tag text="nothing issued" classes="govuk-tag--grey" />;
  return <Tag text={words[run.state]} classes={`govuk-tag--${colours[run.state] ?? 'yellow'}`} />;
}

export const madeText = (name: string, at: string | undefined) => (at ? `${name}, ${momentText(at)}` : name);

export const shownSums = (run: Run): Sums[] =>
  run.state === 'freezing' || run.state === 'issuing' || run.state === 'complete'
    ? [run.frozen['vat-invoice'], run.frozen.journal]
    : [run.proposed['vat-invoice'], run.proposed.journal];
const linesIn = (sums: readonly Sums[]) => sums.reduce((sum, { lines }) => sum + lines, 0);
export const gross = (sums: readonly Sums[]) => sums.reduce((sum, { netPence, vatPence }) => sum + netPence + vatPence, 0);

/** How far a run is, and what whoever looks may do about it. */
function standingOf({ context, view: { run, stopped } }: Props) {
  const today = londonDate(context.now);
  const outOfDate = isOutOfDate(run, today);
  const newer = newerThan(run);
  const sums = shownSums(run);
  const isDry = run.state === 'proposed';
  const isIssuing = isUnderWay(run);
  return {
    today,
    outOfDate,
    newer,
    sums,
    isDry,
    isIssuing,
    isCurrent: isDry && !outOfDate && !newer,
    mayMake: can(context.actor, 'run:make'),
    waits: !stopped && ((run.state === 'proposing' && !outOfDate) || isIssuing),
    count: sums.reduce((sum, { documents }) => sum + documents, 0),
    /** Lines that the dry run showed and that were not issued. */
    missing: run.state === 'complete' ? linesIn([run.proposed['vat-invoice'], run.proposed.journal]) - linesIn(sums) : 0,
  };
}

type Props = { context: Context; view: RunView };
type Standing = Props & ReturnType<typeof standingOf>;

/** That a run was replaced, is out of date or has stopped, with the way to a new one. */
function Ended({ context, view: { run, stopped }, newer, outOfDate, isIssuing, mayMake }: Standing) {
  const { slug } = context.council;
  if (newer) return <Replaced slug={slug} run={run} newer={newer} />;
  const again = mayMake && <NewDryRun slug={slug} from={run.from} to={run.to} />;
  if (outOfDate)
    return (
      <>
        <InsetText
          text={`This dry run was made for ${dateText(run.issueOn)} and can no longer be committed: tax points and VAT depend on the day of issue.`}
        />
        {again}
      </>
    );
  if (!stopped) return null;
  return (
    <>
      <WarningText
        text={
          isIssuing
            ? 'Issuing has stopped half-way. Nothing is lost or billed twice: go on, and the rest is issued.'
            : 'The dry run has stopped and will not be finished. Make a new one.'
        }
      />
      {!isIssuing && again}
    </>
  );
}

/** How far a run is, and what it did not do that it was to. */
function Progress(standing: Standing) {
  const { context, view, waits, missing, count, isIssuing, mayMake } = standing;
  const { run, stopped } = view;
  const { slug } = context.council;
  return (
    <>
      {issuedNothing(run) && (
        <InsetText
          text={`Nothing was issued: another run billed these lines, or they were withdrawn${run.held > 0 ? ' or are held back: see below' : ''}.`}
        />
      )}
      <Ended {...standing} />
      {waits && (
        <InsetText>
          This takes a while; it goes on by itself.{' '}
          <a class="govuk-link" href={`/${slug}/invoicing/runs/${run.id}`}>
            Show how far it is
          </a>
          .
        </InsetText>
      )}
      {missing > 0 && count > 0 && (
        <WarningText
          text={`${counted(missing, 'line')} that the dry run showed ${missing === 1 ? 'was' : 'were'} not issued: after the commitment ${missing === 1 ? 'it was' : 'they were'} billed by another run, withdrawn or held back. See below.`}
        />
      )}
      {isIssuing && mayMake && (
        <PostButton
          action={`/${slug}/invoicing/runs/${run.id}/commitment`}
          text="Go on"
          {...(stopped ? {} : { classes: 'govuk-button--secondary' })}
        />
      )}
    </>
  );
}

const InAll = ({ run, sums: [invoices, recharges] }: { run: NamedRun; sums: readonly Sums[] }) => (
  <SummaryList
    rows={[
      { key: { text: 'VAT invoices' }, value: { html: <SumText sums={invoices} /> } },
      { key: { text: 'Journal recharges' }, value: { html: <SumText sums={recharges} /> } },
      { key: { text: 'Held back' }, value: { text: run.held === 0 ? 'none' : `${counted(run.held, 'line')}: see below` } },
      { key: { text: 'Date of issue' }, value: { text: dateText(run.issueOn) } },
      { key: { text: 'Made by' }, value: { text: madeText(run.madeByName, run.madeAt) } },
      run.committedByName ? { key: { text: 'Committed by' }, value: { text: madeText(run.committedByName, run.committedAt) } } : null,
    ]}
  />
);

/** Of a dry run that can be committed: what it leaves out, what is late, and the button that issues it. */
function Commitment({ context, view: { run, awaiting, unmarked }, sums, count, mayMake }: Standing) {
  const { slug, ledgerFrom } = context.council;
  return (
    <>
      {run.earlier.lines > 0 && <EarlierText slug={slug} run={run} ledgerFrom={ledgerFrom} mayMake={mayMake} />}
      {run.lateLines > 0 && (
        <WarningText
          text={`${counted(run.lateLines, 'charge')}, on the lines marked “late”, ${run.lateLines === 1 ? 'has its' : 'have their'} tax point more than 30 days before the date of issue. A VAT invoice is due within 30 days of the tax point (VAT Regulations 1995, regulation 13(5)).`}
        />
      )}
      {count > 0 && mayMake && (
        <>
          <WarningText
            text={`Committing issues ${counted(count, 'document')} for ${formatPence(gross(sums))}. Issued documents cannot be changed.`}
          />
          <PostButton action={`/${slug}/invoicing/runs/${run.id}/commitment`} text="Commit the run and issue" />
        </>
      )}
      {count === 0 && !awaiting && !unmarked && (
        <p class="govuk-body">Nothing that was delivered or fell due in this period is left unbilled.</p>
      )}
    </>
  );
}

export async function runPage(context: Context, c: Web, view: RunView, refusal?: Refusal): Promise<Response> {
  const { run, history, documents, held, awaiting, unmarked, next } = view;
  const { slug } = context.council;
  const standing: Standing = { context, view, ...standingOf({ context, view }) };
  const { isDry, isCurrent, count, sums, today } = standing;
  return page(context, c, {
    title: isDry ? 'Dry run' : 'Billing run',
    refusal,
    wide: true,
    back: { href: `/${slug}/invoicing/runs`, text: 'All runs' },
    children: (
      <>
        {run.state === 'complete' && count > 0 && c.req.query('done') === 'committed' && (
          <NotificationBanner type="success" text={`${counted(count, 'document is', 'documents are')} issued.`} />
        )}
        <PageHeading caption={`${dateText(run.from)} to ${dateText(run.to)}`}>
          {isDry ? 'Dry run: what would be billed' : 'Billing run'}
        </PageHeading>
        <p class="govuk-body">
          <StateTag run={run} today={today} />
        </p>
        <Progress {...standing} />
        <InAll run={run} sums={sums} />
        {run.before && !run.committedBy && <ChangedFigures slug={slug} run={run} before={run.before} />}
        {isCurrent && <Commitment {...standing} />}
        {documents.length > 0 && <h2 class="govuk-heading-m">Documents</h2>}
        {documents.map((of) => (
          <DocumentShown slug={slug} run={run} of={of} />
        ))}
        {next && <MoreLink query={{ after: next }} text="More documents" />}
        {isCurrent && awaiting && <Awaiting context={context} awaiting={awaiting} />}
        {isCurrent && unmarked && <Unmarked slug={slug} unmarked={unmarked} />}
        {held.length > 0 && <HeldBack view={view} />}
        <History entries={history} />
      </>
    ),
  });
}

function NewDryRun({ slug, from, to, text = 'Make a new dry run' }: { slug: string; from: CivilDate; to: CivilDate; text?: string }) {
  return <PostButton action={`/${slug}/invoicing/runs`} fields={{ from, to }} text={text} classes="govuk-button--secondary" />;
}

/** What the period leaves out, and a dry run that takes it in: of the whole stretch, or where that is too long of the days before. */
function EarlierText({ slug, run, ledgerFrom, mayMake }: { slug: string; run: Run; ledgerFrom: string; mayMake: boolean }) {
  const { lines, netPence } = run.earlier;
  const from = firstDayLookedAt(run.from, ledgerFrom);
  const whole = run.to <= addDays(from, mostDays - 1);
  return (
    <>
      <InsetText>
        {counted(lines, 'line')}, <Money pence={netPence} />, delivered or due before {dateText(run.from)} {lines === 1 ? 'is' : 'are'}{' '}
        still unbilled.
      </InsetText>
      {mayMake && (
        <NewDryRun
          slug={slug}
          from={from}
          to={whole ? run.to : addDays(run.from, -1)}
          text={whole ? 'Make a dry run that includes them' : 'Make a dry run of them'}
        />
      )}
    </>
  );
}

function SumText({ sums }: { sums: Sums | undefined }) {
  if (!sums || sums.documents === 0) return <>none</>;
  return (
    <>
      {sums.documents}: net <Money pence={sums.netPence} />, VAT <Money pence={sums.vatPence} />, total{' '}
      <Money pence={sums.netPence + sums.vatPence} />
    </>
  );
}
