// What each movement of the ledger is called by people who do not keep books, and the orders that a list can be put in.
import type { PostingCode } from '../../../shared/ledger/chart.ts';
import type { Sort } from '../schema/lists.ts';

export const postingTexts: Readonly<Record<PostingCode, string>> = {
  grant: 'Free half-days granted',
  'deliver-entitlement': 'Free visits',
  lapse: 'Free half-days lapsed',
  'claw-back': 'Free half-days taken back',
  carry: 'Free half-days carried into the next year',
  'hand-over': 'Free half-days handed to a successor',
  move: 'Free half-days moved under another rule',
  earmark: 'Free half-days set aside for what was agreed',
  release: 'Free half-days no longer set aside',
  consume: 'Free half-days cancelled too late to be used again',
  restore: 'Free half-days given back after a late cancellation',
  'return-entitlement': 'Free visits taken back',
  'return-traded': 'Sold visits taken back',
  'deliver-traded': 'Sold visits',
  'sell-package': 'Half-days sold in advance',
  'deliver-package': 'Visits of a package',
  'consume-package': 'Half-days of a package cancelled too late to be used again',
  'restore-package': 'Half-days of a package given back after a late cancellation',
  'lapse-package': 'Half-days of a package that were not used in time',
  'carry-package': 'Half-days of a package carried into the next year',
  'deliver-core': 'Core visits, free to all',
  'invoice-net': 'Invoiced, without VAT',
  'invoice-vat': 'VAT invoiced',
  'recharge-net': 'Recharged by journal',
  'recharge-posted': 'Recharges posted in the council’s ledger',
  payment: 'Payments received',
  'payment-excess': 'Paid beyond what was owed',
  'payment-suspense': 'Receipts that fit no invoice',
  'fund-budget': 'Budgets given',
  'claw-back-budget': 'Budgets taken back',
  'spend-budget': 'Budgets spent on visits',
  'lapse-budget': 'Budgets lapsed',
  'carry-budget': 'Budgets carried into the next year',
};

export const sortTexts: Readonly<Record<Sort, string>> = {
  date: 'Date, earliest first',
  latest: 'Date, latest first',
  school: 'School',
  officer: 'Officer',
};
