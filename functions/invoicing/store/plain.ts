// Items in the room's own words, without their keys: what is shown of them cannot show how they are kept.
import { type Page, unkeyed } from '../../../shared/table.ts';

/** An item in the room's own words, without its keys and its type: what is shown of it cannot show how it is kept. */
export function plain<T extends object>(item: T): T {
  const { type: _, ...words } = unkeyed(item) as T & { type?: unknown };
  return words as T;
}
export const plainly = async <T extends object>(item: Promise<T | undefined>): Promise<T | undefined> => {
  const found = await item;
  return found && plain(found);
};
export const plainPage = async <T extends object>(page: Promise<Page<T>>): Promise<Page<T>> => {
  const { items, ...rest } = await page;
  return { items: items.map(plain), ...rest };
};
