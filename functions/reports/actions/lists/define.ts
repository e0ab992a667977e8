// How a list is declared: its columns, the stretches of keys it is read by, and what is asked of a line that no key can tell. Whatever its rows are, a list gives lines.
import type { CivilDate } from '../../../../shared/calendar.ts';
import type { Actor } from '../../../../shared/context.ts';
import type { OrganisationId } from '../../../../shared/ids.ts';
import { type Cell, type Column, cellsOf, type Heading } from '../../../../shared/spreadsheet/columns.ts';
import type { CouncilTable, Page, Range } from '../../../../shared/table.ts';
import type { ListCode, ListQuery, Sort } from '../../schema/lists.ts';

/** Who reads, when, and what they ask for. */
export type Reading = {
  table: CouncilTable;
  reader: Omit<Actor, 'name' | 'organisationName'>;
  today: CivilDate;
  now: number;
  query: ListQuery;
};

export type Line = { path: string; cells: Cell[]; date: string; school: string; officer: string };

/** One stretch of keys, read in its own order. `of`: whose it is, where a list goes through several organisations’ own. */
export type Stretch = { range: Range; descending?: boolean; of?: OrganisationId };
export type Filter = 'organisation' | 'dates' | 'stage' | 'state' | 'service';

export type List = {
  code: ListCode;
  title: string;
  headings: readonly Heading[];
  filters: readonly Filter[];
  sorts: readonly Sort[];
  /** The states that lines may be asked for by, and how each is told. */
  states: readonly string[];
  /** In which order lines come where no other is asked for. */
  order(reading: Reading): string;
  /** Whether somebody has this list at all. */
  isFor(reader: Reading['reader']): boolean;
  /** Whether somebody may ask for one school's; left out, the council's people alone. */
  asksSchool?(reading: Pick<Reading, 'reader'>): boolean;
  /** What is read, one stretch after the other; a string says what must be given first. */
  stretches(reading: Reading): Stretch[] | string | Promise<Stretch[] | string>;
  /** Some lines, and how many items were looked at for them; `whole`: they will be told as they are. */
  page(
    reading: Reading,
    stretch: Stretch,
    options: { limit: number; after?: string; whole?: boolean },
  ): Promise<Page<Line> & { looked: number }>;
  /** Lines as they are told, of those that were read to be put in order. */
  whole(reading: Reading, lines: readonly Line[]): Promise<Line[]>;
};

type Declaration<Item, Row> = Omit<List, 'headings' | 'page' | 'whole'> & {
  columns: readonly Column<Row>[];
  /** What an item of the table stands for: none, one or several rows, of those the reader may see. */
  rows(reading: Reading, items: Item[], stretch: Stretch): Promise<Row[]> | Row[];
  /** What is read for each row by itself: nothing that a list is put in order by, so it is read for the lines that are shown, unless lines are asked for by their state. */
  completed?(reading: Reading, rows: readonly Row[]): Promise<Row[]>;
  path(row: Row, reading: Reading): string;
  date(row: Row): string;
  school(row: Row): string;
  officer(row: Row): string;
  service(row: Row): string;
  /** The states a row is found under. */
  stateOf(row: Row): readonly string[];
  /** The dates by which it is found between two, where the key does not tell. */
  dates?(row: Row): readonly string[];
  /** The first and the last day of what lasts: it is found by any day in between. */
  lasts?(row: Row): { from: string; to: string };
};

export function list<Item, Row>(declared: Declaration<Item, Row>): List {
  const { columns, rows, completed, path, date, school, officer, service, stateOf, dates, lasts, ...words } = declared;
  const spellsOf = (row: Row): { from: string; to: string }[] =>
    lasts ? [lasts(row)] : (dates?.(row) ?? [date(row)]).map((day) => ({ from: day, to: day }));
  const asked = (row: Row, { from, to, state, service: title }: ListQuery): boolean =>
    (!state || stateOf(row).includes(state)) &&
    (!title || service(row).toLowerCase().includes(title.toLowerCase())) &&
    ((!from && !to) || spellsOf(row).some((spell) => (!from || spell.to >= from) && (!to || spell.from <= to)));
  const lineOf = (reading: Reading, row: Row): Line => ({
    path: path(row, reading),
    cells: cellsOf(columns, row),
    date: date(row),
    school: school(row),
    officer: officer(row),
  });
  /** Of lines that are still to be completed, what they were made of. */
  const bare = new WeakMap<Line, Row>();
  return {
    ...words,
    headings: columns.map(({ title, kind }) => ({ title, kind })),
    async page(reading, stretch, { limit, after, whole = true }) {
      const { range, descending = false } = stretch;
      const page = await reading.table.page<Item>(range, { limit, descending, ...(after ? { after } : {}) });
      const found = await rows(reading, page.items, stretch);
      const isWhole = whole || reading.query.state !== undefined;
      const told = completed && isWhole ? await completed(reading, found) : found;
      const lines = told
        .filter((row) => asked(row, reading.query))
        .map((row) => {
          const line = lineOf(reading, row);
          if (completed && !isWhole) bare.set(line, row);
          return line;
        });
      return { items: lines, looked: page.items.length, ...(page.next ? { next: page.next } : {}) };
    },
    async whole(reading, lines) {
      const waiting = lines.flatMap((line) => bare.get(line) ?? []);
      if (!completed || waiting.length === 0) return [...lines];
      return (await completed(reading, waiting)).map((row) => lineOf(reading, row));
    },
  };
}
