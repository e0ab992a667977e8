// The numbers of a pack that its source does not give, told for whoever looks after it. Pure.
import { formatPence } from '../money.ts';
import { halfDaysText, shareText, workingDaysText } from '../ui/text.ts';
import type { AllocationRule } from './allocations.ts';
import type { Pack } from './schema.ts';

/** `value` as a person reads it; `note` on what ground it was put in place of what the source leaves open. */
export type AssumedValue = { path: (string | number)[]; what: string; value: string; note: string };
type Assumption = { assumed?: true | undefined; note?: string | undefined };

const quantityText = ({ halfDays }: { halfDays: number }): string => halfDaysText(halfDays);

/** Every value that is marked as assumed, in the pack's order. */
export function assumedValues(pack: Pack): AssumedValue[] {
  const found: AssumedValue[] = [];
  const tell = (of: Assumption, path: AssumedValue['path'], what: string, value: string): void => {
    if (of.assumed) found.push({ path, what, value, note: of.note ?? '' });
  };
  for (const [i, { title, prices }] of pack.services.entries())
    for (const [j, price] of prices.entries())
      tell(price, ['services', i, 'prices', j], `Price of a day: ${title}`, formatPence(price.perDayExVatPence));
  for (const [i, rule] of pack.allocations.entries()) tellRule(rule, ['allocations', i], tell);
  for (const [i, rung] of pack.cancellation.rungs.entries())
    tell(
      rung,
      ['cancellation', 'rungs', i],
      `Cancelling less than ${workingDaysText(rung.workingDays)} before`,
      `${shareText(rung.feeBasisPoints)} of the price, and a free half-day is ${rung.allocation}`,
    );
  for (const [i, waiver] of pack.cancellation.waivers.entries())
    tell(
      waiver,
      ['cancellation', 'waivers', i],
      'Cancelling without a fee',
      { rebooked: 'Booked again', substitute: 'Another school takes the session', 'ofsted-call': 'Ofsted has called' }[waiver.kind] +
        (waiver.kind === 'rebooked'
          ? ` within ${workingDaysText(waiver.withinWorkingDays)}${waiver.oneMore ? ', as one visit more' : ''}`
          : ''),
    );
  for (const [i, rate] of (pack.priceNotice?.inflation ?? []).entries())
    tell(rate, ['priceNotice', 'inflation', i], `Inflation for ${rate.year}`, shareText(rate.basisPoints));
  for (const [i, cost] of pack.costs.entries()) tell(cost, ['costs', i], 'Cost of an officer’s day', formatPence(cost.perDayPence));
  for (const [i, rule] of pack.notes.entries())
    tell(
      rule,
      ['notes', i],
      `Note of a visit: ${rule.title}`,
      `due within ${workingDaysText(rule.dueWorkingDays)}, ${rule.moderated ? 'moderated' : 'not moderated'}`,
    );
  for (const [i, each] of pack.packages.entries()) {
    for (const [j, price] of each.prices.entries())
      tell(price, ['packages', i, 'prices', j], `Price of a year: ${each.title}`, formatPence(price.perYearExVatPence));
    if (each.kind === 'package') continue;
    for (const [j, year] of each.years.entries())
      tell(
        year,
        ['packages', i, 'years', j],
        `${each.title}, ${year.clock} year`,
        `agreed to from ${year.window.from} to ${year.window.to}, notice by ${year.noticeBy}, ${year.instalments.map(({ on, twelfths }) => `${twelfths}/12 on ${on}`).join(' and ')}`,
      );
    tell(
      each.yearEnd,
      ['packages', i, 'yearEnd'],
      `${each.title}: what is not used`,
      each.yearEnd.unused === 'carry' ? `at most ${halfDaysText(each.yearEnd.atMostHalfDays)} carried` : 'lapses',
    );
  }
  for (const [i, nudge] of pack.nudges.entries())
    tell(nudge, ['nudges', i], `Reminder on ${nudge.on}`, `where ${shareText(nudge.leftAtLeastBasisPoints)} or more is left`);
  return found;
}

function tellRule(
  rule: AllocationRule,
  path: AssumedValue['path'],
  tell: (of: Assumption, path: AssumedValue['path'], what: string, value: string) => void,
): void {
  switch (rule.per) {
    case 'partnership': {
      for (const [i, { from, to, grant }] of rule.bands.entries()) {
        const size = to === undefined ? `${from} or more` : from === to ? `${from}` : `${from} to ${to}`;
        tell(grant, [...path, 'bands', i, 'grant'], `${rule.title}: ${size} ${size === '1' ? 'member' : 'members'}`, quantityText(grant));
      }
      const share = rule.reserved?.share;
      if (share) tell(share, [...path, 'reserved', 'share'], `${rule.title}: reserved for the council`, shareText(share.basisPoints));
      break;
    }
    case 'team':
      for (const [i, { title, grant, budget }] of rule.teams.entries()) {
        tell(grant, [...path, 'teams', i, 'grant'], `${rule.title}: ${title}`, quantityText(grant));
        if (budget) tell(budget, [...path, 'teams', i, 'budget'], `${rule.title}: budget of ${title}`, formatPence(budget.pence));
      }
      break;
    case 'school':
    case 'status':
    case 'event':
      tell(rule.grant, [...path, 'grant'], rule.title, quantityText(rule.grant));
      break;
    default:
      // A further kind of rule does not compile until its numbers are told here.
      rule satisfies never;
  }
  if (rule.per === 'event' || rule.yearEnd.unused !== 'carry') return;
  const { atMost, atMostPence } = rule.yearEnd;
  const what = `${rule.title}: carried into the next year at most`;
  tell(atMost, [...path, 'yearEnd', 'atMost'], what, quantityText(atMost));
  if (atMostPence) tell(atMostPence, [...path, 'yearEnd', 'atMostPence'], `${what}, of a budget`, formatPence(atMostPence.pence));
}
