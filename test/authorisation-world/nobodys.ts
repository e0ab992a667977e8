// Identifiers that name nothing, one of each kind that a probe may name.
import { randomBytes } from 'node:crypto';
import { purchaseOrderPath } from '../../functions/bookings/schema/purchase-orders.ts';
import { newId, type OrganisationId } from '../../shared/ids.ts';
import type { Kind, Records } from '../authorisation.ts';

/** Identifiers of the same form and length that nobody keeps. */
export function nobodys(): Records {
  const fresh: Record<Kind, string> = {
    agreement: newId('agr'),
    allocationRun: newId('alr'),
    trial: newId('tri'),
    attempt: newId('att'),
    booking: newId('bkg'),
    charge: 'chg_20991231-00000000000000000000000000-01',
    choice: 'sch_999998',
    client: newId('cli'),
    document: newId('doc'),
    draft: newId('drf'),
    effect: `invitation:${newId('inv')}`,
    event: newId('evt'),
    import: newId('job'),
    invitation: newId('inv'),
    member: 'sch_999997',
    officer: 'off_nobody-at-all',
    other: newId('ptn'),
    partnership: newId('ptn'),
    payer: 'sch_999996',
    person: 'per_nobody-at-all',
    plan: newId('pln'),
    purchaseOrder: purchaseOrderPath({ organisation: 'sch_999996' as OrganisationId, number: 'PO-7' }),
    recharge: newId('doc'),
    reclassification: newId('rcl'),
    request: newId('req'),
    order: newId('ord'),
    sharedEvent: newId('sev'),
    run: newId('run'),
    school: 'sch_999999',
    need: newId('ned'),
    noted: newId('bkg'),
    schoolEvent: newId('evt'),
    secret: randomBytes(32).toString('base64url'),
    service: 'svc_nothing-of-the-kind',
    statusEvent: newId('evt'),
    token: 'bm90aGluZw.bm90aGluZw',
    trust: 'trs_9999',
    trustEvent: newId('evt'),
    upload: `registers/essex/${newId('job')}`,
    vacancy: newId('vac'),
    wait: newId('wtl'),
  };
  return fresh;
}
