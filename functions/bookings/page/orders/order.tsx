// One order for several schools as a page: how each school's booking or request stands, and for whoever approves one button for all of it.
import { momentText, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { FieldFault, Refusal } from '../../../../shared/decision.ts';
import type { Web } from '../../../../shared/http.ts';
import { faultsOf, page } from '../../../../shared/page.tsx';
import {
  Button,
  type Element,
  History,
  halfDaysText,
  InsetText,
  Money,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
} from '../../../../shared/ui/index.ts';
import { ordererOf } from '../../actions/orders/order-parts.ts';
import type { Approved, OrderedPart, SeenOrder } from '../../actions/orders/order-read.ts';
import { splitSentence } from '../../rules/split.ts';
import { standing } from '../../rules/standing.ts';
import { approversText } from '../approvers.ts';
import { stateTag } from '../booking.tsx';
import { requestTag } from '../request-list.tsx';

/** The first session of a school that stands, or of what was asked for. */
const firstText = ({ booking, request }: OrderedPart): string => {
  const sessions = booking ? booking.sessions.filter(({ state }) => state !== 'cancelled') : (request?.quote.sessions ?? []);
  const [first] = sessions.map(({ session }) => session).sort();
  return first ? sessionText(first) : '';
};

const totalOf = ({ booking, request }: OrderedPart): number => (booking ? standing(booking).grossPence : (request?.quote.grossPence ?? 0));
const countOf = ({ booking, request }: OrderedPart): number =>
  booking ? standing(booking).halfDays : (request?.quote.sessions.length ?? 0);

const PartLink = ({ slug, part: { schoolName, booking, request } }: { slug: string; part: OrderedPart }): Element => (
  <a class="govuk-link" href={booking ? `/${slug}/bookings/${booking.id}` : `/${slug}/bookings/requests/${request?.id}`}>
    {schoolName}
  </a>
);

const partRow = (slug: string, part: OrderedPart) => {
  if (part.gone)
    return [
      { text: part.schoolName },
      { text: '' },
      { text: '' },
      { text: '', format: 'numeric' as const },
      { text: 'The school is none of those you act for now, and looks after it itself' },
    ];
  const gross = totalOf(part);
  const stands = part.booking || part.request?.state === 'requested';
  return [
    { html: <PartLink slug={slug} part={part} /> },
    { text: firstText(part) },
    { text: countOf(part) > 0 ? halfDaysText(countOf(part)) : 'none' },
    { html: !stands ? 'not booked' : gross > 0 ? <Money pence={gross} /> : 'not charged', format: 'numeric' as const },
    {
      html: (
        <span class="daybook-tags">
          {part.booking
            ? [...new Set(part.booking.sessions.map(({ state }) => state))].map(stateTag)
            : part.request && requestTag(part.request.state)}
        </span>
      ),
    },
  ];
};

const partHead = [
  { text: 'School' },
  { text: 'First session' },
  { text: 'How much' },
  { text: 'Total', format: 'numeric' as const },
  { text: 'State' },
];

/** What an order comes to as it stands: what is cancelled, declined or expired counts for nothing. */
const standingOf = (parts: readonly OrderedPart[]) =>
  parts
    .filter(({ booking, request }) => booking || request?.state === 'requested')
    .reduce((sum, part) => ({ halfDays: sum.halfDays + countOf(part), grossPence: sum.grossPence + totalOf(part) }), {
      halfDays: 0,
      grossPence: 0,
    });

/** For whoever approves: what each school's booking comes to now, and one button for all that can be booked. */
function ApproveAll({ base, parts }: { base: string; parts: readonly OrderedPart[] }): Element | null {
  const waiting = parts.filter(({ now }) => now);
  const ready = waiting.flatMap(({ request, now }) => (request && now && 'agreed' in now ? [{ id: request.id, agreed: now.agreed }] : []));
  if (waiting.length === 0) return null;
  return (
    <>
      <h2 class="govuk-heading-m">Approve</h2>
      <ul class="govuk-list govuk-list--bullet">
        {waiting.map(({ schoolName, now }) => (
          <li>
            {schoolName}:{' '}
            {now && 'quote' in now
              ? splitSentence(now.quote)
              : `cannot be booked as it was asked for. ${(now && faultsOf(now.refusal)[0]?.text) ?? ''}`}
          </li>
        ))}
      </ul>
      {ready.length > 0 && (
        <form method="post" action={`${base}/approvals`} novalidate>
          {ready.map(({ id, agreed }) => (
            <input type="hidden" name="agreed" value={`${id} ${agreed}`} />
          ))}
          <Button text={ready.length === 1 ? 'Approve and book' : `Approve and book all ${ready.length}`} preventDoubleClick />
        </form>
      )}
      <p class="govuk-hint">Each is booked by itself, one after the other. To decline one, open it from the list above.</p>
    </>
  );
}

/** Says only what the order itself confirms, so that a typed address cannot claim what was not done. */
function doneText({ order, parts }: SeenOrder, done: string | undefined): string | undefined {
  const asked = order.parts.some(({ request }) => request);
  if (done === 'confirmed' && !asked) return `Booked for ${parts.length === 1 ? 'one school' : `${parts.length} schools`}.`;
  if (done === 'asked' && parts.some(({ request }) => request?.state === 'requested'))
    return 'It is over your limit, so it is asked for. Nothing is booked yet.';
  if (done === 'approved' && asked && parts.every(({ booking }) => booking)) return 'Approved, and all of it is booked.';
  return undefined;
}

/** Of an approval of all: which were booked, and which were not and why. */
export const outcomeOf = (approved: readonly Approved[]): { text: string; refusal?: Refusal } => {
  const [booked, not] = [approved.filter(({ booking }) => booking), approved.filter(({ refusal }) => refusal)];
  const faults: FieldFault[] = not.flatMap(({ schoolName, refusal }) =>
    refusal ? [{ field: 'schools', detail: `${schoolName} is not booked. ${faultsOf(refusal)[0]?.text ?? ''}` }] : [],
  );
  return {
    text: booked.length > 0 ? `Booked for ${booked.map(({ schoolName }) => schoolName).join(', ')}.` : '',
    ...(faults.length > 0 ? { refusal: { name: 'invalid-request', faults } } : {}),
  };
};

export async function orderPage(context: Context, c: Web, seen: SeenOrder, outcome?: ReturnType<typeof outcomeOf>): Promise<Response> {
  const { order, parts, approvers, history } = seen;
  const { slug } = context.council;
  const base = `/${slug}/bookings/orders/${order.id}`;
  const { halfDays, grossPence } = standingOf(parts);
  const done = outcome ? outcome.text : doneText(seen, c.req.query('done'));
  const holds = parts.some(({ request }) => request?.state === 'requested');
  return page(context, c, {
    title: `Order: ${order.serviceTitle}`,
    wide: true,
    refusal: outcome?.refusal,
    back: { href: `/${slug}/bookings/orders${order.by && !ordererOf(context) ? `?organisation=${order.by}` : ''}`, text: 'Orders' },
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={order.byName ?? context.council.name}>{order.serviceTitle}</PageHeading>
        {holds && (
          <InsetText
            text={`It waits for ${approversText(approvers)}. Each school’s sessions are held for a while, and booked as each is approved.`}
          />
        )}
        <SummaryList
          rows={[
            { key: { text: 'Ordered' }, value: { text: `${momentText(order.createdAt)} by ${order.orderedByName}` } },
            { key: { text: 'Schools' }, value: { text: String(parts.length) } },
            { key: { text: 'How much stands' }, value: { text: halfDays > 0 ? halfDaysText(halfDays) : 'nothing' } },
            { key: { text: 'Total as it stands' }, value: { html: grossPence > 0 ? <Money pence={grossPence} /> : 'Nothing is charged' } },
            { key: { text: 'Reference' }, value: { html: <code class="daybook-reference">{order.id}</code> } },
          ]}
        />
        <div id="schools" tabindex={-1}>
          <ScrollTable caption="Schools" head={partHead} rows={parts.map((part) => partRow(slug, part))} />
        </div>
        <p class="govuk-body">Each school’s booking stands by itself: open it to move or cancel a session, and to see what that costs.</p>
        <ApproveAll base={base} parts={parts} />
        <History entries={history} />
      </>
    ),
  });
}
