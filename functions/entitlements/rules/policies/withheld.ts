// What a policy says of confidential statuses, kept from whoever may not know of any: which status a rule is for, by which clause, on what ground. What it grants,
// for which services and until when is told to everybody who reads the policy: schools have such days under the same words. Pure.
import type { Actor } from '../../../../shared/context.ts';
import type { Fault } from '../../../../shared/policy/faults.ts';
import type { AssumedValue } from '../../../../shared/policy/rules.ts';
import { wordsSchema } from '../../../../shared/policy/schema.ts';
import { can } from '../../../identity/rules.ts';
import type { Json } from '../../schema/drafts.ts';
import { at } from '../drafts/json.ts';

/** What stands in the place of what is not shown. */
export const notTold = 'Not shown: it rests on what is confidential';

/** Whether somebody reads a policy whole: whoever may know of statuses, and whoever writes it. */
export const readsAll = (actor: Actor): boolean => can(actor, 'confidential:read') || can(actor, 'policy:draft');

const open = ['school', 'partnership', 'event', 'team'];
const told = [
  'code',
  'title',
  'services',
  'bookableBy',
  'whenUsedUp',
  'funding',
  'year',
  'from',
  'to',
  'usable',
  'grant',
  'midYear',
  'onSuccession',
  'yearEnd',
];
const sections: readonly string[] = Object.keys(wordsSchema.shape);

type Some = { [name: string]: Json };
const isSome = (json: Json | undefined): json is Some => typeof json === 'object' && json !== null && !Array.isArray(json);
const only = (json: Some, names: readonly string[]): Some =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(json, name) ? [[name, json[name] as Json]] : [])));

/** A rule may be half written: what is not known to be of another kind may be of this one. */
const isWithheld = (rule: Json | undefined): boolean => !isSome(rule) || typeof rule.per !== 'string' || !open.includes(rule.per);

/** On what ground a number was put in place of what the source leaves open may tell of the status too. */
const withoutNote = (json: Json): Json => (isSome(json) ? only(json, ['halfDays', 'assumed']) : null);

function ruleTold(rule: Json): Json {
  if (!isWithheld(rule)) return rule;
  if (!isSome(rule) || rule.per !== 'status') return { withheld: notTold };
  const shown = only(rule, told);
  return { ...shown, ...(rule.grant === undefined ? {} : { grant: withoutNote(rule.grant) }), withheld: notTold };
}

/** A pack, or what is to become one, as others read it. It is a pack no more: it cannot be brought back. */
export function packTold(json: Json): Json {
  if (!isSome(json)) return null;
  const { allocations, ...rest } = only(json, sections);
  return { ...rest, allocations: Array.isArray(allocations) ? allocations.map(ruleTold) : [] };
}

/** What is kept from others, rule by rule. */
const keptBack = (json: Json | undefined): Json[] => {
  const rules = at(json ?? null, ['allocations']);
  if (!Array.isArray(rules)) return rules === undefined ? [] : [rules];
  return rules.filter(isWithheld).map((rule) => {
    if (!isSome(rule)) return rule;
    const hidden = Object.keys(rule).filter((name) => !told.includes(name));
    return [rule.code ?? null, only(rule, hidden.sort()), isSome(rule.grant) ? (rule.grant.note ?? null) : null];
  });
};

/** Whether something is different between two of them that others are not shown: nobody approves what they cannot read. */
export const differsUnseen = (json: Json, before: Json | undefined): boolean =>
  JSON.stringify(keptBack(json)) !== JSON.stringify(keptBack(before));

const isAbout = (json: Json, [section, place]: Fault['path']): boolean =>
  section === 'allocations' && (typeof place !== 'number' || isWithheld(at(json, ['allocations', place])));

/** Faults as others read them: that there is one, and in which rule. */
export const faultsTold = (faults: readonly Fault[], json: Json): Fault[] =>
  faults.map((fault) =>
    isAbout(json, fault.path)
      ? { path: fault.path.slice(0, 2), message: 'There is a fault in a rule that is not shown to you whole' }
      : fault,
  );

/** Assumed values as others read them: without the ground on which one was put. */
export const assumedTold = (assumed: readonly AssumedValue[], json: Json): AssumedValue[] =>
  assumed.map((value) => (isAbout(json, value.path) ? { ...value, note: '' } : value));
