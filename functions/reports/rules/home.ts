// What each role finds on its home page. Pure: the figures are facts, the cards follow from the roles.
import type { Role } from '../../../shared/context.ts';

/** The live figures that are cheap enough for every visit; absent where the role has no use for them. */
type HomeFigures = { freeHalfDays?: number; openVacancies?: { count: number; more: boolean } };
export type HomeCard = { path: string; title: string; text: string; figure?: { halfDays: number } | { vacancies: string } };

type Entry = { path: string; title: string; text: string; roles: readonly Role[] };

const entries: readonly Entry[] = [
  {
    path: '/catalogue',
    title: 'Services',
    text: 'What the council offers and what a day costs. Book from here.',
    roles: ['school-booker'],
  },
  { path: '/bookings', title: 'Bookings', text: 'What you have booked, and when it is delivered.', roles: ['school-booker'] },
  {
    path: '/entitlements/statements',
    title: 'Free days',
    text: 'Free days granted to your school, and where they are now.',
    roles: ['school-booker'],
  },
  {
    path: '/invoicing/documents',
    title: 'Invoices and recharges',
    text: 'See what was billed, download it, and pay by card.',
    roles: ['school-booker'],
  },
  { path: '/bookings/diary', title: 'Diary', text: 'Your visits. Mark each one delivered once it is over.', roles: ['officer'] },
  {
    path: '/entitlements/vacancies',
    title: 'Vacancies',
    text: 'Record a vacancy to grant its free days, and close it when it is filled.',
    roles: ['resource-manager', 'council-admin', 'auditor'],
  },
  {
    path: '/bookings',
    title: 'Bookings',
    text: 'Every school’s bookings. Cancel a session that has not been delivered.',
    roles: ['resource-manager', 'council-admin'],
  },
  { path: '/bookings', title: 'Bookings', text: 'Every school’s bookings, with their visits.', roles: ['auditor'] },
  {
    path: '/invoicing/runs',
    title: 'Billing',
    text: 'See what would be billed for a period, and why, before anything is issued.',
    roles: ['finance', 'auditor'],
  },
  {
    path: '/invoicing/documents',
    title: 'Invoices and recharges',
    text: 'Every document issued, with its number and what is still owed.',
    roles: ['finance', 'auditor'],
  },
  {
    path: '/invoicing/journals',
    title: 'Journals',
    text: 'Recharges for the council’s ledger: export them and mark them posted.',
    roles: ['finance', 'auditor'],
  },
  { path: '/payments/suspense', title: 'Suspense', text: 'Money received that matches no document.', roles: ['finance', 'auditor'] },
  {
    path: '/reports/proof',
    title: 'Proof',
    text: 'Prove that every half-day and every penny is accounted for.',
    roles: ['finance', 'auditor', 'council-admin'],
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
    roles: ['catalogue-manager', 'resource-manager', 'council-admin', 'auditor'],
  },
  {
    path: '/schools',
    title: 'Schools',
    text: 'Find a school by name, postcode or URN.',
    roles: ['catalogue-manager', 'resource-manager', 'finance', 'council-admin', 'auditor'],
  },
  {
    path: '/officers',
    title: 'Officers',
    text: 'Who delivers, their skills and when they are available.',
    roles: ['catalogue-manager', 'resource-manager', 'finance', 'council-admin', 'auditor'],
  },
];

/** The cards of a person's roles, each address once: the first entry that names one of the roles stands for it. */
export function homeCards(roles: readonly Role[], organisation: string | undefined, figures: HomeFigures): HomeCard[] {
  const seen = new Set<string>();
  return entries.flatMap(({ path, title, text, roles: seenBy }): HomeCard[] => {
    if (seen.has(path) || !seenBy.some((role) => roles.includes(role))) return [];
    seen.add(path);
    if (path === '/entitlements/statements') {
      if (!organisation) return [];
      const figure = figures.freeHalfDays === undefined ? {} : { figure: { halfDays: figures.freeHalfDays } };
      return [{ path: `${path}/${organisation}`, title, text, ...figure }];
    }
    const open = path === '/entitlements/vacancies' ? figures.openVacancies : undefined;
    return [{ path, title, text, ...(open ? { figure: { vacancies: `${open.count}${open.more ? '+' : ''}` } } : {}) }];
  });
}
