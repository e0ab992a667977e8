// A year statement put together from what was free and what was bought. Pure; free days are never given a price, and only the council is told what they cost it.
import { academicYearOf, type CivilDate, dateOf, financialYearOf } from '../../../shared/calendar.ts';
import { allocate } from '../../../shared/money.ts';
import { costOn } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { daysOf } from '../../entitlements/rules/statements.ts';
import { drawnSessions } from '../../entitlements/rules/uses.ts';
import type { Line, StatementYear } from '../../entitlements/schema/statements.ts';
import type { Use } from '../../entitlements/schema/uses.ts';
import type { Document, DocumentLine } from '../../invoicing/schema.ts';
import type { Bought, BoughtLine, FreeCost, FreeLine, YearQuery } from '../schema/statements.ts';

/** The year asked for, or the one that today lies in. */
export const yearAsked = ({ clock, year }: YearQuery, today: CivilDate): StatementYear => ({
  clock,
  start: year ?? (clock === 'academic' ? academicYearOf(today) : financialYearOf(today)),
});

const isOf = (line: Line, { clock, start }: StatementYear): boolean => line.year.clock === clock && line.year.start === start;

/** The lines of a year with their sessions in it: those granted for it, and those of a vacancy of another year that were drawn on in this one. */
export function freeLines(lines: readonly Line[], usesOf: ReadonlyMap<string, readonly Use[]>, year: StatementYear): FreeLine[] {
  return lines.flatMap((line) => {
    const sessions = drawnSessions(line.account ? (usesOf.get(line.account) ?? []) : [], daysOf(year)).filter(
      ({ state }) => state !== 'given-back',
    );
    return isOf(line, year) || (line.of === 'vacancy' && sessions.length > 0) ? [{ line, sessions }] : [];
  });
}

/** Years other than this one that some line was granted for, the latest first. */
export function yearsBeside(lines: readonly Line[], year: StatementYear): StatementYear[] {
  const found = new Map(lines.filter((line) => !isOf(line, year)).map((line) => [`${line.year.start} ${line.year.clock}`, line.year]));
  return [...found].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, each]) => each);
}

/** Documents whose lines may have been delivered in a year. */
export const touchesYear = ({ periodFrom, periodTo }: Pick<Document, 'periodFrom' | 'periodTo'>, year: StatementYear): boolean => {
  const { from, to } = daysOf(year);
  return periodFrom <= to && periodTo >= from;
};

/** What was delivered in a year of what some documents charge for: a line for each document, school, service and day rate. */
export function boughtIn(
  documents: readonly { document: Document; lines: readonly DocumentLine[]; openPence: number }[],
  year: StatementYear,
): Bought {
  const { from, to } = daysOf(year);
  const lines = new Map<string, BoughtLine>();
  for (const { document, lines: of } of documents)
    for (const {
      lost,
      deliveredOn,
      serviceTitle,
      schoolName,
      unitPricePence,
      halfDays,
      netPence,
      feeBasisPoints,
      sharedPence,
      instalmentOfPence,
    } of of) {
      if (lost || deliveredOn < from || deliveredOn > to) continue;
      const isVisit = feeBasisPoints === undefined && instalmentOfPence === undefined;
      const isShare = sharedPence !== undefined;
      const name = `${document.id} ${schoolName} ${serviceTitle} ${unitPricePence} ${isShare ? 'share' : ''}`;
      const known = lines.get(name);
      lines.set(name, {
        document: document.id,
        number: document.number,
        kind: document.kind,
        issuedOn: document.issuedOn,
        serviceTitle,
        schoolName,
        deliveredOn: [...new Set([...(known?.deliveredOn ?? []), deliveredOn])].sort(),
        // A fee is no visit, and neither is an instalment of a year. A session that several share is one half-day of the ledger, in the booking of whoever organises
        // it: what a school has of it is exact in pence, and no number of days.
        halfDays: (known?.halfDays ?? 0) + (isVisit && !isShare ? halfDays : 0),
        sharedHalfDays: (known?.sharedHalfDays ?? 0) + (isVisit && isShare ? halfDays : 0),
        perDayExVatPence: unitPricePence,
        netPence: (known?.netPence ?? 0) + netPence,
      });
    }
  const sorted = [...lines.values()].sort((a, b) =>
    `${a.issuedOn} ${a.number} ${a.deliveredOn[0]}` < `${b.issuedOn} ${b.number} ${b.deliveredOn[0]}` ? -1 : 1,
  );
  const shown = documents.filter(({ document }) => sorted.some((line) => line.document === document.id));
  return {
    lines: sorted,
    documents: shown
      .map(({ document: { id, number, kind, issuedOn }, openPence }) => ({ document: id, number, kind, issuedOn, openPence }))
      .sort((a, b) => (`${a.issuedOn} ${a.number}` < `${b.issuedOn} ${b.number}` ? -1 : 1)),
    netPence: sorted.reduce((sum, { netPence }) => sum + netPence, 0),
  };
}

/** What used free half-days cost, each at the cost of its own day, and not those whose price a budget paid; those of days for which the pack tells no cost are counted and not valued. */
export function costOf(free: readonly FreeLine[], pack: Pack | undefined): FreeCost {
  const used = free.flatMap(({ line, sessions }) => (line.unit === 'half-day' ? sessions.filter(({ state }) => state === 'used') : []));
  const costs = used.flatMap(({ session }) => (pack ? (costOn(pack, dateOf(session))?.perDayPence ?? []) : []));
  const [half = 0] = allocate(
    costs.reduce((sum, cost) => sum + cost, 0),
    [1, 1],
  );
  return { usedHalfDays: used.length, valuedHalfDays: costs.length, costPence: half };
}
