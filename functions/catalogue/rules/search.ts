// Finding services: by words, by kind, by who delivers them and by what a day costs whoever looks. Pure.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import type { OfficerId } from '../../../shared/ids.ts';
import type { Booker } from '../../../shared/policy/allocations.ts';
import { isBookableBy } from '../../../shared/policy/bookers.ts';
import type { BuyerKind } from '../../../shared/policy/prices.ts';
import type { Search, Service, ServiceInForce } from '../schema.ts';
import { priceOn } from './prices.ts';
import { hasEnded } from './sale.ts';

/** Lower case without accents, as people type when they search. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Who looks: the council's people see every service, whoever books it and also once it is withdrawn; prices are those of the looker's kind of customer. */
type Sight = {
  today: CivilDate;
  withdrawnToo: boolean;
  booker: Booker;
  buyer: BuyerKind;
  /** The skills of the officer who is asked for; nobody has those of one there is not. */
  skillsOf?: (officer: OfficerId) => readonly string[];
};

const newForDays = 90;

/** The day rate that is asked of somebody today, or of a service that is only on sale later the first one; nothing for what is free. */
function rateFor(service: Service, { today, buyer }: Pick<Sight, 'today' | 'buyer'>): number | undefined {
  if (service.class !== 'traded') return 0;
  const first = service.prices.find(({ from }) => priceOn(service, from, buyer));
  return (priceOn(service, today, buyer) ?? (first && priceOn(service, first.from, buyer)))?.perDayExVatPence;
}

const isNew = ({ onSaleFrom }: Service, today: CivilDate): boolean => onSaleFrom > addDays(today, -newForDays);
const isEnding = (service: Service, today: CivilDate): boolean => service.withdrawnFrom !== undefined && !hasEnded(service, today);

function isAsked(service: ServiceInForce, search: Search, sight: Sight): boolean {
  if (search.class && service.class !== search.class) return false;
  if (search.cost && (service.class === 'traded') !== (search.cost === 'sold')) return false;
  if (search.skill?.length && !search.skill.includes(service.skill)) return false;
  if (search.officer && !sight.skillsOf?.(search.officer).includes(service.skill)) return false;
  if (search.life === 'new' && !isNew(service, sight.today)) return false;
  if (search.life === 'ending' && !isEnding(service, sight.today)) return false;
  if (search.least === undefined && search.most === undefined) return true;
  const rate = rateFor(service, sight);
  return rate !== undefined && rate >= (search.least ?? 0) && rate <= (search.most ?? Number.POSITIVE_INFINITY);
}

/** The services in which every word of the search is found, by title. Nobody is offered what only others book, and who only books does not see what has been withdrawn. */
export function findServices(services: readonly ServiceInForce[], search: Search, sight: Sight): ServiceInForce[] {
  const words = plain(search.q ?? '')
    .split(/\s+/)
    .filter(Boolean);
  return services
    .filter((service) => {
      if (!sight.withdrawnToo && hasEnded(service, sight.today)) return false;
      // The council's people read of every service, whoever books it.
      if (sight.booker !== 'council' && !isBookableBy(service, sight.booker)) return false;
      if (!isAsked(service, search, sight)) return false;
      const { title, description, outcomes, allocationTitles, skill } = service;
      const text = plain([title, description, outcomes, ...allocationTitles, skill].join(' '));
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => a.title.localeCompare(b.title, 'en-GB') || (a.id < b.id ? -1 : 1));
}

/** Whether a search asks for anything at all. */
export const narrows = (search: Search): boolean =>
  Object.values(search).some((asked) => (Array.isArray(asked) ? asked.length > 0 : asked !== undefined));
