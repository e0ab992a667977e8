// Reads Stripe's bracketed form fields and holds them against a table of accepted parameters: what the table does not name is refused.
import { Refusal, refuse } from './refusal.ts';

export type Accepted =
  | { readonly is: 'text'; readonly longest: number; readonly form?: RegExp; readonly says?: string; readonly code?: string }
  | { readonly is: 'integer'; readonly least: number; readonly most: number }
  | { readonly is: 'flag' }
  | { readonly is: 'word'; readonly words: readonly string[]; readonly simulated?: readonly string[] }
  | { readonly is: 'list'; readonly of: Accepted; readonly most: number }
  | { readonly is: 'fields'; readonly fields: Fields; readonly needs?: readonly string[] }
  | { readonly is: 'metadata' }
  | { readonly is: 'instant or range' }
  | { readonly is: 'removed'; readonly code: string; readonly says: string };

export type Fields = { readonly [name: string]: Accepted };

/** A checked parameter, in the type the table gives it. */
export type Given = string | number | boolean | Given[] | { [name: string]: Given };

type Raw = string | { [name: string]: Raw };

const NAME = /^[^[\]]+(?:\[[^[\]]*\])*$/;
const DEEPEST = 8;

/** Without a prototype, so that a field called `__proto__` is only a field. */
function bare<T>(): { [name: string]: T } {
  return Object.create(null) as { [name: string]: T };
}

/** `a[b][0]=x` becomes `{a: {b: {0: 'x'}}}`; `a[]=x` appends. The last of two equal names wins (assumed, as Rack does). */
export function parseForm(text: string): { [name: string]: Raw } | Refusal {
  const tree = bare<Raw>();
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll(']', '').split('[');
    if (!NAME.test(name) || path.length > DEEPEST) return refuse(400, `Invalid parameter name: ${name}`, { param: name });
    let at = tree;
    for (const [depth, part] of path.entries()) {
      const key = part === '' ? String(Object.keys(at).length) : part;
      const there = at[key];
      if (depth === path.length - 1) {
        if (typeof there === 'object') return refuse(400, 'Invalid object', { param: name });
        at[key] = value;
      } else if (typeof there === 'string') return refuse(400, 'Invalid object', { param: name });
      else {
        const next = there ?? bare<Raw>();
        at[key] = next;
        at = next;
      }
    }
  }
  return tree;
}

/** Documented: unknown parameters are refused by name. Assumed: they are named before anything else is judged. */
export function readFields(
  tree: { [name: string]: Raw },
  fields: Fields,
  needs: readonly string[] = [],
): { [name: string]: Given } | Refusal {
  const unknown: string[] = [];
  const removed = Object.keys(tree).find((name) => Object.hasOwn(fields, name) && fields[name]?.is === 'removed');
  const gone = removed === undefined ? undefined : fields[removed];
  if (removed && gone?.is === 'removed') return refuse(400, gone.says, { code: gone.code, param: removed });
  nameUnknown(tree, { is: 'fields', fields }, '', unknown);
  if (unknown.length > 0) {
    const words = unknown.length === 1 ? 'Received unknown parameter' : 'Received unknown parameters';
    return refuse(400, `${words}: ${unknown.join(', ')}`, { code: 'parameter_unknown', param: unknown[0] ?? '' });
  }
  return readFieldsAt(tree, { is: 'fields', fields, needs }, '');
}

function nameUnknown(raw: Raw, accepted: Accepted, path: string, unknown: string[]): void {
  if (typeof raw === 'string') return;
  for (const [name, below] of Object.entries(raw)) {
    const here = path === '' ? name : `${path}[${name}]`;
    if (accepted.is === 'fields') {
      const known = Object.hasOwn(accepted.fields, name) ? accepted.fields[name] : undefined;
      if (known) nameUnknown(below, known, here, unknown);
      else unknown.push(here);
    } else if (accepted.is === 'list') nameUnknown(below, accepted.of, here, unknown);
  }
}

function readOne(raw: Raw, accepted: Accepted, path: string): Given | Refusal {
  switch (accepted.is) {
    case 'fields':
      return readFieldsAt(raw, accepted, path);
    case 'list':
      return readList(raw, accepted, path);
    case 'metadata':
      return readMetadata(raw, path);
    case 'instant or range':
      return typeof raw === 'string' ? readInteger(raw, 0, Number.MAX_SAFE_INTEGER, path) : readFieldsAt(raw, RANGE, path);
    case 'removed':
      return refuse(400, accepted.says, { code: accepted.code, param: path });
  }
  if (typeof raw !== 'string') return refuse(400, `Invalid ${path}: a single value is wanted`, { param: path });
  if (raw === '') {
    return refuse(400, `You passed an empty string for '${path}'. Leave '${path}' out, or give it a value.`, {
      code: 'parameter_invalid_empty',
      param: path,
    });
  }
  switch (accepted.is) {
    case 'integer':
      return readInteger(raw, accepted.least, accepted.most, path);
    case 'flag':
      return raw === 'true' || raw === 'false' ? raw === 'true' : refuse(400, `Invalid boolean: ${raw}`, { param: path });
    case 'word':
      return readWord(raw, accepted, path);
    case 'text':
      if (raw.length > accepted.longest)
        return refuse(400, `Invalid string: ${path} must be at most ${accepted.longest} characters`, { param: path });
      if (accepted.form && !accepted.form.test(raw)) {
        return refuse(400, accepted.says ?? `Invalid ${path}`, { param: path, ...(accepted.code && { code: accepted.code }) });
      }
      return raw;
  }
}

const INSTANT: Accepted = { is: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER };
const RANGE: Extract<Accepted, { is: 'fields' }> = { is: 'fields', fields: { gt: INSTANT, gte: INSTANT, lt: INSTANT, lte: INSTANT } };

function readInteger(raw: string, least: number, most: number, path: string): number | Refusal {
  const value = Number(raw);
  if (!/^-?\d{1,16}$/.test(raw) || !Number.isSafeInteger(value)) {
    return refuse(400, `Invalid integer: ${raw}`, { code: 'parameter_invalid_integer', param: path });
  }
  if (value < least)
    return refuse(400, `This value must be greater than or equal to ${least}.`, { code: 'parameter_invalid_integer', param: path });
  if (value > most)
    return refuse(400, `This value must be less than or equal to ${most}.`, { code: 'parameter_invalid_integer', param: path });
  return value;
}

function readWord(raw: string, accepted: Extract<Accepted, { is: 'word' }>, path: string): string | Refusal {
  if (!accepted.words.includes(raw)) return refuse(400, `Invalid ${path}: must be one of ${accepted.words.join(', ')}`, { param: path });
  if (accepted.simulated && !accepted.simulated.includes(raw)) {
    return refuse(400, `Stripe knows ${path}=${raw}, the local Stripe only ${accepted.simulated.join(', ')}`, { param: path });
  }
  return raw;
}

function readFieldsAt(raw: Raw, accepted: Extract<Accepted, { is: 'fields' }>, path: string): { [name: string]: Given } | Refusal {
  if (typeof raw === 'string') return refuse(400, 'Invalid object', { param: path });
  const absent = accepted.needs?.find((name) => raw[name] === undefined);
  if (absent) {
    const here = path === '' ? absent : `${path}[${absent}]`;
    return refuse(400, `Missing required param: ${here}.`, { code: 'parameter_missing', param: here });
  }
  const given = bare<Given>();
  for (const [name, below] of Object.entries(raw)) {
    const field = Object.hasOwn(accepted.fields, name) ? accepted.fields[name] : undefined;
    if (!field)
      return refuse(400, `Received unknown parameter: ${path}[${name}]`, { code: 'parameter_unknown', param: `${path}[${name}]` });
    const read = readOne(below, field, path === '' ? name : `${path}[${name}]`);
    if (read instanceof Refusal) return read;
    given[name] = read;
  }
  return given;
}

function readList(raw: Raw, accepted: Extract<Accepted, { is: 'list' }>, path: string): Given[] | Refusal {
  if (typeof raw === 'string') return refuse(400, 'Invalid array', { param: path });
  const names = Object.keys(raw);
  if (names.some((name, place) => name !== String(place))) return refuse(400, 'Invalid array', { param: path });
  if (names.length > accepted.most) return refuse(400, `${path} takes at most ${accepted.most} items`, { param: path });
  const given: Given[] = [];
  for (const [place, below] of Object.entries(raw)) {
    const read = readOne(below, accepted.of, `${path}[${place}]`);
    if (read instanceof Refusal) return read;
    given.push(read);
  }
  return given;
}

/** Documented: at most 50 keys, names up to 40 characters without square brackets, values up to 500 characters. */
function readMetadata(raw: Raw, path: string): { [name: string]: string } | Refusal {
  if (typeof raw === 'string') return refuse(400, 'Invalid object', { param: path });
  const given = bare<string>();
  if (Object.keys(raw).length > 50) return refuse(400, `${path} takes at most 50 keys`, { param: path });
  for (const [name, value] of Object.entries(raw)) {
    const here = `${path}[${name}]`;
    if (typeof value !== 'string') return refuse(400, 'Metadata values are single strings', { param: here });
    if (name.length > 40) return refuse(400, 'Metadata keys must be at most 40 characters', { param: here });
    if (value.length > 500) return refuse(400, 'Metadata values must be at most 500 characters', { param: here });
    // Documented: an empty value unsets the key; on a new object there is nothing to unset.
    if (value !== '') given[name] = value;
  }
  return given;
}
