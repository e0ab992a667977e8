// Lines of a run as they are kept: some hundred to an item of the table, with the words of each grant once. Pure.
import type { GrantWords, KeptLine, LineChunk, RunLine } from '../schema/allocations.ts';
import { accountFor, wordsOf } from './grants.ts';

/** Lines of a chunk: five transactions of grants, and well under what an item holds. */
export const chunkBounds = { lines: 160, characters: 200_000 };

/** Lines in chunks, each small enough for an item of the table. */
export function chunked(lines: readonly RunLine[]): LineChunk[] {
  const chunks: RunLine[][] = [];
  let open: RunLine[] = [];
  let size = 0;
  for (const line of lines) {
    const more = JSON.stringify(line).length;
    if (open.length === chunkBounds.lines || (open.length > 0 && size + more > chunkBounds.characters)) {
      chunks.push(open);
      open = [];
      size = 0;
    }
    open.push(line);
    size += more;
  }
  return [...chunks, ...(open.length > 0 ? [open] : [])].map(packed);
}

/** Lines as they are kept: what is the same for all of a grant once. */
function packed(lines: readonly RunLine[]): LineChunk {
  const grants: GrantWords[] = [];
  const places = new Map<string, number>();
  const kept = lines.map((line): KeptLine => {
    const words = wordsOf(line);
    const { grant, asset, title, period, clause, policy, assumed, confidential } = words;
    const name = [grant, asset, title, period.from, period.to, clause.reference, clause.text, policy, assumed, confidential].join(' ');
    const of = places.get(name) ?? grants.push(words) - 1;
    places.set(name, of);
    const { holder, holderName, kind, district, before, target, moves, shortfall, steps, ended, closes, version, facts } = line;
    const rest = { holder, holderName, kind, before, target, moves, shortfall, steps, version, facts };
    return { of, ...rest, ...(district ? { district } : {}), ...(ended ? { ended } : {}), ...(closes ? { closes } : {}) };
  });
  return { grants, lines: kept };
}
export const unpacked = ({ grants, lines }: LineChunk): RunLine[] =>
  lines.map(({ of, ...line }) => {
    const words = grants[of];
    if (!words) throw new Error('a line names the words of its grant');
    return { ...words, ...line, account: accountFor(words.asset, line.holder, words.grant, words.period) };
  });
