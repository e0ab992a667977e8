// Every state machine that the documents draw.
import { eventStates, resplitStates, shareStates } from '../../functions/bookings/schema/events.ts';
import { noteStates } from '../../functions/bookings/schema/notes.ts';
import { reclassificationStates } from '../../functions/bookings/schema/reclassifications.ts';
import { requestStates } from '../../functions/bookings/schema/requests.ts';
import { waitStates } from '../../functions/bookings/schema/waitlist.ts';
import { sessionStates } from '../../functions/bookings/schema.ts';
import { agreementStates } from '../../functions/buyback/schema.ts';
import { runStates as allocationRunStates } from '../../functions/entitlements/schema/allocations.ts';
import { draftStates } from '../../functions/entitlements/schema/drafts.ts';
import { needStates } from '../../functions/entitlements/schema/needs.ts';
import { roundStates } from '../../functions/entitlements/schema/nudges.ts';
import { planStates } from '../../functions/entitlements/schema/plans.ts';
import { vacancyStates } from '../../functions/entitlements/schema.ts';
import { invitationStates } from '../../functions/identity/schema/invitations.ts';
import { consentStates } from '../../functions/invoicing/schema/consent.ts';
import { runStates } from '../../functions/invoicing/schema.ts';
import { attemptMachine } from '../../functions/payments/schema.ts';
import { exportPhases } from '../../functions/reports/schema/exports.ts';
import { trialStates } from '../../functions/reports/schema/trials.ts';
import { proofPhases } from '../../functions/reports/schema.ts';
import { importStates } from '../../functions/schools/schema/imports.ts';
import { jobMachine } from '../../shared/job.ts';
import { effectMachine } from '../../shared/outbox.ts';
import type { Machine } from '../../shared/transitions.ts';

/** Every machine there is, in the order of a booking's life. */
export const machines: readonly Machine<string, string>[] = [
  draftStates,
  vacancyStates,
  planStates,
  allocationRunStates,
  needStates,
  roundStates,
  waitStates,
  requestStates,
  eventStates,
  shareStates,
  sessionStates,
  resplitStates,
  noteStates,
  reclassificationStates,
  agreementStates,
  runStates,
  consentStates,
  attemptMachine,
  invitationStates,
  importStates,
  jobMachine,
  effectMachine,
  proofPhases,
  exportPhases,
  trialStates,
];
