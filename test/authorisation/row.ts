// How a row of the table is written, and what several rooms’ rows have in common: who is meant by a word for several roles, and what is sent to more than one.
import type { Role } from '../../shared/context.ts';
import type { RefusalName } from '../../shared/problem.ts';
import type { Fields, Records, Row, Touches } from '../authorisation.ts';

export const buyers: readonly Role[] = ['school-booker', 'school-approver', 'trust-booker'];
export const bookers: readonly Role[] = ['school-booker', 'trust-booker'];
export const finance: readonly Role[] = ['finance', 'finance-approver', 'auditor'];
export const council: readonly Role[] = [...finance, 'catalogue-manager', 'resource-manager', 'sip-manager', 'council-admin'];
export const everyone: readonly Role[] = [...council, ...buyers, 'partnership-lead', 'officer'];
export const admin: readonly Role[] = ['council-admin'];
export const overseers: readonly Role[] = ['council-admin', 'auditor'];
export const resources: readonly Role[] = ['resource-manager', 'council-admin'];
export const improvement: readonly Role[] = ['sip-manager', 'council-admin'];
export type More = Pick<Row, 'only' | 'council' | 'spends' | 'elsewhere' | 'path'>;
export const row = (
  who: Row['who'],
  touches: Touches = 'nobody',
  hidden: Row['hidden'] = 404,
  sent: Row['sent'] = () => ({}),
  more: More = {},
): Row => ({
  who,
  touches,
  hidden,
  sent,
  ...more,
});
/** A row for what the council keeps of no one owner. */
export const anybodys = (who: readonly Role[], hidden: Row['hidden'], sent?: Row['sent'], more?: More): Row =>
  row(who, 'anybody', hidden, sent, more);
export const body =
  (of: (r: Records) => Fields): Row['sent'] =>
  (r) => ({ body: of(r) });
export const query =
  (of: (r: Records) => Fields): Row['sent'] =>
  (r) => ({ query: of(r) });
export const today = '2026-12-18';
export const reason = 'Recorded by mistake';
export const spends: More = { spends: true };
export const elsewhere: RefusalName = 'acting-for-another';
export const ofSchool = query((r) => ({ school: r.school }));
export const ofPayer = query((r) => ({ organisation: r.payer }));
export const confirmingOrder = body(() => ({ token: 'bm90aGluZw.bm90aGluZw', purchaseOrder: 'PO-1' }));
export const requestReaders: readonly Role[] = [...buyers, 'resource-manager', ...overseers];
export const trailOfRecord = query((r) => ({ about: r.booking }));
export const giving = body(() => ({ reason: 'No longer needed' }));
export const statementReaders: readonly Role[] = [...council, ...buyers, 'partnership-lead'];
/** A statement is a school's, a partnership's or a trust's, and each is another's to read. */
export const statements: readonly Row[] = [
  row(statementReaders, 'statement', 'unknown-school', undefined, { path: { holder: 'school' } }),
  row(statementReaders, 'partnership', 'unknown-organisation', undefined, { path: { holder: 'partnership' } }),
  row(statementReaders, 'trust-statement', 'unknown-organisation', undefined, { path: { holder: 'trust' } }),
];
