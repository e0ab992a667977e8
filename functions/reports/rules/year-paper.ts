// A year statement as the documents room prints it: the council, the holder, what was free and what was bought, and nothing of what free days cost.
import { dateOf, halfOf } from '../../../shared/calendar.ts';
import type { Council } from '../../../shared/context.ts';
import type { YearStatementModel } from '../../documents/schema/statement.ts';
import { plainText } from '../../documents/schema.ts';
import { daysOf, yearTitle } from '../../entitlements/rules/statements.ts';
import type { YearStatement } from '../schema/statements.ts';

export function paperOf(
  statement: YearStatement,
  council: Pick<Council, 'name' | 'addressLines' | 'email' | 'telephone'>,
): YearStatementModel {
  const { name, addressLines, urn, year, madeOn, free, bought, holder } = statement;
  const { from, to } = daysOf(year);
  const other = (school: string, schoolName: string) => (school === holder ? {} : { school: plainText(schoolName, 160) });
  return {
    kind: 'year-statement',
    issuedOn: madeOn,
    supplier: { name: council.name, addressLines: council.addressLines, email: council.email, telephone: council.telephone },
    customer: {
      name: plainText(name, 160),
      addressLines: addressLines.slice(0, 7).map((line) => plainText(line, 80)),
      ...(urn ? { urn } : {}),
    },
    year: yearTitle(year),
    periodFrom: from,
    periodTo: to,
    free: free.map(({ line, sessions }) => ({
      title: plainText(line.title, 300),
      ...(line.clause ? { clause: plainText(line.clause.reference, 300) } : {}),
      unit: line.unit,
      granted: line.granted,
      broughtIn: line.broughtIn,
      passedOn: line.passedOn,
      held: line.held,
      used: line.used,
      lapsed: line.lapsed,
      left: line.left,
      sessions: sessions.flatMap(({ session, serviceTitle, school, schoolName, state }) =>
        state === 'given-back'
          ? []
          : [{ on: dateOf(session), half: halfOf(session), service: plainText(serviceTitle, 300), ...other(school, schoolName), state }],
      ),
    })),
    bought: bought
      ? {
          lines: bought.lines.map(({ number, issuedOn, serviceTitle, schoolName, deliveredOn, halfDays, sharedHalfDays, netPence }) => ({
            number,
            issuedOn,
            service: plainText(serviceTitle, 300),
            ...(schoolName === name ? {} : { school: plainText(schoolName, 160) }),
            deliveredOn,
            halfDays,
            ...(sharedHalfDays > 0 ? { sharedHalfDays } : {}),
            netPence,
          })),
          netPence: bought.netPence,
        }
      : null,
  };
}
