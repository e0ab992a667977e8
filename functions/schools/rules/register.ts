// How a row of the GIAS register becomes a school, by column name and never by position, or is rejected with the reason.
import type { CivilDate } from '../../../shared/calendar.ts';
import { federationIdOf, trustIdOf } from '../../../shared/ids.ts';
import type { NamedGroup } from '../schema/imports.ts';
import {
  closedStatus,
  outOfScopeTypes,
  phases,
  type RegisterEntry,
  type Rejection,
  type RowFault,
  schoolTypes,
  statuses,
} from '../schema.ts';

/** The columns that are read. No other is kept; those about the headteacher are personal and have no place here. */
const columns = {
  urn: 'URN',
  laCode: 'LA (code)',
  establishmentNumber: 'EstablishmentNumber',
  name: 'EstablishmentName',
  typeCode: 'TypeOfEstablishment (code)',
  statusCode: 'EstablishmentStatus (code)',
  openedOn: 'OpenDate',
  closedOn: 'CloseDate',
  phaseCode: 'PhaseOfEducation (code)',
  censusDate: 'CensusDate',
  pupils: 'NumberOfPupils',
  street: 'Street',
  locality: 'Locality',
  address3: 'Address3',
  town: 'Town',
  county: 'County (name)',
  postcode: 'Postcode',
  administrativeDistrict: 'DistrictAdministrative (name)',
  ukprn: 'UKPRN',
  trust: 'Trusts (code)',
  trustName: 'Trusts (name)',
  federation: 'Federations (code)',
  federationName: 'Federations (name)',
  specialClasses: 'SpecialClasses (code)',
  resourcedProvision: 'TypeOfResourcedProvision (name)',
} as const;

/** Without these a school cannot be identified, billed or refused; any other may be missing, which leaves what is known (of the address: that line out). */
export const requiredColumns: readonly string[] = [
  columns.urn,
  columns.laCode,
  columns.name,
  columns.typeCode,
  columns.statusCode,
  columns.phaseCode,
  columns.street,
  columns.town,
  columns.postcode,
];
export const keptColumns: readonly string[] = Object.values(columns);

/** The required columns that a header lacks, in the register's order. */
export const missingColumns = (header: readonly string[]): string[] => requiredColumns.filter((column) => !header.includes(column));

/** A row's text by column name; a column that the file lacks is not there. */
export type Row = Readonly<Record<string, string | undefined>>;
/** Which rows are wanted: one authority's or all, and no URN twice. `lineOf` gives the line that a URN already stood on. */
export type Wanted = { onlyLaCode?: number | undefined; lineOf(urn: number): number | undefined };
/**
 * The school that a row describes, with the trust and the federation it names, or its fault. `elsewhere` is what is said of another authority's row, unless
 * its school is known as one of ours. A URN that cannot be read is 0.
 */
export type Reading = { urn: number; elsewhere?: Rejection } & (
  | { ok: true; entry: RegisterEntry; groups: NamedGroup[] }
  | { ok: false; rejection: Rejection }
);

type Note = { fault: RowFault; reason: string };
/** Reads the fields of one row and notes what is wrong; a faulty field reads as a blank that nobody sees, because the row is rejected. */
type Reader = { row: Row; notes: Note[] };

const note = (reader: Reader, fault: RowFault, reason: string): void => void reader.notes.push({ fault, reason });
/** Line breaks, tabs and the control characters that damaged bytes decode to are spaces. */
export const plainText = (text: string | undefined): string => (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
const textOf = ({ row }: Reader, column: string): string => plainText(row[column]);
export const quoted = (text: string) => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;

/** A code or a count: "02" and "2" are the same number. */
function numberOf(reader: Reader, column: string, fault: RowFault = 'bad-number'): number | undefined {
  const text = textOf(reader, column);
  if (/^\d{1,6}$/.test(text)) return Number(text);
  if (text !== '') note(reader, fault, `${column} is ${quoted(text)}, which is not a whole number.`);
  return undefined;
}

/** A code that must be there. */
function codeOf(reader: Reader, column: string, fault: RowFault, known?: Readonly<Record<number, string>>): number {
  const code = numberOf(reader, column, fault);
  if (textOf(reader, column) === '') note(reader, fault, `${column} is empty.`);
  if (code !== undefined && known && known[code] === undefined)
    note(reader, fault, `${column} is ${code}, which is not a code of the register.`);
  return code ?? 0;
}

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

/** A date as the register writes it, day first. Schools may have opened centuries ago, which parseDate() would refuse. */
export function registerDate(text: string): CivilDate | undefined {
  const [, day = '', month = '', year = ''] = /^(\d\d)-(0[1-9]|1[0-2])-([12]\d{3})$/.exec(text) ?? [];
  return Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month)) ? (`${year}-${month}-${day}` as CivilDate) : undefined;
}
export const badDate = (column: string, text: string): string =>
  `${column} is ${quoted(text)}, which is not a real date written like 01-09-2026.`;

function dateOf(reader: Reader, column: string): CivilDate | undefined {
  const text = textOf(reader, column);
  const date = registerDate(text);
  if (text !== '' && date === undefined) note(reader, 'bad-date', badDate(column, text));
  return date;
}

/** More than any name or address needs. A bound keeps small what one row takes of a transaction and of a key. */
const longestText = 200;
const longestPostcode = 10;

function shortText(reader: Reader, column: string, fault: RowFault = 'text-too-long'): string {
  const text = textOf(reader, column);
  if (text.length > longestText) note(reader, fault, `${column} is longer than ${longestText} characters.`);
  return text;
}
const shortName = (reader: Reader, column: string): string => shortText(reader, column, 'name-too-long');

function nameOf(reader: Reader): string {
  const name = shortName(reader, columns.name);
  if (name === '') note(reader, 'missing-name', `${columns.name} is empty.`);
  return name;
}

/** UK provider reference numbers have eight digits. */
function ukprnOf(reader: Reader): number | undefined {
  const text = textOf(reader, columns.ukprn);
  if (/^[1-9]\d{7}$/.test(text)) return Number(text);
  if (text !== '') note(reader, 'bad-number', `${columns.ukprn} is ${quoted(text)}, which is not a number of eight digits.`);
  return undefined;
}

/** The trust and the federation that the row is in: a code alone still tells one, and leaves its name as it is. */
function groupsOf(reader: Reader): NamedGroup[] {
  const trust = numberOf(reader, columns.trust);
  const federation = numberOf(reader, columns.federation);
  const named = (column: string): { name?: string } => {
    const name = shortName(reader, column);
    return name ? { name } : {};
  };
  return [
    ...(trust ? [{ id: trustIdOf(trust), kind: 'trust', uid: trust, ...named(columns.trustName) } as const] : []),
    ...(federation
      ? [{ id: federationIdOf(federation), kind: 'federation', uid: federation, ...named(columns.federationName) } as const]
      : []),
  ];
}

const typeNames = { ...Object.fromEntries(Object.entries(schoolTypes).map(([code, { name }]) => [code, name])), ...outOfScopeTypes };

function typeOf(reader: Reader): number {
  const code = codeOf(reader, columns.typeCode, 'unknown-type', typeNames);
  const outside = outOfScopeTypes[code];
  if (outside) note(reader, 'out-of-scope-type', `Type ${code}, ${outside}, is out of scope.`);
  return code;
}

const addressColumns = [columns.street, columns.locality, columns.address3, columns.town, columns.county];
/** The register's ways of leaving a field blank. */
const blanks = new Set(['', 'Not recorded', 'Not applicable']);

/** "cm15jb" and "CM1  5JB" as `CM1 5JB`; anything that is no postcode in capitals as it stands. */
function postcodeOf(reader: Reader): string {
  const text = textOf(reader, columns.postcode).toUpperCase();
  const parts = /^([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})$/.exec(text);
  if (text.length > longestPostcode) note(reader, 'text-too-long', `${columns.postcode} is longer than ${longestPostcode} characters.`);
  return parts ? `${parts[1]} ${parts[2]}` : text;
}

/** A URN, or 0 for anything else. */
export const readUrn = (text: string): number => (/^[1-9]\d{4,7}$/.test(text) ? Number(text) : 0);
export const badUrn = (column: string, text: string): string =>
  text === '' ? `${column} is empty.` : `${column} is ${quoted(text)}, which is not a number of five to eight digits.`;

function urnOf(reader: Reader, wanted: Wanted): number {
  const text = textOf(reader, columns.urn);
  const urn = readUrn(text);
  if (urn === 0) note(reader, 'bad-urn', badUrn(columns.urn, text));
  const before = wanted.lineOf(urn);
  if (before !== undefined) note(reader, 'duplicate-urn', `URN ${urn} already stands on line ${before}; the first row counts.`);
  return urn;
}

/** What is said of a row of another authority than the one wanted, whatever else is wrong with it: a council is not concerned with the faults of another's. */
function elsewhereOf({ notes }: Reader, laCode: number, { onlyLaCode }: Wanted): Note | undefined {
  const unread = notes.some(({ fault }) => fault === 'bad-authority' || fault === 'duplicate-urn');
  if (onlyLaCode === undefined || laCode === onlyLaCode || unread) return undefined;
  return { fault: 'other-authority', reason: `The school belongs to local authority ${laCode}, not ${onlyLaCode}.` };
}

/** Special classes, or resourced provision of any type, as the register has them; undefined for a school without, so that it leaves no field behind. */
function hasEnhancedProvision(reader: Reader): true | undefined {
  const classes = Number(textOf(reader, columns.specialClasses)) === 1;
  const resourced = textOf(reader, columns.resourcedProvision);
  return classes || (resourced !== '' && !blanks.has(resourced)) ? true : undefined;
}

/** Reads a row: the school it describes, or its first fault with its line and, where it has one, its URN. */
export function rowToSchool(row: Row, line: number, wanted: Wanted): Reading {
  const reader: Reader = { row, notes: [] };
  const has = (column: string) => row[column] !== undefined;
  // In this order: the first fault noted is the one that is told.
  const told = {
    urn: urnOf(reader, wanted),
    laCode: codeOf(reader, columns.laCode, 'bad-authority'),
    name: nameOf(reader),
    typeCode: typeOf(reader),
    statusCode: codeOf(reader, columns.statusCode, 'unknown-status', statuses),
    phaseCode: codeOf(reader, columns.phaseCode, 'unknown-phase', phases),
  };
  const groups = groupsOf(reader);
  const groupOf = (kind: NamedGroup['kind']) => groups.find((group) => group.kind === kind)?.id;
  // A closed school is in no trust, whatever its row still says; what it was in last is left as it is known.
  const inGroups = told.statusCode !== closedStatus;
  const town = textOf(reader, columns.town);
  const entry: RegisterEntry = {
    ...told,
    addressLines: addressColumns.map((column) => shortText(reader, column)).filter((text) => !blanks.has(text)),
    town: blanks.has(town) ? undefined : town,
    postcode: postcodeOf(reader),
    ...(has(columns.administrativeDistrict)
      ? { administrativeDistrict: shortText(reader, columns.administrativeDistrict) || undefined }
      : {}),
    ...(has(columns.ukprn) ? { ukprn: ukprnOf(reader) } : {}),
    ...(has(columns.trust) && inGroups ? { trust: groupOf('trust') } : {}),
    ...(has(columns.federation) && inGroups ? { federation: groupOf('federation') } : {}),
    ...(has(columns.establishmentNumber) ? { establishmentNumber: numberOf(reader, columns.establishmentNumber) } : {}),
    ...(has(columns.openedOn) ? { openedOn: dateOf(reader, columns.openedOn) } : {}),
    ...(has(columns.closedOn) ? { closedOn: dateOf(reader, columns.closedOn) } : {}),
    ...(has(columns.censusDate) ? { censusDate: dateOf(reader, columns.censusDate) } : {}),
    ...(has(columns.pupils) ? { pupils: numberOf(reader, columns.pupils) } : {}),
    ...(has(columns.specialClasses) || has(columns.resourcedProvision) ? { enhancedProvision: hasEnhancedProvision(reader) } : {}),
  };
  const [fault] = reader.notes;
  const text = textOf(reader, columns.urn).slice(0, 40);
  const where = { line, ...(text ? { urn: text } : {}) };
  const other = elsewhereOf(reader, told.laCode, wanted);
  const common = { urn: told.urn, ...(other ? { elsewhere: { ...where, ...other } } : {}) };
  if (fault) return { ...common, ok: false, rejection: { ...where, ...fault } };
  return { ...common, ok: true, entry, groups: inGroups ? groups : [] };
}
