// Who may do what, to whose: roles, then ownership. Also the tokens that carry a quote.
import { describe, expect, test } from 'vitest';
import { can, canTouch } from '../../functions/identity/rules.ts';
import { type Action, actions, type Subject } from '../../functions/identity/schema.ts';
import { anonymous, daybookItself, type Role, roles } from '../../shared/context.ts';
import type { OfficerId, OrganisationId } from '../../shared/ids.ts';
import { readToken, signToken } from '../../shared/token.ts';
import { academy, actor, daniel, maintained } from '../bookings.ts';

const everyAction = Object.keys(actions) as Action[];
const allowedTo = (role: Role) => everyAction.filter((action) => can(actor(role), action));

describe('a role may do what the table of actions gives it', () => {
  test.each<[Role, Action[]]>([
    [
      'school-booker',
      [
        'home:read',
        'me:read',
        'session:own',
        'catalogue:read',
        'school:read',
        'partnership:read',
        'officer:read',
        'free-sessions:read',
        'vacancy:read',
        'statement:read',
        'quote:make',
        'booking:confirm',
        'booking:read',
        'document:read',
        'agreement:read',
        'agreement:give',
        'payment:make',
        'payment:read',
      ],
    ],
    [
      'officer',
      [
        'home:read',
        'me:read',
        'session:own',
        'catalogue:read',
        'school:read',
        'partnership:read',
        'officer:read',
        'free-sessions:read',
        'booking:read',
        'diary:read',
        'visit:deliver',
      ],
    ],
    [
      'partnership-lead',
      ['home:read', 'me:read', 'session:own', 'catalogue:read', 'school:read', 'partnership:read', 'officer:read', 'statement:read'],
    ],
  ])('%s', (role, expected) => {
    expect(allowedTo(role)).toEqual(expected);
  });

  test.each<[Action, Role[]]>([
    ['vacancy:record', ['resource-manager', 'council-admin']],
    ['quote:make', ['school-booker', 'trust-booker']],
    ['booking:confirm', ['school-booker', 'trust-booker']],
    ['agreement:give', ['school-booker', 'school-approver', 'trust-booker']],
    ['people:edit', ['council-admin']],
    ['people:read', ['auditor', 'council-admin']],
    ['audit:read', ['auditor', 'council-admin']],
    ['confidential:read', ['sip-manager', 'auditor', 'council-admin']],
    ['confidential:record', ['sip-manager', 'council-admin']],
    ['organisation:record', ['resource-manager', 'council-admin']],
    ['booking:cancel', ['resource-manager', 'council-admin']],
    ['visit:deliver', ['officer']],
    ['run:make', ['finance']],
    ['catalogue:edit', ['catalogue-manager', 'council-admin']],
  ])('%s is for %j alone', (action, expected) => {
    expect(roles.filter((role) => can(actor(role), action))).toEqual(expected);
  });

  test('an auditor looks at everything and changes nothing but the proof and their own session', () => {
    const changes = allowedTo('auditor').filter((action) => !/:(read|search|export)$/.test(action));
    expect(changes).toEqual(['session:own', 'proof:run']);
  });

  test.each([
    ['nobody', anonymous],
    ['Daybook itself', daybookItself],
  ])('%s may do nothing through a route', (_, who) => {
    expect(everyAction.filter((action) => can(who, action))).toEqual([]);
  });

  test('two roles may do what either may', () => {
    const both = { ...actor('officer'), roles: ['officer', 'finance'] as const };
    expect([can(both, 'visit:deliver'), can(both, 'run:make'), can(both, 'vacancy:record')]).toEqual([true, true, false]);
  });
});

describe('a right is to what is one’s own', () => {
  const booker = actor('school-booker', { organisation: academy.id });
  const adviser = actor('officer', { officer: daniel.id });
  const other = 'off_helen-marsh' as OfficerId;
  const trust = 'trs_5901' as OrganisationId;
  const trustBooker = actor('trust-booker', { organisation: trust });
  const [partnership, otherPartnership] = ['ptn_colne' as OrganisationId, 'ptn_other' as OrganisationId];
  const lead = actor('partnership-lead', { organisation: partnership });
  test.each<[string, Parameters<typeof canTouch>[0], Action, Subject, boolean]>([
    ['a booker their own school', booker, 'booking:read', { organisation: academy.id }, true],
    ['a booker another school', booker, 'booking:read', { organisation: maintained.id }, false],
    ['a booker no school in particular', booker, 'vacancy:read', {}, false],
    ['a booker without a school nothing', actor('school-booker'), 'booking:read', {}, false],
    ['a booker their own school in what they may not do', booker, 'vacancy:record', { organisation: academy.id }, false],
    ['an officer their own visits, at any school', adviser, 'booking:read', { organisation: maintained.id, officer: daniel.id }, true],
    ['an officer another’s visits', adviser, 'booking:read', { organisation: academy.id, officer: other }, false],
    ['an officer no list of several officers’ work', adviser, 'booking:read', { organisation: academy.id, officer: null }, false],
    ['council staff a list of several officers’ work', actor('finance'), 'booking:read', { organisation: academy.id, officer: null }, true],
    ['an officer another’s diary', adviser, 'diary:read', { officer: other }, false],
    ['council staff any school', actor('finance'), 'booking:read', { organisation: maintained.id, officer: other }, true],
    ['council staff what their role has not', actor('finance'), 'vacancy:record', { organisation: maintained.id }, false],
    [
      'one with two roles by either',
      { ...booker, roles: ['school-booker', 'auditor'] },
      'booking:read',
      { organisation: maintained.id },
      true,
    ],
    [
      'an approver their own school',
      actor('school-approver', { organisation: academy.id }),
      'document:read',
      { organisation: academy.id },
      true,
    ],
    ['a trust’s booker its own', trustBooker, 'booking:read', { organisation: trust }, true],
    ['a trust’s booker no school of it unless they act for it', trustBooker, 'booking:read', { organisation: academy.id }, false],
    [
      'a trust’s booker the school they act for through it',
      { ...trustBooker, organisation: academy.id, through: trust },
      'booking:read',
      { organisation: academy.id },
      true,
    ],
    ['a lead a member of the partnership', lead, 'statement:read', { organisation: academy.id, partnerships: [partnership] }, true],
    ['a lead a school that is no member', lead, 'statement:read', { organisation: academy.id, partnerships: [otherPartnership] }, false],
    ['a lead a school of unknown membership', lead, 'statement:read', { organisation: academy.id }, false],
    [
      'a booker no other member of their partnership',
      { ...booker, organisation: partnership },
      'booking:read',
      { organisation: academy.id, partnerships: [partnership] },
      false,
    ],
    ['nobody nothing', anonymous, 'booking:read', { organisation: academy.id }, false],
  ])('%s', (_, who, action, subject, expected) => {
    expect(canTouch(who, action, subject)).toBe(expected);
  });
});

describe('a signed token', () => {
  const key = 'a-key-of-more-than-sixteen';
  const payload = { id: 'qte_1', expiresAt: 1, text: '½ day – “£450”' };
  const token = signToken(payload, key);
  const [text = '', signature = ''] = token.split('.');
  const changed = Buffer.from(JSON.stringify({ ...payload, expiresAt: 2 })).toString('base64url');

  test('gives back what was signed, in one word of an address', () => {
    expect(readToken(token, key)).toEqual(payload);
    expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
  });

  test.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['no signature', text],
    ['an empty signature', `${text}.`],
    ['only a signature', `.${signature}`],
    ['changed words', `${changed}.${signature}`],
    ['a signature by another key', signToken(payload, 'another-key-of-sixteen')],
    ['a shortened signature', token.slice(0, -1)],
    ['a lengthened signature', `${token}A`],
    ['a third part', `${token}.${signature}`],
    ['a space before it', ` ${token}`],
    ['a line end after it', `${token}\n`],
    ['padding after the words', `${text}=.${signature}`],
    ['a signature with a letter of several bytes', `${text}.${signature.slice(0, -1)}é`],
  ])('is not read from %s', (_, forged) => {
    expect(readToken(forged, key)).toBeUndefined();
  });

  test('is not read from its own words with any one letter of the signature changed', () => {
    for (let i = 0; i < signature.length; i++) {
      const letter = signature[i] === 'A' ? 'B' : 'A';
      expect(readToken(`${text}.${signature.slice(0, i)}${letter}${signature.slice(i + 1)}`, key)).toBeUndefined();
    }
  });

  test('is never made with a key that could be guessed', () => {
    expect(() => signToken(payload, 'short')).toThrow('sixteen');
  });
});
