// The export for somebody who wants to check the ledger without us: one is made, its progress followed, and its file fetched.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { seeOther, type Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { Button, type Element, GoingOn, PageHeading, PostButton, SummaryList, WarningText } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { addressOfExport, readExports, startExport } from '../actions/exports.ts';
import { sealFirst } from '../actions/seals.ts';
import { ringFor } from '../routes/lists.ts';
import type { ExportReport } from '../schema/exports.ts';
import { many } from './proof-tables.tsx';
import { Hash } from './seals.tsx';

const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${many(Math.ceil(bytes / 1_000))} KB` : `${many(Math.ceil(bytes / 1_000_000))} MB`;

function Done({ entry, slug }: { entry: ExportReport; slug: string }): Element {
  return (
    <>
      <h2 class="govuk-heading-m">The latest export</h2>
      <SummaryList
        rows={[
          { key: { text: 'Days' }, value: { text: `${dateText(entry.from)} to ${dateText(entry.to)}` } },
          { key: { text: 'Entries' }, value: { text: many(entry.entries) } },
          { key: { text: 'Accounts' }, value: { text: many(entry.heads) } },
          { key: { text: 'Made' }, value: { text: `${momentText(entry.finishedAt ?? entry.startedAt)}, begun by ${entry.startedByName}` } },
          { key: { text: 'Size' }, value: { text: sizeText(entry.bytes) } },
          entry.last !== undefined && {
            key: { text: `Seal of ${dateText(entry.last.day)}` },
            value: { html: <Hash of={entry.last.hash} /> },
          },
        ]}
      />
      <Button href={`/${slug}/reports/proof/export/file`} text="Download the export" />
    </>
  );
}

export async function exportPage(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const { latest, current } = await readExports(context);
  const { slug } = context.council;
  const here = `/${slug}/reports/proof/export`;
  const going = current?.state === 'running';
  return page(context, c, {
    title: 'Export of the ledger',
    refusal,
    back: { href: `/${slug}/reports/proof`, text: 'Proof' },
    children: (
      <>
        <PageHeading>Export of the ledger</PageHeading>
        <p class="govuk-body">
          The whole ledger as a file: every sealed day with its seal and its entries in order, and the sums kept for each account as they
          stood when the last of those days ended. Whoever has the file can check all of it on their own computer.{' '}
          <a class="govuk-link" href={`/${slug}/reports/proof/format`}>
            How the file is made and checked
          </a>
        </p>
        <p class="govuk-body">It holds identifiers of schools, bookings and documents, amounts and dates, and nobody’s name.</p>
        {going && (
          <GoingOn here={here}>
            An export is being written: {many(current.entries)} entries so far
            {current.writtenTo && current.writtenTo >= current.from
              ? `, up to ${dateText(current.writtenTo)} of ${dateText(current.to)}`
              : ''}
            . You may leave this page; it goes on.
          </GoingOn>
        )}
        {current?.state === 'failed' && <WarningText text="The last export stopped after five failures in a row. Make another." />}
        {!going && can(context.actor, 'proof:run') && <PostButton action={here} text="Make an export" />}
        {latest && <Done entry={latest} slug={slug} />}
      </>
    ),
  });
}

export async function exportFromPage(context: Context, c: Web): Promise<Response> {
  await sealFirst(context, c.get('host'));
  const decision = await startExport(context, ringFor(c, context.council.slug));
  return decision.ok ? seeOther(`/${context.council.slug}/reports/proof/export`) : exportPage(context, c, decision.refusal);
}

export async function exportFile(context: Context, c: Web): Promise<Response> {
  const decision = await addressOfExport(context, c.get('host'));
  return decision.ok ? seeOther(decision.value) : exportPage(context, c, decision.refusal);
}
