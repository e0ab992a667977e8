// What each role finds on its home page. Pure: the figures are facts, the cards follow from the roles.
import type { Role } from '../../../shared/context.ts';
import { entries, own } from './home-entries.ts';
import { type Count, countText } from './home-parts.ts';

/** The live figures that are cheap enough for every visit; absent where the role has no use for them. */
type HomeFigures = {
  freeHalfDays?: number;
  openVacancies?: Count;
  waitingLines?: Count;
  waitingCorrections?: Count;
  /** An officer’s to finish, or of whoever moderates to be read. */
  waitingNotes?: Count;
  waitingRequests?: Count;
  waitingDrafts?: number;
};
export type HomeCard = {
  path: string;
  title: string;
  text: string;
  figure?: { halfDays: number } | { vacancies: string } | { lines: string } | { drafts: number };
};

function ownCard(roles: readonly Role[], organisation: string | undefined): HomeCard[] {
  const page = own[organisation?.slice(0, 3) ?? ''];
  if (!page?.roles.some((role) => roles.includes(role))) return [];
  return [{ path: `${page.within}/${organisation}`, title: page.title, text: page.text }];
}

/** The cards of a person's roles, each address once: the first entry that names one of the roles stands for it. */
export function homeCards(roles: readonly Role[], organisation: string | undefined, figures: HomeFigures): HomeCard[] {
  const seen = new Set<string>();
  const cards = entries.flatMap(({ path, title, text, roles: seenBy }): HomeCard[] => {
    if (seen.has(path) || !seenBy.some((role) => roles.includes(role))) return [];
    seen.add(path);
    if (path === '/entitlements/statements') {
      if (!organisation) return [{ path, title, text }];
      const figure = figures.freeHalfDays === undefined ? {} : { figure: { halfDays: figures.freeHalfDays } };
      return [{ path: `${path}/${organisation}`, title, text, ...figure }];
    }
    const open = path === '/entitlements/vacancies' ? figures.openVacancies : undefined;
    if (open) return [{ path, title, text, figure: { vacancies: countText(open) } }];
    if (path === '/entitlements/policies' && figures.waitingDrafts)
      return [{ path, title, text, figure: { drafts: figures.waitingDrafts } }];
    const lines = path.startsWith('/invoicing/agreements') ? figures.waitingLines : undefined;
    const answered: Readonly<Record<string, Count | undefined>> = {
      '/bookings/reclassifications': figures.waitingCorrections,
      '/bookings/requests': figures.waitingRequests,
      '/bookings/notes': figures.waitingNotes,
    };
    const waiting = answered[path] ?? lines;
    return [{ path, title, text, ...(waiting ? { figure: { lines: countText(waiting) } } : {}) }];
  });
  return [...cards, ...ownCard(roles, organisation)];
}
