// What is folded from an organisation's events is what a clerk would find who went through the years day by day; in whatever order they were recorded; and
// a partnership and its members, who each read their own events, never disagree.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupsOn, leadOn, membershipsOf, membersOf, membersOn, standing } from '../../functions/schools/rules/events.ts';
import type { EventId, OrganisationId } from '../../shared/ids.ts';
import { holds } from './budget.ts';
import { Clerk, command, seen } from './organisation-clerk.ts';
import { dangling, dayOf, groupIds, history, memberIds, simulated, span } from './organisation-history.ts';

holds(
  'memberships folded from events are what going through the days finds',
  history,
  ({ events, shuffled }) => {
    const days = simulated(events);
    for (const [n, pairs] of days.entries()) {
      for (const id of groupIds)
        expect(membersOn(id, shuffled, dayOf(n)).sort()).toEqual(memberIds.filter((who) => pairs.has(`${who} ${id}`)).sort());
      for (const id of memberIds)
        expect(groupsOn(id, shuffled, dayOf(n)).sort()).toEqual(groupIds.filter((where) => pairs.has(`${id} ${where}`)).sort());
    }
  },
  { milliseconds: 6_000, cases: 400 },
);

holds(
  'the order in which events were recorded makes no difference, and spells of one membership never overlap',
  history,
  ({ events, shuffled }) => {
    expect(standing(shuffled)).toEqual(standing(events));
    for (const id of groupIds) {
      expect(membersOf(id, shuffled)).toEqual(membersOf(id, events));
      for (const who of memberIds) {
        const spells = membersOf(id, events).filter((each) => each.member === who);
        for (const [n, spell] of spells.entries()) {
          expect(spell.to === undefined || spell.from < spell.to).toBe(true);
          const next = spells[n + 1];
          if (next) expect(spell.to !== undefined && spell.to <= next.from).toBe(true);
        }
      }
    }
  },
  { milliseconds: 6_000, cases: 1_000 },
);

let taken = 0;
holds(
  'after any commands a partnership and its members read the same memberships from their own events, whoever leads is a member, and nobody leaves who never joined',
  fc.array(command, { minLength: 5, maxLength: 50, size: 'max' }),
  (commands) => {
    const clerk = new Clerk();
    const before = new Map<OrganisationId, EventId[]>();
    for (const each of commands) {
      if (!clerk.take(each)) continue;
      taken += 1;
      for (const where of groupIds) {
        // That a school closed is the register's word, which waits for nobody; whatever else is recorded leaves no event without what it rests on.
        const hang = dangling(where, clerk.of(where));
        if (each.do !== 'register')
          expect(
            hang.filter((event) => !before.get(where)?.includes(event)),
            `in ${where} after ${JSON.stringify(each)}`,
          ).toEqual([]);
        before.set(where, hang);
        const ofGroup = membersOf(where, clerk.of(where));
        for (const who of memberIds)
          expect(
            membershipsOf(who, clerk.of(who)).filter(({ group: its }) => its === where),
            `${who} in ${where} after ${JSON.stringify(each)}`,
          ).toEqual(ofGroup.filter((spell) => spell.member === who));
        for (let n = 0; n <= span; n += 5) {
          const lead = leadOn(where, clerk.of(where), dayOf(n));
          if (lead) expect(membersOn(where, clerk.of(where), dayOf(n))).toContain(lead.member);
        }
      }
    }
  },
  { milliseconds: 8_000, cases: 3_000, least: 100 },
);

test('and most kinds of command are taken often enough to mean something', () => {
  expect(taken).toBeGreaterThan(500);
  const kinds = ['circular-link', 'closed', 'later-change', 'left', 'link added', 'link changed', 'opened', 'passed on', 'succeeded'];
  expect([...seen].sort()).toEqual(expect.arrayContaining([...kinds, 'went with it', 'withdrawn by hand']));
});
