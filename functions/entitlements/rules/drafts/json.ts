// A pack while it is still text: read with its bounds, and changed at single places whatever it holds. Pure.
import type { Fault } from '../../../../shared/policy/faults.ts';
import { type Change, type Json, mostDepth, type Path } from '../../schema/drafts.ts';

const isList = (value: Json | undefined): value is Json[] => Array.isArray(value);
const isObject = (value: Json | undefined): value is { [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a path, or undefined where nothing does. */
export function at(json: Json | undefined, path: Path): Json | undefined {
  let here = json;
  for (const step of path) {
    if (isList(here)) here = typeof step === 'number' ? here[step] : undefined;
    else if (isObject(here)) here = Object.hasOwn(here, step) ? here[step] : undefined;
    else return undefined;
  }
  return here;
}

export const textAt = (json: Json | undefined, path: Path): string => {
  const value = at(json, path);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
};
export const listAt = (json: Json | undefined, path: Path): Json[] => {
  const value = at(json, path);
  return isList(value) ? value : [];
};

/** The JSON with one change made; undefined where there is no such place. What was there before is not touched. */
function changed(json: Json | undefined, change: Change): Json | undefined {
  const [step, ...rest] = change.path;
  if (step === undefined || step === '__proto__') return undefined;
  if (isList(json)) {
    if (typeof step !== 'number') return undefined;
    if (rest.length > 0) {
      const inner = step < json.length ? changed(json[step], { ...change, path: rest }) : undefined;
      return inner === undefined ? undefined : json.with(step, inner);
    }
    const most = change.do === 'remove' ? json.length - 1 : json.length;
    if (step > most) return undefined;
    if (change.do === 'set') return step === json.length ? [...json, change.value] : json.with(step, change.value);
    return change.do === 'insert' ? json.toSpliced(step, 0, change.value) : json.toSpliced(step, 1);
  }
  if (!isObject(json)) return undefined;
  if (rest.length > 0) {
    const inner = Object.hasOwn(json, step) ? changed(json[step], { ...change, path: rest }) : undefined;
    return inner === undefined ? undefined : { ...json, [step]: inner };
  }
  if (change.do !== 'remove') return { ...json, [step]: change.value };
  const { [step]: _, ...others } = json;
  return Object.hasOwn(json, step) ? others : undefined;
}

/** Every change made in order, or which of them has no place to be made at. */
export function changedAll(json: Json, changes: readonly Change[]): { json: Json } | { missing: number } {
  let next: Json = json;
  for (const [i, change] of changes.entries()) {
    const made = changed(next, change);
    if (made === undefined) return { missing: i };
    next = made;
  }
  return { json: next };
}

/** Sets a value and makes the objects on the way to it, where the path may lead through what is not there yet. */
export function withAt(json: Json | undefined, path: Path, value: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  if (isList(json) && typeof step === 'number') {
    if (rest.length === 0 && value === undefined) return json.toSpliced(step, 1);
    return step < json.length ? json.with(step, withAt(json[step], rest, value)) : [...json, withAt(undefined, rest, value)];
  }
  const object = isObject(json) ? json : {};
  if (rest.length > 0) return { ...object, [step]: withAt(object[step], rest, value) };
  if (value !== undefined) return { ...object, [step]: value };
  const { [step]: _, ...others } = object;
  return others;
}

const unseen = /[\p{Cc}\p{Cs}\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u;

/** Texts that hold what nobody sees, such as a mark that turns the reading direction: what is reviewed would not be what is read. */
export function unseenFaults(json: Json): Fault[] {
  const found: Fault[] = [];
  const look = (value: Json, path: Path): void => {
    if (typeof value === 'string' && unseen.test(value.replaceAll(/[\n\r\t]/g, ' ')))
      found.push({ path, message: 'Use characters that can be seen: this text holds one that cannot' });
    else if (isList(value)) for (const [i, each] of value.entries()) look(each, [...path, i]);
    else if (isObject(value)) for (const [name, each] of Object.entries(value)) look(each, [...path, name]);
  };
  look(json, []);
  return found;
}

/** Why a value cannot be kept as a pack at all; undefined when it can. It is walked without recursion, so that depth cannot overturn it. */
function unfit(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'Give one JSON object, from { to }';
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostDepth) return `Nothing in a pack lies deeper than ${mostDepth} levels: take some of the brackets away`;
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue;
      if (Object.hasOwn(each, '__proto__')) return '“__proto__” is not a word of a pack: leave it out';
      for (const inner of Object.values(each)) next.push(inner);
    }
    level = next;
  }
  return undefined;
}

/** A pack as it was sent, if it can be kept: what is wrong with it as a pack is another question. */
export function asJson(value: unknown): { json: Json } | { fault: string } {
  const fault = unfit(value);
  return fault ? { fault } : { json: value as Json };
}

/** The text of a pack as somebody typed or pasted it. */
export function readText(text: string): { json: Json } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const place = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    const line = place === undefined ? undefined : text.slice(0, Number(place)).split('\n').length;
    return {
      fault:
        line === undefined
          ? 'The text is not JSON: a bracket or a quotation mark is missing'
          : `The text is not JSON: look at line ${line}`,
    };
  }
  return asJson(value);
}

export const textOf = (json: Json): string => JSON.stringify(json);
/** As people edit it: every value on a line of its own. */
export const editableText = (json: Json): string => JSON.stringify(json, null, 2);
