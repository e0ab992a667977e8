// Who may book: a service by what the pack says of it, and how those who book are called. Pure.
import type { Actor } from '../context.ts';
import { prefixOf } from '../ids.ts';
import type { Booker } from './allocations.ts';
import type { Pack, PackService } from './schema.ts';

export const bookerTexts: Readonly<Record<Booker, string>> = {
  school: 'the school itself',
  lead: 'the partnership’s lead',
  council: 'the council',
};

/** `the partnership’s lead or the council`. */
export const bookersText = (bookers: readonly Booker[]): string => bookers.map((each) => bookerTexts[each]).join(' or ');

/** In what standing somebody books: the council's own people for the council, a partnership's lead with its days, anybody else for the school acted for. */
export const bookerOf = ({ organisation }: Pick<Actor, 'organisation'>): Booker =>
  organisation === undefined ? 'council' : prefixOf(organisation) === 'ptn' ? 'lead' : 'school';

type Bookable = { bookableBy?: readonly Booker[] | undefined };

/** Whether somebody of this standing may book a service at all; one that names nobody is booked by whoever may book. */
export const isBookableBy = ({ bookableBy }: Bookable, booker: Booker): boolean => bookableBy?.includes(booker) ?? true;

/** A service with what the pack in force says of who books it; of one that the pack has no more, what was said when it was offered stands. */
export const bookableUnder = <S extends Bookable & { code: string }>({ services }: Pack, service: S): PackService | S =>
  services.find(({ code }) => code === service.code) ?? service;
