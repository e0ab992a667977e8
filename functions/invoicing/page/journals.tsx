// The recharges that wait for the council's ledger, each with the form that marks it posted.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, errorFor, Input, Money, NotificationBanner, PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { firstJournals, mostJournals } from '../routes.ts';
import { postingText } from './document.tsx';

export async function journalsPage(
  context: Context,
  c: Web,
  given: { document?: string; typed?: string | undefined; refusal?: Refusal } = {},
): Promise<Response> {
  const found = await firstJournals(context, c.req.query('all') !== 'yes');
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
          Recharges to maintained schools. Export them, post them in the council’s ledger, then mark each with the reference it got there.
        </p>
        <p class="govuk-body">
          <a class="govuk-link" href={`/${slug}/invoicing/journals/export`}>
            Export those not yet posted (CSV)
          </a>
          {' · '}
          <a class="govuk-link" href={`/${slug}/invoicing/journals/export?all=yes`}>
            Export all, with what was posted (CSV)
          </a>
          {' · '}
          {c.req.query('all') === 'yes' ? (
            <a class="govuk-link" href="?all=no">
              Show only those to be posted
            </a>
          ) : (
            <a class="govuk-link" href="?all=yes">
              Show posted ones too
            </a>
          )}
        </p>
        {found.length === 0 && <p class="govuk-body">No recharge waits to be posted.</p>}
        {found.length > 0 && (
          <ScrollTable
            caption={found.length === mostJournals ? `The newest ${mostJournals}` : 'Newest first'}
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
      </>
    ),
  });
}
