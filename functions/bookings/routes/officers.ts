// The JSON API of who delivers: giving visits to another officer, the visits whose officer is away, and dates that recur.
import { answer, type Handlers, parse, pick, problem, readJson } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { readRecurring, readSubstitutes, readUnattended, type Substitutes, swapOfficer, type Unattended } from '../actions/officers.ts';
import { withName } from '../actions/read.ts';
import { bookingIdFrom, showBooking } from '../routes.ts';
import { recurringSchema, swapSchema } from '../schema/officers.ts';
import { visits } from '../schema.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type OfOfficers = Extract<
  keyof Routes,
  `${string} /api/bookings/{booking}/officers` | `${string} /api/bookings/away` | `${string} /api/bookings/recurring`
>;

const showSubstitutes = ({ booking, open, visits: chosen, substitutes, unable }: Substitutes) => ({
  booking: booking.id,
  open: open.map(({ session: { visit, session, officer, officerName }, away }) => ({
    visit,
    session,
    officer,
    officerName,
    ...(away ? { away } : {}),
  })),
  visits: chosen,
  substitutes,
  unable,
});

const toldOfVisit = [
  'booking',
  'visit',
  'session',
  'officer',
  'officerName',
  'school',
  'schoolName',
  'service',
  'serviceTitle',
  'work',
  'why',
] as const;
const showUnattended = (visit: Unattended) => pick(visit, toldOfVisit);

export const officerRoutes: Handlers<Pick<Routes, OfOfficers>> = {
  'GET /api/bookings/away': async (context, c) => {
    const { items, more } = await readUnattended(context);
    return c.json({ visits: items.map(showUnattended), more });
  },
  'GET /api/bookings/recurring': async (context, c) => {
    const asked = parse(recurringSchema, { school: context.actor.organisation, ...c.req.query() });
    return asked.ok ? answer(c, await readRecurring(context, asked.value), (recurring) => recurring) : problem(c, asked.refusal);
  },
  'GET /api/bookings/{booking}/officers': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const asked = c.req.queries('visit') ?? [];
    const chosen = asked.length > 0 ? parse(visits, asked) : { ok: true as const, value: [] };
    if (!chosen.ok) return problem(c, chosen.refusal);
    return answer(c, id.ok ? await readSubstitutes(context, id.value, chosen.value) : id, showSubstitutes);
  },
  'POST /api/bookings/{booking}/officers': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const command = await readJson(c, swapSchema);
    if (!command.ok) return problem(c, command.refusal);
    const decision = id.ok ? await swapOfficer(context, id.value, command.value) : id;
    return decision.ok ? c.json(showBooking(await withName(context, decision.value))) : problem(c, decision.refusal);
  },
};
