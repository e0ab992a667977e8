// A part of a draft on a form. What is typed is kept with its faults at their fields; what somebody else saved meanwhile is shown beside it.
import { momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Refusal } from '../../../shared/decision.ts';
import { type Handler, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  Details,
  type Element,
  ErrorSummary,
  type FieldError,
  InsetText,
  LinkLine,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
} from '../../../shared/ui/index.ts';
import { reshapePack } from '../actions/drafts.ts';
import type { SeenDraft } from '../actions/drafts-read.ts';
import { differences, faultsAt, type List, listNamed, nameOf, shapeOf, withOneMore, withTyped } from '../rules/drafts/fields.ts';
import { codeOf, type Part, partOf } from '../rules/drafts/parts.ts';
import { check } from '../rules/drafts.ts';
import type { Json } from '../schema/drafts.ts';
import { editable } from './drafts-editable.ts';
import { Fields } from './drafts-fields.tsx';
import { draftPath, faultCount } from './policies.tsx';

const offerOf = ({ council }: Context) => ({ districts: (council.districts ?? []).map(({ name }) => name) });

const listsOf = ({ fields }: Part): List[] =>
  fields.flatMap((field): List[] =>
    field.kind === 'list' ? [field] : field.kind === 'group' ? listsOf({ fields: field.fields } as Part) : [],
  );

/** Somebody saved while this form was open: what they left is told beside what was typed here, and nothing of either is lost unseen. */
type Conflict = { json: Json; refusal: Refusal; sameShape: boolean };

function ConflictTable({ context, seen, part, conflict }: { context: Context; seen: SeenDraft; part: Part; conflict: Conflict }): Element {
  const { draft, json, names } = seen;
  const found = differences(json, conflict.json, part.fields);
  return (
    <>
      <InsetText>
        <p class="govuk-body">
          {names.get(draft.changed.by)} saved this draft on {momentText(draft.changed.at)}, while this form was open. Nothing that you
          entered has been saved.
        </p>
        {conflict.sameShape ? (
          <p class="govuk-body">The form below holds what you entered. Saving it puts it in place of what stands there now.</p>
        ) : (
          <p class="govuk-body">
            This part has become another one meanwhile, so that what you entered does not fit it any more. The form below holds what stands
            there now.
          </p>
        )}
      </InsetText>
      {found.length > 0 ? (
        <ScrollTable
          caption="Where the two differ"
          firstCellIsHeader
          head={[{ text: 'What' }, { text: 'As it stands now' }, { text: 'As you entered it' }]}
          rows={found.map(({ label, one, other }) => [{ text: label }, { text: one || '–' }, { text: other || '–' }])}
        />
      ) : (
        <p class="govuk-body">In this part the two say the same.</p>
      )}
      <LinkLine href={draftPath(context, draft.id)} text="Leave it as it stands now" />
    </>
  );
}

/** Faults of the part alone; the draft's own page shows all of them. */
const PartFaults = ({ errors }: { errors: readonly FieldError[] }): Element => (
  <ErrorSummary
    titleText={`There is a problem: ${faultCount(errors.length)} in this part`}
    descriptionText="The draft is kept as it is. It cannot be submitted before this is corrected."
    errorList={errors.map(({ field, text }) => ({ text, href: `#${field}` }))}
  />
);

async function partPage(context: Context, c: Web, seen: SeenDraft, part: Part, conflict?: Conflict): Promise<Response> {
  const { draft } = seen;
  const json = conflict?.sameShape ? conflict.json : seen.json;
  const errors = faultsAt(json, part.fields, part.base, conflict?.sameShape ? check(json).faults : seen.faults);
  const path = `${draftPath(context, draft.id)}/parts/${part.name}`;
  const rule = /^rule\.(\d+)$/.exec(part.name)?.[1];
  return page(context, c, {
    title: part.title,
    refusal: conflict?.refusal,
    back: { href: draftPath(context, draft.id), text: 'The draft' },
    children: (
      <>
        {!conflict && c.req.query('done') === 'saved' && (
          <NotificationBanner {...(errors.length > 0 ? {} : { type: 'success' as const })} text="The draft is saved." disableAutoFocus />
        )}
        {!conflict && errors.length > 0 && <PartFaults errors={errors} />}
        <PageHeading caption={draft.title}>{part.title}</PageHeading>
        {conflict && <ConflictTable context={context} seen={seen} part={part} conflict={conflict} />}
        <form method="post" action={path} novalidate>
          <input type="hidden" name="version" value={String(draft.version)} />
          <input type="hidden" name="was" value={codeOf(json, part)} />
          <input type="hidden" name="shape" value={shapeOf(json, part.fields)} />
          <Fields json={json} fields={part.fields} errors={errors} />
          <div class="govuk-button-group">
            <Button text="Save" preventDoubleClick />
            {listsOf(part).map(({ path: list, one, of }) => (
              <Button
                text={`Save and add a ${one.toLowerCase()}${of ? ` to “${of}”` : ''}`}
                name="add"
                value={nameOf(list)}
                classes="govuk-button--secondary"
              />
            ))}
          </div>
        </form>
        {rule !== undefined && (
          <Details summaryText="Remove this rule">
            <p class="govuk-body">The draft no longer has it then. The versions that are published keep it.</p>
            <PostButton
              action={`${draftPath(context, draft.id)}/rules/removal`}
              fields={{ version: String(draft.version), rule }}
              text="Remove the rule"
              classes="govuk-button--warning"
            />
          </Details>
        )}
      </>
    ),
  });
}

async function savePart(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const before = await editable(context, c);
  if (before instanceof Response) return before;
  const part = partOf(before.json, c.req.param('part'), offerOf(context));
  if (!part) return problemPage(c, context, { name: 'not-found' });
  const version = Number(form.one('version') ?? Number.NaN);
  const wanted = form.one('add');
  const made = (json: Json): Json => {
    // The part as it is in the pack that is saved, which is the one that was seen.
    const now = partOf(json, part.name, offerOf(context)) ?? part;
    const typed = withTyped(json, now.fields, form);
    const list = wanted === undefined ? undefined : listNamed(now.fields, wanted);
    return list ? withOneMore(typed, list) : typed;
  };
  const decision = await reshapePack(context, before.draft.id, version, `${part.title}: changed`, (json) => accept(made(json)));
  if (!decision.ok) {
    if (decision.refusal.name !== 'changed-meanwhile') return problemPage(c, context, decision.refusal);
    const seen = await editable(context, c);
    if (seen instanceof Response) return seen;
    const now = partOf(seen.json, part.name, offerOf(context));
    if (!now) return problemPage(c, context, decision.refusal);
    const sameShape = (form.one('was') ?? '') === codeOf(seen.json, now) && (form.one('shape') ?? '') === shapeOf(seen.json, now.fields);
    return partPage(context, c, seen, now, { json: withTyped(seen.json, now.fields, form), refusal: decision.refusal, sameShape });
  }
  const after = await editable(context, c);
  const faulty = !(after instanceof Response) && faultsAt(after.json, part.fields, part.base, after.faults).length > 0;
  const path = draftPath(context, before.draft.id);
  return seeOther(faulty || wanted !== undefined ? `${path}/parts/${part.name}?done=saved` : `${path}?done=saved`);
}

export const partPages = {
  'GET /entitlements/policies/drafts/{draft}/parts/{part}': async (context, c) => {
    const seen = await editable(context, c);
    if (seen instanceof Response) return seen;
    const part = partOf(seen.json, c.req.param('part'), offerOf(context));
    return part ? partPage(context, c, seen, part) : problemPage(c, context, { name: 'not-found' });
  },
  'POST /entitlements/policies/drafts/{draft}/parts/{part}': savePart,
} satisfies Record<string, Handler>;
