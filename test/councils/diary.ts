// A council's diary: steps on its own dates, each with the clause of the source it proves, written down as it happened and held against a kept copy.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SessionKey } from '../../shared/calendar.ts';
import { londonClock, sessionText } from '../../shared/calendar.ts';
import { formatPence } from '../../shared/money.ts';
import type { Clause, Pack } from '../../shared/policy/schema.ts';
import { clausesOf } from '../clauses.ts';
import type { ShownBooking, ShownQuote } from '../counter.ts';

/** DAYBOOK_GOLDEN=write keeps what happened as the new copy, to be read before it is committed. */
const keeps = process.env.DAYBOOK_GOLDEN === 'write';

/** Where the clauses come from: a pack, or a document that says more than a pack has clauses for. */
type Quoted = Pack | { source: string; clauses: readonly Clause[] };
export const document = (source: string, clauses: readonly Clause[]): Quoted => ({ source, clauses });

export type Rests = { quote: string; from: string } | { rule: string; from: string };

export class Diary {
  private readonly lines: string[];
  private readonly pack: Quoted;

  constructor(title: string, pack: Quoted) {
    this.pack = pack;
    this.lines = [title, `Source: ${pack.source}`];
  }

  /** Opens a step: when it is, who does what, and the clause in the pack's words. Throws for a clause that the pack does not have. */
  step(now: number, what: string, reference: string): Clause {
    const clauses = 'clauses' in this.pack ? this.pack.clauses : clausesOf(this.pack);
    const clause = clauses.find((each) => each.reference === reference);
    if (!clause) throw new Error(`the pack has no clause ${reference}`);
    const { date, time } = londonClock(now);
    this.lines.push('', `${date} ${time}  ${what}`, `  “${clause.text}” (${clause.reference})`);
    return clause;
  }

  /** Opens a step that no clause of the pack is about: the source's own words, or a rule of the register, of tax or of rights, with where it is from. */
  stepOf(now: number, what: string, rests: Rests): void {
    const { date, time } = londonClock(now);
    const words = 'quote' in rests ? `“${rests.quote}”` : `Rule: ${rests.rule}`;
    this.lines.push('', `${date} ${time}  ${what}`, `  ${words} (${rests.from})`);
  }

  /** It is this moment, and somebody does what a clause of the pack, other words of the source, or a rule says. */
  on({ clock }: { clock: { set(moment: string): void } }, moment: string, what: string, rests: string | Rests): void {
    clock.set(moment);
    if (typeof rests === 'string') this.step(Date.parse(moment), what, rests);
    else this.stepOf(Date.parse(moment), what, rests);
  }

  note(...happened: string[]): void {
    for (const line of happened) this.lines.push(`    ${line}`);
  }

  text = (): string => `${this.lines.join('\n')}\n`;

  /** What is kept under test/golden/councils, or what happened now when it is to be kept. */
  kept(name: string): string {
    const path = fileURLToPath(new URL(`../golden/councils/${name}.txt`, import.meta.url));
    if (keeps) writeFileSync(path, this.text());
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}

const days = (halfDays: number): string => (halfDays === 1 ? 'half a day' : halfDays === 2 ? '1 day' : `${halfDays / 2} days`);

/** A quote as a diary tells it: the split, the sums, and why nothing is free if nothing is. */
export function quoteTold(quote: ShownQuote): string[] {
  const lines = quote.lines.map((line) =>
    line.fund === 'traded'
      ? `${days(line.halfDays)} at ${formatPence(line.unitPricePence ?? 0)} a day: ${formatPence(line.netPence ?? 0)}`
      : `${days(line.halfDays)} free (${line.fund})`,
  );
  const sums = `net ${formatPence(quote.netPence)}, VAT ${formatPence(quote.vatPence)}, total ${formatPence(quote.grossPence)}`;
  return [...lines, ...(quote.netPence > 0 ? [sums] : ['no charge']), ...(quote.whyNotFree ? [quote.whyNotFree] : [])];
}

export const sessionsTold = ({ sessions }: Pick<ShownBooking, 'sessions'>): string[] =>
  sessions.map(({ session, state, funding }) => `${sessionText(session as SessionKey)}: ${state}, ${funding.fund}`);
