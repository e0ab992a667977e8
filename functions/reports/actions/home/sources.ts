// What stands on a home page above its cards: one row for each thing that may wait for somebody. Whoever adds one adds a row.
import { buyerRoles as buyers, type Context, financeRoles as finance, type Role } from '../../../../shared/context.ts';
import type { Found, PartCode } from '../../rules/home-parts.ts';
import * as council from './council.ts';
import * as left from './left.ts';
import * as officer from './officer.ts';
import * as school from './school.ts';
import * as shared from './shared.ts';
import { officersAway } from './unattended.ts';

/** `reads`: the most it asks of the table, whatever there is. Every address it leads to is one that each of its roles may open. */
export type Source = {
  part: PartCode;
  roles: readonly Role[];
  reads: string;
  read(context: Context): Promise<Found | undefined>;
};

const planners: readonly Role[] = ['resource-manager', 'sip-manager', 'council-admin'];
const answerers: readonly Role[] = ['finance', 'finance-approver', 'council-admin'];

/** In the order in which they are shown within their part. */
export const sources: readonly Source[] = [
  // schools, trusts and leads
  { part: 'decide', roles: buyers, reads: 'limits, 20 held requests, 5 names', read: school.requestsToAnswer },
  { part: 'decide', roles: buyers, reads: '50 lines for itself and each it followed', read: school.linesToAgree },
  { part: 'decide', roles: [...buyers, 'partnership-lead'], reads: 'its events, plans of 5 partnerships', read: school.plansToAnswer },
  { part: 'decide', roles: buyers, reads: '20 offers', read: shared.placesOffered },
  { part: 'decide', roles: buyers, reads: '200 events', read: shared.sharesToAgree },
  { part: 'decide', roles: buyers, reads: 'the same 200 events with their bookings', read: shared.leavingsToAnswer },
  { part: 'coming', roles: buyers, reads: '60 slots, 5 bookings', read: school.comingAtSchool },
  { part: 'coming', roles: ['trust-booker'], reads: 'its events, 10 slots of each of 40 schools, 5 bookings', read: school.comingAtTrust },
  { part: 'coming', roles: buyers, reads: 'the same 200 events with their bookings', read: shared.comingEvents },
  {
    part: 'left',
    roles: [...buyers, 'partnership-lead'],
    reads: 'its accounts of free days, allocations of two years, the policy, vacancies that have days',
    read: left.freeLeft,
  },
  { part: 'left', roles: buyers, reads: 'what it has bought in advance, with its accounts', read: left.prepaidLeft },
  { part: 'owed', roles: buyers, reads: '50 unpaid invoices with their accounts, 50 unposted recharges', read: school.owedBySchool },
  { part: 'notes', roles: buyers, reads: '30 notes', read: school.notesAndActions },
  // officers
  {
    part: 'week',
    roles: ['officer'],
    reads: '6 weeks of one diary, the bookings of two of them, 200 that were not marked before, a school',
    read: officer.thisWeek,
  },
  { part: 'write', roles: ['officer'], reads: '10 notes', read: officer.notesToWrite },
  { part: 'notes', roles: ['officer'], reads: '10 notes', read: officer.promisedActions },
  // the council
  { part: 'stuck', roles: ['resource-manager', 'council-admin'], reads: '100 held slots', read: council.lapsingHolds },
  { part: 'stuck', roles: planners, reads: 'officers, eight weeks’ slots of 20 absences and 20 patterns', read: officersAway },
  { part: 'stuck', roles: [...planners, ...finance], reads: 'a count to 500', read: council.unmarkedVisits },
  { part: 'stuck', roles: [...planners, ...finance], reads: 'a count to 500', read: council.lateNotes },
  { part: 'stuck', roles: ['sip-manager', 'council-admin'], reads: 'a count to 500', read: council.notesToModerate },
  { part: 'stuck', roles: answerers, reads: 'a count to 500', read: council.correctionsWaiting },
  { part: 'stuck', roles: ['finance', 'auditor', 'council-admin'], reads: 'a count to 500', read: council.parkedMessages },
  { part: 'stuck', roles: ['resource-manager', ...finance, 'council-admin'], reads: '25 jobs', read: council.jobsFailed },
  { part: 'stuck', roles: finance, reads: 'a count, and what became of its first 50 charges', read: council.longUnbilledCharges },
  { part: 'money', roles: finance, reads: '50 invoices with their accounts', read: council.overdueInvoices },
  { part: 'money', roles: finance, reads: 'a count to 500', read: council.unpostedJournals },
  { part: 'money', roles: finance, reads: '100 newest charges of each shard in three months', read: council.unbilledCharges },
  { part: 'money', roles: finance, reads: '25 runs, the newest of their periods', read: council.runsWaiting },
  { part: 'money', roles: finance, reads: 'a count to 500', read: council.linesWaiting },
  { part: 'money', roles: finance, reads: 'a count to 500', read: council.inSuspense },
];
