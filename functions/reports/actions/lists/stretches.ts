// Stretches of keys read one after the other, from wherever a cursor stands.
import type { Line, List, Reading, Stretch } from './define.ts';

type Read = { lines: Line[]; next?: string };
/** A read counts as so many items at least: a trust of a hundred schools is not read through at once. */
const leastLookedAt = 10;

const place = /^(\d{1,3})\.(.*)$/;
export const isPlace = (after: string | undefined): boolean => after !== undefined && place.test(after);

/** A cursor says in which stretch it stands, and where in that. */
function placeOf(after: string | undefined, count: number): { at: number; after?: string } {
  const [, stretch = '0', cursor = ''] = place.exec(after ?? '') ?? [];
  const at = Math.min(Number(stretch), count);
  return { at, ...(cursor ? { after: cursor } : {}) };
}

/** Goes on from a place until there are so many lines, or so many items were looked at. What one read of the table gave is never cut. */
export async function readOn(
  list: List,
  reading: Reading,
  stretches: readonly Stretch[],
  from: string | undefined,
  most: { lines: number; items: number; atOnce: number; whole?: boolean },
): Promise<Read> {
  const lines: Line[] = [];
  let { at, after } = placeOf(from, stretches.length);
  let looked = 0;
  for (let stretch = stretches[at]; stretch; stretch = stretches[at]) {
    const page = await list.page(reading, stretch, { limit: most.atOnce, whole: most.whole ?? true, ...(after ? { after } : {}) });
    lines.push(...page.items);
    looked += Math.max(leastLookedAt, page.looked);
    after = page.next;
    if (!after) at += 1;
    if (at < stretches.length && (lines.length >= most.lines || looked >= most.items)) return { lines, next: `${at}.${after ?? ''}` };
  }
  return { lines };
}
