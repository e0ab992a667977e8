// What an import changes of a school or a group that was known, in words: each change is told in the record's history, with what was there before.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { NamedGroup } from '../schema/imports.ts';
import type { Federation, Trust } from '../schema/organisations.ts';
import { phases, type RegisterEntry, type Rejection, type School, schoolTypes, statuses } from '../schema.ts';

type Field = Exclude<keyof RegisterEntry, 'urn'>;
type Naming = (id: OrganisationId) => string;
type Told<F extends Field> = { word: string; text(value: NonNullable<School[F]>, nameOf: Naming): string };

const quotedName = (name: string) => `“${name}”`;
const count = (n: number) => String(n);
const onDay = (date: CivilDate) => dateText(date);
const group = (id: OrganisationId, nameOf: Naming) => nameOf(id);

/** Every field that a row may change: one without words would not compile. */
const fields: { [F in Field]: Told<F> } = {
  name: { word: 'name', text: quotedName },
  laCode: { word: 'local authority', text: count },
  establishmentNumber: { word: 'number', text: count },
  typeCode: { word: 'type', text: (code) => schoolTypes[code]?.name ?? count(code) },
  phaseCode: { word: 'phase', text: (code) => phases[code] ?? count(code) },
  statusCode: { word: 'status', text: (code) => statuses[code] ?? count(code) },
  addressLines: { word: 'address', text: (lines) => lines.join(', ') },
  town: { word: 'town', text: (town) => town },
  postcode: { word: 'postcode', text: (postcode) => postcode },
  administrativeDistrict: { word: 'district of the register', text: (name) => name },
  ukprn: { word: 'UKPRN', text: count },
  trust: { word: 'trust', text: group },
  federation: { word: 'federation', text: group },
  enhancedProvision: { word: 'enhanced provision', text: (has) => (has ? 'yes' : 'none') },
  pupils: { word: 'pupils', text: count },
  censusDate: { word: 'census', text: onDay },
  openedOn: { word: 'opening', text: onDay },
  closedOn: { word: 'last day', text: onDay },
};

/** `Name from “Larch” to “Elder”; trust from none to “Crowwood Trust”`, or an empty text where nothing has changed. */
export function changesText(before: School, after: School, nameOf: Naming): string {
  const textOf = <F extends Field>(field: F, school: School): string => {
    const value = school[field];
    return (value === undefined ? '' : fields[field].text(value as NonNullable<School[F]>, nameOf)) || 'none';
  };
  const changes = (Object.keys(fields) as Field[]).flatMap((field) => {
    if (before[field] === after[field]) return [];
    const [was, is] = [textOf(field, before), textOf(field, after)];
    return was === is ? [] : [`${fields[field].word} from ${was} to ${is}`];
  });
  const text = changes.join('; ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

export const renamedText = (before: Pick<Trust, 'name'>, after: Pick<Trust, 'name'>): string =>
  `Name from ${quotedName(before.name)} to ${quotedName(after.name)}`;

/** A trust or federation that is first heard of. */
export function newGroup({ id, kind, uid, name = `${kind === 'trust' ? 'Trust' : 'Federation'} ${uid}` }: NamedGroup): Trust | Federation {
  const fresh = { id, uid, name, addressLines: [], postcode: '', version: 1 };
  return kind === 'trust' ? { ...fresh, kind, billing: [] } : { ...fresh, kind };
}

/** A known one under the name that a file gives it, or undefined where that is its name already. What the council keeps of it is left. */
export const renamedGroup = <G extends Trust | Federation>(known: G, name: string): G | undefined =>
  known.name === name ? undefined : { ...known, name, version: known.version + 1 };

/** What the rows of a file call a group so far: the first name and where it stands, and whether every row since has agreed. */
export type Called = { name: string; line: number; agreed: boolean };
/** Far more than the country has. Those beyond so many keep the names they have, so that no file can fill the memory. */
export const mostCalled = 20_000;

/** Notes what a row calls a group. The first row that calls it otherwise is told of: then no row of this file changes its name. */
export function callGroup(
  called: Map<OrganisationId, Called>,
  group: NamedGroup,
  at: { line: number; urn: number },
): Rejection | undefined {
  const { id, kind, uid, name } = group;
  if (name === undefined) return undefined;
  const first = called.get(id);
  if (!first) {
    if (called.size < mostCalled) called.set(id, { name, line: at.line, agreed: true });
    return undefined;
  }
  if (first.name === name || !first.agreed) return undefined;
  first.agreed = false;
  const reason = `The row calls ${kind} ${uid} “${name}”, and line ${first.line} calls it “${first.name}”: a name it had before is left.`;
  return { line: at.line, urn: String(at.urn), fault: 'unclear-group-name', reason };
}

/** That a known school has another authority than before: what is sold to it, and as whom, may differ from now on. */
export function movedRemark(known: School | undefined, after: School, line: number): Rejection[] {
  if (!known || known.laCode === after.laCode) return [];
  const reason = `The school moved from local authority ${known.laCode} to ${after.laCode}.`;
  return [{ line, urn: String(after.urn), fault: 'authority-moved', reason }];
}
