// Beginning a draft: as a copy of a version, or with a policy that is brought along as text.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import {
  Button,
  DateField,
  type DateNames,
  Details,
  dateNames,
  dateTyped,
  errorFor,
  fieldOf,
  Input,
  PageHeading,
  Select,
  Textarea,
} from '../../../shared/ui/index.ts';
import { beginDraft } from '../actions/drafts.ts';
import { listVersions } from '../actions/policies.ts';
import { beginDraftSchema } from '../schema/drafts.ts';
import { packTyped } from './drafts-editable.ts';
import { base, draftPath } from './policies.tsx';

type BeginTyped = Partial<Record<'from' | 'title' | DateNames<'effectiveFrom'> | 'text' | 'key', string>>;

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
          <Input {...fieldOf(typed, errors, 'title')} label={{ text: 'Title' }} hint={{ text: 'Left empty, the title stays as it is' }} />
          <DateField
            field="effectiveFrom"
            legend="In force from"
            hint="From today on, and after every version there is. Left empty, it keeps the day of what it begins with: that has to be changed before it can be submitted"
            typed={typed}
            errors={errors}
          />
          <Details
            summaryText="A policy of your own, as text"
            open={typed.text !== undefined || typed.from === brought || versions.length === 0}
          >
            <Textarea
              {...fieldOf(typed, errors, 'text')}
              label={{ text: 'The text' }}
              hint={{ text: 'The whole of a file such as can be downloaded from a version. Choose “A policy of your own” above.' }}
              rows={12}
              spellcheck={false}
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
  const fields = ['from', 'title', 'effectiveFrom', ...dateNames('effectiveFrom'), 'text', 'key'];
  const typed: BeginTyped = Object.fromEntries(fields.map((field) => [field, form.one(field)]));
  const own = typed.from === brought;
  const pack = own ? packTyped(typed.text) : undefined;
  if (pack && !pack.ok) return beginPage(context, c, typed, pack.refusal);
  const { title, key } = typed;
  const effectiveFrom = dateTyped(typed, 'effectiveFrom');
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
