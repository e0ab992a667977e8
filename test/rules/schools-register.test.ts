// A row of the register is read by column name: what a good one becomes, and every reason for which one is rejected.
import { describe, expect, test } from 'vitest';
import { missingColumns, type Row, requiredColumns, rowToSchool } from '../../functions/schools/rules/register.ts';
import { keptWords } from '../../functions/schools/rules/search.ts';
import { newPartnershipSchema } from '../../functions/schools/schema/organisations.ts';
import type { RowFault } from '../../functions/schools/schema.ts';
import { type OrganisationId, schoolIdOf } from '../../shared/ids.ts';
import { foldName } from '../../shared/names.ts';
import { indexOf, keysOf } from '../../shared/table.ts';

const good: Row = {
  URN: '990001',
  'LA (code)': '881',
  EstablishmentNumber: '2000',
  EstablishmentName: 'Saltmere Community Primary School',
  'TypeOfEstablishment (code)': '01',
  'EstablishmentStatus (code)': '1',
  OpenDate: '01-09-1974',
  CloseDate: '',
  'PhaseOfEducation (code)': '2',
  CensusDate: '15-01-2026',
  NumberOfPupils: '312',
  Street: '12 Oyster Lane',
  Locality: '',
  Address3: '',
  Town: 'Saltmere',
  'County (name)': 'Essex',
  Postcode: 'CM98 1AB',
  HeadFirstName: 'Aurelia',
  HeadLastName: 'Finch',
};
const all = { lineOf: () => undefined };
const read = (change: Row = {}, wanted: Parameters<typeof rowToSchool>[2] = all) => rowToSchool({ ...good, ...change }, 7, wanted);
const kept = (change: Row) => {
  const reading = read(change);
  if (!reading.ok) throw new Error(reading.rejection.reason);
  return reading.entry;
};

test('a good row becomes a school with its dates turned round, its blanks left out and nothing about its headteacher', () => {
  expect(read()).toEqual({
    ok: true,
    urn: 990001,
    entry: {
      urn: 990001,
      laCode: 881,
      establishmentNumber: 2000,
      name: 'Saltmere Community Primary School',
      typeCode: 1,
      statusCode: 1,
      openedOn: '1974-09-01',
      closedOn: undefined,
      phaseCode: 2,
      censusDate: '2026-01-15',
      pupils: 312,
      addressLines: ['12 Oyster Lane', 'Saltmere', 'Essex'],
      town: 'Saltmere',
      postcode: 'CM98 1AB',
    },
    groups: [],
  });
});

describe('What the register or a spreadsheet does to a value does not matter', () => {
  test.each(['2', '02', ' 02 ', '002'])('type “%s” is type 2', (text) => {
    expect(kept({ 'TypeOfEstablishment (code)': text }).typeCode).toBe(2);
  });
  test('phase 0 is a phase', () => {
    expect(kept({ 'PhaseOfEducation (code)': '0' }).phaseCode).toBe(0);
  });
  test('line breaks and damaged bytes within a field are spaces', () => {
    expect(kept({ EstablishmentName: ' Saltmere\r\n  Primary\u0081School ' }).name).toBe('Saltmere Primary School');
  });
  test('an address line that says nothing is left out', () => {
    expect(kept({ 'County (name)': 'Not recorded' }).addressLines).toEqual(['12 Oyster Lane', 'Saltmere']);
  });
  test.each([
    ['cm981ab', 'CM98 1AB'],
    ['CM98  1AB', 'CM98 1AB'],
    ['', ''],
    ['bfpo 12', 'BFPO 12'],
  ])('postcode “%s” is kept as “%s”', (text, postcode) => {
    expect(kept({ Postcode: text }).postcode).toBe(postcode);
  });
  test('a school may have opened in any century, and on the 29th of February', () => {
    expect(kept({ OpenDate: '01-01-1553' }).openedOn).toBe('1553-01-01');
    expect(kept({ OpenDate: '29-02-2024' }).openedOn).toBe('2024-02-29');
  });
  test('every status is read, open or not', () => {
    expect(['1', '2', '3', '4'].map((code) => kept({ 'EstablishmentStatus (code)': code }).statusCode)).toEqual([1, 2, 3, 4]);
  });
  test('a column that the file lacks is not in the entry at all, an empty one is there as undefined', () => {
    expect('pupils' in kept({ NumberOfPupils: undefined })).toBe(false);
    expect('pupils' in kept({ NumberOfPupils: '' })).toBe(true);
  });
});

describe('What a row says beside the school itself', () => {
  const more: Row = {
    'DistrictAdministrative (name)': 'Maldon',
    UKPRN: '10012345',
    'Trusts (code)': '2005',
    'Trusts (name)': 'Crowwood  Learning Trust',
    'Federations (code)': '0017',
    'Federations (name)': '',
  };
  const reading = (change: Row = {}) => {
    const found = read({ ...more, ...change });
    if (!found.ok) throw new Error(found.rejection.reason);
    return found;
  };
  test('its district, its number with providers, and the trust and federation it is in, each under its own name', () => {
    const { entry, groups } = reading();
    expect(entry).toMatchObject({ administrativeDistrict: 'Maldon', ukprn: 10_012_345, trust: 'trs_2005', federation: 'fed_17' });
    expect(groups).toEqual([
      { id: 'trs_2005', kind: 'trust', uid: 2005, name: 'Crowwood Learning Trust' },
      { id: 'fed_17', kind: 'federation', uid: 17 },
    ]);
  });
  test('no trust any more is told from a file that does not speak of trusts', () => {
    const { entry, groups } = reading({ 'Trusts (code)': '', 'Federations (code)': undefined });
    expect('trust' in entry && entry.trust).toBeUndefined();
    expect('trust' in entry).toBe(true);
    expect('federation' in entry).toBe(false);
    expect(groups).toEqual([]);
  });
  test('a closed school is in none, whatever its row still says, and what it was in last is left', () => {
    const { entry, groups } = reading({ 'EstablishmentStatus (code)': '2' });
    expect(['trust' in entry, 'federation' in entry, groups.length]).toEqual([false, false, 0]);
  });
});

describe('A bad row is rejected by name with its line and what is wrong', () => {
  test.each<[RowFault, Row, string]>([
    ['bad-urn', { URN: '' }, 'URN is empty.'],
    ['bad-urn', { URN: '12A456' }, 'URN is “12A456”, which is not a number of five to eight digits.'],
    ['bad-urn', { URN: '0990001' }, 'URN is “0990001”, which is not a number of five to eight digits.'],
    ['bad-urn', { URN: '9.00001E5' }, 'URN is “9.00001E5”, which is not a number of five to eight digits.'],
    ['bad-authority', { 'LA (code)': '' }, 'LA (code) is empty.'],
    ['bad-authority', { 'LA (code)': 'Essex' }, 'LA (code) is “Essex”, which is not a whole number.'],
    ['missing-name', { EstablishmentName: ' \t ' }, 'EstablishmentName is empty.'],
    ['name-too-long', { EstablishmentName: 'x'.repeat(201) }, 'EstablishmentName is longer than 200 characters.'],
    ['unknown-type', { 'TypeOfEstablishment (code)': '99' }, 'TypeOfEstablishment (code) is 99, which is not a code of the register.'],
    ['unknown-type', { 'TypeOfEstablishment (code)': '' }, 'TypeOfEstablishment (code) is empty.'],
    ['unknown-type', { 'TypeOfEstablishment (code)': '-1' }, 'TypeOfEstablishment (code) is “-1”, which is not a whole number.'],
    ['out-of-scope-type', { 'TypeOfEstablishment (code)': '30' }, 'Type 30, Welsh establishment, is out of scope.'],
    ['out-of-scope-type', { 'TypeOfEstablishment (code)': '47' }, 'Type 47, Children’s centre, is out of scope.'],
    ['unknown-status', { 'EstablishmentStatus (code)': '7' }, 'EstablishmentStatus (code) is 7, which is not a code of the register.'],
    ['unknown-status', { 'EstablishmentStatus (code)': '' }, 'EstablishmentStatus (code) is empty.'],
    ['unknown-phase', { 'PhaseOfEducation (code)': '9' }, 'PhaseOfEducation (code) is 9, which is not a code of the register.'],
    ['bad-date', { OpenDate: '31-02-2015' }, 'OpenDate is “31-02-2015”, which is not a real date written like 01-09-2026.'],
    ['bad-date', { OpenDate: '29-02-1900' }, 'OpenDate is “29-02-1900”, which is not a real date written like 01-09-2026.'],
    ['bad-date', { CloseDate: '2024-08-31' }, 'CloseDate is “2024-08-31”, which is not a real date written like 01-09-2026.'],
    ['bad-date', { CensusDate: '15/01/2026' }, 'CensusDate is “15/01/2026”, which is not a real date written like 01-09-2026.'],
    ['bad-number', { NumberOfPupils: '-3' }, 'NumberOfPupils is “-3”, which is not a whole number.'],
    ['bad-number', { UKPRN: '1001234' }, 'UKPRN is “1001234”, which is not a number of eight digits.'],
    ['bad-number', { 'Trusts (code)': 'MAT 5' }, 'Trusts (code) is “MAT 5”, which is not a whole number.'],
    ['name-too-long', { 'Trusts (code)': '5', 'Trusts (name)': 'x'.repeat(201) }, 'Trusts (name) is longer than 200 characters.'],
    ['text-too-long', { Street: 'x'.repeat(60_000) }, 'Street is longer than 200 characters.'],
    ['text-too-long', { Locality: 'x'.repeat(201) }, 'Locality is longer than 200 characters.'],
    ['text-too-long', { Address3: 'x'.repeat(201) }, 'Address3 is longer than 200 characters.'],
    ['text-too-long', { Town: 'x'.repeat(201) }, 'Town is longer than 200 characters.'],
    ['text-too-long', { 'County (name)': 'x'.repeat(201) }, 'County (name) is longer than 200 characters.'],
    ['text-too-long', { Postcode: 'x'.repeat(1_100) }, 'Postcode is longer than 10 characters.'],
    ['text-too-long', { 'DistrictAdministrative (name)': 'x'.repeat(201) }, 'DistrictAdministrative (name) is longer than 200 characters.'],
    [
      'name-too-long',
      { 'Federations (code)': '5', 'Federations (name)': 'x'.repeat(201) },
      'Federations (name) is longer than 200 characters.',
    ],
    ['bad-number', { EstablishmentNumber: '20.5' }, 'EstablishmentNumber is “20.5”, which is not a whole number.'],
  ])('%s: %j', (fault, change, reason) => {
    const urn = (change.URN ?? '990001').slice(0, 40);
    expect(read(change)).toMatchObject({ ok: false, rejection: { line: 7, ...(urn ? { urn } : {}), fault, reason } });
  });

  test('the reason quotes at most forty characters of what was there', () => {
    const reading = read({ URN: '9'.repeat(5000) });
    expect(reading.ok ? '' : reading.rejection.reason.length).toBeLessThan(120);
    expect(reading.ok ? '' : reading.rejection.urn).toHaveLength(40);
  });

  test('a second row for a URN is rejected and names the line of the first', () => {
    const reading = read({}, { lineOf: (urn) => (urn === 990001 ? 3 : undefined) });
    expect(reading).toMatchObject({
      rejection: { fault: 'duplicate-urn', reason: 'URN 990001 already stands on line 3; the first row counts.' },
    });
  });

  test('another authority’s row tells that, whatever else is wrong with it, and what it says should its school be known as one of ours', () => {
    const own = { ...all, onlyLaCode: 881 };
    const elsewhere = { line: 7, urn: '990001', fault: 'other-authority', reason: 'The school belongs to local authority 352, not 881.' };
    expect(read({ 'LA (code)': '352', OpenDate: 'soon', 'TypeOfEstablishment (code)': '30' }, own)).toMatchObject({
      ok: false,
      elsewhere,
      rejection: { fault: 'out-of-scope-type' },
    });
    expect(read({ 'LA (code)': '352' }, own)).toMatchObject({ ok: true, elsewhere, entry: { laCode: 352 } });
    expect([read({ 'LA (code)': '352' }), read({}, own)].map((reading) => 'elsewhere' in reading)).toEqual([false, false]);
  });

  test('an authority that cannot be read, and a second row, are faults of the file whosever row it is', () => {
    expect(read({ 'LA (code)': '' }, { ...all, onlyLaCode: 881 })).not.toHaveProperty('elsewhere');
    expect(read({ 'LA (code)': '352' }, { lineOf: () => 3, onlyLaCode: 881 })).not.toHaveProperty('elsewhere');
  });
});

describe('What goes into a key of the table fits it', () => {
  const keys = indexOf('essex');
  const bytes = (text: string) => Buffer.byteLength(text);
  const urn = 99_999_999;
  const longest = (name: string, postcode: string) => {
    const entry = kept({ EstablishmentName: name, Postcode: postcode });
    const { gsi1pk, gsi1sk, gsi2sk } = keys.school(foldName(entry.name), entry.postcode, urn);
    const words = keptWords({ kind: 'school', name: `x ${entry.name}` }).map((word) => keysOf('essex').nameWord(word, schoolIdOf(urn)));
    return [gsi1sk, gsi2sk, gsi1pk, ...words.flatMap(({ pk, sk }) => [pk, sk])].map(bytes);
  };
  test.each([
    ['Korean syllables', '\ud55c'.repeat(200)],
    ['Korean syllables with an end', '\uac01'.repeat(200)],
    ['ampersands', '&'.repeat(200)],
    ['letters beyond the first plane', '\u{20000}'.repeat(100)],
    ['letters that come apart', '\ufb2c'.repeat(200)],
  ])('however many bytes a name of 200 characters has: %s', (_, name) => {
    const lengths = longest(name, '\ud55c'.repeat(10));
    expect(lengths.length).toBeGreaterThan(2);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1024);
  });
  test('no letter there is takes more than four bytes once it is folded, so that no name of 200 characters can', () => {
    let most = 0;
    // Beyond the third plane there are no letters.
    for (let code = 0; code <= 0x3ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const letter = String.fromCodePoint(code);
      const [one, many] = [bytes(foldName(letter)), bytes(foldName(letter.repeat(3)))];
      most = Math.max(most, one / letter.length, many / (3 * letter.length));
    }
    expect(most).toBeLessThanOrEqual(4);
    // The longest prefix and suffix of a key with a name in it: NAME#…#99999999, or a word and an identifier.
    expect(most * 200 + 40).toBeLessThanOrEqual(1024);
  });
});

test('a name that somebody types is bounded likewise, and fits a key whatever its letters', () => {
  const typed = (name: string) =>
    newPartnershipSchema.safeParse({ partnershipKind: 'collaborative-group', name, openedOn: '2026-09-01' }).success;
  expect([typed('\ud55c'.repeat(120)), typed('\ud55c'.repeat(121))]).toEqual([true, false]);
  const { gsi1sk } = indexOf('essex').organisation(
    'partnership',
    foldName('\ud55c'.repeat(120)),
    'ptn_01kb9t5v7x9z1b3d5f7h9k1m3p' as OrganisationId,
  );
  expect(Buffer.byteLength(gsi1sk)).toBeLessThanOrEqual(1024);
});

describe('Only the required columns must be there', () => {
  test('a header with them, in any order and among others, lacks none', () => {
    expect(missingColumns([...requiredColumns].reverse().concat('HeadLastName'))).toEqual([]);
  });
  test('those that are missing are named in the register’s order', () => {
    const header = requiredColumns.filter((name) => name !== 'Postcode' && name !== 'URN');
    expect(missingColumns(header)).toEqual(['URN', 'Postcode']);
  });
  test('a name is taken as it is written: FederationsCode is no column, and neither is urn', () => {
    expect(missingColumns(['urn', ...requiredColumns.slice(1)])).toEqual(['URN']);
  });
});
