// Who may do what in partnerships’ pots, and what is sent with it.
import type { Role } from '../../shared/context.ts';
import type { Row } from '../authorisation.ts';
import { body, buyers, council, improvement, reason, row, today } from './row.ts';

/** Who plans with a partnership's days, and who has a word in it. */
const planners: readonly Role[] = ['partnership-lead', 'resource-manager', ...improvement];
const heads: readonly Role[] = ['school-booker', 'school-approver', 'partnership-lead'];
const proposing = { rule: 'partnership-days', from: '2026-09-01', services: ['collaborative-reviews'], purpose: 'A shared review' };
const planning = body(() => ({ ...proposing, halfDays: 2 }));
const planningForm = body(() => ({ ...proposing, halfDays: '2' }));
const agreeingTo = body(() => ({ word: 'agree' }));
const minuting = body((r) => ({ meeting: 'Autumn meeting', on: today, agreed: [r.school], reason }));
const backing = body(() => ({ reason }));
const releasing = body(() => ({ halfDays: 1, reason, version: 1 }));
const releasingForm = body(() => ({ halfDays: '1', reason, version: '1' }));

export const potsRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /entitlements/pots': row([...council, ...buyers, 'partnership-lead']),
  'GET /entitlements/pots/{group}': row([...council, ...buyers, 'partnership-lead'], 'partnership', 'unknown-organisation'),
  'POST /entitlements/pots/{group}/plans': row(planners, 'partnership', 'unknown-organisation', planningForm),
  'GET /entitlements/pots/{group}/plans/{plan}': row([...council, ...buyers, 'partnership-lead'], 'partnership', 'unknown-organisation'),
  'POST /entitlements/pots/{group}/plans/{plan}/words': row(heads, 'partnership', 'unknown-organisation', agreeingTo),
  'POST /entitlements/pots/{group}/plans/{plan}/minutes': row(
    ['resource-manager', ...improvement],
    'partnership',
    'unknown-organisation',
    minuting,
  ),
  'POST /entitlements/pots/{group}/plans/{plan}/withdrawal': row(planners, 'partnership', 'unknown-organisation', backing),
  'POST /entitlements/pots/{group}/plans/{plan}/release': row(planners, 'partnership', 'unknown-organisation', releasingForm),
  'GET /api/entitlements/pots': row([...council, ...buyers, 'partnership-lead']),
  'GET /api/entitlements/pots/{group}': row([...council, ...buyers, 'partnership-lead'], 'partnership', 'unknown-organisation'),
  'POST /api/entitlements/pots/{group}/plans': row(planners, 'partnership', 'unknown-organisation', planning),
  'GET /api/entitlements/pots/{group}/plans/{plan}': row(
    [...council, ...buyers, 'partnership-lead'],
    'partnership',
    'unknown-organisation',
  ),
  'POST /api/entitlements/pots/{group}/plans/{plan}/words': row(heads, 'partnership', 'unknown-organisation', agreeingTo),
  'POST /api/entitlements/pots/{group}/plans/{plan}/minutes': row(
    ['resource-manager', ...improvement],
    'partnership',
    'unknown-organisation',
    minuting,
  ),
  'POST /api/entitlements/pots/{group}/plans/{plan}/withdrawal': row(planners, 'partnership', 'unknown-organisation', backing),
  'POST /api/entitlements/pots/{group}/plans/{plan}/release': row(planners, 'partnership', 'unknown-organisation', releasing),
};
