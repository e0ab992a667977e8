// What a page says: tags, panels, banners, warnings, errors, cards. govuk-frontend's markup and option names; cards are our own.
import { Button } from './forms.tsx';
import { type Attributes, type Child, classNames, type Element, type FieldError, type Words, words } from './markup.ts';

type Block = Words & { id?: string; classes?: string; attributes?: Attributes };
export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;

export function Heading(props: { level: HeadingLevel; class: string; id?: string; children?: Child }): Element {
  const Level = `h${props.level}` as const;
  return (
    <Level class={props.class} id={props.id}>
      {props.children}
    </Level>
  );
}

/** A page's one h1, with a smaller line above it that says where we are. */
export function PageHeading(props: { caption?: Child; size?: 'm' | 'l' | 'xl'; children?: Child }): Element {
  const size = props.size ?? 'l';
  return (
    <>
      {props.caption && <span class={`govuk-caption-${size}`}>{props.caption}</span>}
      <h1 class={`govuk-heading-${size}`}>{props.children}</h1>
    </>
  );
}

export function Tag(props: Words & { classes?: string; attributes?: Attributes }): Element {
  return (
    <strong class={classNames('govuk-tag', props.classes)} {...props.attributes}>
      {words(props)}
    </strong>
  );
}

export function InsetText(props: Block): Element {
  return (
    <div id={props.id} class={classNames('govuk-inset-text', props.classes)} {...props.attributes}>
      {words(props)}
    </div>
  );
}

export function WarningText(props: Block & { iconFallbackText?: string }): Element {
  return (
    <div class={classNames('govuk-warning-text', props.classes)} {...props.attributes}>
      <span class="govuk-warning-text__icon" aria-hidden="true">
        !
      </span>{' '}
      <strong class="govuk-warning-text__text">
        <span class="govuk-visually-hidden">{props.iconFallbackText || 'Warning'}</span> {words(props)}
      </strong>
    </div>
  );
}

export type NotificationBannerProps = Words & {
  type?: string;
  role?: string;
  titleText?: string;
  titleHtml?: Child;
  titleId?: string;
  titleHeadingLevel?: HeadingLevel;
  disableAutoFocus?: boolean;
  classes?: string;
  attributes?: Attributes;
};

/** `type: 'success'` is announced at once and takes the focus; otherwise the banner is a landmark. Plain text is shown as a heading line. */
export function NotificationBanner(props: NotificationBannerProps): Element {
  const isSuccess = props.type === 'success';
  const titleId = props.titleId || 'govuk-notification-banner-title';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is always there, 'alert' or 'region'
    <div
      class={classNames('govuk-notification-banner', isSuccess && 'govuk-notification-banner--success', props.classes)}
      role={props.role || (isSuccess ? 'alert' : 'region')}
      aria-labelledby={titleId}
      data-module="govuk-notification-banner"
      data-disable-auto-focus={props.disableAutoFocus}
      {...props.attributes}
    >
      <div class="govuk-notification-banner__header">
        <Heading level={props.titleHeadingLevel ?? 2} class="govuk-notification-banner__title" id={titleId}>
          {props.titleHtml || props.titleText || (isSuccess ? 'Success' : 'Important')}
        </Heading>
      </div>
      <div class="govuk-notification-banner__content">
        {props.children || props.html || (props.text && <p class="govuk-notification-banner__heading">{props.text}</p>)}
      </div>
    </div>
  );
}

type PanelAction = { text: string; href?: string; type?: 'submit' | 'button'; classes?: string; attributes?: Attributes };
export type PanelProps = Words & {
  titleText?: string;
  titleHtml?: Child;
  headingLevel?: HeadingLevel;
  actions?: { items?: readonly PanelAction[]; classes?: string; attributes?: Attributes };
  classes?: string;
  attributes?: Attributes;
};

function PanelActionControl({ action }: { action: PanelAction }): Element {
  if (!action.href || action.type === 'button') {
    const { text, href, attributes } = action;
    return (
      <Button
        text={text}
        href={href}
        attributes={attributes}
        type={action.type || 'button'}
        classes={classNames('govuk-button--inverse', action.classes)}
      />
    );
  }
  return (
    <a class={classNames('govuk-link govuk-link--inverse', action.classes)} href={action.href} {...action.attributes}>
      {action.text}
    </a>
  );
}

export function Panel(props: PanelProps): Element {
  const isInterruption = props.classes?.includes('govuk-panel--interruption');
  const { actions } = props;
  const body = words(props);
  return (
    <div class={classNames('govuk-panel', !isInterruption && 'govuk-panel--confirmation', props.classes)} {...props.attributes}>
      <Heading level={props.headingLevel ?? 1} class="govuk-panel__title">
        {props.titleHtml || props.titleText}
      </Heading>
      {body && <div class="govuk-panel__body">{body}</div>}
      {isInterruption && actions && (
        <div class={classNames('govuk-panel__actions', actions.classes)} {...actions.attributes}>
          {actions.items?.length ? (
            <div class="govuk-button-group">
              {actions.items.map((action) => (
                <>
                  <PanelActionControl action={action} />{' '}
                </>
              ))}
            </div>
          ) : null}
        </div>
      )}
    </div>
  );
}

export function Details(props: Block & { summaryText?: string; summaryHtml?: Child; open?: boolean }): Element {
  return (
    <details id={props.id} class={classNames('govuk-details', props.classes)} {...props.attributes} open={props.open}>
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{props.summaryHtml || props.summaryText}</span>
      </summary>
      <div class="govuk-details__text">{words(props)}</div>
    </details>
  );
}

export type ErrorSummaryProps = {
  titleText?: string;
  titleHtml?: Child;
  descriptionText?: string;
  descriptionHtml?: Child;
  errorList?: readonly (Words & { href?: string | undefined; attributes?: Attributes })[];
  disableAutoFocus?: boolean;
  classes?: string;
  attributes?: Attributes;
};

export function ErrorSummary(props: ErrorSummaryProps): Element {
  const description = props.descriptionHtml || props.descriptionText;
  return (
    <div
      class={classNames('govuk-error-summary', props.classes)}
      data-disable-auto-focus={props.disableAutoFocus}
      {...props.attributes}
      data-module="govuk-error-summary"
    >
      {/* The alert is inside, so that taking the focus does not race with announcing it. */}
      <div role="alert">
        <h2 class="govuk-error-summary__title">{props.titleHtml || props.titleText}</h2>
        <div class="govuk-error-summary__body">
          {description && <p>{description}</p>}
          {props.errorList?.length ? (
            <ul class="govuk-list govuk-error-summary__list">
              {props.errorList.map((item) => (
                <li>
                  {item.href ? (
                    <a href={item.href} {...item.attributes}>
                      {words(item)}
                    </a>
                  ) : (
                    words(item)
                  )}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      </div>
    </div>
  );
}

/** The error summary for a list of field errors; each links to its input. */
export function FieldErrors({ errors }: { errors: readonly FieldError[] }): Element {
  return (
    <ErrorSummary
      titleText="There is a problem"
      errorList={errors.map(({ field, text }) => ({ text, href: field ? `#${field}` : undefined }))}
    />
  );
}

export type CardProps = { href: string; title: string; text?: string; tags?: Child; headingLevel?: HeadingLevel; children?: Child };

/** One service of a catalogue, or any other thing to choose: the title is the link, the rest describes it. */
export function Card(props: CardProps): Element {
  return (
    <li class="daybook-card">
      <Heading level={props.headingLevel ?? 2} class="daybook-card__title">
        <a class="govuk-link" href={props.href}>
          {props.title}
        </a>
      </Heading>
      {props.tags && <p class="daybook-card__tags">{props.tags}</p>}
      {props.text && <p class="daybook-card__text">{props.text}</p>}
      {props.children}
    </li>
  );
}

export function Cards({ children }: { children?: Child }): Element {
  return <ul class="daybook-cards">{children}</ul>;
}
