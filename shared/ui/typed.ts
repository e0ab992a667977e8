// A field of a form as it was typed: its name, what stands in it and what is wrong with it are one thing, so that no error leads to another field.
import { errorFor, type FieldError } from './markup.ts';

/** A form as it was read. */
export type Boxes = { readonly one: (name: string) => string | undefined };

export const isForm = (typed: object): typed is Boxes => 'one' in typed && typeof typed.one === 'function';

/** The fields that hold a text. */
type Names<Typed> = Typed extends Boxes
  ? string
  : { [Name in keyof Typed]-?: Typed[Name] extends string | undefined ? Name : never }[keyof Typed] & string;

/**
 * What Input, Select, Textarea and CharacterCount need of a field that is shown again: its name, which is also its id, what was typed, and the fault that is told of
 * it. `errorField`: under what that fault is told, where it is not the name.
 */
export const fieldOf = <Typed extends object>(
  typed: Typed,
  errors: readonly FieldError[] | undefined,
  name: Names<Typed>,
  errorField: string = name,
) => ({
  id: name,
  name,
  value: isForm(typed) ? typed.one(name) : (typed as Readonly<Record<string, string | undefined>>)[name],
  errorMessage: errorFor(errors, errorField),
});
