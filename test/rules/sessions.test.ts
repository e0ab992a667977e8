// For whom a person may act by their rights, and what their session makes of it: for whom it acts today, and which sessions they have.
import { describe, expect, test } from 'vitest';
import { choicesOf, chosenFrom, hasChoice, sameRights, withAsserted } from '../../functions/identity/rules/choices.ts';
import { actorOf, listAfter } from '../../functions/identity/rules/sessions.ts';
import { rolesInWords } from '../../functions/identity/rules/words.ts';
import { mostSessions, type Right } from '../../functions/identity/schema/people.ts';
import type { SignInSession } from '../../functions/identity/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { OfficerId, OrganisationId, PersonId } from '../../shared/ids.ts';

describe('for whom a person may act', () => {
  const granted: Right = { roles: ['finance'], source: 'granted' };
  const asserted: Right = {
    organisation: 'sch_123456' as OrganisationId,
    roles: ['school-booker'],
    source: 'asserted',
    provider: 'schools',
  };
  const more: Right = { organisation: 'sch_123456' as OrganisationId, roles: ['school-approver'], source: 'granted' };

  test('rights of both kinds are gathered by organisation, the council first', () => {
    expect(choicesOf({ rights: [asserted, more, granted] })).toEqual([
      { roles: ['finance'] },
      { organisation: 'sch_123456', roles: ['school-booker', 'school-approver'] },
    ]);
  });

  test('nobody is an officer by a provider’s word alone', () => {
    const rights: Right[] = [{ roles: ['officer'], source: 'asserted', provider: 'schools' }];
    expect(choicesOf({ rights })).toEqual([]);
    expect(choicesOf({ rights, officer: 'off_a' as OfficerId })).toEqual([{ roles: ['officer'] }]);
  });

  test('a trust’s booker has a choice with one right, a school’s has not', () => {
    const [one] = choicesOf({ rights: [asserted] });
    const trusts = choicesOf({ rights: [{ organisation: 'trs_5901' as OrganisationId, roles: ['trust-booker'], source: 'granted' }] });
    expect([hasChoice([]), hasChoice(one ? [one] : []), hasChoice(trusts), hasChoice([...trusts, ...(one ? [one] : [])])]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('a choice is one of theirs by its whole name', () => {
    const choices = choicesOf({ rights: [asserted, granted] });
    expect(chosenFrom(choices, 'sch_123456')?.roles).toEqual(['school-booker']);
    expect(chosenFrom(choices, 'council')?.roles).toEqual(['finance']);
    for (const wrong of ['', 'sch_12345', 'sch_1234567', 'Council', 'undefined']) expect(chosenFrom(choices, wrong)).toBeUndefined();
    expect(chosenFrom(choicesOf({ rights: [asserted] }), 'council')).toBeUndefined();
  });

  test('what is asserted now replaces what was asserted before, and what was granted stays', () => {
    const now: Right = { organisation: 'sch_654321' as OrganisationId, roles: ['school-booker'], source: 'asserted', provider: 'schools' };
    const schools = { by: 'schools', trusted: ['schools', 'staff'] };
    expect(withAsserted([granted, asserted], [now], schools)).toEqual([granted, now]);
    expect(withAsserted([granted, asserted], [], schools)).toEqual([granted]);
    expect(sameRights([granted, asserted], [asserted, granted])).toBe(true);
    expect(sameRights([asserted], [{ ...asserted, source: 'granted' }])).toBe(false);
    expect(sameRights([asserted], [{ ...asserted, source: 'asserted', provider: 'staff' }])).toBe(false);
    expect(sameRights([more], [{ ...more, roles: ['school-approver', 'school-booker'] }])).toBe(false);
  });

  test('what another of the council’s providers asserted stands, and what one said that the council no longer has does not', () => {
    const staff = { by: 'staff', trusted: ['schools', 'staff'] };
    const now: Right = { roles: ['finance'], source: 'asserted', provider: 'staff' };
    expect(withAsserted([granted, asserted], [now], staff)).toEqual([granted, asserted, now]);
    expect(withAsserted([granted, asserted, now], [], staff)).toEqual([granted, asserted]);
    expect(withAsserted([granted, asserted], [now], { ...staff, trusted: ['staff'] })).toEqual([granted, now]);
  });

  test('roles are told in a sentence', () => {
    expect(rolesInWords(['school-approver', 'school-booker'])).toBe('School booker and school approver');
    expect(rolesInWords(['auditor'])).toBe('Auditor');
    expect(rolesInWords(['council-admin', 'finance', 'auditor'])).toBe('Finance, auditor and council administrator');
  });
});

describe('a session', () => {
  const today = '2026-11-24' as CivilDate;
  const session: SignInSession = {
    type: 'sign-in-session',
    person: 'per_a' as PersonId,
    name: 'A',
    roles: ['trust-booker'],
    organisation: 'trs_5901' as OrganisationId,
    organisationName: 'Trust',
    hasChoice: true,
    signedInAt: '',
    expiresAt: 0,
  };
  const acting = { school: 'sch_123456' as OrganisationId, schoolName: 'School', on: today };
  const itself = {
    person: 'per_a',
    name: 'A',
    roles: ['trust-booker'],
    organisation: 'trs_5901',
    organisationName: 'Trust',
    hasChoice: true,
  };

  test('acts for the trust, or through it for a school on the day that was chosen and no other', () => {
    expect(actorOf(session, today)).toEqual(itself);
    expect(actorOf({ ...session, acting }, today)).toEqual({
      ...itself,
      organisation: 'sch_123456',
      organisationName: 'School',
      through: 'trs_5901',
    });
    for (const day of ['2026-11-23', '2026-11-25'] as CivilDate[]) expect(actorOf({ ...session, acting }, day)).toEqual(itself);
  });

  test('joins the list at its end; what is ended leaves it, and the oldest give way to more than twenty', () => {
    const list = { type: 'sessions' as const, hashes: ['a', 'b', 'c'], version: 4 };
    expect(listAfter(list, { begun: 'd', ended: ['b', 'x'] })).toEqual({
      list: { type: 'sessions', hashes: ['a', 'c', 'd'], version: 5 },
      gone: ['b', 'x'],
    });
    const full = Array.from({ length: mostSessions }, (_, i) => `s${i}`);
    const after = listAfter({ ...list, hashes: full }, { begun: 'new', ended: [] });
    expect([after.list.hashes.length, after.list.hashes.at(-1), after.gone]).toEqual([mostSessions, 'new', ['s0']]);
  });
});
