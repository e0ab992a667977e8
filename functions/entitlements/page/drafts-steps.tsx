// Steps of a draft as its pages send them; a step that is refused shows the draft again, with why.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { problemPage } from '../../../shared/page.tsx';
import { changePack, publishDraft, reviewDraft, submitDraft, withdrawDraft } from '../actions/drafts.ts';
import { readDraft } from '../actions/drafts-read.ts';
import { copyOfRule } from '../rules/drafts/parts.ts';
import { momentOn } from '../rules/drafts.ts';
import { publicationSchema, reviewSchema, ruleSchema, submissionSchema, withdrawalSchema } from '../schema/drafts.ts';
import { draftPage } from './drafts.tsx';
import type { Again } from './drafts-next.tsx';
import { draftPath } from './policies.tsx';

/** A step is taken, or the page says why not: what is not there, or is not theirs to do, has a page of its own. */
const taken = (
  context: Context,
  c: Web,
  id: string | undefined,
  word: string,
  decision: { ok: true } | { ok: false; refusal: Refusal },
  typed: Again['typed'] = {},
) => {
  if (decision.ok) return seeOther(`${draftPath(context, id ?? '')}?done=${word}`);
  const { refusal } = decision;
  if (refusal.name === 'unknown-draft') return problemPage(c, context, refusal);
  return draftPage(context, c, { refusal, typed });
};
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

export const draftSteps = {
  'POST /entitlements/policies/drafts/{draft}/rules': async (context, c) => {
    const form = await readForm(c);
    const id = c.req.param('draft');
    const command = parse(ruleSchema, { version: number(form.one('version')), rule: number(form.one('rule')) });
    if (!command.ok) return taken(context, c, id, '', command);
    const { version, rule } = command.value;
    const seen = await readDraft(context, id);
    if (!seen.ok) return problemPage(c, context, seen.refusal);
    const { json } = seen.value;
    const changes = copyOfRule(json, rule);
    const decision = await changePack(context, id, { version, changes }, 'rule added');
    return decision.ok ? seeOther(`${draftPath(context, decision.value.id)}/parts/rule.${rule + 1}`) : taken(context, c, id, '', decision);
  },
  'POST /entitlements/policies/drafts/{draft}/rules/removal': async (context, c) => {
    const form = await readForm(c);
    const id = c.req.param('draft');
    const command = parse(ruleSchema, { version: number(form.one('version')), rule: number(form.one('rule')) });
    if (!command.ok) return taken(context, c, id, '', command);
    const { version, rule } = command.value;
    const decision = await changePack(context, id, { version, changes: [{ do: 'remove', path: ['allocations', rule] }] }, 'rule removed');
    return taken(context, c, id, 'removed', decision);
  },
  'POST /entitlements/policies/drafts/{draft}/submission': async (context, c) => {
    const form = await readForm(c);
    const id = c.req.param('draft');
    const command = parse(submissionSchema, { version: number(form.one('version')) });
    return taken(context, c, id, 'submitted', command.ok ? await submitDraft(context, id, command.value) : command);
  },
  'POST /entitlements/policies/drafts/{draft}/withdrawal': async (context, c) => {
    const form = await readForm(c);
    const id = c.req.param('draft');
    const command = parse(withdrawalSchema, { version: number(form.one('version')), what: form.one('what') });
    const word = form.one('what') === 'draft' ? 'withdrawn' : 'back';
    return taken(context, c, id, word, command.ok ? await withdrawDraft(context, id, command.value) : command);
  },
  'POST /entitlements/policies/drafts/{draft}/review': async (context, c) => {
    const form = await readForm(c);
    const id = c.req.param('draft');
    const typed = { outcome: form.one('outcome'), reason: form.one('reason') };
    const command = parse(reviewSchema, { version: number(form.one('version')), ...typed });
    const word = typed.outcome === 'approved' ? 'approved' : 'back';
    return taken(context, c, id, word, command.ok ? await reviewDraft(context, id, command.value) : command, typed);
  },
  'POST /entitlements/policies/drafts/{draft}/publication': async (context, c) => {
    const form = await readForm(c);
    const id = c.req.param('draft');
    const time = form.one('effectiveAt');
    const seen = await readDraft(context, id);
    if (!seen.ok) return problemPage(c, context, seen.refusal);
    const day = seen.value.pack?.effectiveFrom;
    const moment = day && time && /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? momentOn(day, time) : undefined;
    // What is no time of that day is left for the schema to refuse.
    const effectiveAt = time === undefined ? {} : { effectiveAt: moment === undefined ? time : new Date(moment).toISOString() };
    const command = parse(publicationSchema, { version: number(form.one('version')), ...effectiveAt });
    const decision = command.ok ? await publishDraft(context, id, command.value) : inWordsOfTime(command.refusal);
    return taken(context, c, id, 'published', decision, { time });
  },
} satisfies Record<string, Handler>;

const inWordsOfTime = (refusal: Refusal): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: {
    ...refusal,
    faults: (refusal.faults ?? []).map((fault) =>
      fault.field === 'effectiveAt' ? { ...fault, detail: 'Enter a time of that day, such as 09:00, or leave it empty' } : fault,
    ),
  },
});
