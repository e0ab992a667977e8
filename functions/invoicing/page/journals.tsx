// The recharges that wait for the council's ledger, each with the form that marks it posted.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, errorFor, Input, Money, NotificationBanner, PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readJournals } from '../actions/documents.ts';
import { postingText } from './document.tsx';

export async function journalsPage(
  context: Context,
  c: Web,
  given: { document?: string; typed?: string | undefined; refusal?: Refusal } = {},
): Promise<Response> {
  const all = c.req.query('all') === 'yes';
  const after = given.refusal ? undefined : c.req.query('after');
  const { items: found, next } = await readJournals(context, { unpostedOnly: !all, after });
  // A file from a later page begins where that page begins.
  const from = after ? { after } : undefined;
  const exportOf = (more: Record<string, string>) => {
    const query = new URLSearchParams({ ...more, ...from }).toString();
    return `/${context.council.slug}/invoicing/journals/export${query && `?${query}`}`;
  };
  const slug = context.council.slug;
  const mayPost = can(context.actor, 'journal:post');
  const errors = given.refusal
    ? faultsOf(given.refusal).map((error) => ({ ...error, field: `${error.field}-${given.document}` }))
    : undefined;
  const shown: Refusal | undefined = given.refusal && {
    ...given.refusal,
    faults: (given.refusal.faults ?? [{ field: 'councilReference', detail: '' }]).map((fault) => ({
      ...fault,
      field: `${fault.field}-${given.document}`,
    })),
  };
  return page(context, c, {
    title: 'Journals',
    refusal: shown,
    wide: true,
    children: (
      <>
        {c.req.query('done') === 'posted' && <NotificationBanner type="success" text="Marked posted." />}
        <PageHeading>Journals</PageHeading>
        <p class="govuk-body">
          Recharges to maintained schools, and to teams of the council whose budgets pay. Export them, post them in the council’s ledger,
          then mark each with the reference it got there.
        </p>
        <p class="govuk-body">
          <a class="govuk-link" href={exportOf(all ? { all: 'yes' } : {})}>
            {`${all ? 'Export all, with what was posted' : 'Export those not yet posted'}${from ? ', from here on' : ''} (CSV)`}
          </a>
          {' · '}
          {all ? (
            <a class="govuk-link" href="?all=no">
              Show only those to be posted
            </a>
          ) : (
            <a class="govuk-link" href="?all=yes">
              Show posted ones too
            </a>
          )}
        </p>
        {(next || from) && (
          <p class="govuk-body">
            A file holds ten pages of this list. Where there are more, its name ends in “part”: export the rest from the eleventh page.
          </p>
        )}
        {found.length === 0 && <p class="govuk-body">No recharge waits to be posted.</p>}
        {found.length > 0 && (
          <ScrollTable
            caption="Newest first"
            head={[{ text: 'Number' }, { text: 'School' }, { text: 'Issued' }, { text: 'Amount', format: 'numeric' }, { text: 'Posted' }]}
            rows={found.map(({ document, posting }) => [
              {
                html: (
                  <a class="govuk-link" href={`/${slug}/invoicing/documents/${document.id}`}>
                    {document.number}
                  </a>
                ),
              },
              { text: `${document.customer.name} (${document.customer.urn})` },
              { text: dateText(document.issuedOn) },
              { html: <Money pence={document.grossPence} />, format: 'numeric' as const },
              {
                html: posting ? (
                  postingText(posting)
                ) : mayPost ? (
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
                ) : (
                  'not yet'
                ),
              },
            ])}
          />
        )}
        {next && (
          <p class="govuk-body">
            <a
              class="govuk-link"
              href={`/${slug}/invoicing/journals?${new URLSearchParams({ ...(all ? { all: 'yes' } : {}), after: next })}`}
            >
              Older recharges
            </a>
          </p>
        )}
      </>
    ),
  });
}
