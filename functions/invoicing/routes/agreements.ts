// The JSON API of lines that wait for a buyer's consent.
import { answer, type Handlers, parse, pick, problem, readJson } from '../../../shared/http.ts';
import { organisationIdSchema } from '../../../shared/ids.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import type { manifest } from '../../manifest.ts';
import { answerAgreements, type HeldBack, readAgreements, readHeldBack } from '../actions/agreements.ts';
import type { Waiting } from '../rules/consent.ts';
import { consentSchema, type Saying } from '../schema/consent.ts';

type Routes = (typeof manifest)['invoicing']['routes'];
type OfAgreements = Extract<keyof Routes, `${string} /api/invoicing/agreements${string}`>;

/** Who said it is in the audit trail, for those who may read that. */
const showSaying = ({ by: _by, ...saying }: Saying) => saying;
const showCharge = (charge: Charge) => ({
  charge: charge.id,
  ...pick(charge, ['booking', 'schoolName', 'serviceTitle', 'deliveredOn', 'half', 'netPence', 'quoted']),
});
/** What a buyer is shown of a line, who is invoiced, and all that was said of it. */
const showWaiting = ({ charge, now, buyer, buyerName, sayings }: Waiting) => ({
  ...showCharge(charge),
  now,
  invoicedTo: { organisation: buyer, name: buyerName },
  said: sayings.map(showSaying),
});
const showHeldBack = ({ charge, waits, buyers, days, state, sayings }: HeldBack) => ({
  ...showCharge(charge),
  now: waits.now,
  invoicedTo: buyers.map(({ id, name }) => ({ organisation: id, name })),
  since: waits.since,
  days,
  state: state === 'open' ? 'waiting' : state,
  said: sayings.map(showSaying),
});

export const agreementRoutes: Handlers<Pick<Routes, OfAgreements>> = {
  'GET /api/invoicing/agreements': async (context, c) => {
    const asked = parse(organisationIdSchema, c.req.query('organisation') ?? context.actor.organisation);
    if (!asked.ok)
      return problem(c, { name: 'invalid-request', faults: [{ field: 'organisation', detail: 'Say whose lines, such as sch_990001' }] });
    return answer(c, await readAgreements(context, asked.value), ({ buyer, lines, more }) => ({
      organisation: buyer.id,
      lines: lines.map(showWaiting),
      more,
    }));
  },
  'GET /api/invoicing/agreements/waiting': async (context, c) => {
    const { items, next } = await readHeldBack(context, c.req.query('after'));
    return c.json({ lines: items.map(showHeldBack), next });
  },
  'POST /api/invoicing/agreements': async (context, c) => {
    const command = await readJson(c, consentSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await answerAgreements(context, command.value), (said) => ({
      lines: said.map(({ charge, saying: { state, treatment, at } }) => ({ charge, state, treatment, at })),
    }));
  },
};
