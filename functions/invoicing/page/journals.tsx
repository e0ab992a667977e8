// The recharges that wait for the council's ledger, each with the form that marks it posted.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  Input,
  LinkLine,
  Money,
  NotificationBanner,
  PageHeading,
  ScrollTable,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readJournals } from '../actions/documents.ts';
import { postingText } from './document.tsx';

type Given = { document?: string; typed?: string | undefined; refusal?: Refusal };
type Journal = Awaited<ReturnType<typeof readJournals>>['items'][number];

/** What was refused, at the box of the document it is about. */
const atDocument = ({ document, refusal }: Given): Refusal | undefined =>
  refusal && {
    ...refusal,
    faults: (refusal.faults ?? [{ field: 'councilReference', detail: '' }]).map((fault) => ({
      ...fault,
      field: `${fault.field}-${document}`,
    })),
  };

const PostingForm = ({ slug, document, given }: { slug: string; document: Journal['document']; given: Given }): Element => {
  const errors = given.refusal && faultsOf(given.refusal).map((error) => ({ ...error, field: `${error.field}-${given.document}` }));
  return (
    <form method="post" action={`/${slug}/invoicing/documents/${document.id}/posting`} class="daybook-inline-form" novalidate>
      <Input
        id={`councilReference-${document.id}`}
        name="councilReference"
        label={{ text: `Ledger reference for ${document.number}`, classes: 'govuk-visually-hidden' }}
        value={given.document === document.id ? given.typed : undefined}
        classes="govuk-input--width-10"
        errorMessage={errorFor(errors, `councilReference-${document.id}`)}
      />
      <Button
        html={
          <>
            Mark posted<span class="govuk-visually-hidden">: {document.number}</span>
          </>
        }
        classes="govuk-button--secondary"
        preventDoubleClick
      />
    </form>
  );
};

/** A school with its number in the register; a team of the council has none. */
const toText = ({ name, urn }: Journal['document']['customer']): string => (urn ? `${name} (${urn})` : name);

type TableProps = { slug: string; journals: readonly Journal[]; mayPost: boolean; given: Given };
const JournalsTable = ({ slug, journals, mayPost, given }: TableProps): Element => (
  <ScrollTable
    caption="Newest first"
    head={[{ text: 'Number' }, { text: 'To' }, { text: 'Issued' }, { text: 'Amount', format: 'numeric' }, { text: 'Posted' }]}
    rows={journals.map(({ document, posting }) => [
      {
        html: (
          <a class="govuk-link" href={`/${slug}/invoicing/documents/${document.id}`}>
            {document.number}
          </a>
        ),
      },
      { text: toText(document.customer) },
      { text: dateText(document.issuedOn) },
      { html: <Money pence={document.grossPence} />, format: 'numeric' as const },
      {
        html: posting ? postingText(posting) : mayPost ? <PostingForm slug={slug} document={document} given={given} /> : 'not yet',
      },
    ])}
  />
);

/** The file, which from a later page begins where that page begins, and whether what was posted is shown too. */
const FileLinks = ({ path, all, after }: { path: string; all: boolean; after: string | undefined }): Element => {
  const query = new URLSearchParams({ ...(all ? { all: 'yes' } : {}), ...(after ? { after } : {}) }).toString();
  return (
    <p class="govuk-body">
      <a class="govuk-link" href={`${path}/export${query && `?${query}`}`}>
        {`${all ? 'Export all, with what was posted' : 'Export those not yet posted'}${after ? ', from here on' : ''} (CSV)`}
      </a>
      {' · '}
      <a class="govuk-link" href={`${path}?all=${all ? 'no' : 'yes'}`}>
        {all ? 'Show only those to be posted' : 'Show posted ones too'}
      </a>
    </p>
  );
};

export async function journalsPage(context: Context, c: Web, given: Given = {}): Promise<Response> {
  const all = c.req.query('all') === 'yes';
  const after = given.refusal ? undefined : c.req.query('after');
  const { items, next } = await readJournals(context, { unpostedOnly: !all, after });
  const { slug } = context.council;
  // The page is shown after a refused posting too, at the address of that: its links are whole.
  const path = `/${slug}/invoicing/journals`;
  return page(context, c, {
    title: 'Journals',
    refusal: atDocument(given),
    wide: true,
    children: (
      <>
        {c.req.query('done') === 'posted' && <NotificationBanner type="success" text="Marked posted." />}
        <PageHeading>Journals</PageHeading>
        <p class="govuk-body">
          Recharges to maintained schools, and to teams of the council whose budgets pay. Export them, post them in the council’s ledger,
          then mark each with the reference it got there.
        </p>
        <FileLinks path={path} all={all} after={after} />
        {(next || after) && (
          <p class="govuk-body">
            A file holds ten pages of this list. Where there are more, its name ends in “part”: export the rest from the eleventh page.
          </p>
        )}
        {items.length === 0 ? (
          <p class="govuk-body">No recharge waits to be posted.</p>
        ) : (
          <JournalsTable slug={slug} journals={items} mayPost={can(context.actor, 'journal:post')} given={given} />
        )}
        {next && (
          <LinkLine href={`${path}?${new URLSearchParams({ ...(all ? { all: 'yes' } : {}), after: next })}`} text="Older recharges" />
        )}
      </>
    ),
  });
}
