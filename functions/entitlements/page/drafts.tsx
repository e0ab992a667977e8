// A draft of a policy as its authors and its reviewer see it: where it stands, what is wrong with it, what it changes, and the next step.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Handler, Web } from '../../../shared/http.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  Details,
  type Element,
  ErrorSummary,
  History,
  InsetText,
  NotificationBanner,
  PageHeading,
  Select,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { readDraft, type SeenDraft } from '../actions/drafts-read.ts';
import { partsOf, partWith } from '../rules/drafts/parts.ts';
import { type Again, Steps } from './drafts-next.tsx';
import { base, draftPath, faultCount, packFile, stateTags } from './policies.tsx';
import { Assumed, Changes, Counting, InCatalogue } from './policy-words.tsx';

/** The form on which a place of the pack is changed. */
const formPath = (context: Context, id: string, fault: Parameters<typeof partWith>[0]): string => {
  const part = partWith(fault);
  return `${draftPath(context, id)}/${part === 'text' ? 'text' : `parts/${part}`}#${fault.path.join('.')}`;
};

const done: Readonly<Record<string, (seen: SeenDraft) => string | undefined>> = {
  begun: ({ draft }) => (draft.state === 'draft' ? 'The draft is begun.' : undefined),
  saved: ({ draft }) => (draft.state === 'draft' ? 'The draft is saved.' : undefined),
  removed: ({ draft }) => (draft.state === 'draft' ? 'The rule is removed from the draft.' : undefined),
  submitted: ({ draft }) => (draft.state === 'submitted' ? 'The draft is submitted. Somebody else has to review it now.' : undefined),
  back: ({ draft }) => (draft.state === 'draft' ? 'The draft can be changed again.' : undefined),
  approved: ({ draft }) => (draft.state === 'reviewed' ? 'The draft is approved, and can be published.' : undefined),
  published: ({ draft }) =>
    draft.published ? `It is version ${draft.published.policy}, in force from ${momentText(draft.published.effectiveAt)}.` : undefined,
  withdrawn: ({ draft }) => (draft.state === 'withdrawn' ? 'The draft is withdrawn.' : undefined),
};

/** Every fault with its place in the pack, each a link to where it can be corrected. */
const Faults = ({ context, seen: { draft, faults } }: { context: Context; seen: SeenDraft }): Element => (
  <ErrorSummary
    titleText={`The draft is not ready: ${faultCount(faults.length)}`}
    descriptionText="It is kept as it is. It can be submitted once nothing is wrong with it."
    disableAutoFocus
    errorList={faults.map((fault) => ({
      ...(draft.state === 'draft' ? { href: formPath(context, draft.id, fault) } : {}),
      html: (
        <>
          {fault.message} ({fault.path.join('.') || 'the pack'})
        </>
      ),
    }))}
  />
);

function Summary({ context, seen }: { context: Context; seen: SeenDraft }): Element {
  const { draft, names } = seen;
  const said = (deed: { by: PersonId; at: string }) => `${momentText(deed.at)}, ${names.get(deed.by) ?? ''}`;
  return (
    <SummaryList
      rows={[
        { key: { text: 'State' }, value: { html: <Tag {...stateTags[draft.state]} /> } },
        {
          key: { text: 'Begun from' },
          value:
            draft.basedOn === undefined
              ? { text: 'A pack that was brought along' }
              : {
                  html: (
                    <a class="govuk-link" href={`${base(context)}/${draft.basedOn}`}>
                      Version {draft.basedOn}
                    </a>
                  ),
                },
        },
        { key: { text: 'To take effect' }, value: { text: draft.effectiveFrom ? dateText(draft.effectiveFrom as never) : 'No date yet' } },
        { key: { text: 'Begun' }, value: { text: said(draft.begun) } },
        { key: { text: 'Last changed' }, value: { text: said(draft.changed) } },
        draft.editors.length > 1 && {
          key: { text: 'Changed by' },
          value: { text: draft.editors.map((person) => names.get(person) ?? '').join(', ') },
        },
        draft.submitted && { key: { text: 'Submitted' }, value: { text: said(draft.submitted) } },
        draft.reviewed && { key: { text: 'Approved' }, value: { text: said(draft.reviewed) } },
        draft.published && {
          key: { text: 'Published' },
          value: {
            html: (
              <>
                {said(draft.published)}, as{' '}
                <a class="govuk-link" href={`${base(context)}/${draft.published.policy}`}>
                  version {draft.published.policy}
                </a>
              </>
            ),
          },
        },
        draft.withdrawn && { key: { text: 'Withdrawn' }, value: { text: said(draft.withdrawn) } },
      ]}
    />
  );
}

function Editing({ context, seen: { draft, json, faults } }: { context: Context; seen: SeenDraft }): Element {
  const path = draftPath(context, draft.id);
  const { rules, services, others } = partsOf(json);
  const rows = (list: readonly { name: string; title: string }[]) =>
    list.map(({ name, title }) => {
      const count = faults.filter((fault) => partWith(fault) === name).length;
      return {
        key: { text: title },
        value: count > 0 ? { html: <Tag text={faultCount(count)} classes="govuk-tag--red" /> } : { text: '' },
        actions: { items: [{ text: 'Change', visuallyHiddenText: title, href: `${path}/parts/${name}` }] },
      };
    });
  return (
    <>
      <h2 class="govuk-heading-m" id="change">
        Change the draft
      </h2>
      <SummaryList rows={rows(others)} />
      <h3 class="govuk-heading-s">What is free by right</h3>
      <SummaryList rows={rows(rules)} />
      {rules.length > 0 && (
        <form method="post" action={`${path}/rules`}>
          <input type="hidden" name="version" value={String(draft.version)} />
          <Select
            name="rule"
            label={{ text: 'Add a rule as a copy of' }}
            items={rules.map(({ title }, i) => ({ text: title, value: i }))}
          />
          <Button text="Add the rule" classes="govuk-button--secondary" preventDoubleClick />
        </form>
      )}
      <Details summaryText={`Prices of ${services.length} services`}>
        <SummaryList rows={rows(services)} />
      </Details>
      <p class="govuk-body">
        Whatever has no form of its own is changed{' '}
        <a class="govuk-link" href={`${path}/text`}>
          as text
        </a>
        .
      </p>
    </>
  );
}

/** The refusal of a step, in the words of the page: a draft that is not ready shows its faults below. */
const errorsOf = (refusal: Refusal) =>
  refusal.name === 'draft-not-ready' ? [{ field: 'faults', text: refusal.detail ?? '' }] : faultsOf(refusal);

export async function draftPage(context: Context, c: Web, again?: Again): Promise<Response> {
  const decision = await readDraft(context, c.req.param('draft'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const seen = decision.value;
  const { draft, faults, against, adoption, assumed, names } = seen;
  const said = again ? undefined : done[c.req.query('done') ?? '']?.(seen);
  return page(context, c, {
    title: draft.title,
    wide: true,
    back: { href: base(context), text: 'Policy' },
    refusal: again?.refusal,
    errors: again && errorsOf(again.refusal),
    children: (
      <>
        {said && <NotificationBanner {...(faults.length > 0 ? {} : { type: 'success' as const })} text={said} />}
        <PageHeading caption="Draft of a policy">{draft.title}</PageHeading>
        {faults.length > 0 && (
          <div id="faults">
            <Faults context={context} seen={seen} />
          </div>
        )}
        {draft.sentBack && (
          <InsetText>
            <p class="govuk-body">
              {names.get(draft.sentBack.by)} sent it back on {momentText(draft.sentBack.at)}:
            </p>
            <p class="govuk-body">{draft.sentBack.reason}</p>
          </InsetText>
        )}
        {against?.newer && draft.basedOn !== undefined && (
          <InsetText
            text={`Version ${against.policy} was published after this draft was begun. What is different from it is told below; what is not taken over from it is undone.`}
          />
        )}
        <Summary context={context} seen={seen} />
        {draft.state === 'draft' && <Steps context={context} seen={seen} again={again} />}
        {against && (
          <>
            <h2 class="govuk-heading-m" id="changes">
              What it changes, against version {against.policy}
            </h2>
            <Changes sections={against.sections} none="Nothing: it says the same." />
            <Counting texts={against.counting} />
          </>
        )}
        <Assumed assumed={assumed} />
        {adoption && (
          <>
            <h2 class="govuk-heading-m" id="catalogue">
              What publishing it does to the catalogue
            </h2>
            <InCatalogue adoption={adoption} published={false} />
          </>
        )}
        {draft.state !== 'draft' && <Steps context={context} seen={seen} again={again} />}
        {draft.state === 'draft' && can(context.actor, 'policy:draft') && <Editing context={context} seen={seen} />}
        <p class="govuk-body">
          {can(context.actor, 'trial:read') && (
            <>
              <a class="govuk-link" href={`/${context.council.slug}/reports/trials?of=${draft.id}`}>
                {can(context.actor, 'policy:try') ? 'Try it on a year' : 'Policies that were tried on a year'}
              </a>
              <br />
            </>
          )}
          <a class="govuk-link" href={`${draftPath(context, draft.id)}/file`}>
            Download it as a file
          </a>
        </p>
        <History entries={seen.history} />
      </>
    ),
  });
}

export const draftPages = {
  'GET /entitlements/policies/drafts/{draft}': (context, c) => draftPage(context, c),
  'GET /entitlements/policies/drafts/{draft}/file': async (context, c) => {
    const decision = await readDraft(context, c.req.param('draft'));
    if (!decision.ok) return problemPage(c, context, decision.refusal);
    return packFile(decision.value.json, `policy-draft-${decision.value.draft.version}`);
  },
} satisfies Record<string, Handler>;
