// The council's policy for its people: which version is in force when, each in words, and what is different between two.
import { dateText, londonDate, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Handler, parse, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  LinkLine,
  LinkList,
  PageHeading,
  Pagination,
  ScrollTable,
  Select,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type ListedDraft, listDrafts } from '../actions/drafts-read.ts';
import { compareTwo, type ListedVersion, listVersions, readVersion, type Side } from '../actions/policies.ts';
import { at, editableText } from '../rules/drafts/json.ts';
import { comparisonSchema, type DraftState, type Json } from '../schema/drafts.ts';
import { Assumed, Changes, Counting, InCatalogue, Sections } from './policy-words.tsx';

const standings = {
  'in-force': { text: 'In force', classes: 'govuk-tag--green' },
  'to-come': { text: 'To come', classes: 'govuk-tag--blue' },
  past: { text: 'Past', classes: 'govuk-tag--grey' },
} as const;
export const stateTags: Readonly<Record<DraftState, { text: string; classes: string }>> = {
  draft: { text: 'Draft', classes: 'govuk-tag--yellow' },
  submitted: { text: 'For review', classes: 'govuk-tag--blue' },
  reviewed: { text: 'Approved', classes: 'govuk-tag--turquoise' },
  published: { text: 'Published', classes: 'govuk-tag--green' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
};

export const base = ({ council: { slug } }: Context): string => `/${slug}/entitlements/policies`;
export const draftPath = (context: Context, id: string): string => `${base(context)}/drafts/${id}`;
export const faultCount = (faults: number): string => (faults === 1 ? '1 fault' : `${faults} faults`);
const dayOf = (at: string) => dateText(londonDate(Date.parse(at)));

const Versions = ({ context, versions }: { context: Context; versions: readonly ListedVersion[] }): Element => (
  <ScrollTable
    caption="Versions"
    firstCellIsHeader
    head={[{ text: 'Version' }, { text: 'Title' }, { text: 'In force from' }, { text: 'Until' }, { text: 'Standing' }]}
    rows={versions.map(({ version, title, effectiveAt, until, standing }) => [
      {
        html: (
          <a class="govuk-link" href={`${base(context)}/${version}`}>
            Version {version}
          </a>
        ),
      },
      { text: title },
      { text: momentText(effectiveAt) },
      { text: until ? momentText(until) : '–' },
      { html: <Tag {...standings[standing]} /> },
    ])}
  />
);

/** What is plain of a draft from the list: its own faults, and its day; its page judges it whole. */
function readiness({ state, faults, effectiveFrom }: ListedDraft, today: string, latest: string | undefined): string {
  if (state !== 'draft') return '–';
  if (faults > 0) return faultCount(faults);
  // The first version of all may take effect in the past.
  if (!effectiveFrom || !latest) return 'No fault of its own';
  if (effectiveFrom < today) return 'Its day has passed';
  return effectiveFrom < latest ? 'Its day is before that of another version' : 'No fault of its own';
}

type DraftsProps = { context: Context; drafts: readonly ListedDraft[]; latest: string | undefined };
const Drafts = ({ context, drafts, latest }: DraftsProps): Element => (
  <ScrollTable
    caption="Drafts"
    firstCellIsHeader
    head={[{ text: 'Draft' }, { text: 'State' }, { text: 'To take effect' }, { text: 'Last changed' }, { text: 'Ready' }]}
    rows={drafts.map((draft) => {
      const { id, title, state, effectiveFrom, changed, changedByName, published } = draft;
      return [
        {
          html: (
            <a class="govuk-link" href={`${base(context)}/drafts/${id}`}>
              {title}
            </a>
          ),
        },
        { html: <Tag {...stateTags[state]} /> },
        { text: published ? `As version ${published.policy}` : effectiveFrom ? dayOf(`${effectiveFrom}T12:00:00Z`) : 'No date yet' },
        { text: `${momentText(changed.at)}, ${changedByName}` },
        { text: readiness(draft, londonDate(context.now), latest) },
      ];
    })}
  />
);

type Choosable = { value: string; text: string };
const choices = (versions: readonly ListedVersion[], drafts: readonly ListedDraft[]): Choosable[] => [
  ...versions.map(({ version, title }) => ({ value: String(version), text: `Version ${version}: ${title}` })),
  ...drafts.filter(({ state }) => state !== 'published').map(({ id, title }) => ({ value: id, text: `Draft: ${title}` })),
];

const CompareForm = (props: {
  context: Context;
  items: readonly Choosable[];
  against?: string | undefined;
  of?: string | undefined;
}): Element => (
  <form method="get" action={`${base(props.context)}/comparison`}>
    <Select name="of" label={{ text: 'Compare' }} value={props.of} items={props.items} />
    <Select name="against" label={{ text: 'With' }} value={props.against} items={props.items} />
    <Button text="Compare" classes="govuk-button--secondary" />
  </form>
);

async function listPage(context: Context, c: Web): Promise<Response> {
  const [versions, drafts] = await Promise.all([listVersions(context), listDrafts(context, c.req.query('after'))]);
  const items = choices(versions, drafts.items);
  const latest = versions[0] && londonDate(Date.parse(versions[0].effectiveAt));
  const force = versions.find(({ standing }) => standing === 'in-force');
  return page(context, c, {
    title: 'Policy',
    wide: true,
    children: (
      <>
        <PageHeading>Policy</PageHeading>
        <p class="govuk-body-l">
          What is free by right, what is sold and at which price. A published version never changes; the next one begins as a draft.
        </p>
        {versions.length > 0 ? <Versions context={context} versions={versions} /> : <p class="govuk-body">No policy has been published.</p>}
        {drafts.items.length > 0 ? (
          <Drafts context={context} drafts={drafts.items} latest={latest} />
        ) : (
          <p class="govuk-body">There are no drafts.</p>
        )}
        {drafts.next && <Pagination next={{ href: `?${new URLSearchParams({ after: drafts.next })}`, text: 'Earlier drafts' }} />}
        {can(context.actor, 'policy:draft') && <Button text="Begin a draft" href={`${base(context)}/drafts/new`} />}
        {can(context.actor, 'trial:read') && (
          <LinkLine
            href={`/${context.council.slug}/reports/trials`}
            text={can(context.actor, 'policy:try') ? 'Try a policy on a year' : 'Policies that were tried on a year'}
          />
        )}
        {items.length > 1 && (
          <>
            <h2 class="govuk-heading-m">Compare two</h2>
            <CompareForm
              context={context}
              items={items}
              against={String(force?.version ?? versions[0]?.version ?? '')}
              of={(items.findLast(({ value }) => value.startsWith('drf_')) ?? items[0])?.value}
            />
          </>
        )}
      </>
    ),
  });
}

async function versionPage(context: Context, c: Web): Promise<Response> {
  const decision = await readVersion(context, c.req.param('version'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { version, title, effectiveAt, until, publishedAt, standing, sections, assumed, adoption, counting } = decision.value;
  const before = version > 1 ? `${base(context)}/comparison?of=${version}&against=${version - 1}` : undefined;
  return page(context, c, {
    title: `${title}, version ${version}`,
    back: { href: base(context), text: 'All versions' },
    wide: true,
    children: (
      <>
        <PageHeading caption={`Version ${version}`}>{title}</PageHeading>
        <SummaryList
          rows={[
            { key: { text: 'Standing' }, value: { html: <Tag {...standings[standing]} /> } },
            { key: { text: 'In force from' }, value: { text: momentText(effectiveAt) } },
            { key: { text: 'Until' }, value: { text: until ? momentText(until) : 'No version that takes its place has been published' } },
            { key: { text: 'Published' }, value: { text: momentText(publishedAt) } },
          ]}
        />
        <LinkList
          links={[
            before !== undefined && { href: before, text: `What is different from version ${version - 1}` },
            { href: `${base(context)}/${version}/file`, text: 'Download it as a file' },
          ]}
        />
        <Counting texts={counting} />
        <Assumed assumed={assumed} />
        {standing !== 'past' && (
          <>
            <h2 class="govuk-heading-m" id="catalogue">
              In the catalogue
            </h2>
            <InCatalogue adoption={adoption} published />
          </>
        )}
        <Sections sections={sections} />
      </>
    ),
  });
}

const sideText = ({ name, title, effectiveFrom }: Side): string => `${title} (${name}, in force from ${dateText(effectiveFrom)})`;

async function comparisonPage(context: Context, c: Web): Promise<Response> {
  const asked = parse(comparisonSchema, c.req.query());
  const [versions, drafts] = await Promise.all([listVersions(context), listDrafts(context)]);
  const decision = asked.ok ? await compareTwo(context, asked.value.against, asked.value.of) : asked;
  if (!decision.ok && decision.refusal.name !== 'invalid-request') return problemPage(c, context, decision.refusal);
  const found = decision.ok ? decision.value : undefined;
  return page(context, c, {
    title: 'What is different',
    refusal: decision.ok ? undefined : decision.refusal,
    back: { href: base(context), text: 'Policy' },
    wide: true,
    children: (
      <>
        <PageHeading>What is different</PageHeading>
        {found && (
          <SummaryList
            rows={[
              { key: { text: 'Before' }, value: { text: sideText(found.before) } },
              { key: { text: 'After' }, value: { text: sideText(found.after) } },
            ]}
          />
        )}
        {found && (
          <>
            <h2 class="govuk-visually-hidden" id="differences">
              Differences
            </h2>
            <Changes sections={found.sections} none="They say the same." />
          </>
        )}
        <h2 class="govuk-heading-m">Compare others</h2>
        <CompareForm context={context} items={choices(versions, drafts.items)} against={c.req.query('against')} of={c.req.query('of')} />
      </>
    ),
  });
}

/** A pack as a file that can be read, changed and brought back. */
export const packFile = (json: Json, name: string): Response =>
  new Response(`${editableText(json)}\n`, {
    headers: { 'content-type': 'application/json; charset=utf-8', 'content-disposition': `attachment; filename="${name}.json"` },
  });

export const versionPages = {
  'GET /entitlements/policies': listPage,
  'GET /entitlements/policies/comparison': comparisonPage,
  'GET /entitlements/policies/{version}': versionPage,
  'GET /entitlements/policies/{version}/file': async (context, c) => {
    const decision = await readVersion(context, c.req.param('version'));
    if (!decision.ok) return problemPage(c, context, decision.refusal);
    const { json, version } = decision.value;
    return packFile(json, `${at(json, ['code'])}-version-${version}`);
  },
} satisfies Record<string, Handler>;
