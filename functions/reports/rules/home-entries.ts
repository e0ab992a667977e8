// The pages that a home page leads to, each with the roles that find it there and what it says to them.
import {
  bookerRoles as bookers,
  buyerRoles as buyers,
  councilRoles as council,
  financeRoles as finance,
  type Role,
} from '../../../shared/context.ts';

/** Whoever keeps the officers' diaries. */
const keepers: readonly Role[] = ['resource-manager', 'sip-manager', 'council-admin'];

type Entry = { path: string; title: string; text: string; roles: readonly Role[] };

export const entries: readonly Entry[] = [
  { path: '/catalogue', title: 'Services', text: 'What the council offers and what a day costs. Book from here.', roles: bookers },
  { path: '/catalogue', title: 'Services', text: 'What the council offers and what a day costs.', roles: ['school-approver'] },
  { path: '/bookings', title: 'Bookings', text: 'What you have booked, and when it is delivered.', roles: buyers },
  {
    path: '/bookings/orders',
    title: 'Orders for several schools',
    text: 'Book one service for several of your schools at once, and see what each order came to.',
    roles: ['trust-booker'],
  },
  {
    path: '/bookings/requests',
    title: 'Requests',
    text: 'Bookings over somebody’s limit: what waits for approval, and who may commit to how much.',
    roles: buyers,
  },
  {
    path: '/bookings/purchase-orders',
    title: 'Purchase orders',
    text: 'What each is worth, what is booked and charged under it, and what is left.',
    roles: buyers,
  },
  {
    path: '/bookings/purchase-orders',
    title: 'Purchase orders',
    text: 'What a school’s or a trust’s purchase orders are worth, and what is left of them.',
    roles: ['finance', 'finance-approver', 'auditor', 'council-admin'],
  },
  {
    path: '/bookings/evaluations',
    title: 'Evaluations',
    text: 'What schools and those who took part said of what you delivered.',
    roles: ['officer'],
  },
  {
    path: '/bookings/evaluations',
    title: 'Evaluations',
    text: 'How schools and those who took part rated each service and officer, and what they wrote.',
    roles: ['catalogue-manager', 'resource-manager', 'sip-manager', 'council-admin'],
  },
  {
    path: '/entitlements/statements',
    title: 'Free days',
    text: 'Free days granted by right, and where they are now.',
    roles: [...buyers, 'partnership-lead'],
  },
  {
    path: '/entitlements/statements',
    title: 'Statements of free days',
    text: 'What every school, partnership and team was granted by right, and where it is.',
    roles: council,
  },
  {
    path: '/entitlements/needs',
    title: 'Support plan',
    text: 'What your school needs, by when, and what is booked for it.',
    roles: ['school-booker', 'school-approver'],
  },
  {
    path: '/entitlements/needs',
    title: 'Needs',
    text: 'What schools need by their support plans, and what is booked for it.',
    roles: ['officer', 'resource-manager', 'sip-manager', 'auditor', 'council-admin'],
  },
  {
    path: '/entitlements/nudges',
    title: 'Reminders',
    text: 'When people are reminded of free days that are not used, and who they are.',
    roles: ['resource-manager', 'sip-manager', 'auditor', 'council-admin'],
  },
  {
    path: '/buyback',
    title: 'Packages and buy-back',
    text: 'Several visits bought together, or a year of them: what is on offer, what you have, and what to renew.',
    roles: buyers,
  },
  {
    path: '/invoicing/documents',
    title: 'Invoices and recharges',
    text: 'See what was billed, download it, and pay by card.',
    roles: bookers,
  },
  {
    path: '/invoicing/documents',
    title: 'Invoices and recharges',
    text: 'See what was billed, and download it.',
    roles: ['school-approver'],
  },
  {
    path: '/invoicing/agreements',
    title: 'Lines to agree',
    text: 'What would be billed otherwise than it was quoted, until you agree.',
    roles: buyers,
  },
  {
    path: '/schools/partnerships',
    title: 'Partnerships',
    text: 'Your partnership, its members and their named officers.',
    roles: ['partnership-lead'],
  },
  { path: '/catalogue', title: 'Services', text: 'What the council offers and what a day costs.', roles: ['partnership-lead'] },
  { path: '/officers', title: 'Officers', text: 'Who delivers the council’s services.', roles: ['partnership-lead'] },
  { path: '/bookings', title: 'Bookings', text: 'What is booked with your partnership’s free days.', roles: ['partnership-lead'] },
  {
    path: '/bookings/events',
    title: 'Events',
    text: 'Propose an event whose cost schools share, and see who has agreed to its share.',
    roles: ['partnership-lead'],
  },
  {
    path: '/entitlements/pots',
    title: 'Partnership days',
    text: 'Your partnership’s free days: propose what they are used for, and see who has agreed.',
    roles: ['partnership-lead'],
  },
  {
    path: '/entitlements/pots',
    title: 'Partnership days',
    text: 'Free days of the partnerships you are in, and plans for them that wait for your word.',
    roles: buyers,
  },
  { path: '/bookings/diary', title: 'Diary', text: 'Your visits. Mark each one delivered once it is over.', roles: ['officer'] },
  { path: '/bookings/notes', title: 'Visit notes', text: 'Your notes of visits that are not shared yet.', roles: ['officer'] },
  {
    path: '/bookings/notes',
    title: 'Visit notes',
    text: 'Notes that wait to be moderated, and which are late.',
    roles: ['sip-manager', 'council-admin'],
  },
  {
    path: '/bookings/notes',
    title: 'Visit notes',
    text: 'Which notes of visits are late, and whose they are. What is paid for is billed once its note is shared.',
    roles: ['resource-manager', 'finance', 'finance-approver', 'auditor'],
  },
  {
    path: '/entitlements/vacancies',
    title: 'Vacancies',
    text: 'Record a vacancy to grant its free days, and close it when it is filled.',
    roles: ['resource-manager', 'council-admin'],
  },
  {
    path: '/entitlements/vacancies',
    title: 'Vacancies',
    text: 'Vacancies recorded, and the free days they grant.',
    roles: ['sip-manager', 'auditor'],
  },
  {
    path: '/entitlements/runs',
    title: 'Allocations',
    text: 'Grant a year’s free days, bring them up to date, and close a year.',
    roles: ['council-admin'],
  },
  {
    path: '/entitlements/runs',
    title: 'Allocations',
    text: 'What each run granted or took back, to whom and why.',
    roles: ['sip-manager', 'finance', 'finance-approver', 'auditor'],
  },
  {
    path: '/bookings',
    title: 'Bookings',
    text: 'Every school’s bookings. Cancel a session that has not been delivered.',
    roles: ['resource-manager', 'council-admin'],
  },
  { path: '/bookings', title: 'Bookings', text: 'Every school’s bookings, with their visits.', roles: ['sip-manager', 'auditor'] },
  {
    path: '/bookings/reclassifications',
    title: 'Corrections',
    text: 'Visits to be recorded as free or as paid instead. One person asks, another answers.',
    roles: ['finance', 'finance-approver', 'council-admin'],
  },
  {
    path: '/bookings/ofsted-calls',
    title: 'Inspections',
    text: 'Weeks that schools had freed because Ofsted called, and which fees were not charged for it.',
    roles: ['finance', 'finance-approver', 'auditor', 'resource-manager', 'council-admin'],
  },
  {
    path: '/invoicing/runs',
    title: 'Billing',
    text: 'See what would be billed for a period, and why, before anything is issued.',
    roles: finance,
  },
  {
    path: '/buyback/agreements',
    title: 'Agreements',
    text: 'Packages and buy-back: their state and value, and which renewals are outstanding.',
    roles: [...finance, 'catalogue-manager'],
  },
  {
    path: '/invoicing/documents',
    title: 'Invoices and recharges',
    text: 'Every document issued, with its number and what is still owed.',
    roles: finance,
  },
  {
    path: '/invoicing/journals',
    title: 'Journals',
    text: 'Recharges for the council’s ledger: export them and mark them posted.',
    roles: ['finance'],
  },
  {
    path: '/invoicing/journals',
    title: 'Journals',
    text: 'Recharges for the council’s ledger, and which are posted.',
    roles: ['finance-approver', 'auditor'],
  },
  {
    path: '/invoicing/agreements/waiting',
    title: 'Lines to agree',
    text: 'What waits for a school’s agreement before it is billed.',
    roles: finance,
  },
  { path: '/payments/suspense', title: 'Suspense', text: 'Money received that matches no document.', roles: finance },
  {
    path: '/reports/proof',
    title: 'Proof',
    text: 'Prove that every half-day and every penny is accounted for.',
    roles: [...finance, 'council-admin'],
  },
  {
    path: '/entitlements/policies',
    title: 'Policy',
    text: 'What is free by right and what is sold, version by version. Draft the next one, and review a colleague’s.',
    roles: ['council-admin'],
  },
  {
    path: '/entitlements/policies',
    title: 'Policy',
    text: 'What is free by right and what is sold, version by version, with the clauses.',
    roles: council.filter((role) => role !== 'council-admin'),
  },
  {
    path: '/identity/people',
    title: 'People',
    text: 'Who may use Daybook, for whom and as what. Invite somebody.',
    roles: ['council-admin'],
  },
  { path: '/identity/people', title: 'People', text: 'Who may use Daybook, for whom and as what.', roles: ['auditor'] },
  {
    path: '/identity/audit',
    title: 'Audit trail',
    text: 'Who did what, for whom and when. Search it and export it.',
    roles: ['council-admin', 'auditor'],
  },
  {
    path: '/reports/outbox',
    title: 'Messages stuck',
    text: 'Work handed on that did not arrive: send it again or set it aside.',
    roles: ['finance', 'council-admin'],
  },
  { path: '/reports/outbox', title: 'Messages stuck', text: 'Work handed on that did not arrive.', roles: ['auditor'] },
  {
    path: '/catalogue',
    title: 'Services',
    text: 'Services, their prices and the clauses they rest on.',
    roles: ['catalogue-manager', 'resource-manager', 'sip-manager', 'council-admin', 'auditor'],
  },
  { path: '/schools', title: 'Schools', text: 'Find a school by name, postcode or URN.', roles: council },
  {
    path: '/schools/partnerships',
    title: 'Partnerships',
    text: 'Partnerships, their members over time and who leads them.',
    roles: council,
  },
  {
    path: '/schools/organisations',
    title: 'Trusts and other organisations',
    text: 'Trusts, federations and members that are no school.',
    roles: council,
  },
  {
    path: '/entitlements/pots',
    title: 'Partnership days',
    text: 'What each partnership has to use, what it planned and who agreed.',
    roles: council,
  },
  {
    path: '/schools/named-officers',
    title: 'Named officers',
    text: 'Which officer is whose this year, and what is told to schools.',
    roles: ['resource-manager', 'sip-manager', 'council-admin'],
  },
  { path: '/schools/named-officers', title: 'Named officers', text: 'Which officer is whose this year.', roles: ['auditor'] },
  {
    path: '/schools/imports',
    title: 'School register',
    text: 'Bring the national register of schools in, and see what changed.',
    roles: ['resource-manager', 'council-admin'],
  },
  { path: '/schools/imports', title: 'School register', text: 'What each import of the national register changed.', roles: ['auditor'] },
  {
    path: '/officers',
    title: 'Officers',
    text: 'Who delivers, their skills and when they are available. Add one, and keep their working patterns and absences.',
    roles: keepers,
  },
  {
    path: '/officers',
    title: 'Officers',
    text: 'Who delivers, their skills and when they are available.',
    roles: council.filter((role) => !keepers.includes(role)),
  },
  {
    path: '/reports/lists',
    title: 'Lists',
    text: 'Bookings, notes, actions and more by date and state, and the whole of each as a file for a spreadsheet.',
    roles: [...council, ...buyers, 'partnership-lead', 'officer'],
  },
];

type Own = { within: string; title: string; text: string; roles: readonly Role[] };

/** Where each kind of organisation has its page, and what its own people find there. */
export const own: Readonly<Record<string, Own>> = {
  sch: {
    within: '/schools',
    title: 'Your school',
    text: 'Its named officers, its partnerships, and what the register says of it.',
    roles: buyers,
  },
  trs: { within: '/schools/organisations', title: 'Your trust', text: 'Its schools: choose the one to book for.', roles: ['trust-booker'] },
};
