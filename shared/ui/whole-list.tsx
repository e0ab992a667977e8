// The ways on from a page: a link of its own, and from a short list to its next page and to the whole of it, asked for by what matters, put in order, and exported.
import type { Element } from './markup.ts';

type LinkLineProps = { href: string; text: string; download?: true };

/** A link on a line of its own. */
export const LinkLine = ({ href, text, download }: LinkLineProps): Element => (
  <p class="govuk-body">
    <a class="govuk-link" href={href} download={download}>
      {text}
    </a>
  </p>
);

/** Several links, each on a line of its own; what is not given takes no line. */
export const LinkList = ({ links }: { links: readonly (LinkLineProps | false)[] }): Element => (
  <ul class="govuk-list">
    {links.map(
      (link) =>
        link && (
          <li>
            <a class="govuk-link" href={link.href} download={link.download}>
              {link.text}
            </a>
          </li>
        ),
    )}
  </ul>
);

/** The next page of a list on the same page, asked for as this one was. What is not given is left out of the address. */
export const MoreLink = ({ query, text }: { query: Readonly<Record<string, string | undefined>>; text: string }): Element => {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
  return <LinkLine href={`?${new URLSearchParams(given)}`} text={text} />;
};

/** `organisation`: whose, where whoever reads may see those of several. */
export function WholeList({ slug, list, organisation }: { slug: string; list: string; organisation?: string | undefined }): Element {
  const asked = new URLSearchParams({ list, ...(organisation ? { organisation } : {}) });
  return <LinkLine href={`/${slug}/reports/lists?${asked}`} text="Filter, sort or export this list" />;
}
