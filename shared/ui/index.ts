// The page kit: everything a room's page.tsx needs, from one place.
export * from './assets.ts';
export * from './availability.tsx';
export * from './choices.tsx';
export * from './content.tsx';
export * from './dates.tsx';
export { ErrorMessage, type FieldProps, Fieldset, Hint, type HintProps, Label, type LabelProps } from './fields.tsx';
export * from './figures.tsx';
export * from './forms.tsx';
export * from './going-on.tsx';
export * from './header.tsx';
export * from './history.tsx';
export * from './layout.tsx';
export { type Attributes, type Child, type Element, errorFor, type FieldError, type Words } from './markup.ts';
export * from './navigation.tsx';
export * from './tables.tsx';
export * from './text.ts';
export { fieldOf } from './typed.ts';
export * from './whole-list.tsx';
