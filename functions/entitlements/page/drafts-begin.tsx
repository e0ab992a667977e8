// Beginning a draft: as a copy of a version, or with a policy that is brought along as text.
import { addDays, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import { Button, Details, errorFor, Input, PageHeading, Select, Textarea } from '../../../shared/ui/index.ts';
import { beginDraft } from '../actions/drafts.ts';
import { listVersions } from '../actions/policies.ts';
import { beginDraftSchema } from '../schema/drafts.ts';
import { packTyped } from './drafts-editable.ts';
import { base, draftPath } from './policies.tsx';

type BeginTyped = Partial<Record<'from' | 'title' | 'effectiveFrom' | 'text' | 'key', string | undefined>>;

const brought = 'text';

async function beginPage(context: Context, c: Web, typed: BeginTyped, refusal?: Refusal): Promise<Response> {
  const versions = await listVersions(context);
  const errors = refusal && faultsOf(refusal);
  return page(context, c, {
    title: 'Begin a draft',
    refusal,
    back: { href: base(context), text: 'Policy' },
    children: (
      <>
        <PageHeading>Begin a draft</PageHeading>
        <form method="post" action={`${base(context)}/drafts`} novalidate>
          <input type="hidden" name="key" value={typed.key ?? crypto.randomUUID()} />
          <Select
            name="from"
            label={{ text: 'Begin with' }}
            value={typed.from ?? String(versions[0]?.version ?? brought)}
            items={[
              ...versions.map(({ version, title }) => ({ value: version, text: `Version ${version}: ${title}` })),
              { value: brought, text: 'A policy of your own, as text' },
            ]}
            errorMessage={errorFor(errors, 'from')}
          />
          <Input
            name="title"
            label={{ text: 'Title' }}
            hint={{ text: 'Left empty, the title stays as it is' }}
            value={typed.title}
            errorMessage={errorFor(errors, 'title')}
          />
          <Input
            name="effectiveFrom"
            type="date"
            label={{ text: 'In force from' }}
            hint={{
              text: `From today on, and after every version there is. For example, ${addDays(londonDate(context.now), 30)}. Left empty, it keeps the day of what it begins with: that has to be changed before it can be submitted`,
            }}
            classes="govuk-input--width-10"
            value={typed.effectiveFrom}
            errorMessage={errorFor(errors, 'effectiveFrom')}
          />
          <Details
            summaryText="A policy of your own, as text"
            open={typed.text !== undefined || typed.from === brought || versions.length === 0}
          >
            <Textarea
              name="text"
              label={{ text: 'The text' }}
              hint={{ text: 'The whole of a file such as can be downloaded from a version. Choose “A policy of your own” above.' }}
              rows={12}
              spellcheck={false}
              value={typed.text}
              errorMessage={errorFor(errors, 'text')}
            />
          </Details>
          <Button text="Begin the draft" preventDoubleClick />
        </form>
      </>
    ),
  });
}

async function begin(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const fields = ['from', 'title', 'effectiveFrom', 'text', 'key'] as const;
  const typed: BeginTyped = Object.fromEntries(fields.map((field) => [field, form.one(field)]));
  const own = typed.from === brought;
  const pack = own ? packTyped(typed.text) : undefined;
  if (pack && !pack.ok) return beginPage(context, c, typed, pack.refusal);
  const { title, effectiveFrom, key } = typed;
  const command = parse(beginDraftSchema, {
    ...(pack?.ok ? { pack: pack.value } : { from: Number(typed.from) }),
    ...(title ? { title } : {}),
    ...(effectiveFrom ? { effectiveFrom } : {}),
    ...(key ? { key } : {}),
  });
  const decision = command.ok ? await beginDraft(context, command.value) : command;
  if (decision.ok) return seeOther(`${draftPath(context, decision.value.id)}?done=begun`);
  return beginPage(context, c, typed, inWordsOfForm(decision.refusal, {}));
}

export const beginPages = {
  'GET /entitlements/policies/drafts/new': (context, c) => beginPage(context, c, { from: c.req.query('from') }),
  'POST /entitlements/policies/drafts': begin,
} satisfies Record<string, Handler>;
