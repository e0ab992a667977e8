// Rows of a school register and of its links as they may come: right, odd, and such as nobody can read.
import fc from 'fast-check';

export const header =
  'URN,LA (code),EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code),PhaseOfEducation (code),Street,Town,Postcode,OpenDate,Trusts (code),Trusts (name)';
const row = fc
  .record({
    urn: fc.integer({ min: 900_000, max: 900_015 }),
    la: fc.constantFrom('881', '881', '881', '352'),
    name: fc.constantFrom('Saltmere Oak', 'Ælf Green Birch', 'Thorn\r\nHill', '', 'Larch'),
    type: fc.constantFrom('1', '34', '30'),
    status: fc.constantFrom('1', '1', '2', '3'),
    opened: fc.constantFrom('', '01-09-2012', '31-09-2012'),
    trust: fc.constantFrom('', '5', '6', '7'),
  })
  .map(({ urn, la, name, type, status, opened, trust }) =>
    [
      urn,
      la,
      `"${name}"`,
      type,
      status,
      2,
      'Quay',
      'Saltmere',
      'CM98 1AB',
      opened,
      trust,
      trust && `Trust ${trust === '7' ? 'Agreed' : name.slice(0, 3).trim()} ${trust}`,
    ].join(','),
  );
/** Every row of a file calls this trust alike, and the next file otherwise: one row of it is in every file. */
export const ofTrust = '900020,881,Alder,1,1,2,Quay,Saltmere,CM98 1AB,,7,Trust Agreed 7';
export const renaming = (rows: readonly string[], name: string): string[] => rows.map((each) => each.replace('Trust Agreed 7', name));
/** A file of rows, a few of which can be read by nobody. */
export const file = fc.array(
  fc.oneof({ weight: 12, arbitrary: row }, { weight: 1, arbitrary: fc.constantFrom('"never closed', 'a,b', '') }),
  {
    maxLength: 30,
  },
);
/** A link between two schools, of those that are in the register or are not. */
export const link = fc
  .record({
    one: fc.integer({ min: 900_000, max: 900_005 }),
    other: fc.integer({ min: 900_000, max: 900_006 }),
    type: fc.constantFrom('Successor', 'Predecessor', 'Successor - merged', 'predecessor  - Split School', 'Child Centre', ''),
    on: fc.constantFrom('01-09-2027', '01-09-2028', '', '31-02-2027'),
  })
  .map(({ one, other, type, on }) => `${one},${other},"A school",${type},${on}`);
