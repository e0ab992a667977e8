// A council's free days as its diary tells them: what a quote or a refusal says, what a booking draws, and what an account comes to.
import { formatPence } from '../../shared/money.ts';
import { Counter, nameOf, type Problem, type ShownQuote } from '../counter.ts';
import type { TestHost, Visitor } from '../host.ts';
import { got } from '../office.ts';
import { grantYear } from '../standing.ts';

const figures = ['granted', 'broughtIn', 'passedOn', 'held', 'used', 'lapsed', 'left'] as const;
export type Figures = Record<(typeof figures)[number], number>;
export type ShownLine = {
  line: string;
  rule: string;
  part: string;
  title: string;
  account: string;
  state: string;
  targetHalfDays?: number;
  shortfallHalfDays?: number;
} & Partial<Record<`${(typeof figures)[number]}HalfDays` | `${(typeof figures)[number]}Pence`, number>>;
export type LineDetail = ShownLine & {
  steps: { on: string; change: number; because: string }[];
  changes: { what: string; amount: number; because?: string }[];
};
export type RunLine = {
  district?: string;
  holder: string;
  holderName: string;
  rule: string;
  target: number;
  amounts: Record<string, number>;
  reasons: string[];
};
type Run = { id: string; state: string; changes: number; lines: RunLine[]; next?: string };

export class FreeDays {
  readonly host: TestHost;
  readonly council: string;
  readonly administrator: string;
  counter: Counter;

  constructor(host: TestHost, council: string, from: string, administrator = 'grace-adeyemi') {
    this.host = host;
    this.council = council;
    this.administrator = administrator;
    this.counter = new Counter(host, from, council);
  }

  path = (rest: string) => `/${this.council}/api/${rest}`;
  as = (person: string): Promise<Visitor> => this.host.as(person, this.council);
  /** Sessions are given out from the day after this one on. */
  from(date: string): void {
    this.counter = new Counter(this.host, date, this.council);
  }

  grant = (on: string): Promise<void> => grantYear(this.host, on, { council: this.council, admin: this.administrator });

  /** A run of this kind, looked at and carried out; answers its lines as the dry run showed them. */
  async run(kind: 'allocate' | 'close', on: string): Promise<RunLine[]> {
    const who = await this.as(this.administrator);
    const runs = this.path('entitlements/runs');
    const { id } = got<{ id: string }>(await who.json(runs, { kind, on }), 201, 202);
    await this.host.quiet();
    const lines: RunLine[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page: Run = got<Run>(await who.json(`${runs}/${id}${after ? `?after=${after}` : ''}`), 200);
      lines.push(...page.lines);
      after = page.next;
    }
    got(await who.json(`${runs}/${id}/commitment`, {}), 200, 202);
    await this.host.quiet();
    const { state } = got<Run>(await who.json(`${runs}/${id}`), 200);
    if (state !== 'done') throw new Error(`the run is ${state}`);
    return lines;
  }

  quoted = (who: Visitor, sessions: readonly string[], asked: Record<string, unknown>): Promise<ShownQuote> =>
    this.counter.quoted(who, sessions, asked);

  async booked(who: Visitor, { token }: ShownQuote): Promise<string> {
    return got<{ booking: string }>(await who.json(this.path('bookings'), { token }), 201).booking;
  }

  /** The refusal of a quote by its name and its words. */
  async refusal(who: Visitor, sessions: readonly string[], asked: Record<string, unknown>): Promise<{ name: string; told: string }> {
    const reply = await this.counter.quote(who, sessions, asked);
    const { detail, title } = reply.data<Problem>();
    return { name: nameOf(reply), told: `refused as ${nameOf(reply)}: ${detail ?? title}` };
  }

  async statement(who: Visitor, holder: string): Promise<ShownLine[]> {
    return got<{ lines: ShownLine[] }>(await who.json(this.path(`entitlements/statements/${holder}`)), 200).lines;
  }

  /** What an allocation comes to now. */
  async line(who: Visitor, holder: string, rule: string, part = 'own'): Promise<ShownLine> {
    const found = (await this.statement(who, holder)).find((line) => line.rule === rule && line.part === part);
    if (!found) throw new Error(`${holder} has no ${rule}`);
    return found;
  }

  detail = async (who: Visitor, holder: string, { line }: ShownLine): Promise<LineDetail> =>
    got<LineDetail>(await who.json(this.path(`entitlements/statements/${holder}/lines/${line}`)), 200);
}

/** Each figure of a line, in half-days or in pence. */
export const figuresOf = (line: ShownLine): Figures =>
  Object.fromEntries(figures.map((figure) => [figure, line[`${figure}HalfDays`] ?? line[`${figure}Pence`] ?? 0])) as Figures;

/** What was granted and brought in, less what was passed on, is held, used, lapsed or left. */
export const balances = (line: ShownLine): boolean => {
  const { granted, broughtIn, passedOn, held, used, lapsed, left } = figuresOf(line);
  return granted + broughtIn - passedOn === held + used + lapsed + left;
};

const names: Readonly<Record<keyof Figures, string>> = {
  granted: 'granted',
  broughtIn: 'brought in',
  passedOn: 'passed on',
  held: 'held',
  used: 'used',
  lapsed: 'lapsed',
  left: 'left',
};

/** A line as a diary tells it: half-days or pounds, without what is none. */
export function lineTold(line: ShownLine): string {
  const isMoney = line.grantedPence !== undefined;
  const of = Object.entries(figuresOf(line)).filter(([figure, amount]) => amount > 0 || figure === 'granted' || figure === 'left');
  const told = of.map(([figure, amount]) => `${names[figure as keyof Figures]} ${isMoney ? formatPence(amount) : amount}`);
  return `${line.title}${isMoney ? '' : ', half-days'}: ${told.join(', ')}`;
}

/** Lines by a word of theirs, in the order of the words. */
export function groupedBy<T>(lines: readonly T[], wordOf: (line: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const line of lines) groups.set(wordOf(line), [...(groups.get(wordOf(line)) ?? []), line]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
