// A draft as text: the whole pack in one box, kept with its faults, and told apart from what somebody else saved meanwhile.
import { momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  ErrorSummary,
  errorFor,
  InsetText,
  NotificationBanner,
  PageHeading,
  Textarea,
} from '../../../shared/ui/index.ts';
import { savePack } from '../actions/drafts.ts';
import type { SeenDraft } from '../actions/drafts-read.ts';
import { comparePacks } from '../rules/compare.ts';
import { editableText, readText } from '../rules/drafts/json.ts';
import { check } from '../rules/drafts.ts';
import { editable, packTyped } from './drafts-editable.ts';
import { draftPath, faultCount } from './policies.tsx';
import { Changes } from './policy-words.tsx';

/** What a browser may send at once, as forms write it. */
const mostForm = 250 * 1024;

function TextConflict({ seen, text }: { seen: SeenDraft; text: string }): Element {
  const { draft, json, names } = seen;
  const mine = readText(text);
  const [stands, typed] = [check(json).pack, 'json' in mine ? check(mine.json).pack : undefined];
  return (
    <>
      <InsetText>
        <p class="govuk-body">
          {names.get(draft.changed.by)} saved this draft on {momentText(draft.changed.at)}, while this page was open. Nothing that you
          entered has been saved.
        </p>
        <p class="govuk-body">The text below is yours. Saving it puts it in place of the whole draft as it stands now.</p>
      </InsetText>
      {stands && typed && (
        <>
          <h2 class="govuk-heading-m" id="changes">
            What your text says otherwise than the draft as it stands now
          </h2>
          <Changes sections={comparePacks(stands, typed)} none="Nothing: the two say the same." />
        </>
      )}
    </>
  );
}

async function textPage(context: Context, c: Web, seen: SeenDraft, again?: { text: string; refusal: Refusal }): Promise<Response> {
  const { draft, json, faults } = seen;
  const text = again?.text ?? editableText(json);
  const conflict = again?.refusal.name === 'changed-meanwhile';
  const errors = again && faultsOf(again.refusal);
  const fits = new URLSearchParams({ text }).toString().length < mostForm;
  return page(context, c, {
    title: 'The draft as text',
    wide: true,
    refusal: again?.refusal,
    back: { href: draftPath(context, draft.id), text: 'The draft' },
    children: (
      <>
        {!again && c.req.query('done') === 'saved' && (
          <NotificationBanner {...(faults.length > 0 ? {} : { type: 'success' as const })} text="The draft is saved." disableAutoFocus />
        )}
        {!again && faults.length > 0 && (
          <ErrorSummary
            titleText={`The draft is not ready: ${faultCount(faults.length)}`}
            disableAutoFocus
            errorList={faults.map(({ path, message }) => ({ href: '#text', text: `${path.join('.') || 'The pack'}: ${message}` }))}
          />
        )}
        <PageHeading caption={draft.title}>The draft as text</PageHeading>
        {conflict && <TextConflict seen={seen} text={again.text} />}
        <p class="govuk-body">
          The whole policy, in the form in which it is kept (JSON). It can also be{' '}
          <a class="govuk-link" href={`${draftPath(context, draft.id)}/file`}>
            downloaded as a file
          </a>
          , changed elsewhere and pasted here.
        </p>
        {fits ? (
          <form method="post" action={`${draftPath(context, draft.id)}/text`} novalidate>
            <input type="hidden" name="version" value={String(draft.version)} />
            <Textarea
              name="text"
              label={{ text: 'The text' }}
              rows={30}
              spellcheck={false}
              value={text}
              errorMessage={errorFor(errors, 'text')}
            />
            <Button text="Save the text" preventDoubleClick />
          </form>
        ) : (
          <InsetText text="The text is too long to be sent by a page. Change it on the forms, or send it by a program." />
        )}
      </>
    ),
  });
}

async function saveText(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const seen = await editable(context, c);
  if (seen instanceof Response) return seen;
  const text = form.one('text');
  const pack = packTyped(text);
  const decision = pack.ok
    ? await savePack(context, seen.draft.id, { version: Number(form.one('version') ?? Number.NaN), pack: pack.value })
    : pack;
  if (decision.ok) {
    const after = await editable(context, c);
    const faulty = !(after instanceof Response) && after.faults.length > 0;
    return seeOther(`${draftPath(context, seen.draft.id)}${faulty ? '/text' : ''}?done=saved`);
  }
  const now = await editable(context, c);
  return now instanceof Response ? now : textPage(context, c, now, { text: text ?? '', refusal: decision.refusal });
}

export const textPages = {
  'GET /entitlements/policies/drafts/{draft}/text': async (context, c) => {
    const seen = await editable(context, c);
    return seen instanceof Response ? seen : textPage(context, c, seen);
  },
  'POST /entitlements/policies/drafts/{draft}/text': saveText,
} satisfies Record<string, Handler>;
