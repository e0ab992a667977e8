// The top of every page: the brand bar and the service navigation, with govuk-frontend's markup and its macros' option names.
import { type Attributes, type Child, classNames, type Element, type Words, words } from './markup.ts';

export type GenericHeaderProps = {
  logoText?: string;
  logoHtml?: Child;
  url?: string;
  containerClasses?: string;
  classes?: string;
  attributes?: Attributes;
};

export function GenericHeader(props: GenericHeaderProps): Element {
  return (
    <div class={classNames('govuk-generic-header', props.classes)} {...props.attributes}>
      <div class={classNames('govuk-generic-header__container', props.containerClasses || 'govuk-width-container')}>
        <div class="govuk-generic-header__logo">
          <a href={props.url || '/'} class="govuk-generic-header__homepage-link">
            {props.logoHtml || props.logoText}
          </a>
        </div>
      </div>
    </div>
  );
}

export type NavigationItem = Words & { href?: string; current?: boolean; active?: boolean; attributes?: Attributes };
export type ServiceNavigationProps = {
  navigation?: readonly (NavigationItem | null | false | undefined)[];
  serviceName?: string;
  serviceUrl?: string;
  ariaLabel?: string;
  menuButtonText?: string;
  menuButtonLabel?: string;
  navigationLabel?: string;
  navigationId?: string;
  navigationClasses?: string;
  collapseNavigationOnMobile?: boolean;
  slots?: { start?: Child; end?: Child; navigationStart?: Child; navigationEnd?: Child };
  /** Puts the end slot beside the navigation where there is room (the macro's `slots.end.align: 'inline'`). */
  isEndInline?: boolean;
  classes?: string;
  attributes?: Attributes;
};

function NavigationEntry({ item }: { item: NavigationItem }): Element {
  const isActive = item.active || item.current;
  const content = isActive ? <strong class="govuk-service-navigation__active-fallback">{words(item)}</strong> : words(item);
  const current = isActive ? (item.current ? 'page' : 'true') : undefined;
  return (
    <li class={classNames('govuk-service-navigation__item', isActive && 'govuk-service-navigation__item--active')}>
      {item.href ? (
        <a class="govuk-service-navigation__link" href={item.href} aria-current={current} {...item.attributes}>
          {content}
        </a>
      ) : (
        <span class="govuk-service-navigation__text" aria-current={current}>
          {content}
        </span>
      )}
    </li>
  );
}

function NavigationList(props: ServiceNavigationProps & { entries: readonly NavigationItem[] }): Element {
  const { entries, slots = {} } = props;
  const menuText = props.menuButtonText || 'Menu';
  const id = props.navigationId || 'navigation';
  return (
    <nav aria-label={props.navigationLabel || menuText} class={classNames('govuk-service-navigation__wrapper', props.navigationClasses)}>
      {(props.collapseNavigationOnMobile ?? entries.length > 1) && (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it is hidden altogether until the script that makes it work shows it
        <button
          type="button"
          class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
          aria-controls={id}
          aria-label={props.menuButtonLabel && props.menuButtonLabel !== menuText ? props.menuButtonLabel : undefined}
          hidden
          aria-hidden="true"
        >
          {menuText}
        </button>
      )}
      <ul class="govuk-service-navigation__list" id={id}>
        {slots.navigationStart}
        {entries.map((item) => (
          <NavigationEntry item={item} />
        ))}
        {slots.navigationEnd}
      </ul>
    </nav>
  );
}

export function ServiceNavigation(props: ServiceNavigationProps): Element {
  const { serviceName, slots = {} } = props;
  const entries = (props.navigation ?? []).filter((item): item is NavigationItem => Boolean(item));
  const hasList = entries.length > 0 || Boolean(slots.navigationStart || slots.navigationEnd);
  const shared = {
    class: classNames('govuk-service-navigation', props.classes),
    'data-module': 'govuk-service-navigation',
    ...props.attributes,
  };
  const inner = (
    <div class={classNames('govuk-width-container', props.isEndInline && 'govuk-service-navigation__inlining-container')}>
      {slots.start}
      <div class="govuk-service-navigation__container">
        {serviceName && (
          <span class="govuk-service-navigation__service-name">
            {props.serviceUrl ? (
              <a href={props.serviceUrl} class="govuk-service-navigation__link">
                {serviceName}
              </a>
            ) : (
              <span class="govuk-service-navigation__text">{serviceName}</span>
            )}
          </span>
        )}
        {hasList && <NavigationList {...props} entries={entries} />}
      </div>
      {slots.end}
    </div>
  );
  // With more than links in it, it is a landmark of its own; otherwise the nav inside is enough.
  if (serviceName || slots.start || slots.end) {
    return (
      <section aria-label={props.ariaLabel ?? 'Service information'} {...shared}>
        {inner}
      </section>
    );
  }
  return <div {...shared}>{inner}</div>;
}
