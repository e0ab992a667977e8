// The way from a short list to the whole of it: asked for by what matters, put in order, and exported.
import type { Element } from './markup.ts';

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
