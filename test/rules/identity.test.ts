// Who may do what, to whose: roles, then ownership. Also the tokens that carry a quote.
import { describe, expect, test } from 'vitest';
import { askedFor, type Candidate, hintOf, meant, mostChoices, namedSo } from '../../functions/identity/rules/finding.ts';
import { roleTasks } from '../../functions/identity/rules/words.ts';
import { can, canTouch } from '../../functions/identity/rules.ts';
import { type Action, actions, officerRoles, ownRoles, rolesAt, type Subject } from '../../functions/identity/schema.ts';
import { isCalled } from '../../functions/identity/store/people.ts';
import { anonymous, buyerRoles, councilRoles, daybookItself, financeRoles, type Role, roles } from '../../shared/context.ts';
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
        'limit:read',
        'catalogue:read',
        'school:read',
        'partnership:read',
        'officer:read',
        'free-sessions:read',
        'vacancy:read',
        'statement:read',
        'need:read',
        'pot:read',
        'pot:answer',
        'quote:make',
        'booking:confirm',
        'waitlist:read',
        'waitlist:join',
        'booking:read',
        'booking:cancel',
        'booking:waive',
        'request:read',
        'request:answer',
        'request:withdraw',
        'event:read',
        'event:answer',
        'event:leave',
        'purchase-order:read',
        'purchase-order:keep',
        'attendee:read',
        'attendee:name',
        'evaluation:answer',
        'note:mark',
        'buyback:read',
        'buyback:agree',
        'document:read',
        'agreement:read',
        'agreement:give',
        'payment:make',
        'payment:read',
        'list:read',
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
        'officer:absence',
        'need:read',
        'need:record',
        'booking:read',
        'attendee:read',
        'attendee:name',
        'evaluation:read',
        'diary:read',
        'visit:deliver',
        'note:write',
        'note:list',
        'note:add',
        'note:mark',
        'list:read',
      ],
    ],
    [
      'partnership-lead',
      [
        'home:read',
        'me:read',
        'session:own',
        'catalogue:read',
        'school:read',
        'partnership:read',
        'officer:read',
        'statement:read',
        'pot:read',
        'pot:propose',
        'pot:answer',
        'quote:make',
        'booking:confirm',
        'order:make',
        'order:read',
        'booking:read',
        'booking:cancel',
        'booking:waive',
        'event:read',
        'event:propose',
        'event:leave',
        'note:mark',
        'list:read',
      ],
    ],
  ])('%s', (role, expected) => {
    expect(allowedTo(role)).toEqual(expected);
  });

  test.each<[Action, Role[]]>([
    ['vacancy:record', ['resource-manager', 'council-admin']],
    ['quote:make', ['school-booker', 'trust-booker', 'partnership-lead', 'resource-manager', 'sip-manager']],
    ['booking:confirm', ['school-booker', 'trust-booker', 'partnership-lead', 'resource-manager', 'sip-manager']],
    ['reclassification:ask', ['finance', 'council-admin']],
    ['reclassification:answer', ['finance', 'finance-approver', 'council-admin']],
    ['agreement:give', ['school-booker', 'school-approver', 'trust-booker']],
    ['people:edit', ['council-admin']],
    ['people:read', ['auditor', 'council-admin']],
    ['audit:read', ['auditor', 'council-admin']],
    ['confidential:read', ['sip-manager', 'auditor', 'council-admin']],
    ['confidential:record', ['sip-manager', 'council-admin']],
    ['organisation:record', ['resource-manager', 'council-admin']],
    ['booking:cancel', ['school-booker', 'trust-booker', 'partnership-lead', 'resource-manager', 'sip-manager', 'council-admin']],
    ['visit:deliver', ['officer']],
    ['note:write', ['officer', 'sip-manager', 'council-admin']],
    ['note:moderate', ['sip-manager', 'council-admin']],
    ['run:make', ['finance']],
    ['catalogue:edit', ['catalogue-manager', 'council-admin']],
  ])('%s is for %j alone', (action, expected) => {
    expect(roles.filter((role) => can(actor(role), action))).toEqual(expected);
  });

  test('an auditor looks at everything and changes nothing but the proof and their own session', () => {
    const changes = allowedTo('auditor').filter((action) => !/:(read|search|export|list)$/.test(action));
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

describe('the lists of roles', () => {
  test('are one each: the council’s, one organisation’s own, and officers, and every role is in one of them', () => {
    expect([...councilRoles, ...ownRoles, ...officerRoles].sort()).toEqual([...roles].sort());
    expect(financeRoles.filter((role) => !councilRoles.includes(role))).toEqual([]);
    expect(buyerRoles.filter((role) => !ownRoles.includes(role))).toEqual([]);
  });
  test('each role of an organisation is one in some kind of organisation, and no other is', () => {
    expect([...new Set(Object.values(rolesAt).flat())].sort()).toEqual([...ownRoles].sort());
  });
  test('each role is explained in words', () => {
    expect(Object.keys(roleTasks).sort()).toEqual([...roles].sort());
    for (const text of Object.values(roleTasks)) expect(text).toMatch(/^[A-Z].{10,}\.$/);
  });
});

describe('what somebody typed for an organisation', () => {
  test.each<[string, object]>([
    ['990010', { by: 'number', ids: ['sch_990010', 'trs_990010', 'fed_990010'] }],
    ['5902', { by: 'number', ids: ['trs_5902', 'fed_5902'] }],
    ['sch_990010', { by: 'id', id: 'sch_990010' }],
    ['ptn_colne', { by: 'id', id: 'ptn_colne' }],
    [' Béatrice  Fairlight ', { by: 'name', folded: 'beatrice fairlight', words: ['beatrice', 'fairlight'] }],
    ['999999999', { by: 'name', folded: '999999999', words: ['999999999'] }],
  ])('%j', (typed, expected) => expect(askedFor(typed)).toEqual(expected));

  test('is found by the beginnings of words in any order', () => {
    const name = 'St Mary’s Church of England Primary School';
    for (const words of [['mary'], ['primary', 'st'], ['chur', 'engl']]) expect(namedSo(name, words)).toBe(true);
    for (const words of [[], ['ary'], ['mary', 'junior']]) expect(namedSo(name, words)).toBe(false);
  });

  const one = (id: string, name: string, closed = false): Candidate<OrganisationId> => ({
    id: id as OrganisationId,
    name,
    hint: '',
    ...(closed ? { closed } : {}),
  });
  const [oaks, park, old] = [one('sch_1', 'Oaks'), one('sch_2', 'Oaks Park'), one('sch_3', 'Oaks', true)];
  test.each<[string, Candidate<OrganisationId>[], string, object, object]>([
    ['nobody', [], 'Oaks', {}, { choices: [], more: false }],
    ['the only one', [park], 'oak', {}, { id: 'sch_2' }],
    ['the one of exactly that name', [oaks, park], 'OAKS', {}, { id: 'sch_1' }],
    ['of exactly that name, though there may be more', [oaks, park], 'Oaks', { more: true }, { id: 'sch_1' }],
    ['the only one so far is not yet meant', [park], 'oak', { more: true }, { choices: [park], more: true }],
    ['several', [park, oaks], 'oak', {}, { choices: [oaks, park], more: false }],
    ['an open one before a closed one of the same name', [oaks, old], 'Oaks', {}, { id: 'sch_1' }],
    ['a closed one where no other is', [old], 'Oaks', {}, { id: 'sch_3' }],
    ['both, where what has closed is wanted too', [oaks, old], 'Oaks', { closedToo: true }, { choices: [oaks, old], more: false }],
  ])('means %s', (_, candidates, typed, options, expected) => expect(meant(candidates, typed, options)).toEqual(expected));

  test('offers no more than a form can show, and says that there are more', () => {
    const many = Array.from({ length: 30 }, (_, i) => one(`sch_${i}`, `Oaks ${i}`));
    const found = meant(many, 'oaks');
    expect('choices' in found && [found.choices.length, found.more]).toEqual([mostChoices, true]);
  });

  test('is told apart by number, place and state', () => {
    expect(hintOf({ id: 'sch_990010' as OrganisationId, place: 'Colne CM1 1AA', closed: true })).toBe(
      'School, URN 990010, Colne CM1 1AA, closed',
    );
    expect(hintOf({ id: 'trs_5902' as OrganisationId, place: '' })).toBe('Trust, UID 5902');
    expect(hintOf({ id: 'ptn_colne' as OrganisationId })).toBe('Partnership');
  });
});

describe('a person is called so', () => {
  const zoe = { name: 'Zoë Ní Bhriain-O’Malley', email: 'z.omalley@school.example' };
  test.each([
    ['zoe', true],
    ['omalley', true],
    ['O’Malley', true],
    ['bhriain zoe', true],
    ['z.omalley@', true],
    ['school.example', true],
    ['', true],
    ['maria', false],
    ['zoe maria', false],
    ['@', true],
    ['…', false],
  ])('%j: %s', (typed, expected) => expect(isCalled(zoe, typed)).toBe(expected));
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
