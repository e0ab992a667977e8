// What forms of a draft offer to choose from, and the fields that several of them have. Pure.
import { capital } from '../../../../shared/ui/text.ts';
import type { Json, Path } from '../../schema/drafts.ts';
import { textFor } from '../policies/words.ts';
import type { Field, Option } from './fields.ts';
import { listAt, textAt } from './json.ts';

export type Texts = Readonly<Record<string, string>>;
export const options = (texts: Texts): Option[] => Object.keys(texts).map((value) => ({ value, text: capital(textFor(texts, value)) }));
/** Words that tell of whoever is granted something. */
export const told = <K extends string>(texts: Readonly<Record<K, (holder: string) => string>>, holder: string): Option[] =>
  Object.entries<(holder: string) => string>(texts).map(([value, text]) => ({ value, text: text(holder) }));
/** What a list of the pack holds, by code and title. */
export const listOptions = (json: Json, name: string): Option[] =>
  listAt(json, [name]).flatMap((_, i) => {
    const value = textAt(json, [name, i, 'code']);
    return value === '' ? [] : [{ value, text: textAt(json, [name, i, 'title']) || value }];
  });

export const days = (path: Path, label: string): Field[] => [
  { kind: 'number', path: [...path, 'halfDays'], label, hint: 'One day is 2 half-days' },
  { kind: 'assumed', path },
];
