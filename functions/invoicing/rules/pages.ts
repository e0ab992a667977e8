// How much of a long list is shown at once: a reply has to stay well below the six megabytes a function may answer with. Pure.

/** Lines shown on one page, of however many documents: about a megabyte. */
export const mostLinesShown = 1_000;

/** The first items that together have no more lines than are shown at once; always one, so that a page leads on. */
export function firstThatFit<T>(items: readonly T[], linesOf: (item: T) => number): T[] {
  let lines = 0;
  const past = items.findIndex((item) => {
    lines += linesOf(item);
    return lines > mostLinesShown;
  });
  return past === -1 ? [...items] : items.slice(0, Math.max(past, 1));
}
