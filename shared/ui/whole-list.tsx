// The ways on from a short list: to its next page, and to the whole of it, asked for by what matters, put in order, and exported.
import type { Element } from './markup.ts';

/** The next page of a list on the same page, asked for as this one was. What is not given is left out of the address. */
export const MoreLink = ({ query, text }: { query: Readonly<Record<string, string | undefined>>; text: string }): Element => (
  <p class="govuk-body">
    <a
      class="govuk-link"
      href={`?${new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : [])))}`}
    >
      {text}
    </a>
  </p>
);

/** `organisation`: whose, where whoever reads may see those of several. */
export function WholeList({ slug, list, organisation }: { slug: string; list: string; organisation?: string | undefined }): Element {
  return (
    <p class="govuk-body">
      <a class="govuk-link" href={`/${slug}/reports/lists?${new URLSearchParams({ list, ...(organisation ? { organisation } : {}) })}`}>
        Filter, sort or export this list
      </a>
    </p>
  );
}
