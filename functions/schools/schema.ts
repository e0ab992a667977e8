// The words of schools: a school as kept from the GIAS register, the register's codes, and what an import finds wrong with a row.
import type { CivilDate } from '../../shared/calendar.ts';
import type { OrganisationId } from '../../shared/ids.ts';

export type Sector = 'maintained' | 'academy' | 'independent' | 'further-education';
/** What kind of place it is, told from the type: the register's phase is 0 for most special schools and pupil referral units. */
export type Setting = 'mainstream' | 'special' | 'alternative-provision' | 'nursery' | 'post-16';
type SchoolType = { name: string; sector: Sector; setting: Setting };

const type = (name: string, sector: Sector, setting: Setting = 'mainstream'): SchoolType => ({ name, sector, setting });

/**
 * Types of establishment by the integer codes of the register's CSV files. The register's website numbers them otherwise (28 is a converter
 * there), so no code may be taken from it.
 */
export const schoolTypes: Readonly<Record<number, SchoolType>> = {
  1: type('Community school', 'maintained'),
  2: type('Voluntary aided school', 'maintained'),
  3: type('Voluntary controlled school', 'maintained'),
  5: type('Foundation school', 'maintained'),
  6: type('City technology college', 'independent'),
  7: type('Community special school', 'maintained', 'special'),
  8: type('Non-maintained special school', 'independent', 'special'),
  10: type('Other independent special school', 'independent', 'special'),
  11: type('Other independent school', 'independent'),
  12: type('Foundation special school', 'maintained', 'special'),
  14: type('Pupil referral unit', 'maintained', 'alternative-provision'),
  15: type('Local authority nursery school', 'maintained', 'nursery'),
  18: type('Further education', 'further-education', 'post-16'),
  28: type('Academy sponsor led', 'academy'),
  29: type('Higher education institution', 'further-education', 'post-16'),
  31: type('Sixth form centre', 'further-education', 'post-16'),
  32: type('Special post-16 institution', 'further-education', 'special'),
  33: type('Academy special sponsor led', 'academy', 'special'),
  34: type('Academy converter', 'academy'),
  35: type('Free school', 'academy'),
  36: type('Free school special', 'academy', 'special'),
  38: type('Free school alternative provision', 'academy', 'alternative-provision'),
  39: type('Free school 16 to 19', 'academy', 'post-16'),
  40: type('University technical college', 'academy'),
  41: type('Studio school', 'academy'),
  42: type('Academy alternative provision converter', 'academy', 'alternative-provision'),
  43: type('Academy alternative provision sponsor led', 'academy', 'alternative-provision'),
  44: type('Academy special converter', 'academy', 'special'),
  45: type('Academy 16 to 19 converter', 'academy', 'post-16'),
  46: type('Academy 16 to 19 sponsor led', 'academy', 'post-16'),
  49: type('Online provider', 'further-education'),
  57: type('Academy secure 16 to 19', 'academy', 'post-16'),
};

/** Types a council sells nothing to: abroad, in Wales, in custody, or no school. */
export const outOfScopeTypes: Readonly<Record<number, string>> = {
  24: 'Secure unit',
  25: 'Offshore school',
  26: 'Service children’s education',
  27: 'Miscellaneous',
  30: 'Welsh establishment',
  37: 'British school overseas',
  47: 'Children’s centre',
  48: 'Children’s centre linked site',
  56: 'Institution funded by another government department',
};

/** From when a school was what it was when the register was first read and gave no opening: the earliest date that the register can write. */
export const beforeRecords = '1000-01-01' as CivilDate;

export const closedStatus = 2;
/** EstablishmentStatus codes. A school that is proposed to close is still open. */
export const statuses: Readonly<Record<number, string>> = {
  1: 'Open',
  [closedStatus]: 'Closed',
  3: 'Open, but proposed to close',
  4: 'Proposed to open',
};

export const phases: Readonly<Record<number, string>> = {
  0: 'Not applicable',
  1: 'Nursery',
  2: 'Primary',
  3: 'Middle deemed primary',
  4: 'Secondary',
  5: 'Middle deemed secondary',
  6: '16 plus',
  7: 'All-through',
};

/** What a school was from a date on, until the next entry. */
export type SectorEntry = { from: CivilDate; sector: Sector; typeCode: number };

export type School = {
  id: OrganisationId;
  urn: number;
  name: string;
  laCode: number;
  establishmentNumber?: number | undefined;
  typeCode: number;
  phaseCode: number;
  statusCode: number;
  /** In order of date, never empty; the last that has begun is in force. */
  sectors: SectorEntry[];
  addressLines: string[];
  /** One of the address lines: what tells two schools of one name apart in a list. */
  town?: string | undefined;
  postcode: string;
  /** The register's administrative district, by name: a council's own districts are made of them. */
  administrativeDistrict?: string | undefined;
  /** The UK provider reference number. */
  ukprn?: number | undefined;
  /** The trust and the federation that the register last named. Since when it is a member, its events say. */
  trust?: OrganisationId | undefined;
  federation?: OrganisationId | undefined;
  /** A mainstream school with special classes or resourced provision, as the register has it. */
  enhancedProvision?: boolean | undefined;
  pupils?: number | undefined;
  censusDate?: CivilDate | undefined;
  openedOn?: CivilDate | undefined;
  /** Its last day. */
  closedOn?: CivilDate | undefined;
  version: number;
};

/** A school as one row of the register has it. A field of a column that the file lacks is not there at all, so that it leaves what is known. */
export type RegisterEntry = Omit<School, 'id' | 'sectors' | 'version'>;

/** Why a row of the register is not imported; of the last two it is, and there is something to be looked at. */
export type RowFault =
  | 'broken-quotes'
  | 'wrong-field-count'
  | 'line-too-long'
  | 'bad-urn'
  | 'duplicate-urn'
  | 'bad-authority'
  | 'other-authority'
  | 'missing-name'
  | 'name-too-long'
  | 'text-too-long'
  | 'unknown-type'
  | 'out-of-scope-type'
  | 'unknown-status'
  | 'unknown-phase'
  | 'bad-date'
  | 'bad-number'
  | 'too-much-at-once'
  | 'unknown-link'
  | 'unknown-urn'
  | 'no-date'
  | 'date-out-of-bounds'
  | 'circular-link'
  | 'withdrawn-by-hand'
  | 'later-change'
  | 'authority-moved'
  | 'unclear-group-name';
/** What there is to say of a row: as a rule, why it is not imported. */
export type Rejection = { line: number; urn?: string; fault: RowFault; reason: string };

const importOutcomes = ['added', 'changed', 'closed', 'unchanged'] as const;
/** What an import does to one school; `closed` is a known school whose status became Closed. */
export type ImportOutcome = (typeof importOutcomes)[number];
