// The JSON API of policies and their drafts.
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handlers, parse, pick, readJson, type Web } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { beginDraft, changePack, publishDraft, reviewDraft, savePack, submitDraft, withdrawDraft } from '../actions/drafts.ts';
import { listDrafts, readDraft, type SeenDraft } from '../actions/drafts-read.ts';
import { compareTwo, type ListedVersion, listVersions, readVersion, type SeenVersion } from '../actions/policies.ts';
import { fieldFaults } from '../rules/drafts.ts';
import {
  beginDraftSchema,
  type Change,
  type ChangePack,
  changePackSchema,
  comparisonSchema,
  type Draft,
  publicationSchema,
  reviewSchema,
  savePackSchema,
  submissionSchema,
  withdrawalSchema,
} from '../schema/drafts.ts';

type Routes = (typeof manifest)['entitlements']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/entitlements/policies${string}` ? R : never]: Routes[R] };

const showListed = (listed: ListedVersion) => pick(listed, ['version', 'title', 'effectiveAt', 'until', 'publishedAt', 'standing']);

const showVersion = (seen: SeenVersion) => ({
  ...showListed(seen),
  assumed: seen.assumed.map(({ path, what, value, note }) => ({ pointer: pointerOf(path), what, value, note })),
  catalogue: seen.adoption,
  told: seen.sections,
  pack: seen.json,
});

const pointerOf = (path: readonly (string | number)[]): string => `#/${path.join('/')}`;

const showDraft = (draft: Draft) =>
  pick(draft, [
    'id',
    'state',
    'title',
    'effectiveFrom',
    'basedOn',
    'begun',
    'changed',
    'editors',
    'submitted',
    'reviewed',
    'sentBack',
    'published',
    'withdrawn',
    'faults',
    'version',
  ]);

const showSeen = ({ draft, json, faults, assumed, against, adoption }: SeenDraft) => ({
  ...showDraft(draft),
  ready: faults.length === 0,
  errors: fieldFaults(faults).map(({ field, detail }) => ({ pointer: `#/${field.replaceAll('.', '/')}`, detail })),
  assumed: assumed.map(({ path, what, value, note }) => ({ pointer: pointerOf(path), what, value, note })),
  against,
  catalogue: adoption,
  pack: json,
});

/** A command on a draft, done and answered with the draft as it is then, faults and all. */
async function onDraft<T>(
  context: Context,
  c: Web,
  command: Decision<T>,
  act: (context: Context, id: string | undefined, command: T) => Promise<Decision<Draft>>,
): Promise<Response> {
  const decision = command.ok ? await act(context, c.req.param('draft'), command.value) : command;
  return answer(c, decision.ok ? await readDraft(context, decision.value.id) : decision, showSeen);
}

/** What JSON leaves out of a change is no value: it is asked for by the change's place. */
function whole({ version, changes }: ChangePack): Decision<{ version: number; changes: Change[] }> {
  const faults = changes.flatMap((change, i) =>
    change.do !== 'remove' && change.value === undefined ? [{ field: `changes.${i}.value`, detail: 'Give the value' }] : [],
  );
  return faults.length > 0 ? refuse('invalid-request', undefined, { faults }) : accept({ version, changes: changes as Change[] });
}

export const policyRoutes: Handlers<Api> = {
  'GET /api/entitlements/policies': async (context, c) =>
    answer(c, accept(await listVersions(context)), (versions) => ({ versions: versions.map(showListed) })),
  'GET /api/entitlements/policies/comparison': async (context, c) => {
    const asked = parse(comparisonSchema, c.req.query());
    const decision = asked.ok ? await compareTwo(context, asked.value.against, asked.value.of) : asked;
    return answer(c, decision, (comparison) => comparison);
  },
  'GET /api/entitlements/policies/drafts': async (context, c) =>
    answer(c, accept(await listDrafts(context, c.req.query('after'))), ({ items, next }) => ({ drafts: items.map(showDraft), next })),
  'POST /api/entitlements/policies/drafts': async (context, c) => {
    const command = await readJson(c, beginDraftSchema);
    const decision = command.ok ? await beginDraft(context, command.value) : command;
    return answer(c, decision.ok ? await readDraft(context, decision.value.id) : decision, showSeen, 201);
  },
  'GET /api/entitlements/policies/drafts/{draft}': async (context, c) =>
    answer(c, await readDraft(context, c.req.param('draft')), showSeen),
  'POST /api/entitlements/policies/drafts/{draft}/pack': async (context, c) =>
    onDraft(context, c, await readJson(c, savePackSchema), savePack),
  'POST /api/entitlements/policies/drafts/{draft}/changes': async (context, c) => {
    const command = await readJson(c, changePackSchema);
    return onDraft(context, c, command.ok ? whole(command.value) : command, changePack);
  },
  'POST /api/entitlements/policies/drafts/{draft}/submission': async (context, c) =>
    onDraft(context, c, await readJson(c, submissionSchema), submitDraft),
  'POST /api/entitlements/policies/drafts/{draft}/withdrawal': async (context, c) =>
    onDraft(context, c, await readJson(c, withdrawalSchema), withdrawDraft),
  'POST /api/entitlements/policies/drafts/{draft}/review': async (context, c) =>
    onDraft(context, c, await readJson(c, reviewSchema), reviewDraft),
  'POST /api/entitlements/policies/drafts/{draft}/publication': async (context, c) =>
    onDraft(context, c, await readJson(c, publicationSchema), publishDraft),
  'GET /api/entitlements/policies/{version}': async (context, c) =>
    answer(c, await readVersion(context, c.req.param('version')), showVersion),
};
