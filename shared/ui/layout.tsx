// The whole HTML page round what a room has to say: head, header with council and person, demo banner, back link, errors, footer.
import { html } from 'hono/html';
import { assets, inlineScript } from './assets.ts';
import { FieldErrors, PageHeading } from './content.tsx';
import { PostButton } from './forms.tsx';
import { GenericHeader, ServiceNavigation } from './header.tsx';
import { type Child, classNames, type Element, type FieldError } from './markup.ts';
import { BackLink, Footer, PhaseBanner, SkipLink } from './navigation.tsx';
import { longDateText } from './text.ts';

/** `organisation` is whom the person acts for; `change` leads to choosing another, and `account` to what is kept of them. */
type PersonProps = { name: string; organisation?: string | undefined; change?: string | undefined; account?: string | undefined };

export type LayoutProps = {
  title: string;
  council?: { slug: string; name: string; email?: string; telephone?: string } | undefined;
  person?: PersonProps | undefined;
  navigation?: readonly { href: string; text: string; current?: boolean }[] | undefined;
  back?: { href: string; text?: string | undefined } | undefined;
  errors?: readonly FieldError[] | undefined;
  /** `date` is the demo clock's day, 'YYYY-MM-DD'; `href` is the page that moves it. */
  demo?: { date: string; href: string } | undefined;
  /** For pages that are mostly a wide table. */
  wide?: boolean;
  children?: Child;
};

const themeColour = '#0b4f4a';

function Mark(): Element {
  return (
    <svg
      class="daybook-header__mark"
      xmlns="http://www.w3.org/2000/svg"
      viewBox="5 3 22 26"
      width="25"
      height="30"
      aria-hidden="true"
      focusable="false"
    >
      <path
        fill="currentColor"
        d="M7 3h18a2 2 0 0 1 2 2v22a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3v20h14V6zm3 5h8v2h-8zm0 5h8v2h-8zm0 5h5v2h-5z"
      />
    </svg>
  );
}

function Person({ council, person }: { council: { slug: string }; person: PersonProps }): Element {
  return (
    <div class="daybook-person">
      <span class="daybook-person__name">
        {person.name}
        {person.organisation && <span class="daybook-person__organisation">{person.organisation}</span>}
      </span>
      {person.change && (
        <a class="govuk-link" href={person.change}>
          Change organisation
        </a>
      )}
      {person.account && (
        <a class="govuk-link" href={person.account}>
          Your account
        </a>
      )}
      <PostButton action={`/${council.slug}/identity/sign-out`} classes="daybook-link-button" text="Sign out" />
    </div>
  );
}

function Header({ council, person, navigation, demo }: LayoutProps): Element {
  const home = council ? `/${council.slug}` : '/';
  return (
    <header class="govuk-template__header">
      <GenericHeader
        url={home}
        classes="daybook-header"
        logoHtml={
          <>
            <Mark /> <span class="daybook-header__service">Daybook</span>
            {council && (
              <>
                {' '}
                <span class="daybook-header__council">{council.name}</span>
              </>
            )}
          </>
        }
      />
      {(navigation?.length || (council && person)) && (
        <ServiceNavigation
          navigation={navigation}
          isEndInline
          slots={{ end: council && person && <Person council={council} person={person} /> }}
        />
      )}
      {demo && (
        <PhaseBanner
          classes="daybook-demo"
          tag={{ text: 'Demonstration' }}
          html={
            <>
              Invented people and schools. Today is {longDateText(demo.date)}.{' '}
              <a class="govuk-link" href={demo.href}>
                Move the date
              </a>
            </>
          }
        />
      )}
    </header>
  );
}

/** A whole document; give it to `c.html()`. Rooms write their own h1, most simply with `PageHeading`. */
export function Layout(props: LayoutProps): Element {
  const { council, errors = [] } = props;
  const title = [errors.length > 0 ? `Error: ${props.title}` : props.title, council?.name, 'Daybook'].filter(Boolean).join(' – ');
  const footerLinks = council ? [{ href: `/${council.slug}/accessibility`, text: 'Accessibility statement' }] : [];
  return (
    <>
      {html`<!DOCTYPE html>`}
      <html lang="en-GB" class="govuk-template">
        <head>
          <meta charset="utf-8" />
          <title>{title}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <meta name="theme-color" content={themeColour} />
          <link rel="icon" href={assets.icon} type="image/svg+xml" sizes="any" />
          <link rel="stylesheet" href={assets.css} />
          <script type="module" src={assets.js} />
        </head>
        <body class={classNames('govuk-template__body', props.wide && 'daybook-wide')}>
          <script>{inlineScript}</script>
          <SkipLink href="#main-content" text="Skip to main content" />
          <Header {...props} />
          <div class="govuk-width-container">
            {props.back && (
              <nav aria-label="Back">
                <BackLink href={props.back.href} text={props.back.text} />
              </nav>
            )}
            <main class="govuk-main-wrapper" id="main-content">
              {errors.length > 0 && <FieldErrors errors={errors} />}
              {props.children}
            </main>
          </div>
          <Footer
            links={footerLinks}
            text={`Bookings and invoices for school services${council ? `, provided by ${council.name}` : ''}.`}
            contact={council}
          />
        </body>
      </html>
    </>
  );
}

export type ErrorPageProps = Omit<LayoutProps, 'children' | 'errors' | 'wide'> & {
  detail: Child;
  next: Child;
  links?: readonly { href: string; text: string }[];
};

/** A page for a problem: what happened, the detail, and what to do next. */
export function ErrorPage({ detail, next, links = [], ...layout }: ErrorPageProps): Element {
  return (
    <Layout {...layout}>
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <PageHeading>{layout.title}</PageHeading>
          {detail && <p class="govuk-body-l">{detail}</p>}
          <h2 class="govuk-heading-m">What to do next</h2>
          <p class="govuk-body daybook-typed">{next}</p>
          {links.map(({ href, text }) => (
            <p class="govuk-body">
              <a class="govuk-link" href={href}>
                {text}
              </a>
            </p>
          ))}
        </div>
      </div>
    </Layout>
  );
}
