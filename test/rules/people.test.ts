// Who may give and take which right, who administers, and what is left of somebody who is erased.
import { describe, expect, test } from 'vitest';
import { administers, decideErasure, decideGrant, decideTaking, withRight } from '../../functions/identity/rules/people.ts';
import { inviteSchema } from '../../functions/identity/schema/invitations.ts';
import { grantSchema, type Person, type Right, registerPersonSchema, rightSchema } from '../../functions/identity/schema/people.ts';
import type { Role } from '../../shared/context.ts';
import type { OfficerId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { outcomeOf } from '../bookings.ts';
import { actor, assertedBy, daniel, grace, granted, providers, school, somebody } from '../rights.ts';

const other = 'sch_990001' as OrganisationId;
const here = { organisationKnown: true, officerKnown: true };

describe('giving a right', () => {
  const booker = somebody([granted(['school-booker'], school)]);

  test('roles for an organisation join those granted for it, in the order of the roles, each once', () => {
    const decision = decideGrant({ actor, person: booker, ...here }, { organisation: school, roles: ['school-approver', 'school-booker'] });
    expect(decision).toMatchObject({ ok: true, value: { rights: [granted(['school-booker', 'school-approver'], school)], version: 4 } });
  });

  test('another organisation, and the council, are rights of their own', () => {
    const rights = withRight(withRight(booker.rights, { organisation: other, roles: ['school-booker'] }), { roles: ['auditor'] });
    expect(rights).toEqual([granted(['school-booker'], school), granted(['school-booker'], other), granted(['auditor'])]);
  });

  test('what a provider asserts is left alone', () => {
    const asserted: Right = { organisation: school, roles: ['school-approver'], source: 'asserted', provider: 'schools' };
    expect(withRight([asserted], { organisation: school, roles: ['school-booker'] })).toEqual([
      asserted,
      granted(['school-booker'], school),
    ]);
  });

  test.each([
    ['nobody gives themselves a right', { person: somebody([], { id: grace }) }, 'own-rights'],
    ['somebody who is not known', { person: undefined }, 'unknown-user'],
    ['somebody who was erased', { person: somebody([], { erasedAt: '2026-11-24T10:00:00.000Z' }) }, 'person-erased'],
    ['an organisation that this council does not know', { organisationKnown: false }, 'unknown-organisation'],
  ])('is refused: %s', (_, facts, name) => {
    expect(outcomeOf(decideGrant({ actor, person: booker, ...here, ...facts }, { organisation: school, roles: ['school-booker'] }))).toBe(
      name,
    );
  });

  test('whoever delivers is one of the officers there are, named the first time', () => {
    const grant = (facts: object, officer?: OfficerId, person = booker) =>
      outcomeOf(decideGrant({ actor, person, ...here, ...facts }, { roles: ['officer'], ...(officer ? { officer } : {}) }));
    expect(grant({})).toBe('invalid-request');
    expect(grant({ officerKnown: false }, daniel)).toBe('unknown-officer');
    expect(grant({}, daniel)).toBe('accepted');
    const delivering = somebody([granted(['officer'])], { officer: daniel });
    expect(grant({}, undefined, delivering)).toBe('accepted');
    expect(grant({}, 'off_helen-marsh' as OfficerId, delivering)).toBe('wrong-state');
  });

  test('an officer is one person: the second is refused with who it is already, and the same person is not', () => {
    const officerIs = { person: 'per_daniel' as PersonId, name: 'Daniel Osei' };
    const grant = (id: string) =>
      decideGrant({ actor, person: somebody([], { id: id as PersonId }), ...here, officerIs }, { roles: ['officer'], officer: daniel });
    expect(grant('per_maria')).toMatchObject({ ok: false, refusal: { name: 'officer-taken', detail: 'That is Daniel Osei' } });
    expect(outcomeOf(grant('per_daniel'))).toBe('accepted');
  });

  test.each<[string, string, Role[], string | undefined]>([
    ['a school', 'sch_990010', ['school-booker', 'school-approver'], undefined],
    ['a school', 'sch_990010', ['trust-booker'], 'there is no such role in a school. Its roles are: School booker and school approver'],
    ['a school', 'sch_990010', ['partnership-lead'], 'there is no such role in a school'],
    ['a trust', 'trs_5901', ['trust-booker', 'school-approver'], undefined],
    [
      'a trust',
      'trs_5901',
      ['school-booker'],
      'School booker: there is no such role in a trust. Its roles are: School approver and trust booker',
    ],
    ['a partnership', 'ptn_colne', ['partnership-lead'], undefined],
    ['a partnership', 'ptn_colne', ['school-booker'], 'there is no such role in a partnership'],
    ['a federation', 'fed_12', ['school-booker'], 'Give roles in each of its schools instead'],
    ['another body', 'org_club', ['school-booker'], undefined],
    ['another body', 'org_club', ['trust-booker'], 'there is no such role in an organisation of this kind'],
    ['a school', 'sch_990010', ['auditor'], 'Auditor: this is for the council’s own people, so leave the organisation out'],
  ])('in %s there are its own roles alone: %s %j', (_, organisation, roles, fault) => {
    for (const schema of [grantSchema, rightSchema]) {
      const told = schema.safeParse({ organisation, roles }).error?.issues.map(({ path, message }) => [path.join('.'), message]);
      expect(told).toEqual(fault && [['roles', expect.stringContaining(fault)]]);
    }
    const whom = { email: 'a@b.example', name: 'A', organisation, roles };
    expect(inviteSchema.safeParse(whom).success).toBe(fault === undefined);
    const person = { id: 'per_a', name: 'A', subject: 'a', rights: [{ organisation, roles }] };
    expect(registerPersonSchema.safeParse({ person, issuer: 'https://sign-in.example' }).success).toBe(fault === undefined);
  });

  test.each<[boolean, unknown]>([
    [true, { organisation: school, roles: ['school-booker'] }],
    [true, { roles: ['officer'], officer: daniel }],
    [false, { roles: ['school-booker'] }],
    [false, { organisation: school, roles: ['auditor'] }],
    [false, { organisation: school, roles: [] }],
    [false, { organisation: 'Colnemarsh', roles: ['school-booker'] }],
    [false, { roles: ['auditor'], officer: daniel }],
    [false, { roles: ['king'] }],
    [false, { roles: ['auditor'], source: 'asserted', provider: 'schools' }],
  ])('only roles that fit are taken: %s for %j', (fits, command) => {
    expect(grantSchema.safeParse(command).success).toBe(fits);
  });
});

describe('taking a right away', () => {
  const take = (person: Person | undefined, organisation?: OrganisationId, otherAdministrator = true) =>
    decideTaking({ actor, person, otherAdministrator, providers }, { ...(organisation ? { organisation } : {}) });

  test('takes all that was granted for that organisation, and nothing else', () => {
    const asserted: Right = { organisation: school, roles: ['school-approver'], source: 'asserted', provider: 'schools' };
    const decision = take(somebody([granted(['school-booker'], school), granted(['auditor']), asserted]), school);
    expect(decision).toMatchObject({ ok: true, value: { person: { rights: [granted(['auditor']), asserted] }, taken: ['school-booker'] } });
  });

  test('whoever no longer delivers is no longer linked to an officer', () => {
    const decision = take(somebody([granted(['officer']), granted(['school-booker'], school)], { officer: daniel }));
    expect(decision.ok && decision.value.person).not.toHaveProperty('officer');
    const kept = take(somebody([granted(['officer']), granted(['school-booker'], school)], { officer: daniel }), school);
    expect(kept.ok && kept.value.person.officer).toBe(daniel);
  });

  test('what only a provider says is not taken away here', () => {
    expect(outcomeOf(take(somebody([{ roles: ['auditor'], source: 'asserted', provider: 'schools' }])))).toBe('asserted-right');
  });

  test.each([
    ['one’s own', somebody([granted(['auditor'])], { id: grace }), 'own-rights'],
    ['one that is not there', somebody([granted(['school-booker'], school)]), 'unknown-right'],
    ['of somebody who is not known', undefined, 'unknown-user'],
  ])('is refused: %s', (_, person, name) => expect(outcomeOf(take(person))).toBe(name));

  test('the last administrator stays one; an administrator among others, or with the role twice, does not matter', () => {
    const admin = somebody([granted(['council-admin'])]);
    expect(outcomeOf(take(admin, undefined, false))).toBe('last-administrator');
    expect(outcomeOf(take(admin, undefined, true))).toBe('accepted');
    const twice = somebody([granted(['council-admin']), assertedBy('staff', ['council-admin'])]);
    expect(outcomeOf(take(twice, undefined, false))).toBe('accepted');
    // The word of a provider that makes no administrators here any more leaves nobody.
    const stale = somebody([granted(['council-admin']), assertedBy('schools', ['council-admin'])]);
    expect(outcomeOf(take(stale, undefined, false))).toBe('last-administrator');
    expect(outcomeOf(take(somebody([granted(['auditor'])]), undefined, false))).toBe('accepted');
  });
});

describe('erasing', () => {
  const at = '2026-11-24T10:00:00.000Z';

  test('leaves an id and the moment, and nothing to know or reach anybody by', () => {
    const decision = decideErasure({
      actor,
      person: somebody([granted(['officer'])], { officer: daniel, noEntry: { reason: 'left', since: at } }),
      otherAdministrator: true,
      providers,
      at,
    });
    expect(decision).toEqual({ ok: true, value: { type: 'person', id: 'per_maria', rights: [], subjects: [], erasedAt: at, version: 4 } });
  });

  test.each([
    ['oneself', somebody([], { id: grace }), true, 'own-rights'],
    ['nobody', undefined, true, 'unknown-user'],
    ['the last administrator', somebody([granted(['council-admin'])]), false, 'last-administrator'],
    ['an administrator among others', somebody([granted(['council-admin'])]), true, 'accepted'],
  ])('%s', (_, person, otherAdministrator, name) => {
    expect(outcomeOf(decideErasure({ actor, person, otherAdministrator, providers, at }))).toBe(name);
  });
});

describe('an administrator', () => {
  test.each<[string, Person, boolean]>([
    ['is one by grant', somebody([granted(['council-admin'])]), true],
    ['is one by the word of a provider that makes them', somebody([assertedBy('staff', ['council-admin'])]), true],
    ['is none by the word of one that makes none', somebody([assertedBy('schools', ['council-admin'])]), false],
    ['is none by the word of one that the council no longer has', somebody([assertedBy('former', ['council-admin'])]), false],
    ['is none with other roles', somebody([granted(['auditor', 'finance'])]), false],
    [
      'is none who may not come in',
      somebody([granted(['council-admin'])], { noEntry: { reason: 'left', since: '2026-11-24T10:00:00.000Z' } }),
      false,
    ],
  ])('%s', (_, person, expected) => expect(administers(person, providers)).toBe(expected));

  test('whom the council’s own directory makes can be changed like anybody where another remains, and is held where none does', () => {
    const asserted = somebody([assertedBy('staff', ['council-admin'])]);
    const at = '2026-11-24T10:00:00.000Z';
    const decide = (otherAdministrator: boolean) => decideErasure({ actor, person: asserted, otherAdministrator, providers, at });
    expect([outcomeOf(decide(true)), outcomeOf(decide(false))]).toEqual(['accepted', 'last-administrator']);
    const moved = [{ id: 'schools', roles: {} }];
    expect(outcomeOf(decideErasure({ actor, person: asserted, otherAdministrator: false, providers: moved, at }))).toBe('accepted');
  });
});
