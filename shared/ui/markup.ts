// The few words every component of the page kit shares. Text is always escaped; `html` takes JSX, so a string given there is escaped too.
import type { Child } from 'hono/jsx';
import type { JSX } from 'hono/jsx/jsx-runtime';

export type { Child };
export type Element = JSX.Element;
export type Attributes = Record<string, string | number | boolean>;

/** What a component shows: plain text, or JSX as `html` or as children. */
export type Words = { text?: string | number | undefined; html?: Child; children?: Child };

/** One thing wrong with a form: `field` is the id of the input it is about, or '' when it is about the whole page. */
export type FieldError = { field: string; text: string };

export function classNames(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

export function words(given: Words): Child {
  return given.children || given.html || given.text;
}

export function hasWords(given: Words | undefined): boolean {
  return Boolean(given && words(given));
}

/** The error message for one input, in the shape every form component takes. */
export function errorFor(errors: readonly FieldError[] | undefined, field: string): { text: string } | undefined {
  const error = errors?.find((candidate) => candidate.field === field);
  return error && { text: error.text };
}
