// A draft of a policy under the pure rules, at each step of its way, and the people on it: what the rules of drafts are tried on.
import { decideBegin } from '../functions/entitlements/rules/drafts.ts';
import type { Draft, Json } from '../functions/entitlements/schema/drafts.ts';
import type { CivilDate } from '../shared/calendar.ts';
import { accepted } from '../shared/decision.ts';
import type { DraftId, PersonId } from '../shared/ids.ts';
import { essex2017 } from '../shared/policy/essex-2017.ts';
import type { Pack } from '../shared/policy/schema.ts';

export const now = Date.parse('2026-11-24T08:00:00Z');
export const [grace, hana, ivor] = ['per_grace', 'per_hana', 'per_ivor'] as PersonId[] as [PersonId, PersonId, PersonId];
export const who = (person: PersonId = grace, moment = now) => ({ person, now: moment });
export const pack: Pack = { ...essex2017, effectiveFrom: '2027-09-01' as CivilDate };
export const json = pack as unknown as Json;
export const begin = (of: Json = json): Draft => accepted(decideBegin({ ...who(), id: 'drf_1' as DraftId }, { json: of, basedOn: 1 }));
