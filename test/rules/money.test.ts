// Pence as people read and type them, VAT rounded half-up once, and shares that add up: each by example.
import { describe, expect, test } from 'vitest';
import { allocate, formatPence, halfDayPence, parsePounds, plainPence, rounded, shareUp, vat, wholeShares } from '../../shared/money.ts';

describe('pounds as a person types them become pence', () => {
  test.each<[string, number | undefined]>([
    ['450', 45_000],
    ['450.00', 45_000],
    ['£450', 45_000],
    ['£ 450', 45_000],
    ['  £1,080.00 ', 108_000],
    ['1080.05', 108_005],
    ['1,234,567.89', 123_456_789],
    ['0', 0],
    ['0.01', 1],
    ['00012', 1_200],
    ['999999999.99', 99_999_999_999],
    ['', undefined],
    ['£', undefined],
    ['450.5', undefined],
    ['450.', undefined],
    ['.50', undefined],
    ['450.001', undefined],
    ['1,08', undefined],
    ['10,80.00', undefined],
    ['1,0800', undefined],
    ['1 080', undefined],
    ['-450', undefined],
    ['+450', undefined],
    ['4.5e2', undefined],
    ['0x1c2', undefined],
    ['Infinity', undefined],
    ['450 pounds', undefined],
    ['$450', undefined],
    ['££450', undefined],
    ['٤٥٠', undefined],
    ['1000000000', undefined],
    ['450\n451', undefined],
  ])('%j', (text, pence) => {
    expect(parsePounds(text)).toBe(pence);
  });
});

describe('pence are written for people and for files', () => {
  test.each([
    [0, '£0.00', '0.00'],
    [1, '£0.01', '0.01'],
    [-1, '−£0.01', '-0.01'],
    [99, '£0.99', '0.99'],
    [100, '£1.00', '1.00'],
    [108_000, '£1,080.00', '1080.00'],
    [-45_050, '−£450.50', '-450.50'],
    [123_456_789, '£1,234,567.89', '1234567.89'],
  ])('%i', (pence, forPeople, forFiles) => {
    expect(formatPence(pence)).toBe(forPeople);
    expect(plainPence(pence)).toBe(forFiles);
  });
});

describe('VAT is rounded half-up to the penny and keeps its sign', () => {
  test.each([
    ['two days at £450.00', 90_000, 2_000, 18_000],
    ['nothing', 0, 2_000, 0],
    ['no rate', 90_000, 0, 0],
    ['below half a penny, down', 2, 2_000, 0],
    ['above half a penny, up', 3, 2_000, 1],
    ['exactly half a penny, up', 5, 1_000, 1],
    ['exactly half a penny of a credit, away from nought', -5, 1_000, -1],
    ['just below half a penny of a credit', -2, 2_000, 0],
    ['an old rate of 17.5 %', 333, 1_750, 58],
    ['the reduced rate', 1_010, 500, 51],
    ['a credit note', -90_000, 2_000, -18_000],
    ['ten million pounds', 1_000_000_000, 2_000, 200_000_000],
  ])('%s', (_, net, rate, expected) => {
    expect(vat(net, rate)).toBe(expected);
  });

  test('nought is never minus nought', () => {
    expect(Object.is(vat(-2, 2_000), 0)).toBe(true);
  });
});

describe('half a day costs half the day rate', () => {
  test.each([
    [45_000, 22_500],
    [2, 1],
    [0, 0],
    [10_000_000, 5_000_000],
  ])('%d pence a day are %d', (day, half) => expect(halfDayPence(day)).toBe(half));

  test.each([45_001, 1, -1, 450.5, Number.NaN, 2 ** 53])('a day rate of %d is a bug', (day) => {
    expect(() => halfDayPence(day)).toThrow('an even number of pence');
  });
});

describe('a total is shared out by weights to the last penny', () => {
  test.each<[string, number, number[], number[]]>([
    ['evenly', 100, [1, 1], [50, 50]],
    ['the odd penny to the first of equals', 100, [1, 1, 1], [34, 33, 33]],
    ['two odd pence to the first two', 101, [1, 1, 1], [34, 34, 33]],
    ['the odd penny to the largest remainder', 100, [1, 2, 4], [14, 29, 57]],
    ['a weight of nothing gets nothing', 5, [0, 1, 0], [0, 5, 0]],
    ['less than a penny each', 2, [1, 1, 1, 1], [1, 1, 0, 0]],
    ['nothing', 0, [3, 4], [0, 0]],
    ['a credit, mirrored', -100, [1, 1, 1], [-34, -33, -33]],
    ['one share', 7, [9], [7]],
  ])('%s', (_, total, weights, parts) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  test.each<[string, number, number[]]>([
    ['no weights', 100, []],
    ['only weights of nothing', 100, [0, 0]],
    ['a negative weight', 100, [2, -1]],
    ['half a weight', 100, [1.5, 1]],
    ['a weight that is no number', 100, [Number.NaN, 1]],
    ['an endless weight', 100, [Number.POSITIVE_INFINITY, 1]],
    ['half a penny', 0.5, [1, 1]],
    ['a total that is no number', Number.NaN, [1, 1]],
  ])('%s is a bug and throws', (_, total, weights) => {
    expect(() => allocate(total, weights)).toThrow('allocate needs');
  });
});

test('fractions are made whole without losing any, of either sign', () => {
  expect(wholeShares([1n, 1n, 1n], 2n)).toEqual({ total: 2, parts: [1, 1, 0] });
  expect(wholeShares([-1n, -1n, -1n], 2n)).toEqual({ total: -1, parts: [0, 0, -1] });
  expect(wholeShares([3n, -1n], 2n)).toEqual({ total: 1, parts: [2, -1] });
  expect(wholeShares([], 2n)).toEqual({ total: 0, parts: [] });
});

test.each([
  [5, 2, 3],
  [-5, 2, -2],
  [-1, 2, 0],
  [4, 3, 1],
  [0, 365, 0],
])('%d of %d parts come to the nearest whole, halves up: %d', (numerator, denominator, whole) => {
  expect(rounded(numerator, denominator)).toBe(whole);
});

test.each([
  [10, 2_500, 3],
  [8, 2_500, 2],
  [1, 1, 1],
  [0, 10_000, 0],
  [7, 0, 0],
])('of %d a share of %d basis points is rounded up: %d', (total, basisPoints, share) => {
  expect(shareUp(total, basisPoints)).toBe(share);
});
