// Ways around a site: skip link, breadcrumbs, back link, pagination, banner. govuk-frontend's markup, our own footer.
import { Tag } from './content.tsx';
import { type Attributes, classNames, type Element, type Words, words } from './markup.ts';

type Link = { href: string; attributes?: Attributes };

export function SkipLink(props: Words & { href?: string; classes?: string; attributes?: Attributes }): Element {
  return (
    <a
      href={props.href || '#content'}
      class={classNames('govuk-skip-link', props.classes)}
      {...props.attributes}
      data-module="govuk-skip-link"
    >
      {words(props)}
    </a>
  );
}

export function BackLink(props: Words & { href?: string; classes?: string; attributes?: Attributes }): Element {
  return (
    <a href={props.href || '#'} class={classNames('govuk-back-link', props.classes)} {...props.attributes}>
      {words(props) || 'Back'}
    </a>
  );
}

export type BreadcrumbsProps = {
  items: readonly (Words & Partial<Link>)[];
  classes?: string;
  collapseOnMobile?: boolean;
  labelText?: string;
  attributes?: Attributes;
};

export function Breadcrumbs(props: BreadcrumbsProps): Element {
  return (
    <nav
      class={classNames('govuk-breadcrumbs', props.classes, props.collapseOnMobile && 'govuk-breadcrumbs--collapse-on-mobile')}
      {...props.attributes}
      aria-label={props.labelText ?? 'Breadcrumb'}
    >
      <ol class="govuk-breadcrumbs__list">
        {props.items.map((item) =>
          item.href ? (
            <li class="govuk-breadcrumbs__list-item">
              <a class="govuk-breadcrumbs__link" href={item.href} {...item.attributes}>
                {words(item)}
              </a>
            </li>
          ) : (
            <li class="govuk-breadcrumbs__list-item" aria-current="page">
              {words(item)}
            </li>
          ),
        )}
      </ol>
    </nav>
  );
}

type PageLink = Words & Link & { labelText?: string };
type PageItem = {
  number?: number | string;
  href?: string;
  current?: boolean;
  ellipsis?: boolean;
  visuallyHiddenText?: string;
  attributes?: Attributes;
};
export type PaginationProps = {
  previous?: PageLink | undefined;
  next?: PageLink | undefined;
  items?: readonly (PageItem | null)[];
  landmarkLabel?: string;
  classes?: string;
  attributes?: Attributes;
};

const arrows = {
  prev: 'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z',
  next: 'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z',
};

function Arrow(props: { towards: 'prev' | 'next' }): Element {
  return (
    <svg
      class={`govuk-pagination__icon govuk-pagination__icon--${props.towards}`}
      xmlns="http://www.w3.org/2000/svg"
      height="13"
      width="15"
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 15 13"
    >
      <path d={arrows[props.towards]} />
    </svg>
  );
}

function ArrowLink(props: { towards: 'prev' | 'next'; link: PageLink; isBlock: boolean }): Element {
  const { towards, link, isBlock } = props;
  return (
    <div class={`govuk-pagination__${towards}`}>
      <a class="govuk-link govuk-pagination__link" href={link.href} rel={towards} {...link.attributes}>
        {(isBlock || towards === 'prev') && <Arrow towards={towards} />}
        <span class={classNames('govuk-pagination__link-title', isBlock && !link.labelText && 'govuk-pagination__link-title--decorated')}>
          {words(link) || (
            <>
              {towards === 'prev' ? 'Previous' : 'Next'}
              <span class="govuk-visually-hidden"> page</span>
            </>
          )}
        </span>
        {link.labelText && isBlock && (
          <>
            {' '}
            <span class="govuk-visually-hidden">:</span> <span class="govuk-pagination__link-label">{link.labelText}</span>
          </>
        )}
        {!isBlock && towards === 'next' && <Arrow towards={towards} />}
      </a>
    </div>
  );
}

function PageEntry({ item }: { item: PageItem }): Element | null {
  if (item.ellipsis) return <li class="govuk-pagination__item govuk-pagination__item--ellipsis">⋯</li>;
  if (item.number === undefined) return null;
  return (
    <li class={classNames('govuk-pagination__item', item.current && 'govuk-pagination__item--current')}>
      <a
        class="govuk-link govuk-pagination__link"
        href={item.href}
        aria-label={item.visuallyHiddenText ?? `Page ${item.number}`}
        aria-current={item.current ? 'page' : undefined}
        {...item.attributes}
      >
        {item.number}
      </a>
    </li>
  );
}

export function Pagination(props: PaginationProps): Element {
  const { previous, next, items } = props;
  const isBlock = !items && Boolean(next || previous);
  return (
    <nav
      class={classNames('govuk-pagination', isBlock && 'govuk-pagination--block', props.classes)}
      aria-label={props.landmarkLabel || 'Pagination'}
      {...props.attributes}
    >
      {previous?.href && <ArrowLink towards="prev" link={previous} isBlock={isBlock} />}
      {items && <ul class="govuk-pagination__list">{items.map((item) => item && <PageEntry item={item} />)}</ul>}
      {next?.href && <ArrowLink towards="next" link={next} isBlock={isBlock} />}
    </nav>
  );
}

export function PhaseBanner(props: Words & { tag: Words & { classes?: string }; classes?: string; attributes?: Attributes }): Element {
  return (
    <div class={classNames('govuk-phase-banner govuk-width-container', props.classes)} {...props.attributes}>
      <p class="govuk-phase-banner__content">
        <Tag html={words(props.tag)} classes={classNames('govuk-phase-banner__content__tag', props.tag.classes)} />{' '}
        <span class="govuk-phase-banner__text">{words(props)}</span>
      </p>
    </div>
  );
}

/** Our own footer: the govuk-frontend one always draws the crown and claims Crown copyright. */
export function Footer(props: {
  links: readonly { href: string; text: string }[];
  text: string;
  contact?: { email?: string; telephone?: string } | undefined;
}): Element {
  const { email, telephone } = props.contact ?? {};
  return (
    <footer class="govuk-template__footer daybook-footer">
      <div class="govuk-width-container">
        <h2 class="govuk-visually-hidden">Support links</h2>
        <ul class="daybook-footer__links">
          {props.links.map((link) => (
            <li>
              <a class="govuk-link" href={link.href}>
                {link.text}
              </a>
            </li>
          ))}
        </ul>
        <p class="daybook-footer__text">{props.text}</p>
        {(email || telephone) && (
          <p class="daybook-footer__text">
            Questions, changes and cancellations:{' '}
            {email && (
              <a class="govuk-link" href={`mailto:${email}`}>
                {email}
              </a>
            )}
            {email && telephone && ', '}
            {telephone && <>telephone {telephone}</>}
          </p>
        )}
      </div>
    </footer>
  );
}
