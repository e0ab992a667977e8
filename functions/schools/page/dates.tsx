// What the forms of organisations sent, as they read it; dates are typed as everywhere.
export { DateField, dateTyped } from '../../../shared/ui/index.ts';

export type Typed = { one(name: string): string | undefined; many(name: string): string[] };
export const nothing: Typed = { one: () => undefined, many: () => [] };
