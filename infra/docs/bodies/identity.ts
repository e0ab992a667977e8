// What is sent to the routes about people, invitations, programs and limits.
import { clientSchema } from '../../../functions/identity/schema/clients.ts';
import { inviteSchema } from '../../../functions/identity/schema/invitations.ts';
import { setLimitSchema, settleApprovalSchema, settlePurchaseOrdersSchema } from '../../../functions/identity/schema/limits.ts';
import { choiceOfSchema } from '../../../functions/identity/schema/messages.ts';
import { erasureSchema, grantSchema, noEntrySchema, takeSchema } from '../../../functions/identity/schema/people.ts';
import type { ApiRoute, Body } from '../api.ts';
import { body } from './body.ts';

export const identity = {
  'POST /api/identity/people/{person}/rights': body(grantSchema, {
    organisation: 'sch_900123',
    roles: ['school-booker', 'school-approver'],
  }),
  'POST /api/identity/people/{person}/rights/ending': body(takeSchema, { organisation: 'sch_900123' }),
  'POST /api/identity/people/{person}/no-entry': body(noEntrySchema, { reason: 'left' }),
  'POST /api/identity/people/{person}/erasure': body(erasureSchema, { reason: 'left', confirm: true }),
  'POST /api/identity/invitations': body(inviteSchema, {
    email: 'maria.okafor@school.example',
    name: 'Maria Okafor',
    organisation: 'sch_900123',
    roles: ['school-booker'],
  }),
  'POST /api/identity/limits/{organisation}/people': body(setLimitSchema, { person: 'per_01kaq3w8t0c5m7r9e2h4j6n8pv', mostPence: 50_000 }),
  'POST /api/identity/limits/{organisation}/approval': body(settleApprovalSchema, {
    othersMostPence: 0,
    approver: 'per_01kaq3w8t0c5m7r9e2h4j6n8pw',
    deputy: { person: 'per_01kaq3w8t0c5m7r9e2h4j6n8px', from: '2026-12-14', to: '2026-12-18' },
    everyBooking: false,
  }),
  'POST /api/identity/limits/{organisation}/purchase-orders': body(settlePurchaseOrdersSchema, { required: 'always', like: 'PO-4471' }),
  'POST /api/identity/clients': body(clientSchema, {
    name: 'Finance system',
    issuer: 'https://sign-in.example',
    subject: 'finance-system',
    jwksUri: 'https://sign-in.example/keys',
    roles: ['finance'],
  }),
  'POST /api/identity/messages': body(choiceOfSchema, { kind: 'weekly-digest', wanted: false }),
} as const satisfies Partial<Record<ApiRoute, Body>>;
