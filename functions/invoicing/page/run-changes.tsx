// What a dry run says of another: the figures that changed when it was committed, and that a newer one has taken its place.
import type { RunId } from '../../../shared/ids.ts';
import { Details, InsetText, Money, ScrollTable } from '../../../shared/ui/index.ts';
import type { NamedRun } from '../actions/runs.ts';
import { railText } from '../rules/propose.ts';
import type { Run, Sums } from '../schema.ts';

const rails = ['vat-invoice', 'journal'] as const;
const total = ({ netPence, vatPence }: Sums) => netPence + vatPence;

/** What was shown before and what is shown now, beside each other; the reason of each document that changed. */
export function ChangedFigures({ slug, run, before }: { slug: string; run: Run; before: NonNullable<Run['before']> }) {
  return (
    <>
      <h2 class="govuk-heading-m">What has changed</h2>
      <p class="govuk-body">
        <a class="govuk-link" href={`/${slug}/invoicing/runs/${before.run}`}>
          The dry run before this one
        </a>{' '}
        was committed, and showed other figures than would have been issued. Nothing of it was issued.
      </p>
      {run.state !== 'proposing' && (
        <ScrollTable
          label="Figures before and now"
          head={[
            { text: 'What' },
            { text: 'Documents before', format: 'numeric' },
            { text: 'Total before', format: 'numeric' },
            { text: 'Documents now', format: 'numeric' },
            { text: 'Total now', format: 'numeric' },
          ]}
          rows={rails.map((rail) => [
            { text: `${railText(rail)}s` },
            ...[before.proposed[rail], run.proposed[rail]].flatMap((sums) => [
              { text: sums.documents.toLocaleString('en-GB'), format: 'numeric' as const },
              { html: <Money pence={total(sums)} />, format: 'numeric' as const },
            ]),
          ])}
        />
      )}
      <Details summaryText="Why" open>
        <ul class="govuk-list govuk-list--bullet">
          {before.changed.map(({ payerName, why }) => (
            <li>
              {payerName}: {why}
            </li>
          ))}
        </ul>
        <p class="govuk-body">
          The check ends where it first meets a change: there may be more. All of it is in the figures of this dry run.
        </p>
      </Details>
    </>
  );
}

/** Which dry run has taken the place of one, where that is so. */
export const newerThan = ({ replacedBy, supersededBy }: NamedRun): RunId | undefined => replacedBy ?? supersededBy;

/** That a dry run can no longer be committed, and which one to look at. */
export function Replaced({ slug, run, newer }: { slug: string; run: NamedRun; newer: RunId }) {
  return (
    <InsetText>
      {run.replacedBy
        ? 'This dry run was committed, but what would have been issued was no longer what it shows. Nothing was issued.'
        : 'There is a newer dry run of this period, so this one can no longer be committed.'}{' '}
      <a class="govuk-link" href={`/${slug}/invoicing/runs/${newer}`}>
        Look at the newer dry run
      </a>
      .
    </InsetText>
  );
}
