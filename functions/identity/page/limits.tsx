// The limits of an organisation as a page: who may commit it to how much, who approves what is more, its purchase orders, and the forms that settle it.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Decision, refuse } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { History, InsetText, NotificationBanner, PageHeading, ScrollTable, SummaryList } from '../../../shared/ui/index.ts';
import { readLimits, type ShownLimits, setLimit, settleApproval, settlePurchaseOrders } from '../actions/limits.ts';
import { organisationIn } from '../routes/limits.ts';
import { mostText, purchaseOrderText } from '../rules/limits.ts';
import { rolesInWords } from '../rules/words.ts';
import { can } from '../rules.ts';
import { setLimitSchema, settleApprovalSchema, settlePurchaseOrdersSchema } from '../schema/limits.ts';
import {
  ApprovalForm,
  approvalIn,
  errorsOf,
  mostIn,
  PersonForm,
  PurchaseOrderForm,
  type Refused,
  type Typed,
  typedIn,
} from './limit-forms.tsx';

/** Who may commit it to how much. */
const PeopleTable = ({ people }: { people: ShownLimits['people'] }) =>
  people.length === 0 ? (
    <InsetText text="Nobody has a right for this organisation yet." />
  ) : (
    <ScrollTable
      caption="People"
      firstCellIsHeader
      head={[{ text: 'Name' }, { text: 'Roles' }, { text: 'Limit' }]}
      rows={people.map(({ name, roles, mostPence }) => [
        { text: name },
        { text: roles.length > 0 ? rolesInWords(roles) : 'None here any more' },
        { text: mostText(mostPence) },
      ])}
    />
  );

/** Who approves what is more, what is asked for, and whether a purchase order number is needed. */
function Approval({ context, shown }: { context: Context; shown: ShownLimits }) {
  const nameOf = (person: PersonId) => shown.people.find((each) => each.person === person)?.name ?? '';
  const { approver, deputy } = shown;
  return (
    <SummaryList
      rows={[
        { key: { text: 'Approver' }, value: { text: approver ? nameOf(approver) : 'Nobody' } },
        deputy
          ? {
              key: { text: 'Deputy' },
              value: { text: `${nameOf(deputy.person)}, from ${dateText(deputy.from)} to ${dateText(deputy.to)}` },
            }
          : null,
        { key: { text: 'Everybody else' }, value: { text: mostText(shown.othersMostPence) } },
        {
          key: { text: 'Goes to the approver' },
          value: { text: shown.everyBooking ? 'Every booking of whoever has a limit' : 'What is over a limit' },
        },
        {
          key: { text: 'Purchase order number' },
          value: {
            html: (
              <>
                {purchaseOrderText(shown)}
                {can(context.actor, 'purchase-order:read') && (
                  <>
                    .{' '}
                    <a class="govuk-link" href={`/${context.council.slug}/bookings/purchase-orders?organisation=${shown.organisation}`}>
                      Registered purchase orders
                    </a>
                  </>
                )}
              </>
            ),
          },
        },
      ]}
    />
  );
}

async function limitsPage(context: Context, c: Web, refused?: Refused): Promise<Response> {
  const id = organisationIn(c);
  const found = id ? await readLimits(context, id) : refuse('unknown-organisation');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const shown = found.value;
  const { slug } = context.council;
  const form = { base: `/${slug}/identity/limits/${shown.organisation}`, shown, actor: context.actor, refused };
  const maySet = can(context.actor, 'limit:set');
  const mayBook = context.actor.organisation !== undefined;
  return page(context, c, {
    title: `Limits and approval: ${shown.organisationName}`,
    refusal: refused?.refusal,
    errors: errorsOf(refused),
    back: mayBook ? { href: `/${slug}/bookings/requests`, text: 'Requests' } : { href: `/${slug}/identity/people`, text: 'People' },
    children: (
      <>
        {c.req.query('done') && !refused && shown.history[0] && <NotificationBanner type="success" text="Saved. It counts from now on." />}
        <PageHeading caption={shown.organisationName}>Limits and approval</PageHeading>
        <p class="govuk-body">
          What somebody may commit {shown.organisationName} to in one booking, with VAT. What is more goes to the approver, and is booked
          once it is approved.
        </p>
        <PeopleTable people={shown.people} />
        <Approval context={context} shown={shown} />
        {maySet && shown.people.length > 0 && (
          <>
            <PersonForm {...form} />
            <ApprovalForm {...form} />
          </>
        )}
        {maySet && <PurchaseOrderForm {...form} />}
        <History entries={shown.history} />
      </>
    ),
  });
}

/** Back to the limits as they stand now, or the same page with what was wrong and what was typed. */
async function settled(context: Context, c: Web, of: Refused['of'], typed: Typed, decision: Decision<unknown>): Promise<Response> {
  if (!decision.ok) return limitsPage(context, c, { of, refusal: decision.refusal, typed });
  return seeOther(`/${context.council.slug}/identity/limits/${organisationIn(c)}?done=yes`);
}

export const limits = {
  'GET /identity/limits/{organisation}': (context, c) => limitsPage(context, c),
  'POST /identity/limits/{organisation}/people': async (context, c) => {
    const [id, typed] = [organisationIn(c), typedIn(await readForm(c))];
    const command = parse(setLimitSchema, { person: typed.person, mostPence: mostIn(typed.kind, typed.pounds) });
    return settled(
      context,
      c,
      'person',
      typed,
      !id ? refuse('unknown-organisation') : command.ok ? await setLimit(context, id, command.value) : command,
    );
  },
  'POST /identity/limits/{organisation}/approval': async (context, c) => {
    const [id, typed] = [organisationIn(c), typedIn(await readForm(c))];
    const command = parse(settleApprovalSchema, approvalIn(typed));
    const decision = !id ? refuse('unknown-organisation') : command.ok ? await settleApproval(context, id, command.value) : command;
    return settled(context, c, 'approval', typed, decision);
  },
  'POST /identity/limits/{organisation}/purchase-orders': async (context, c) => {
    const [id, typed] = [organisationIn(c), typedIn(await readForm(c))];
    const command = parse(settlePurchaseOrdersSchema, {
      required: typed.required,
      ...(typed.like ? { like: typed.like } : {}),
      registeredOnly: typed.registeredOnly === 'yes',
    });
    const decision = !id ? refuse('unknown-organisation') : command.ok ? await settlePurchaseOrders(context, id, command.value) : command;
    return settled(context, c, 'orders', typed, decision);
  },
} satisfies Record<string, Handler>;
