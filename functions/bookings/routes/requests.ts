// Requests over a limit as JSON: the twins of their pages.
import { type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handler, parse, problem, readJson } from '../../../shared/http.ts';
import { idSchema, organisationIdSchema, type RequestId } from '../../../shared/ids.ts';
import { approveRequest, declineRequest, listRequests, readRequest, type ShownRequest, withdrawRequest } from '../actions/requests.ts';
import { approveSchema, type BookingRequest, declineSchema } from '../schema/requests.ts';

/** The request a path names; something that is no request's id is a request that does not exist. */
export function bookingRequestIdFrom(text: string | undefined): Decision<RequestId> {
  const id = parse(idSchema('req'), text);
  return id.ok ? id : refuse('unknown-request');
}

const show = ({ requestedBy: _asker, answeredBy: _answerer, ...request }: ShownRequest) => request;
const showChanged = ({ id, state, booking, reason }: BookingRequest) => ({
  id,
  state,
  ...(state === 'approved' ? { booking } : {}),
  ...(reason ? { reason } : {}),
});

export const requestRoutes = {
  'GET /api/bookings/requests': async (context, c) => {
    const asked = c.req.query('organisation');
    const organisation = organisationIdSchema.safeParse(asked);
    const decision =
      asked !== undefined && !organisation.success
        ? refuse('unknown-organisation')
        : await listRequests(context, organisation.data, c.req.query('after'));
    return answer(c, decision, ({ items, waiting, next, organisation: of }) => ({
      organisation: of,
      requests: items.map(show),
      waiting: waiting.map(show),
      next,
    }));
  },
  'GET /api/bookings/requests/{request}': async (context, c) => {
    const id = bookingRequestIdFrom(c.req.param('request'));
    return answer(c, id.ok ? await readRequest(context, id.value) : id, ({ request, now, approvers }) => ({
      ...show(request),
      approvers: approvers.map(({ name }) => name),
      ...(now && 'quote' in now ? { now: now.quote, agreed: now.agreed } : {}),
      ...(now && 'refusal' in now ? { refused: now.refusal.name } : {}),
    }));
  },
  'POST /api/bookings/requests/{request}/approval': async (context, c) => {
    const id = bookingRequestIdFrom(c.req.param('request'));
    const command = await readJson(c, approveSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await approveRequest(context, id.value, command.value) : id, showChanged);
  },
  'POST /api/bookings/requests/{request}/decline': async (context, c) => {
    const id = bookingRequestIdFrom(c.req.param('request'));
    const command = await readJson(c, declineSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await declineRequest(context, id.value, command.value) : id, showChanged);
  },
  'POST /api/bookings/requests/{request}/withdrawal': async (context, c) => {
    const id = bookingRequestIdFrom(c.req.param('request'));
    return answer(c, id.ok ? await withdrawRequest(context, id.value) : id, showChanged);
  },
} satisfies Record<string, Handler>;
