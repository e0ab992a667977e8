// The JSON API of waivers and inspections.
import { answer, type Handlers, problem, readJson } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { waive } from '../actions/cancellations.ts';
import { move } from '../actions/life.ts';
import { callOfsted, listOfstedCalls } from '../actions/ofsted.ts';
import { withName } from '../actions/read.ts';
import { bookingIdFrom, showBooking } from '../routes.ts';
import { type OfstedCall, ofstedCallSchema, waiverSchema } from '../schema/cancellations.ts';
import { moveSchema } from '../schema.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type OfCancellations = Extract<
  keyof Routes,
  `${string} /api/bookings/ofsted-calls` | `${string} /api/bookings/{booking}/waivers` | `${string} /api/bookings/{booking}/moves`
>;

const showCall = ({ type: _, ...call }: OfstedCall) => call;

export const cancellationRoutes: Handlers<Pick<Routes, OfCancellations>> = {
  'POST /api/bookings/{booking}/moves': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const command = await readJson(c, moveSchema);
    if (!command.ok) return problem(c, command.refusal);
    const decision = id.ok ? await move(context, id.value, command.value) : id;
    return decision.ok ? c.json(showBooking(await withName(context, decision.value))) : problem(c, decision.refusal);
  },
  'POST /api/bookings/{booking}/waivers': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const command = await readJson(c, waiverSchema);
    if (!command.ok) return problem(c, command.refusal);
    const decision = id.ok ? await waive(context, id.value, command.value) : id;
    return decision.ok ? c.json(showBooking(await withName(context, decision.value))) : problem(c, decision.refusal);
  },
  'GET /api/bookings/ofsted-calls': async (context, c) => {
    const { items, next } = await listOfstedCalls(context, c.req.query('after'));
    return c.json({ calls: items.map(showCall), ...(next ? { next } : {}) });
  },
  'POST /api/bookings/ofsted-calls': async (context, c) => {
    const command = await readJson(c, ofstedCallSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await callOfsted(context, command.value), ({ kept, ...freed }) => ({
      ...freed,
      kept: kept.map(({ refusal, ...booking }) => ({
        ...booking,
        why: refusal.name,
        ...(refusal.detail ? { detail: refusal.detail } : {}),
      })),
    }));
  },
};
