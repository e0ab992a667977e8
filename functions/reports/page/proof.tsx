// The proof for somebody who checks the books: the verdict, then each claim with the figures that carry it, then what it cannot show.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, seeOther, type Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { type Element, InsetText, PageHeading, PostButton } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readProof, startProof } from '../actions/proof.ts';
import { sealFirst } from '../actions/seals.ts';
import { ringFor } from '../routes/lists.ts';
import { Accounts, Assets, Documents, entriesOf, Faults, many, Verdict, Wall } from './proof-tables.tsx';
import { Seals } from './seals.tsx';

const Limits = (): Element => (
  <>
    <h2 class="govuk-heading-m">How it is done, and what it cannot show</h2>
    <ul class="govuk-list govuk-list--bullet">
      <li>Every entry is read from the ledger itself, day by day, not from an index or a summary.</li>
      <li>Every booking that was settled must have exactly one outcome, which agrees with the entry that held the half-day.</li>
      <li>A figure that moves while it is being read is read again until it stands still.</li>
      <li>
        Until the night after, a day has no seal. In that time it does not show an entry that was changed together with everything that
        refers to it: its settlement, its mark and the sums kept for its accounts.
      </li>
      <li>
        Somebody who could write to the table could make every seal anew from the day of a change on. The next proof says so if an earlier
        one has seen the last seal; a seal that was written down outside Daybook says so always.
      </li>
      <li>Entries recorded before the ledger’s first day, or dated after today, are not read.</li>
    </ul>
  </>
);

async function render(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const { latest, running } = await readProof(context);
  const { slug } = context.council;
  return page(context, c, {
    title: 'Proof',
    refusal,
    wide: true,
    children: (
      <>
        <PageHeading>Proof of the ledger</PageHeading>
        <p class="govuk-body-l">
          Every half-day and every penny in Daybook is an entry in one ledger. This page adds it up from the beginning.
        </p>
        {running && (
          <InsetText>
            A proof is on its way: {many(entriesOf(running))} entries read so far
            {running.readTo && running.readTo >= running.from ? `, up to ${dateText(running.readTo)} of ${dateText(running.to)}` : ''}. It
            was begun on {momentText(running.startedAt)} by {running.startedByName}.{' '}
            <a class="govuk-link" href={`/${slug}/reports/proof`}>
              Refresh
            </a>
          </InsetText>
        )}
        {!running && can(context.actor, 'proof:run') && <PostButton action={`/${slug}/reports/proof`} text="Prove it now" />}
        {latest ? (
          <>
            <Verdict report={latest} />
            {latest.faults.count > 0 && <Faults report={latest} />}
            <Assets report={latest} />
            <Seals seals={latest.seals} found={latest.faults.count > 0} slug={slug} />
            <Wall report={latest} />
            <Documents report={latest} slug={slug} />
            <Accounts report={latest} />
          </>
        ) : (
          <p class="govuk-body">Nothing has been proved yet.</p>
        )}
        <Limits />
      </>
    ),
  });
}

export const proofPage: Handler = (context, c) => render(context, c);

export const proveFromPage: Handler = async (context, c) => {
  await sealFirst(context, c.get('host'));
  const decision = await startProof(context, ringFor(c, context.council.slug));
  return decision.ok ? seeOther(`/${context.council.slug}/reports/proof`) : render(context, c, decision.refusal);
};
