// What does not fit together in the prices of a pack: two for the same customers from one day, customers left without one, and years of inflation told twice. Pure.
import { type CivilDate, dateText, parseDate } from '../../calendar.ts';
import type { Fault } from '../faults.ts';
import { type BuyerKind, buyerKinds, buyersText, sameBuyers, unpricedOn } from '../prices.ts';
import type { Pack } from '../schema.ts';

type Service = Pack['services'][number];

function pricedTwice({ title, prices }: Service, i: number): Fault[] {
  return prices.flatMap((price, j) => {
    const before = prices.slice(0, j).find((each) => each.from === price.from && sameBuyers(each, price));
    if (!before) return [];
    const both = buyerKinds.filter((kind) => price.buyers?.includes(kind) && before.buyers?.includes(kind));
    const whom = both.length > 0 ? ` for ${buyersText(both)}` : '';
    return [
      {
        path: ['services', i, 'prices', j, 'from'],
        message: `There are two prices of “${title}”${whom} from ${dateText(price.from)}: keep one of them`,
      },
    ];
  });
}

/** Whoever the service can be sold to has a price from the day on which anybody has one. */
function leftWithout({ title, prices, vatClass }: Service, i: number, { vat }: Pack): Fault[] {
  const [first] = prices.map(({ from }) => from).sort();
  if (first === undefined) return [];
  const sold: BuyerKind[] = buyerKinds.filter((kind) => vat.rows.some((row) => row.buyer === kind && row.vatClass === vatClass));
  const without = unpricedOn(prices, first as CivilDate, sold);
  if (without.length === 0) return [];
  return [
    {
      path: ['services', i, 'prices'],
      message: `“${title}” has a price from ${dateText(first as CivilDate)}, and none on that day for ${buyersText(without)}: give one from that day which names no customers, for everybody else`,
    },
  ];
}

export function priceFaults(pack: Pack): Fault[] {
  const { inflation = [], announceBy } = pack.priceNotice ?? {};
  const toldTwice = inflation.flatMap(({ year }, i): Fault[] =>
    inflation.slice(0, i).some((each) => each.year === year)
      ? [{ path: ['priceNotice', 'inflation', i, 'year'], message: `There are two rates of inflation for ${year}: keep one of them` }]
      : [],
  );
  const noDay: Fault[] =
    announceBy === undefined || parseDate(`2001-${announceBy}`)
      ? []
      : [{ path: ['priceNotice', 'announceBy'], message: `${announceBy} is not a day of every year: give month and day, such as 12-31` }];
  return [...pack.services.flatMap((service, i) => [...pricedTwice(service, i), ...leftWithout(service, i, pack)]), ...toldTwice, ...noDay];
}
