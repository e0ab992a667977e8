// How a room answers with a page: the layout filled from the context, errors and the right status; JavaScript is never needed.
import { londonDate, noRealDate } from './calendar.ts';
import { anonymous, buyerRoles as buyers, type Context, councilRoles, financeRoles as finance, type Role } from './context.ts';
import type { Refusal } from './decision.ts';
import type { Web } from './http.ts';
import type { RefusalEntry } from './problem/entry.ts';
import { refusals } from './problem.ts';
import { type Child, ErrorPage, type FieldError, Layout } from './ui/index.ts';

/** `within` is what the entry stands for when that is more than its own address. */
type Entry = { path: string; text: string; roles: readonly Role[]; within?: string };

/** The main menu: each entry with the roles that see it, who find the same by the same name on their home page, beside whatever they need less often. */
export const menu: readonly Entry[] = [
  { path: '/catalogue', text: 'Services', roles: [...buyers, 'catalogue-manager', 'resource-manager', 'sip-manager', 'council-admin'] },
  {
    path: '/bookings',
    text: 'Bookings',
    roles: [...buyers, 'partnership-lead', 'resource-manager', 'sip-manager', 'council-admin', 'auditor'],
  },
  { path: '/buyback', text: 'Packages and buy-back', roles: buyers },
  { path: '/bookings/diary', text: 'Diary', roles: ['officer'] },
  { path: '/entitlements/statements', text: 'Free days', roles: [...buyers, 'partnership-lead'], within: '/entitlements' },
  { path: '/entitlements/vacancies', text: 'Vacancies', roles: ['resource-manager', 'sip-manager', 'council-admin', 'auditor'] },
  {
    path: '/entitlements/policies',
    text: 'Policy',
    roles: ['catalogue-manager', 'resource-manager', 'sip-manager', 'finance', 'finance-approver', 'auditor', 'council-admin'],
  },
  { path: '/entitlements/runs', text: 'Allocations', roles: ['sip-manager', 'council-admin'], within: '/entitlements' },
  { path: '/officers', text: 'Officers', roles: ['catalogue-manager', 'resource-manager', 'sip-manager'] },
  {
    path: '/schools',
    text: 'Schools',
    roles: councilRoles,
  },
  { path: '/entitlements/pots', text: 'Partnership days', roles: ['partnership-lead'] },
  { path: '/schools/partnerships', text: 'Partnerships', roles: ['partnership-lead', 'resource-manager', 'sip-manager'] },
  { path: '/catalogue', text: 'Services', roles: ['partnership-lead'] },
  { path: '/invoicing/runs', text: 'Billing', roles: finance },
  { path: '/invoicing/documents', text: 'Invoices and recharges', roles: [...buyers, ...finance] },
  { path: '/invoicing/journals', text: 'Journals', roles: ['finance', 'finance-approver'] },
  { path: '/buyback/agreements', text: 'Agreements', roles: ['catalogue-manager'], within: '/buyback' },
  { path: '/payments/suspense', text: 'Suspense', roles: ['finance', 'finance-approver'] },
  { path: '/reports/proof', text: 'Proof', roles: finance },
  { path: '/reports/outbox', text: 'Messages stuck', roles: ['finance'] },
  { path: '/identity/people', text: 'People', roles: ['council-admin'] },
  { path: '/identity/audit', text: 'Audit trail', roles: ['auditor', 'council-admin'] },
];

/** Who is signed in, for whom they act, and the ways to change either. */
function personIn({ actor, council: { slug } }: Context, c: Web) {
  const choosing = `/${slug}/identity/organisations`;
  const here = c.req.path + new URL(c.req.url).search;
  // What a form led to is no place to come back to; and whoever is choosing already goes on to where they were going.
  const back = c.req.path === choosing ? (c.req.query('return') ?? `/${slug}`) : c.req.method === 'GET' ? here : `/${slug}`;
  return {
    name: actor.name,
    organisation: actor.organisationName,
    change: actor.hasChoice && `${choosing}?return=${encodeURIComponent(back)}`,
    account: `/${slug}/identity/account`,
  };
}

function frame(c: Web, context: Context | undefined) {
  if (!context) return {};
  const { slug, name, email, telephone } = context.council;
  const signedIn = context.actor !== anonymous;
  const here = c.req.path;
  const visible = menu.filter(
    ({ roles, path }, i) =>
      context.actor.roles.some((role) => roles.includes(role)) &&
      // Somebody with two roles sees the same address once, under its first name.
      !menu.slice(0, i).some((before) => before.path === path && context.actor.roles.some((role) => before.roles.includes(role))),
  );
  const current = visible
    .filter(({ path, within = path }) => here === `/${slug}${within}` || here.startsWith(`/${slug}${within}/`))
    .sort((a, b) => (b.within ?? b.path).length - (a.within ?? a.path).length)[0];
  return {
    council: { slug, name, email, telephone },
    ...(signedIn ? { person: personIn(context, c) } : {}),
    navigation: visible.map((entry) => ({ href: `/${slug}${entry.path}`, text: entry.text, current: entry === current })),
    ...(c.get('host').demo ? { demo: { date: londonDate(context.now), href: `/demo/clock?return=${encodeURIComponent(here)}` } } : {}),
  };
}

type PageProps = {
  title: string;
  back?: { href: string; text?: string };
  /** A refused command: its faults become the error summary, and its status the page's. */
  refusal?: Refusal | undefined;
  /** The page's own words for the refusal, where it knows more than the table of refusals. */
  errors?: readonly FieldError[] | undefined;
  wide?: boolean;
  children?: Child;
};

/** A page of a room. With a refusal, the same form again: error summary on top, the refusal's status. */
export async function page(context: Context, c: Web, props: PageProps): Promise<Response> {
  const { refusal, errors: own, ...rest } = props;
  const errors = refusal ? (own ?? faultsOf(refusal)) : undefined;
  const draw = async (found: readonly FieldError[] | undefined) => String(await Layout({ ...frame(c, context), ...rest, errors: found }));
  const body = await draw(errors);
  // The summary leads to inputs. Where the page as it stands has not the input, it leads to the page's content and not to nowhere.
  const here = ({ field }: FieldError) => body.includes(` id="${field}"`);
  const leading = errors?.map((error) => (here(error) ? error : { ...error, field: 'main-content' }));
  return c.html(!errors || errors.every(here) ? body : await draw(leading), refusal ? (refusals[refusal.name].status as 409) : 200);
}

/** What a refusal says in an error summary: each faulty field, or the refusal as a whole with its next step. */
export function faultsOf(refusal: Refusal): FieldError[] {
  const entry = refusals[refusal.name];
  if (refusal.name === 'invalid-request' && refusal.faults)
    return refusal.faults.map(({ field, detail }) => ({
      field,
      text: sentence(detail === noRealDate ? 'enter a real date, such as 1 9 2027' : detail),
    }));
  const text = [entry.title, refusal.detail, entry.next].flatMap((part) => (part ? [sentence(part)] : [])).join(' ');
  return [{ field: refusal.faults?.[0]?.field ?? 'main-content', text }];
}

/**
 * The schema speaks to programs; a page tells the same faults in the words of its form, by field (`roles` for `roles.0` too). What is refused for any other
 * reason is told as it is.
 */
export const inWordsOfForm = (refusal: Refusal, words: Readonly<Record<string, string>>): Refusal =>
  refusal.name === 'invalid-request' && refusal.faults
    ? {
        ...refusal,
        faults: refusal.faults.map(({ field, detail }) => ({ field, detail: words[field] ?? words[field.split('.')[0] ?? ''] ?? detail })),
      }
    : refusal;

const sentence = (text: string) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;

/**
 * What to do next, for whoever was refused: nobody is sent to a list they cannot open, whoever may act for several is reminded for whom they do, and who is
 * not of the council is told whom to ask there.
 */
function nextFor(context: Context | undefined, { name }: Refusal): string {
  const entry: RefusalEntry = refusals[name];
  if (!context || context.actor.roles.some((role) => councilRoles.includes(role))) return entry.next;
  const { actor, council } = context;
  const next = entry.nextElsewhere ?? entry.next;
  if (entry.status !== 404 || actor === anonymous) return next;
  const choice = actor.hasChoice && actor.organisationName;
  return [
    next,
    choice && `You are acting for ${choice}: for what belongs to another organisation of yours, change at the top of the page.`,
    `If you think that it should be here, ask ${council.name}: ${council.email} or ${council.telephone}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** A page that is only a refusal: what happened, and what to do next. */
export async function problemPage(c: Web, context: Context | undefined, refusal: Refusal): Promise<Response> {
  const entry = refusals[refusal.name];
  // An address that is nobody's has no context; what it begins with is as a rule the council somebody was at.
  const slug = context?.council.slug ?? /^\/([a-z][a-z0-9-]{1,30})\//.exec(c.req.path)?.[1];
  const links = slug ? [{ href: `/${slug}`, text: context?.actor === anonymous ? 'Sign in' : 'Your home page' }] : [];
  // What is wrong with an address has no box to stand beside: it is told here.
  const faults = refusal.name === 'invalid-request' ? (refusal.faults ?? []).map(({ detail }) => sentence(detail)) : [];
  const detail = refusal.detail ?? [...new Set(faults)].join(' ');
  const props = { title: entry.title, detail, next: nextFor(context, refusal), links };
  const body = await Promise.resolve(ErrorPage({ ...(context ? frame(c, context) : {}), ...props }));
  return c.html(body, entry.status as 404);
}
