// The fields of a form for a part of a pack: each knows its place in the pack, how its value is typed, and what typing it makes of the pack. Pure; what cannot
// be read as a value is kept as it was typed, so that the pack's own fault names it.
import { parsePounds, plainPence } from '../../../../shared/money.ts';
import type { Fault } from '../../../../shared/policy/faults.ts';
import type { Json, Path } from '../../schema/drafts.ts';
import { at, listAt, withAt } from './json.ts';

export type Option = { value: string; text: string };
type Base = { path: Path; label: string; hint?: string };
export type Leaf = Base & {
  kind: 'text' | 'long' | 'number' | 'money' | 'percent' | 'date' | 'month-day' | 'numbers' | 'names';
  /** What is left empty is left out. */
  optional?: true;
};
/** `none` is what choosing nothing is called, where that may be. */
export type Choice = Base & { kind: 'choice'; options: readonly Option[]; none?: string };
type Flag = Base & { kind: 'flag'; yes: string; no: string };
export type Several = Base & { kind: 'several'; options: readonly Option[]; optional?: true };
/** Whether the source gives the number that stands at the path. */
export type Assumed = { kind: 'assumed'; path: Path };
export type Group = { kind: 'group'; legend: string; hint?: string; fields: readonly Field[] };
/** Something that may be there or not, with what it then holds. */
export type Optional = Base & { kind: 'optional'; fields: readonly Field[] };
/** One of a few things, each with fields of its own. */
type Union = Base & { kind: 'union'; on: string; variants: readonly (Option & { fields: readonly Field[] })[] };
export type List = {
  kind: 'list';
  path: Path;
  legend: string;
  one: string;
  /** Of which of several such lists on the form, where there are several. */
  of?: string;
  item(path: Path): readonly Field[];
  fresh(last: Json | undefined): Json;
};
export type Field = Leaf | Choice | Flag | Several | Assumed | Group | Optional | Union | List;

export const nameOf = (path: Path): string => path.join('.');
export const givenName = (path: Path): string => `${nameOf(path)}.given`;
export const removeName = (path: Path): string => `${nameOf(path)}.remove`;

/** What a form sent: the texts of a name. */
export type Typed = { one(name: string): string | undefined; many(name: string): string[] };

const percent = /^(\d{1,3})(?:\.(\d{1,2}))?\s?%?$/;

/** `25` or `12.5` per cent as hundredths of a per cent. */
function basisPoints(text: string): number | undefined {
  const match = percent.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

function percentText(value: number): string {
  if (!Number.isInteger(value) || value < 0) return String(value);
  const rest = value % 100;
  return `${(value - rest) / 100}${rest === 0 ? '' : `.${String(rest).padStart(2, '0').replace(/0$/, '')}`}`;
}

/** The text of a leaf, as somebody would type it. */
export function leafText(json: Json, { kind, path }: Leaf): string {
  const value = at(json, path);
  if (Array.isArray(value)) return value.join(kind === 'names' ? '\n' : ', ');
  if (typeof value === 'number')
    return kind === 'money' && Number.isInteger(value) ? plainPence(value) : kind === 'percent' ? percentText(value) : String(value);
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

function leafValue({ kind, optional }: Leaf, text: string): Json | undefined {
  if (text === '') return optional ? undefined : kind === 'names' || kind === 'numbers' ? [] : '';
  switch (kind) {
    case 'number':
      return /^-?\d{1,12}$/.test(text) ? Number(text) : text;
    case 'money':
      return parsePounds(text) ?? text;
    case 'percent':
      return basisPoints(text) ?? text;
    case 'numbers':
      return text
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((each) => (/^\d{1,6}$/.test(each) ? Number(each) : each));
    case 'names':
      return text
        .split(/\r?\n/)
        .map((each) => each.trim())
        .filter(Boolean);
    case 'long':
      return text.replaceAll('\r\n', '\n');
    default:
      return text;
  }
}

/** The pack with what a form says of some fields; everything that the form does not show stays as it is. */
export function withTyped(json: Json, fields: readonly Field[], typed: Typed): Json {
  let next = json;
  const set = (path: Path, value: Json | undefined) => {
    next = withAt(next, path, value);
  };
  for (const field of fields) {
    switch (field.kind) {
      case 'group':
        next = withTyped(next, field.fields, typed);
        break;
      case 'choice':
        set(field.path, typed.one(nameOf(field.path)) ?? (field.none === undefined ? '' : undefined));
        break;
      case 'flag': {
        const said = typed.one(nameOf(field.path));
        set(field.path, said === 'yes' ? true : said === 'no' ? false : '');
        break;
      }
      case 'several': {
        const chosen = typed.many(nameOf(field.path));
        // What was chosen before keeps its order: a form sent as it was opened changes nothing.
        const kept = listAt(next, field.path).filter((each) => typeof each === 'string' && chosen.includes(each));
        const values = [...kept, ...chosen.filter((each) => !kept.includes(each))];
        set(field.path, values.length === 0 && field.optional ? undefined : values);
        break;
      }
      case 'assumed':
        set([...field.path, 'assumed'], typed.one(nameOf([...field.path, 'assumed'])) === 'yes' ? true : undefined);
        set([...field.path, 'note'], typed.one(nameOf([...field.path, 'note'])));
        break;
      case 'optional':
        if (typed.one(givenName(field.path)) === 'yes') next = withTyped(next, field.fields, typed);
        else set(field.path, undefined);
        break;
      case 'union': {
        const chosen = typed.one(nameOf([...field.path, field.on])) ?? '';
        set(field.path, { [field.on]: chosen });
        next = withTyped(next, field.variants.find(({ value }) => value === chosen)?.fields ?? [], typed);
        break;
      }
      case 'list': {
        const paths = listAt(next, field.path).map((_, i) => [...field.path, i]);
        for (const path of paths) next = withTyped(next, field.item(path), typed);
        for (const path of paths.reverse()) if (typed.one(removeName(path)) === 'yes') set(path, undefined);
        break;
      }
      default:
        set(field.path, leafValue(field, typed.one(nameOf(field.path)) ?? ''));
    }
  }
  return next;
}

/** The list of a form that somebody asked to be made longer, found by its name. */
export function listNamed(fields: readonly Field[], name: string): List | undefined {
  for (const field of fields) {
    if (field.kind === 'list' && nameOf(field.path) === name) return field;
    const inner = field.kind === 'group' || field.kind === 'optional' ? listNamed(field.fields, name) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

export const withOneMore = (json: Json, list: List): Json => {
  const items = listAt(json, list.path);
  return withAt(json, list.path, [...items, list.fresh(items.at(-1))]);
};

export type Place = { path: Path; label: string; text: string; leaf?: Leaf };

/** Everything a form asks, with what stands there now: where faults are shown, and what a conflict is told by. */
function placesOf(json: Json, fields: readonly Field[], within = ''): Place[] {
  const label = (text: string) => (within === '' ? text : `${within}: ${text.slice(0, 1).toLowerCase()}${text.slice(1)}`);
  const options = (path: Path, all: readonly Option[]) => {
    const value = at(json, path);
    const codes = Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value];
    return codes.map((code) => all.find((each) => each.value === code)?.text ?? String(code)).join(', ');
  };
  return fields.flatMap((field): Place[] => {
    switch (field.kind) {
      case 'group':
        return placesOf(json, field.fields, within);
      case 'choice':
      case 'several':
        return [{ path: field.path, label: label(field.label), text: options(field.path, field.options) }];
      case 'flag': {
        const value = at(json, field.path);
        return [{ path: field.path, label: label(field.label), text: value === true ? field.yes : value === false ? field.no : '' }];
      }
      case 'assumed':
        return [
          { path: [...field.path, 'assumed'], label: label('Assumed'), text: at(json, [...field.path, 'assumed']) === true ? 'Yes' : 'No' },
          {
            path: [...field.path, 'note'],
            label: label('On what ground'),
            text: leafText(json, { kind: 'text', path: [...field.path, 'note'], label: '' }),
          },
        ];
      case 'optional': {
        const given = at(json, field.path) !== undefined;
        return [
          { path: field.path, label: label(field.label), text: given ? 'Yes' : 'No' },
          ...(given ? placesOf(json, field.fields, within) : []),
        ];
      }
      case 'union': {
        const path = [...field.path, field.on];
        const chosen = field.variants.find(({ value }) => value === at(json, path));
        return [{ path, label: label(field.label), text: chosen?.text ?? '' }, ...placesOf(json, chosen?.fields ?? [], within)];
      }
      case 'list':
        return listAt(json, field.path).flatMap((_, i) => placesOf(json, field.item([...field.path, i]), label(`${field.one} ${i + 1}`)));
      default:
        return [{ path: field.path, label: label(field.label), text: leafText(json, field), leaf: field }];
    }
  });
}

/** How long each list of a form is: what was typed for one shape says nothing of another. */
export const shapeOf = (json: Json, fields: readonly Field[]): string =>
  fields
    .flatMap((field) => {
      if (field.kind === 'group' || field.kind === 'optional') return shapeOf(json, field.fields) || [];
      return field.kind === 'list' ? `${nameOf(field.path)}=${listAt(json, field.path).length}` : [];
    })
    .join(' ');

/** What of a form stands otherwise in one pack than in another. */
export function differences(one: Json, other: Json, fields: readonly Field[]): { label: string; one: string; other: string }[] {
  const after = new Map(placesOf(other, fields).map((place) => [nameOf(place.path), place]));
  const before = new Map(placesOf(one, fields).map((place) => [nameOf(place.path), place]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [a, b] = [before.get(name), after.get(name)];
    const [first, then] = [a?.text ?? '', b?.text ?? ''];
    return first === then ? [] : [{ label: (b ?? a)?.label ?? name, one: first, other: then }];
  });
}

const begins = (path: Path, prefix: Path): boolean => prefix.every((step, i) => path[i] === step);

/** Where on a form a fault is shown: at the field it names, at the nearest field around it, or else at the first of those within it. */
function placeOfFault({ path }: Fault, places: readonly Place[]): Place | undefined {
  const around = places.filter((place) => begins(path, place.path)).sort((a, b) => b.path.length - a.path.length)[0];
  return around ?? places.find((place) => begins(place.path, path));
}

/** The schema speaks of pence and of hundredths of a per cent, where the form asks for pounds and per cent. */
function messageAt(place: Place | undefined, json: Json, fault: Fault): string {
  const typed = place?.leaf && at(json, place.path);
  if (typeof typed === 'string' && place?.leaf?.kind === 'money') return 'Enter a sum in pounds, such as 450 or 1,250.50';
  if (typeof typed === 'string' && place?.leaf?.kind === 'percent') return 'Enter a percentage, such as 25 or 12.5';
  return fault.message;
}

/** The faults that lie in a part, each with the field of the form where it is shown. */
export function faultsAt(json: Json, fields: readonly Field[], base: Path, faults: readonly Fault[]): { field: string; text: string }[] {
  const places = placesOf(json, fields);
  return faults
    .filter(({ path }) => begins(path, base) || places.some((place) => begins(path, place.path)))
    .map((fault) => {
      const place = placeOfFault(fault, places);
      return { field: place ? nameOf(place.path) : 'main-content', text: `${messageAt(place, json, fault)}.` };
    });
}
