// Waiting lists as JSON: the twins of their pages. An offer is accepted in the way of every quote: asked for with the place in the list, and confirmed.
import { type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handler, parse, problem, readJson, type Web } from '../../../shared/http.ts';
import { idSchema, type OfficerId, organisationIdSchema, type ServiceId, type WaitId } from '../../../shared/ids.ts';
import {
  declineOffer,
  joinWaitlist,
  listWaitlist,
  listWaits,
  offerByHand,
  readWait,
  type ShownWait,
  withdrawWait,
} from '../actions/waitlist/waitlist.ts';
import { declineOfferSchema, joinSchema, offerSchema, type Wait } from '../schema/waitlist.ts';

/** The place in a list that a path names; something that is no such id is one that does not exist. */
export function waitIdFrom(text: string | undefined): Decision<WaitId> {
  const id = parse(idSchema('wtl'), text);
  return id.ok ? id : refuse('unknown-wait');
}

/** Without the people behind it. */
const show = ({ joinedBy: _joiner, offer, ...wait }: ShownWait) => {
  if (!offer) return wait;
  const { by: _by, booking: _booking, ...told } = offer;
  return { ...wait, offer: told };
};
const showChanged = ({ id, state, offer }: Wait) => ({
  id,
  state,
  ...(offer && state === 'offered' ? { officer: offer.officer, sessions: offer.sessions, holdUntil: offer.holdUntil } : {}),
});

/** What the council’s list is asked for: everything, a service’s, or those who wait for an officer by name. */
export function demandFrom(c: Web): Decision<{ service?: ServiceId; officer?: OfficerId; after?: string }> {
  const [service, officer, after] = [c.req.query('service'), c.req.query('officer'), c.req.query('after')];
  const ofService = idSchema('svc').safeParse(service);
  const ofOfficer = idSchema('off').safeParse(officer);
  if (service && !ofService.success) return refuse('unknown-service', undefined, { field: 'service' });
  if (officer && !ofOfficer.success) return refuse('unknown-officer', undefined, { field: 'officer' });
  return {
    ok: true,
    value: {
      ...(ofService.success ? { service: ofService.data } : {}),
      ...(ofOfficer.success ? { officer: ofOfficer.data } : {}),
      ...(after ? { after } : {}),
    },
  };
}

export const waitlistRoutes = {
  'GET /api/bookings/waitlist': async (context, c) => {
    const school = organisationIdSchema.safeParse(c.req.query('school') ?? context.actor.organisation);
    const decision = school.success ? await listWaits(context, school.data, c.req.query('after')) : refuse('unknown-school');
    return answer(c, decision, ({ items, next, school: of }) => ({ school: of, waits: items.map(show), next }));
  },
  'POST /api/bookings/waitlist': async (context, c) => {
    const command = await readJson(c, joinSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await joinWaitlist(context, command.value), showChanged, 201);
  },
  'GET /api/bookings/waitlist/demand': async (context, c) => {
    const asked = demandFrom(c);
    if (!asked.ok) return problem(c, asked.refusal);
    const { items, next, services } = await listWaitlist(context, asked.value);
    return c.json({ waits: items.map(show), services, next });
  },
  'GET /api/bookings/waitlist/{wait}': async (context, c) => {
    const id = waitIdFrom(c.req.param('wait'));
    return answer(c, id.ok ? await readWait(context, id.value) : id, ({ wait, places }) => ({
      ...show(wait),
      ...(places.length > 0 ? { places } : {}),
    }));
  },
  'POST /api/bookings/waitlist/{wait}/withdrawal': async (context, c) => {
    const id = waitIdFrom(c.req.param('wait'));
    return answer(c, id.ok ? await withdrawWait(context, id.value) : id, showChanged);
  },
  'POST /api/bookings/waitlist/{wait}/decline': async (context, c) => {
    const id = waitIdFrom(c.req.param('wait'));
    const command = await readJson(c, declineOfferSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await declineOffer(context, id.value, command.value) : id, showChanged);
  },
  'POST /api/bookings/waitlist/{wait}/offers': async (context, c) => {
    const id = waitIdFrom(c.req.param('wait'));
    const command = await readJson(c, offerSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await offerByHand(context, id.value, command.value) : id, showChanged, 201);
  },
} satisfies Record<string, Handler>;
