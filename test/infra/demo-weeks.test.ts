// The weeks that a demonstration has behind it when it is first looked at: lived through on whatever day of the year that is, and sound.
import { expect, test } from 'vitest';
import { firstDay, liveWeeks } from '../../infra/local/demo/weeks.ts';
import { addDays, type CivilDate, daysBetween, londonDate } from '../../shared/calendar.ts';
import { startHost } from '../host.ts';
import { got } from '../office.ts';

const noon = (date: string) => Date.parse(`${date}T12:00:00Z`);

test.each([
  ['the first day of the academic year, with nothing behind it', '2026-09-01', 0],
  ['the last day of the academic year', '2027-08-31', 28],
])('on %s', async (_, today, weeksBefore) => {
  const first = firstDay(today as CivilDate);
  expect(daysBetween(first, today as CivilDate)).toBe(weeksBefore);
  const host = await startHost({ at: new Date(noon(first)).toISOString() });
  try {
    await liveWeeks(host, noon(today));
    expect(londonDate(host.clock.now())).toBe(today);
    const [grace, peter] = [await host.as('grace-adeyemi'), await host.as('peter-quill')];
    const { runs } = got<{ runs: { state: string; on: string; changes: number }[] }>(await grace.json('/essex/api/entitlements/runs'), 200);
    expect(runs.map(({ state, on }) => [state, on])).toEqual([
      ['proposed', today],
      ['done', first],
    ]);
    for (const { changes } of runs) expect(changes).toBeGreaterThanOrEqual(2);
    const { drafts } = got<{ drafts: { state: string; faults: number }[] }>(
      await grace.json('/essex/api/entitlements/policies/drafts'),
      200,
    );
    expect(drafts.map(({ state, faults }) => [state, faults])).toEqual([['submitted', 0]]);
    const pot = got<{ pots: { plans: { state: string; usedHalfDays?: number }[] }[] }>(
      await grace.json('/essex/api/entitlements/pots/ptn_colne-and-tendring-partnership'),
      200,
    ).pots[0];
    expect(pot?.plans.map(({ state }) => state).sort()).toEqual(['agreed', 'open']);
    const used = pot?.plans.reduce((sum, { usedHalfDays = 0 }) => sum + usedHalfDays, 0);
    expect(used).toBe(weeksBefore === 0 ? 0 : 2);
    // A note of a visit in each state: with its officer, waiting for whoever moderates, and returned; the others are shared.
    const waiting = async (person: string, list = '') =>
      got<{ notes: { state: string }[] }>(await (await host.as(person)).json(`/essex/api/bookings/notes${list}`), 200).notes.map(
        ({ state }) => state,
      );
    const notes = [await waiting('helen-marsh'), await waiting('rowan-achebe', '/moderation'), await waiting('samuel-tate')];
    expect(notes).toEqual(weeksBefore === 0 ? [[], [], []] : [['draft'], ['submitted'], ['returned']]);
    got(await peter.json('/essex/api/reports/proof', {}), 201, 202);
    await host.quiet();
    const { latest: proof } = got<{ latest: { state: string; seals: { count: number; last?: { day: string } } } }>(
      await peter.json('/essex/api/reports/proof'),
      200,
    );
    expect(proof).toMatchObject({ state: 'proved', seals: { count: weeksBefore } });
    expect(proof.seals.last?.day).toBe(weeksBefore === 0 ? undefined : addDays(today as CivilDate, -1));
  } finally {
    await host.stop();
  }
});
