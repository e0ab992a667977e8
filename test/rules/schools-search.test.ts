// What somebody who types something looks for, under which words a name is kept, and which names answer to the words typed.
import { describe, expect, test } from 'vitest';
import { hasWords, isClosed, keptWords, searchFor } from '../../functions/schools/rules/search.ts';
import type { Found } from '../../functions/schools/schema/search.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { OrganisationId } from '../../shared/ids.ts';

test.each([
  ['990010', { by: 'urn', id: 'sch_990010' }],
  [' sch_990010 ', { by: 'urn', id: 'sch_990010' }],
  ['CM98 1AB', { by: 'postcode', begins: 'CM98 1AB' }],
  ['cm981ab', { by: 'postcode', begins: 'CM98 1AB' }],
  ['CM1', { by: 'postcode', begins: 'CM1 ' }],
  ['cm1', { by: 'postcode', begins: 'CM1 ' }],
  [' cm 1 ', { by: 'postcode', begins: 'CM1 ' }],
  ['CM1 5', { by: 'postcode', begins: 'CM1 5' }],
  ['cm1-5jb', { by: 'postcode', begins: 'CM1 5JB' }],
  ['Cm 15jb', { by: 'postcode', begins: 'CM1 5JB' }],
  ['CM984', { by: 'postcode', begins: 'CM98 4' }],
  ['cm984h', { by: 'postcode', begins: 'CM98 4H' }],
  ['w1a4', { by: 'postcode', begins: 'W1A 4' }],
  ['CM15', { by: 'postcode', begins: 'CM15 ' }],
  ['King’s', { by: 'name', begins: 'kings', lookUp: ['kings'], words: ['kings'] }],
  ['1st', { by: 'name', begins: '1st', lookUp: ['1st'], words: ['1st'] }],
  ['1234', { by: 'name', begins: '1234', lookUp: ['1234'], words: ['1234'] }],
  ['0900010', { by: 'name', begins: '0900010', lookUp: ['0900010'], words: ['0900010'] }],
  ['', { by: 'name', begins: '', lookUp: [], words: [] }],
])('somebody who types “%s” looks for %j', (typed, search) => {
  expect(searchFor(typed)).toEqual(search);
});

describe('Of several words the most promising are looked up, first', () => {
  test.each([
    ['Saltmere Primary School', ['saltmere']],
    ['primary Saltmere', ['saltmere']],
    ['St Mary’s Colnemarsh', ['colnemarsh', 'marys']],
    ['Holy Trinity Ware', ['ware', 'trinity', 'holy']],
    // What may become a common word when it is typed to its end would not find the names that have that one.
    ['salt primar', ['salt']],
    ['st marys', ['marys']],
    ['the oak', ['oak']],
  ])('%s: %j', (typed, lookUp) => {
    expect(searchFor(typed)).toMatchObject({ by: 'name', lookUp });
  });
  test.each([
    ['Church of England Primary School', 'england'],
    ['St', 'st'],
    ['academy', 'academy'],
    ['communi', 'communi'],
    ['school gram', 'gram'],
  ])('but where everybody has each of them, every name is looked through: %s', (typed, among) => {
    expect(searchFor(typed)).toMatchObject({ begins: typed.toLowerCase(), lookUp: [], among });
  });
});

describe('A name is kept under', () => {
  const words = (name: string, kind: Found['kind'] = 'school') => keptWords({ kind, name });
  test('its telling words, each once, and for a school not the first, by which it is found anyway', () => {
    expect(words('Saltmere St Mary’s Church of England Primary School, Mary’s Quay')).toEqual(['marys', 'quay']);
    expect(words('The Highfield Federation')).toEqual(['highfield']);
    expect(words('Saltmere Primary School')).toEqual([]);
  });
  test('every word, for another organisation: they are few, and stand in no list by name that is looked through', () => {
    expect(words('Chelmer Valley Partnership', 'partnership')).toEqual(['chelmer', 'valley', 'partnership']);
    expect(words('The Estuary Light Academy Trust', 'trust')).toEqual(['the', 'estuary', 'light', 'academy', 'trust']);
  });
  test('at most twelve words, so that a change of name fits a transaction', () => {
    expect(words(Array.from({ length: 60 }, (_, i) => `w${i}`).join(' '))).toHaveLength(12);
  });
});

test.each([
  ['St Mary’s Primary School, Saltmere', ['saltmere', 'mary'], true],
  ['St Mary’s Primary School, Saltmere', ['salt', 'prim', 'st'], true],
  ['St Mary’s Primary School, Saltmere', ['mere'], false],
  ['St Mary’s Primary School, Saltmere', ['saltmere', 'infant'], false],
])('%s answers to %j: %s', (name, words, answers) => {
  expect(hasWords(name, words)).toBe(answers);
});

test('closed is a school that the register says is closed, and another organisation from its last day on; one still to open is not', () => {
  const today = '2026-11-24' as CivilDate;
  const found = (more: Partial<Found>): Found => ({ id: 'sch_990001' as OrganisationId, kind: 'school', name: 'X', postcode: '', ...more });
  expect([1, 2, 3, 4].map((statusCode) => isClosed(found({ statusCode }), today))).toEqual([false, true, false, false]);
  expect(isClosed(found({ kind: 'partnership', closedOn: today }), today)).toBe(true);
  expect(isClosed(found({ kind: 'partnership', closedOn: '2026-11-25' as CivilDate }), today)).toBe(false);
  expect(isClosed(found({ kind: 'partnership' }), today)).toBe(false);
});
