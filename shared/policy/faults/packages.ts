// What does not fit together in a pack's packages: nothing is sold in a bundle alone, and no bundle costs more than its parts. Pure.
import { type CivilDate, dateText, parseDate } from '../../calendar.ts';
import { formatPence } from '../../money.ts';
import type { Fault } from '../faults.ts';
import type { Package } from '../packages.ts';
import type { Pack, PackService } from '../schema.ts';

type Path = Fault['path'];
/** Scheme for financing schools, section 8, on packages of services. */
const noBundle = 'The Scheme for financing schools, section 8, lets no package restrict what a school may choose';

export const packageFaults = (pack: Pack): Fault[] =>
  pack.packages.flatMap((each, i) => [
    ...partFaults(pack, each, ['packages', i]),
    ...priceFaults(pack, each, ['packages', i]),
    ...yearFaults(each, ['packages', i]),
  ]);

/** Each service of a package is sold by itself in the same pack, whoever may book it, and taxed alike. */
function partFaults({ services }: Pack, { services: codes, vatClass, title }: Package, path: Path): Fault[] {
  return codes.flatMap((code, i): Fault[] => {
    const at = [...path, 'services', i];
    const service = services.find((each) => each.code === code);
    if (!service) return [{ path: at, message: `There is no service “${code}” in this pack: correct the code, or add the service` }];
    if (codes.indexOf(code) < i) return [{ path: at, message: `“${service.title}” stands twice: name it once` }];
    if (service.class !== 'traded' || service.prices.length === 0)
      return [
        { path: at, message: `“${service.title}” is not sold by itself. ${noBundle}: give it a price, or leave it out of “${title}”` },
      ];
    if (service.vatClass !== vatClass)
      return [{ path: at, message: `“${service.title}” is ${service.vatClass} for VAT and “${title}” is ${vatClass}: sell them apart` }];
    return [];
  });
}

/** On each day on which a price of the package or of a part begins, the package costs no more than its half-days would, bought one by one. */
function priceFaults({ services }: Pack, { services: codes, prices, halfDays, title }: Package, path: Path): Fault[] {
  const parts = services.filter(({ code, class: kind }) => codes.includes(code) && kind === 'traded');
  const first = [...prices].sort((a, b) => (a.from < b.from ? -1 : 1))[0]?.from;
  if (!first || parts.length < codes.length) return [];
  const days = [...new Set([...prices, ...parts.flatMap((part) => part.prices)].map(({ from }) => from))].filter((day) => day >= first);
  return days.sort().flatMap((day): Fault[] => {
    const price = latest(prices, day);
    const cheapest = parts.map((part) => cheapestOn(part, day));
    if (!price || cheapest.some((each) => each === undefined))
      return price
        ? [{ path: [...path, 'services'], message: `Not every part of “${title}” is sold by itself on ${dateText(day)}. ${noBundle}` }]
        : [];
    const together = Math.min(...cheapest.map((each) => each ?? 0)) * halfDays;
    // The price of a half-day is half that of a day: together in half pence, so that nothing is divided.
    if (price.perYearExVatPence * 2 <= together) return [];
    const i = prices.indexOf(price);
    return [
      {
        path: [...path, 'prices', i, 'perYearExVatPence'],
        message: `“${title}” costs ${formatPence(price.perYearExVatPence)} on ${dateText(day)}, and its half-days ${formatPence(together / 2)} bought one by one: a package costs no more than its parts`,
      },
    ];
  });
}

const latest = <T extends { from: CivilDate }>(dated: readonly T[], on: CivilDate): T | undefined =>
  dated.reduce<T | undefined>((found, each) => (each.from <= on && (!found || each.from >= found.from) ? each : found), undefined);

/** The least that anybody pays for a day of a service: a package is for every kind of customer. */
function cheapestOn({ prices }: PackService, day: CivilDate): number | undefined {
  const kinds = [...new Set(prices.map(({ buyers }) => (buyers ?? []).join()))];
  const standing = kinds.flatMap(
    (kind) =>
      latest(
        prices.filter(({ buyers }) => (buyers ?? []).join() === kind),
        day,
      ) ?? [],
  );
  return standing.length > 0 ? Math.min(...standing.map(({ perDayExVatPence }) => perDayExVatPence)) : undefined;
}

/** A buy-back offers each clock once, its instalments come to the whole year, and every day it names is a day of every year; a package ends in one way. */
function yearFaults(each: Package, path: Path): Fault[] {
  if (each.kind === 'package')
    return (each.months === undefined) === (each.year === undefined)
      ? [{ path: [...path, 'months'], message: `“${each.title}” is valid for some months or to the end of a year: give one of the two` }]
      : [];
  return each.years.flatMap(({ clock, instalments, window, noticeBy }, i): Fault[] => {
    const at = [...path, 'years', i];
    const twice = each.years.findIndex((other) => other.clock === clock) < i;
    const sum = instalments.reduce((all, { twelfths }) => all + twelfths, 0);
    const named: [string, Path][] = [
      [window.from, [...at, 'window', 'from']],
      [window.to, [...at, 'window', 'to']],
      [noticeBy, [...at, 'noticeBy']],
      ...instalments.map(({ on }, n): [string, Path] => [on, [...at, 'instalments', n, 'on']]),
    ];
    return [
      ...(twice ? [{ path: [...at, 'clock'], message: `The ${clock} year is offered twice: give each clock once` }] : []),
      ...(sum === 12
        ? []
        : [{ path: [...at, 'instalments'], message: `The instalments come to ${sum} twelfths of the year: let them come to 12` }]),
      // 29 February is not a day of every year.
      ...named.flatMap(([day, where]) =>
        parseDate(`2001-${day}`) ? [] : [{ path: where, message: `${day} is not a day of every year: give month and day, such as 02-28` }],
      ),
    ];
  });
}
