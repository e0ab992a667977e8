// What a year statement says on paper, decided here in full: sections of finished text, so that the template holds layout and nothing else.
import type { CivilDate } from '../../../shared/calendar.ts';
import { formatPence } from '../../../shared/money.ts';
import { days, type PrintedTable, present, shortDate } from '../rules.ts';
import { figuresOf, type PrintedFreeLine, type YearStatementModel } from '../schema/statement.ts';

export interface PrintedStatement {
  title: string;
  heading: string;
  notice: string;
  supplier: { name: string; address: string[]; contact: string[] };
  customer: { heading: string; name: string; address: string[] };
  particulars: [label: string, value: string][];
  /** Each with a table, with words, or with both. */
  sections: { heading: string; words: string; table: PrintedTable | null; after: string }[];
  footer: string;
}

/** Words that tell the wall to whoever holds the paper. */
const notice = 'Free days carry no price. They stand on no invoice, and a day that is bought never draws on them.';

type Unit = PrintedFreeLine['unit'];
const figure = (unit: Unit, amount: number): string =>
  unit === 'penny' ? formatPence(amount) : amount < 0 ? `−${days(-amount)}` : days(amount);

const right = (heading: string) => ({ heading, fit: 'right' as const });
const left = (heading: string) => ({ heading, fit: 'left' as const });
const wide = (heading: string) => ({ heading, fit: 'wide' as const });

function freeTable(lines: readonly PrintedFreeLine[]): PrintedTable {
  const shown = figuresOf(lines);
  return {
    columns: [wide('What for'), ...shown.map(([, heading]) => right(heading))],
    rows: lines.map((line) => ({
      cells: [line.title, ...shown.map(([name]) => figure(line.unit, line[name]))],
      note: line.clause ?? '',
    })),
  };
}

type Session = PrintedFreeLine['sessions'][number] & { title: string };

const sessionTable = (sessions: readonly Session[]): PrintedTable => ({
  columns: [wide('Service'), left('When'), left('Counted')],
  rows: sessions.map(({ on, half, service, school, state, title }) => ({
    cells: [service, `${shortDate(on)}, ${half === 'am' ? 'morning' : 'afternoon'}`, state === 'used' ? 'Used' : 'Booked'],
    note: present(school, title).join(' · '),
  })),
});

/** Two dates as they are; of more, how many and between which. */
function datesText(dates: readonly CivilDate[]): string {
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) return '';
  return dates.length <= 2 ? dates.map(shortDate).join(', ') : `${dates.length} days, ${shortDate(first)} to ${shortDate(last)}`;
}

const boughtTable = ({ lines }: NonNullable<YearStatementModel['bought']>): PrintedTable => ({
  columns: [wide('Service'), left('Document'), left('Delivered'), right('Days'), right('Net')],
  rows: lines.map(({ number, issuedOn, service, school, deliveredOn, halfDays, sharedHalfDays, netPence }) => ({
    cells: [
      service,
      number,
      datesText(deliveredOn),
      sharedHalfDays ? `Share of ${days(sharedHalfDays)}` : days(halfDays),
      formatPence(netPence),
    ],
    note: present(school, `issued ${shortDate(issuedOn)}`).join(' · '),
  })),
});

/** What was bought comes to; it stands above its table, so that no page holds the sum alone. */
function boughtWords({ lines, netPence }: NonNullable<YearStatementModel['bought']>): string {
  if (lines.length === 0) return 'Nothing that was delivered in this year has been billed.';
  const halfDays = lines.reduce((sum, line) => sum + line.halfDays, 0);
  return `Billed so far: ${days(halfDays)} days for ${formatPence(netPence)} before VAT. The documents themselves show VAT.`;
}

function sectionsOf({ free, bought }: YearStatementModel): PrintedStatement['sections'] {
  const sessions = free
    .flatMap(({ title, sessions: of }) => of.map((session) => ({ ...session, title })))
    .sort((a, b) => (`${a.on} ${a.half}` < `${b.on} ${b.half}` ? -1 : 1));
  return [
    {
      heading: 'Free by right',
      words: free.length === 0 ? 'Nothing was granted for this year.' : '',
      table: free.length > 0 ? freeTable(free) : null,
      after: free.some(({ unit }) => unit === 'half-day') ? 'In days. Half a day is 0.5.' : '',
    },
    ...(sessions.length > 0 ? [{ heading: 'When free days were used', words: '', table: sessionTable(sessions), after: '' }] : []),
    ...(bought
      ? [
          {
            heading: 'Bought',
            words: boughtWords(bought),
            table: bought.lines.length > 0 ? boughtTable(bought) : null,
            after: '',
          },
        ]
      : []),
  ];
}

/** The statement as printed text, in the order it is read. */
export function printedStatement(model: YearStatementModel): PrintedStatement {
  const { supplier, customer, year, periodFrom, periodTo, issuedOn } = model;
  return {
    title: `Year statement, ${year}`,
    heading: 'Year statement',
    notice,
    supplier: { name: supplier.name, address: supplier.addressLines, contact: present(supplier.email, supplier.telephone) },
    customer: { heading: 'For', name: customer.name, address: present(...customer.addressLines, customer.urn && `URN ${customer.urn}`) },
    particulars: [
      ['Year', year],
      ['From', shortDate(periodFrom)],
      ['To', shortDate(periodTo)],
      ['Figures of', shortDate(issuedOn)],
    ],
    sections: sectionsOf(model),
    footer: supplier.name,
  };
}
