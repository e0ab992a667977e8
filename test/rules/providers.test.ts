// What a provider's claims come to: who somebody is, which rights it asserts of them, and that nothing it was not asked to say grants anything.
import { describe, expect, test } from 'vitest';
import { issuerOf } from '../../functions/identity/rules/addresses.ts';
import {
  activeRoles,
  type Claims,
  claimsTogether,
  identify,
  rightsAsserted,
  saysTooLittle,
  scopeOf,
} from '../../functions/identity/rules/providers.ts';
import { accountOf } from '../../functions/identity/store/people.ts';
import type { Provider, Role } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { OrganisationId } from '../../shared/ids.ts';

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

describe('an address and whether it was verified come from one place', () => {
  const a = 'a@b.example';
  const b = 'b@b.example';
  test.each<[string, Claims, Claims, string | undefined]>([
    ['the token says both', { email: a, email_verified: true }, { email: b, email_verified: false }, a],
    ['the token says both, and no', { email: a, email_verified: false }, { email: b, email_verified: true }, undefined],
    ['the userinfo says both, the token nothing', {}, { email: b, email_verified: true }, b],
    ['the userinfo says both, the token an address alone', { email: a }, { email: b, email_verified: true }, b],
    ['the token says an address, the userinfo that some address was verified', { email: a }, { email_verified: true }, undefined],
    ['the userinfo says an address, the token that some address was verified', { email_verified: true }, { email: b }, undefined],
    ['neither says both', { email: a }, { email: b }, undefined],
  ])('%s', (_, token, userinfo, expected) => {
    const together = claimsTogether({ sub: 'ABC', ...token }, { sub: 'ABC', ...userinfo });
    expect(accepted(identify(plain, together)).email).toBe(expected);
  });

  test('and everything else is the token’s first', () => {
    expect(claimsTogether({ sub: 'ABC', name: 'Token' }, { sub: 'ABC', name: 'Userinfo', given_name: 'U' })).toEqual({
      sub: 'ABC',
      name: 'Token',
      given_name: 'U',
    });
  });
});

describe('the roles that DfE Sign-in’s API tells', () => {
  const about = { user: 'USER-1', organisation: 'ORG-1' };
  const answer = (more: object = {}) => ({
    userId: 'USER-1',
    serviceId: 'SERVICE',
    organisationId: 'ORG-1',
    roles: [
      { id: 'r1', name: 'Booker', code: 'Booker', numericId: '1', status: { id: 1 } },
      { id: 'r2', name: 'Approver', code: 'Approver', numericId: '2', status: { id: 0 } },
    ],
    ...more,
  });

  test('count while they are active, and no others do', () => {
    expect(activeRoles(answer(), about)).toEqual(['Booker']);
    const odd = [
      { code: 'A' },
      { code: 'B', status: 1 },
      { code: 'C', status: { id: '1' } },
      { code: 'D', status: { id: true } },
      'E',
      null,
    ];
    expect(activeRoles(answer({ roles: odd }), about)).toEqual([]);
    expect(
      activeRoles(
        answer({
          roles: [
            { code: 7, status: { id: 1 } },
            { code: 'F', status: { id: 1 } },
          ],
        }),
        about,
      ),
    ).toEqual(['F']);
    // Identifiers are hexadecimal, in capitals or not.
    expect(activeRoles(answer({ userId: 'user-1' }), about)).toEqual(['Booker']);
  });

  test.each<[string, unknown]>([
    ['another person', answer({ userId: 'USER-2' })],
    ['another organisation', answer({ organisationId: 'ORG-2' })],
    ['nobody', answer({ userId: undefined })],
    ['nowhere', answer({ organisationId: undefined })],
    ['no roles at all', answer({ roles: undefined })],
    ['a list', [answer()]],
    ['nothing', null],
  ])('grant nothing where the answer is about %s', (_, told) => expect(activeRoles(told, about)).toBeUndefined());
});

describe('an issuer has one spelling', () => {
  test.each([
    ['https://sign-in.example/tenant/', 'https://sign-in.example/tenant'],
    ['https://Sign-In.Example/tenant', 'https://sign-in.example/tenant'],
    ['HTTPS://sign-in.example:443/tenant', 'https://sign-in.example/tenant'],
    ['https://sign-in.example./tenant//', 'https://sign-in.example/tenant'],
    ['https://sign-in.example/', 'https://sign-in.example'],
  ])('%s is %s', (text, expected) => {
    expect(issuerOf(text)).toBe(expected);
    expect(accountOf(text, 'ABC')).toBe(accountOf(expected, 'ABC'));
    expect(accepted(identify({ ...dfe, issuer: text }, { sub: 'ABC' })).issuer).toBe(expected);
  });

  test.each([
    ['https://sign-in.example/tenant', 'https://sign-in.example/Tenant'],
    ['https://sign-in.example', 'http://sign-in.example'],
    ['https://sign-in.example', 'https://sign-in.example:8443'],
    ['https://sign-in.example', 'https://user@sign-in.example'],
    ['https://sign-in.example', 'https://sign-in.example?a'],
    ['https://sign-in.example', 'sign-in.example'],
  ])('%s is another than %s', (one, other) => expect(accountOf(one, 'ABC')).not.toBe(accountOf(other, 'ABC')));
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
    [
      'an approver who came from a trust',
      dfe,
      atTrust,
      ['Approver'],
      [{ organisation: 'trs_5901', roles: ['school-approver'], source: 'asserted', provider: 'schools' }],
    ],
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
    const verified = { ...whole, email_verified: true };
    expect([
      saysTooLittle(plain, verified),
      saysTooLittle(plain, whole),
      saysTooLittle(plain, { name: 'A' }),
      saysTooLittle(dfe, whole),
      saysTooLittle(entra, {}),
    ]).toEqual([false, true, true, true, false]);
    expect(saysTooLittle(dfe, { ...whole, organisation: {} })).toBe(false);
  });
});
