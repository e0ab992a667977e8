// What the forms of a draft have in common: a draft that may be changed, and a pack as it was typed.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { problemPage } from '../../../shared/page.tsx';
import { readDraft, type SeenDraft } from '../actions/drafts-read.ts';
import { readText } from '../rules/drafts/json.ts';
import { stateTexts } from '../rules/drafts.ts';
import type { Json } from '../schema/drafts.ts';

/** A draft that can be changed, with what a form needs of it; anything else is a page that says why not. */
export async function editable(context: Context, c: Web): Promise<SeenDraft | Response> {
  const decision = await readDraft(context, c.req.param('draft'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { draft } = decision.value;
  return draft.state === 'draft'
    ? decision.value
    : problemPage(c, context, { name: 'wrong-state', detail: `The draft is ${stateTexts[draft.state]}.` });
}

/** The text of a form as a pack, refused at the field it was typed in. */
export function packTyped(text: string | undefined): Decision<Json> {
  const read = text === undefined ? { fault: 'Paste the text of the policy' } : readText(text);
  return 'fault' in read ? refuse('invalid-request', undefined, { faults: [{ field: 'text', detail: read.fault }] }) : accept(read.json);
}
