// What waits on each role's first page, as a booking goes on from wish to paid invoice: told to whoever it concerns, for as long as it does, and to nobody else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHome } from '../../functions/reports/actions/home.ts';
import type { Part } from '../../functions/reports/rules/home-parts.ts';
import type { Actor } from '../../shared/context.ts';
import { beginApprovals, bursar, contextOf, endApprovals, head, next, request, rival } from '../approvals.ts';
import { actor, now } from '../bookings.ts';

const told = (parts: readonly Part[], code: string): string[] | undefined =>
  parts
    .find((part) => part.code === code)
    ?.rows.map(({ text, count, tag }) => [count?.count, text, tag && `(${tag.text})`].filter(Boolean).join(' '));

describe('a request over a limit', () => {
  beforeAll(beginApprovals);
  afterAll(endApprovals);
  const home = async (who: Actor, at = now) => (await readHome(contextOf(who, at))).parts;

  test('waits for the head who may approve it and is told to the bursar who asked; to another school and to a deputy of other days it is not', async () => {
    expect(told(await home(head), 'decide')).toEqual([]);
    const id = await request(next(4));
    const [waiting] = (await home(head)).filter(({ code }) => code === 'decide');
    expect(waiting?.rows).toMatchObject([
      {
        text: expect.stringMatching(/^Request: /),
        path: `/bookings/requests/${id}`,
        tag: { text: 'for you to approve' },
        on: '2026-11-26',
      },
    ]);
    expect(waiting?.rows[0]?.detail).toMatch(/, first on \w+day \d+ \w+, asked for by bursar, held until 26 November 2026$/);
    expect(told(await home(bursar), 'decide')).toEqual([expect.stringMatching(/^Your request: .* \(waits for approval\)$/)]);
    expect(told(await home(rival), 'decide')).toEqual([]);
    // What is only held is nobody’s visit yet.
    expect(told(await home(bursar), 'coming')).toEqual([]);
  });

  test('is stuck for the council on the last day of its hold, and no more once that has run out', async () => {
    const joan = actor('resource-manager');
    const lapsing = async (at: string) => told(await home(joan, Date.parse(at)), 'stuck')?.filter((text) => text.includes('lapses'));
    expect(await lapsing('2026-11-24T08:00:00Z')).toEqual([]);
    expect(await lapsing('2026-11-26T08:00:00Z')).toEqual([
      expect.stringMatching(/^Held for Colnemarsh Grange Academy: .* \(lapses soon\)$/),
    ]);
    expect(await lapsing('2026-11-27T00:00:01Z')).toEqual([]);
  });
});
