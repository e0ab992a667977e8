// Whether a committed run would still issue what its dry run showed: a document's fingerprint is of what it says, and of nothing that cannot change it. Pure.
import type { ChargeId } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import type { Rail } from '../../../shared/policy/schema.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import type { DocumentLine, RunDocument, Sums } from '../schema.ts';
import { type Billed, type Buyer, type Judged, judge } from './judge.ts';
import { counted } from './words.ts';

type As = Pick<RunDocument, 'payer' | 'purse' | 'rail'>;
type LineText = Pick<DocumentLine, 'charge' | 'taxPoint' | 'category' | 'rateBasisPoints' | 'netPence'>;

/** What a proposed document says, as text: who is billed at which address, from which purse and how, and each line with its tax point, VAT and price. */
export const proposedText = (
  { purse, rail }: Pick<As, 'purse' | 'rail'>,
  { id, name, addressLines, postcode }: Buyer,
  lines: readonly LineText[],
): string =>
  JSON.stringify([
    id,
    name,
    addressLines,
    postcode,
    purse,
    rail,
    [...lines]
      .sort((a, b) => (a.charge < b.charge ? -1 : 1))
      .map(({ charge, taxPoint, category, rateBasisPoints, netPence }) => [charge, taxPoint, category, rateBasisPoints, netPence]),
  ]);

type ChangeFacts = Judged & {
  summary: As;
  lines: readonly DocumentLine[];
  charges: ReadonlyMap<ChargeId, Charge>;
  /** Lines that another run has billed meanwhile. */
  taken: ReadonlySet<ChargeId>;
  /** Lines that were put right or waived meanwhile, and are billed to nobody. */
  withdrawn: ReadonlySet<ChargeId>;
};

/** What a proposed document would say now, or why it would not be the same document. */
export function proposedAgain(facts: ChangeFacts): { text: string } | { why: string } {
  const { summary, lines, charges } = facts;
  const gone = goneText(facts);
  if (gone) return { why: gone };
  const found = lines.flatMap((line) => {
    const charge = charges.get(line.charge);
    return charge ? [{ line, judgement: judge(facts, charge) }] : [];
  });
  const held = found.flatMap(({ judgement }) => ('why' in judgement ? [judgement.why] : []));
  if (held[0]) return { why: `${counted(held.length, 'line')} of it ${held.length === 1 ? 'is' : 'are'} held back now. ${held[0]}` };
  const now = found.flatMap(({ line, judgement }) => ('why' in judgement ? [] : [{ line, judgement }]));
  const other = now.find(({ judgement }) => !isAs(judgement, summary));
  const buyer = now[0]?.judgement.buyer;
  if (other) return { why: `It would be billed otherwise, to ${other.judgement.buyer.name}.` };
  if (!buyer || now.length < lines.length) return { why: 'Some of it is no longer to be billed.' };
  const again = now.map(({ line, judgement: { taxPoint, treatment } }) => ({
    ...line,
    taxPoint,
    category: treatment.category,
    rateBasisPoints: treatment.rateBasisPoints,
  }));
  return { text: proposedText(summary, buyer, again) };
}

/** What has become of lines that something else has claimed; undefined where nothing has. */
function goneText({ lines, taken, withdrawn }: Pick<ChangeFacts, 'lines' | 'taken' | 'withdrawn'>): string | undefined {
  const said = (among: ReadonlySet<ChargeId>, what: string) => {
    const n = lines.filter(({ charge }) => among.has(charge)).length;
    return n > 0 ? [`${counted(n, 'line')} of it ${n === 1 ? 'has' : 'have'} been ${what}.`] : [];
  };
  const texts = [
    ...said(taken, 'billed by another run'),
    ...said(withdrawn, 'withdrawn: a visit was recorded as free, or a cancellation fee was waived'),
  ];
  return texts.length > 0 ? texts.join(' ') : undefined;
}

const isAs = ({ buyer, purse, treatment }: Billed, as: As) => buyer.id === as.payer && purse === as.purse && treatment.rail === as.rail;

/** Why a document is another one by now though all its lines are billed as before: what is printed of its payer, or a tax point or rate. */
export const otherwisePrinted = 'The name or address it is sent to has changed, or the tax point or VAT of a line.';

/** What a run would issue in all, in a few words. */
export function totalText(sums: Readonly<Record<Rail, Sums>>): string {
  const all = Object.values(sums);
  const documents = all.reduce((sum, { documents: n }) => sum + n, 0);
  const gross = all.reduce((sum, { netPence, vatPence }) => sum + netPence + vatPence, 0);
  return `${counted(documents, 'document')} for ${formatPence(gross)}`;
}
