// The JSON API of days put right: asked for by one person and answered by a second.
import { type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handlers, parse, problem, readJson } from '../../../shared/http.ts';
import { idSchema, type ReclassificationId } from '../../../shared/ids.ts';
import type { manifest } from '../../manifest.ts';
import type { NamedRequest } from '../actions/read.ts';
import { answerReclassification, askReclassification } from '../actions/reclassify.ts';
import { readWaitingRequests } from '../actions/waitlist/waiting.ts';
import { bookingIdFrom } from '../routes.ts';
import { answerReclassificationSchema, askReclassificationSchema, type Reclassification } from '../schema/reclassifications.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type OfReclassifications = Extract<keyof Routes, `${string} /api/bookings/${string}reclassifications${string}`>;

export const showReclassification = ({
  version: _version,
  type: _type,
  askedBy: _asker,
  answeredBy: _answerer,
  ...request
}: Reclassification & Partial<NamedRequest>) => request;
/** The request that a path names. */
export function reclassificationIdFrom(text: string | undefined): Decision<ReclassificationId> {
  const id = parse(idSchema('rcl'), text);
  return id.ok ? id : refuse('unknown-reclassification');
}

export const reclassificationRoutes: Handlers<Pick<Routes, OfReclassifications>> = {
  'GET /api/bookings/reclassifications': async (context, c) => {
    const { items, next } = await readWaitingRequests(context, c.req.query('after'));
    return c.json({ reclassifications: items.map(showReclassification), next });
  },
  'POST /api/bookings/{booking}/reclassifications': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const command = await readJson(c, askReclassificationSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await askReclassification(context, id.value, command.value) : id, showReclassification, 201);
  },
  'POST /api/bookings/{booking}/reclassifications/{reclassification}/answer': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const request = reclassificationIdFrom(c.req.param('reclassification'));
    const command = await readJson(c, answerReclassificationSchema);
    if (!command.ok) return problem(c, command.refusal);
    if (!id.ok) return problem(c, id.refusal);
    return answer(
      c,
      request.ok ? await answerReclassification(context, id.value, request.value, command.value) : request,
      showReclassification,
    );
  },
};
