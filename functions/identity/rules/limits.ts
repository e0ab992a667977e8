// How much somebody may commit an organisation to, who approves what is more, and who decides on that. Pure.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { type Limits, type Most, mostNamed, type SetLimit, type SettleApproval, type SettlePurchaseOrders } from '../schema/limits.ts';

/** The organisation whose limits count for somebody: a trust's booker keeps the trust's, also while acting for one of its schools. */
export const limitingOf = ({ organisation, through }: Pick<Actor, 'organisation' | 'through'>): OrganisationId | undefined =>
  through ?? organisation;

/** What somebody may commit to in one booking, in pence with VAT; null without limit. */
export function limitOf(limits: Limits | undefined, person: PersonId): Most {
  if (!limits) return null;
  const named = limits.people.find((each) => each.person === person);
  return named ? named.mostPence : limits.othersMostPence;
}

export const isWithin = (most: Most, grossPence: number): boolean => most === null || grossPence <= most;

/** Whether somebody has to ask before they book this: it is more than their limit, or they have one and their organisation approves every booking. */
export function mustAsk(limits: Limits | undefined, person: PersonId, grossPence: number): boolean {
  const most = limitOf(limits, person);
  return !isWithin(most, grossPence) || (most !== null && limits?.everyBooking === true);
}

/** Who approves on a date: the approver, and the deputy within the days named. */
export const approversOn = ({ approver, deputy }: Pick<Limits, 'approver' | 'deputy'>, date: CivilDate): PersonId[] => [
  ...(approver ? [approver] : []),
  ...(deputy && deputy.from <= date && date <= deputy.to ? [deputy.person] : []),
];

/** Who could approve something on some day between two: whoever asks for it never does, nor whoever has a smaller limit. */
export function couldApprove(
  limits: Limits | undefined,
  asked: { by: PersonId; grossPence: number; from: CivilDate; to: CivilDate },
): PersonId[] {
  if (!limits) return [];
  const { approver, deputy } = limits;
  const named = [...(approver ? [approver] : []), ...(deputy && deputy.from <= asked.to && asked.from <= deputy.to ? [deputy.person] : [])];
  return named.filter((person) => person !== asked.by && isWithin(limitOf(limits, person), asked.grossPence));
}

export const mostText = (most: Most): string =>
  most === null ? 'no limit' : most === 0 ? 'may not commit to any payment' : `up to ${formatPence(most)} in one booking`;

type Facts = {
  organisation: OrganisationId;
  limits: Limits | undefined;
  actor: Pick<Actor, 'person' | 'organisation'>;
  /** Which of the people that a command names have a right for the organisation. */
  members: ReadonlySet<PersonId>;
};

const noLimits = (organisation: OrganisationId): Limits => ({
  type: 'limits',
  organisation,
  people: [],
  othersMostPence: null,
  everyBooking: false,
  version: 0,
});

const isAbove = (most: Most, own: Most): boolean => own !== null && (most === null || most > own);

/** The council's people are bound by no limit; whoever decides for their own organisation gives no more than they have. */
const ownMost = ({ actor, limits }: Facts): Most => (actor.organisation ? limitOf(limits, actor.person) : null);

/** The field is none of the command's: the page would tell it as something else that is wrong with that one. */
const refuseToName = (next: string) =>
  refuse('invalid-request', undefined, { faults: [{ field: 'people', detail: `At most ${mostNamed} people are named: ${next}` }] });

/**
 * Sets what one person may commit to. Refuses `own-limit`, `not-of-organisation`, `above-own-limit` where either limit, the old or the new, is more than that of
 * whoever sets it, and `invalid-request` where as many are named as can be.
 */
export function decideLimit(facts: Facts, { person, mostPence }: SetLimit): Decision<Limits> {
  const before = facts.limits ?? noLimits(facts.organisation);
  if (person === facts.actor.person) return refuse('own-limit', undefined, { field: 'person' });
  if (!facts.members.has(person)) return refuse('not-of-organisation', undefined, { field: 'person' });
  const own = ownMost(facts);
  if (isAbove(mostPence, own) || isAbove(limitOf(before, person), own))
    return refuse('above-own-limit', `Yours is ${formatPence(own ?? 0)}.`, { field: 'mostPence' });
  const others = before.people.filter((each) => each.person !== person);
  if (others.length >= mostNamed) return refuseToName('give the others the limit of everybody else');
  return accept({ ...before, people: [...others, { person, mostPence }], version: before.version + 1 });
}

/**
 * Settles who approves, what everybody else may commit to, and whether every booking is asked for. Whoever does so for their own organisation keeps what they
 * have themselves. Refuses `not-of-organisation`, `above-own-limit` to whoever has a limit, and `invalid-request` where they would be named beyond as many as can
 * be.
 */
export function decideApproval(facts: Facts, command: SettleApproval): Decision<Limits> {
  const before = facts.limits ?? noLimits(facts.organisation);
  const { approver, deputy, everyBooking, othersMostPence } = command;
  if (ownMost(facts) !== null) return refuse('above-own-limit', 'Only somebody without a limit settles who approves.');
  if (approver && !facts.members.has(approver)) return refuse('not-of-organisation', undefined, { field: 'approver' });
  if (deputy && !facts.members.has(deputy.person)) return refuse('not-of-organisation', undefined, { field: 'deputy.person' });
  const { person, organisation } = facts.actor;
  const isNamed = before.people.some((each) => each.person === person);
  const isAdded = organisation !== undefined && !isNamed && othersMostPence !== null;
  if (isAdded && before.people.length >= mostNamed)
    return refuseToName('leave everybody else without a limit, or ask the council to settle it');
  const { approver: _, deputy: __, ...kept } = before;
  return accept({
    ...kept,
    people: isAdded ? [...before.people, { person, mostPence: null }] : before.people,
    othersMostPence,
    ...(approver ? { approver } : {}),
    ...(deputy ? { deputy } : {}),
    everyBooking,
    version: before.version + 1,
  });
}

/**
 * Settles whether the organisation's bookings need a purchase order number, and what its numbers look like. That none is needed though the policy asks for one is
 * for the council to say: refuses `council-decides`.
 */
export function decidePurchaseOrders(
  facts: Omit<Facts, 'members'>,
  { required, like, registeredOnly }: SettlePurchaseOrders,
): Decision<Limits> {
  if (required === 'never' && facts.actor.organisation) return refuse('council-decides', undefined, { field: 'required' });
  const before = facts.limits ?? noLimits(facts.organisation);
  return accept({
    ...before,
    purchaseOrders: { required, ...(like ? { like } : {}), ...(registeredOnly ? { registeredOnly } : {}) },
    version: before.version + 1,
  });
}

/** Whether a number has the form of an example: the same length, a digit where it has one, and otherwise the same characters. */
export const looksLike = (number: string, like: string): boolean =>
  number.length === like.length &&
  [...like.toLowerCase()].every((each, i) => (/\d/.test(each) ? /\d/.test(number[i] ?? '') : number[i]?.toLowerCase() === each));

/** Whether a purchase order number is needed where the policy says this of it. */
export function needsPurchaseOrder(limits: Pick<Limits, 'purchaseOrders'> | undefined, byPolicy: boolean): boolean {
  const rule = limits?.purchaseOrders?.required ?? 'policy';
  return rule === 'policy' ? byPolicy : rule === 'always';
}

export const purchaseOrderText = ({ purchaseOrders }: Pick<Limits, 'purchaseOrders'>): string => {
  const words = { policy: 'needed where the policy says so', always: 'always needed', never: 'not needed' };
  const { required = 'policy', like, registeredOnly } = purchaseOrders ?? {};
  return `${words[required]}${like ? `; they look like ${like}` : ''}${registeredOnly ? '; registered ones alone are taken' : ''}`;
};

/** What was settled, in a sentence that names nobody but by their identifier. */
export function approvalText({ approver, deputy, everyBooking, othersMostPence }: Limits): string {
  return [
    approver ? `${approver} approves` : 'nobody approves',
    deputy && `${deputy.person} too from ${dateText(deputy.from)} to ${dateText(deputy.to)}`,
    `everybody else: ${mostText(othersMostPence)}`,
    everyBooking && 'every booking of whoever has a limit is asked for',
  ]
    .filter(Boolean)
    .join('; ');
}
