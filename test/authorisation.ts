// Who may do what, written by hand and apart from the product's own table: a row for every route of the manifest, with the roles that may use it at all,
// whose record it touches, and what is sent with it. The authorisation test walks it for every role against its own, a sibling's and another council's.
import type { Role } from '../shared/context.ts';
import type { RefusalName } from '../shared/problem.ts';
import { bookingsRows } from './authorisation/bookings.ts';
import { buybackRows } from './authorisation/buyback.ts';
import { catalogueRows } from './authorisation/catalogue.ts';
import { entitlementsRows } from './authorisation/entitlements.ts';
import { identityRows } from './authorisation/identity.ts';
import { invoicingRows } from './authorisation/invoicing.ts';
import { officersRows } from './authorisation/officers.ts';
import { paymentsRows } from './authorisation/payments.ts';
import { potsRows } from './authorisation/pots.ts';
import { reportsRows } from './authorisation/reports.ts';
import { schoolsRows } from './authorisation/schools.ts';

/** The identifiers a probe may name; each set is of one kind of owner. */
export const kinds = [
  'agreement',
  'allocationRun',
  'attempt',
  'booking',
  'charge',
  'choice',
  'client',
  'document',
  'draft',
  'effect',
  'event',
  'import',
  'invitation',
  'member',
  'need',
  'noted',
  'officer',
  'order',
  'other',
  'partnership',
  'payer',
  'person',
  'plan',
  'purchaseOrder',
  'recharge',
  'reclassification',
  'request',
  'run',
  'school',
  'schoolEvent',
  'secret',
  'service',
  'sharedEvent',
  'statusEvent',
  'token',
  'trial',
  'trust',
  'trustEvent',
  'upload',
  'vacancy',
  'wait',
] as const;
export type Kind = (typeof kinds)[number];
export type Records = Readonly<Record<Kind, string>>;

/**
 * Whose a record is. `anybody`: the council's, for whoever has the role. The others are told by `reach`: of some roles only those whose own it is reach it.
 * `nobody`: the route names no record.
 */
export type Touches =
  | 'nobody'
  | 'anybody'
  | 'school'
  | 'account'
  | 'statement'
  | 'trust-statement'
  | 'support-plan'
  | 'booking'
  | 'request'
  | 'order'
  | 'shared-event'
  | 'ordered-school'
  | 'diary'
  | 'document'
  | 'buyer'
  | 'partnership'
  | 'trust'
  | 'trusts-school'
  | 'choice';

export type Fields = Readonly<Record<string, unknown>>;
export type Sent = { query?: Fields; body?: Fields };
export type Row = {
  /** `everybody` needs no sign-in; `signature` is for whoever can sign the message, and for no person. */
  who: readonly Role[] | 'everybody' | 'signature';
  touches: Touches;
  /** How what is not there, and so what is not theirs, is told: the refusal's name, or the status alone where it is no refusal. */
  hidden: string | number;
  sent: (r: Records) => Sent;
  /** Asked once more, by these roles alone, when the route is told of a record in another way. */
  only?: readonly Role[];
  /** How what does not exist is told to the council's people, where that is another way. */
  council?: number;
  /** How a trust's booker is told of what belongs to the other side, for which they could act: the school's while for the trust, and the trust's while for it. */
  elsewhere?: RefusalName;
  /** The session it is asked with does not outlive it. */
  spends?: true;
  /** Which record stands in the braces of the path, where one name may stand for several kinds. */
  path?: Readonly<Record<string, Kind>>;
};

/** How far each kind of person reaches into what has an owner; whoever works for the council reaches all of it. */
export type Standing = 'buyer' | 'trust' | 'through' | 'lead' | 'officer' | 'council';
type Reach = 'any' | 'own' | 'none';
export const reach: Record<Exclude<Touches, 'nobody' | 'anybody'>, Record<Exclude<Standing, 'council'>, Reach>> = {
  // A trust reaches its school once it acts for it; an officer finds every school there is to visit.
  school: { buyer: 'own', trust: 'none', through: 'own', lead: 'own', officer: 'any' },
  account: { buyer: 'own', trust: 'none', through: 'own', lead: 'none', officer: 'none' },
  // A lead's own is the partnership's; its members' are theirs. A trust reads those of its schools without acting for them.
  statement: { buyer: 'own', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  'trust-statement': { buyer: 'none', trust: 'own', through: 'none', lead: 'none', officer: 'none' },
  // Of the officers the school's named contact alone.
  'support-plan': { buyer: 'own', trust: 'none', through: 'own', lead: 'none', officer: 'own' },
  booking: { buyer: 'own', trust: 'none', through: 'own', lead: 'none', officer: 'own' },
  // A trust reads what was asked for under its limits, for whichever of its schools.
  request: { buyer: 'own', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  // Whoever ordered, and none of the schools it was for.
  order: { buyer: 'none', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  // Whoever organises it, those who share it and those who pay for them.
  'shared-event': { buyer: 'own', trust: 'own', through: 'own', lead: 'own', officer: 'none' },
  'ordered-school': { buyer: 'none', trust: 'own', through: 'own', lead: 'own', officer: 'none' },
  diary: { buyer: 'none', trust: 'none', through: 'none', lead: 'none', officer: 'own' },
  // The trust is billed: whoever acts for its school sees the school's documents and not the trust's.
  document: { buyer: 'own', trust: 'own', through: 'none', lead: 'none', officer: 'none' },
  buyer: { buyer: 'own', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  partnership: { buyer: 'own', trust: 'none', through: 'own', lead: 'own', officer: 'any' },
  trust: { buyer: 'none', trust: 'own', through: 'own', lead: 'none', officer: 'any' },
  'trusts-school': { buyer: 'none', trust: 'own', through: 'own', lead: 'none', officer: 'none' },
  choice: { buyer: 'own', trust: 'own', through: 'own', lead: 'own', officer: 'own' },
};

/** By the route; partnerships’ pots come before anybody is made to leave one. */
export const table: Readonly<Record<string, Row | readonly Row[]>> = {
  ...identityRows,
  ...catalogueRows,
  ...potsRows,
  ...schoolsRows,
  ...officersRows,
  ...entitlementsRows,
  ...bookingsRows,
  ...buybackRows,
  ...invoicingRows,
  ...paymentsRows,
  ...reportsRows,
};

/** What stands in a route's braces: the posting of a recharge is a document too. */
const braces: Readonly<Record<string, Kind>> = {
  '/schools/partnerships/{group}': 'partnership',
  '/entitlements/pots/{group}': 'partnership',
  '/schools/organisations/{group}': 'trust',
};
export function pathOf(route: string, records: Records, named: Readonly<Record<string, Kind>> = {}): string {
  const path = route.slice(route.indexOf(' ') + 1);
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'provider') return 'schools';
    // No link in a message is anybody else's to have: one that was not made here is nobody's.
    if (name === 'message' || name === 'calendar' || name === 'answers') return 'nothing.signed';
    const as = named[name];
    if (as) return records[as];
    // Versions are counted from 1 in every council: a number is nobody's secret.
    if (name === 'version') return '1';
    // And notes by the visits of a booking.
    if (name === 'note' || name === 'attendee') return '01';
    if (name === 'part') return 'policy';
    const kind = Object.entries(braces).find(([part]) => path.includes(part))?.[1];
    if (name === 'group' && kind) return records[kind];
    return path.endsWith('/posting') ? records.recharge : records[name as Kind];
  });
}
