// What a provider's claims come to: who somebody is, which rights it asserts of them, and that nothing it was not asked to say grants anything.
import { describe, expect, test } from 'vitest';
import { choicesOf, chosenFrom, hasChoice, sameRights, withAsserted } from '../../functions/identity/rules/choices.ts';
import { type Claims, identify, rightsAsserted, saysTooLittle, scopeOf } from '../../functions/identity/rules/providers.ts';
import { actorOf, listAfter } from '../../functions/identity/rules/sessions.ts';
import { rolesInWords } from '../../functions/identity/rules/words.ts';
import { mostSessions, type Right } from '../../functions/identity/schema/people.ts';
import type { SignInSession } from '../../functions/identity/schema.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Provider, Role } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { OfficerId, OrganisationId, PersonId } from '../../shared/ids.ts';

const words: Record<string, Role> = {
  Booker: 'school-booker',
  Approver: 'school-approver',
  TrustBooker: 'trust-booker',
  Lead: 'partnership-lead',
  Finance: 'finance',
  Admin: 'council-admin',
  Officer: 'officer',
};
const provider = (shape: Provider['shape'], more: Partial<Provider> = {}): Provider => ({
  id: 'it',
  title: 'It',
  hint: '',
  shape,
  issuer: 'https://issuer.example',
  clientId: 'daybook',
  roles: words,
  ...more,
});
const dfe = provider('dfe-sign-in', { id: 'schools' });
const entra = provider('entra', { id: 'staff', tenant: 'tenant-1' });
const plain = provider('plain');

const school = (urn: unknown, more: object = {}) => ({
  id: 'ORG-1',
  category: { id: '001', name: 'Establishment' },
  urn,
  uid: null,
  ...more,
});
const trust = (uid: unknown, category = '010') => ({ id: 'ORG-2', category: { id: category }, urn: null, uid });

describe('who somebody is', () => {
  test('to DfE Sign-in: their subject, name and address, and the school or trust they came from', () => {
    const claims = {
      sub: 'ABC',
      given_name: 'Vera',
      family_name: 'Lindqvist',
      email: 'Vera@School.example',
      organisation: school('990012'),
    };
    expect(accepted(identify(dfe, claims))).toEqual({
      issuer: 'https://issuer.example',
      subject: 'ABC',
      name: 'Vera Lindqvist',
      email: 'vera@school.example',
      codes: [],
      from: { organisation: 'sch_990012', id: 'ORG-1' },
    });
  });

  test.each<[string, unknown, string | undefined]>([
    ['an establishment by its URN', school('123456'), 'sch_123456'],
    ['an establishment whose URN is a number', school(123456), 'sch_123456'],
    [
      'an establishment without a URN, though with authority and number',
      school(null, { establishmentNumber: '4001', localAuthority: { code: '881' } }),
      undefined,
    ],
    ['an establishment whose URN is no number', school('12 34'), undefined],
    ['an establishment whose URN is another id', school('123456#x'), undefined],
    ['an establishment that has a group number too', school('123456', { uid: '5901' }), 'sch_123456'],
    ['a multi-academy trust', trust('5901'), 'trs_5901'],
    ['a single-academy trust', trust(5901, '013'), 'trs_5901'],
    ['a trust without a number', trust(undefined), undefined],
    ['a trust that has a URN only', { id: 'x', category: { id: '010' }, urn: '123456' }, undefined],
    ['a local authority', { id: 'x', category: { id: '002' }, urn: '123456', uid: '5901' }, undefined],
    ['any other category', { id: 'x', category: { id: '011' }, uid: '5901' }, undefined],
    ['no category', { id: 'x', urn: '123456' }, undefined],
    ['no id of its own', { category: { id: '001' }, urn: '123456' }, undefined],
    ['text', 'sch_123456', undefined],
    ['nothing', undefined, undefined],
  ])('from %s', (_, organisation, expected) => {
    expect(accepted(identify(dfe, { sub: 'ABC', organisation })).from?.organisation).toBe(expected);
  });

  test('to Entra: tenant and object, never the subject, which is another in each application', () => {
    const claims = { sub: 'pairwise', tid: 'tenant-1', oid: 'object-1', name: 'Ian Prowse', preferred_username: 'Ian@council.example' };
    expect(accepted(identify(entra, { ...claims, roles: ['Finance', 'Else'] }))).toEqual({
      issuer: 'https://issuer.example',
      subject: 'tenant-1#object-1',
      name: 'Ian Prowse',
      email: 'ian@council.example',
      codes: ['Finance', 'Else'],
    });
  });

  test.each<[string, Provider, Claims]>([
    ['another tenant', entra, { sub: 's', tid: 'tenant-2', oid: 'o' }],
    ['no tenant', entra, { sub: 's', oid: 'o' }],
    ['no object', entra, { sub: 's', tid: 'tenant-1' }],
    ['a council that names no tenant', provider('entra'), { sub: 's', tid: 'tenant-1', oid: 'o' }],
    ['a plain provider that names nobody', plain, {}],
    ['a subject that is no text', dfe, { sub: 7 }],
    ['an empty subject', plain, { sub: '' }],
  ])('is not known: %s', (_, from, claims) => {
    expect(identify(from, claims)).toMatchObject({ ok: false, refusal: { name: 'sign-in-failed' } });
  });

  test.each<[string, Provider, Claims, string | undefined]>([
    ['a plain provider says it was verified', plain, { email: 'a@b.example', email_verified: true }, 'a@b.example'],
    ['a plain provider does not say', plain, { email: 'a@b.example' }, undefined],
    ['a plain provider says it was not', plain, { email: 'a@b.example', email_verified: false }, undefined],
    ['a plain provider says so in a word', plain, { email: 'a@b.example', email_verified: 'true' }, undefined],
    ['a plain provider’s user name is none', plain, { preferred_username: 'a@b.example', email_verified: true }, undefined],
    ['DfE Sign-in says it', dfe, { email: 'a@b.example' }, 'a@b.example'],
    ['it is none', dfe, { email: 'a at b' }, undefined],
  ])('an address counts as %s', (_, from, claims, expected) => {
    expect(accepted(identify(from, { sub: 'ABC', ...claims })).email).toBe(expected);
  });

  test('a plain provider’s word for organisation and roles is not taken', () => {
    const known = accepted(identify(plain, { sub: 'ABC', organisation: school('123456'), roles: ['Finance'] }));
    expect(known).toEqual({ issuer: 'https://issuer.example', subject: 'ABC', codes: [] });
    expect(rightsAsserted(plain, known, ['Finance', 'Booker'])).toEqual([]);
  });
});

describe('which rights are asserted', () => {
  const atSchool = { from: { organisation: 'sch_123456' as OrganisationId, id: 'ORG-1' } };
  const atTrust = { from: { organisation: 'trs_5901' as OrganisationId, id: 'ORG-2' } };
  test.each<[string, Provider, object, string[], object[]]>([
    [
      'a school’s booker',
      dfe,
      atSchool,
      ['Booker'],
      [{ organisation: 'sch_123456', roles: ['school-booker'], source: 'asserted', provider: 'schools' }],
    ],
    [
      'a school’s booker and approver',
      dfe,
      atSchool,
      ['Approver', 'Booker'],
      [{ organisation: 'sch_123456', roles: ['school-approver', 'school-booker'], source: 'asserted', provider: 'schools' }],
    ],
    [
      'a booker who came from a trust',
      dfe,
      atTrust,
      ['Booker'],
      [{ organisation: 'trs_5901', roles: ['trust-booker'], source: 'asserted', provider: 'schools' }],
    ],
    [
      'said twice over',
      dfe,
      atTrust,
      ['Booker', 'TrustBooker'],
      [{ organisation: 'trs_5901', roles: ['trust-booker'], source: 'asserted', provider: 'schools' }],
    ],
    ['a trust’s booker at a school', dfe, atSchool, ['TrustBooker'], []],
    ['a partnership’s lead', dfe, atSchool, ['Lead'], []],
    ['a council role from DfE Sign-in', dfe, atSchool, ['Finance', 'Admin', 'Officer'], []],
    ['a word nobody mapped', dfe, atSchool, ['booker', 'constructor', '__proto__', 'toString'], []],
    ['a role without an organisation', dfe, {}, ['Booker'], []],
    ['staff', entra, {}, ['Finance', 'Admin'], [{ roles: ['finance', 'council-admin'], source: 'asserted', provider: 'staff' }]],
    ['staff with a school’s role', entra, {}, ['Booker', 'TrustBooker'], []],
    ['staff who come from a school', entra, atSchool, ['Finance'], [{ roles: ['finance'], source: 'asserted', provider: 'staff' }]],
    ['nothing', dfe, atSchool, [], []],
  ])('%s', (_, from, identified, codes, expected) => {
    expect(rightsAsserted(from, identified, codes)).toEqual(expected);
  });

  test('the right scope is asked of each, and more only where the token says too little', () => {
    expect([dfe, entra, plain].map(scopeOf)).toEqual(['openid profile email organisation', 'openid profile email', 'openid profile email']);
    const whole = { name: 'A', email: 'a@b.example' };
    expect([saysTooLittle(plain, whole), saysTooLittle(plain, { name: 'A' }), saysTooLittle(dfe, whole), saysTooLittle(entra, {})]).toEqual(
      [false, true, true, false],
    );
    expect(saysTooLittle(dfe, { ...whole, organisation: {} })).toBe(false);
  });
});

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
