// The year statement as JSON.
import type { FreeLine, YearStatement } from '../schema/statements.ts';

const figures = ['granted', 'broughtIn', 'passedOn', 'held', 'used', 'lapsed', 'left'] as const;
const showFree = ({ line, sessions }: FreeLine) => ({
  line: line.line,
  title: line.title,
  clause: line.clause,
  ...Object.fromEntries(figures.map((figure) => [`${figure}${line.unit === 'penny' ? 'Pence' : 'HalfDays'}`, line[figure]])),
  sessions: sessions.map(({ session, booking, visit, school, schoolName, service, serviceTitle, state }) => ({
    session,
    booking,
    visit,
    school,
    schoolName,
    service,
    serviceTitle,
    state,
  })),
});

export const showYearStatement = ({ holder, name, year, madeOn, free, bought, cost, otherYears }: YearStatement) => ({
  holder,
  name,
  year,
  madeOn,
  free: free.map(showFree),
  bought,
  costNotCharge: cost,
  otherYears,
});
