// Reading a council's policy: its versions and their dates, one version with what of it the catalogue has, and what is different between two.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type AssumedValue, assumedValues } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { versionInForce } from '../../../shared/policy/versions.ts';
import { listServices } from '../../catalogue/store.ts';
import { type Adoption, adoptionOf } from '../rules/adoption.ts';
import { comparePacks, type SectionChange } from '../rules/compare.ts';
import { check, inOrder } from '../rules/drafts.ts';
import { countingTexts } from '../rules/policies/counting.ts';
import { describePack } from '../rules/policies/describe.ts';
import type { Section } from '../rules/policies/facts.ts';
import { assumedTold, packTold, readsAll } from '../rules/policies/withheld.ts';
import type { Compared, Json } from '../schema/drafts.ts';
import type { PolicyVersion } from '../schema.ts';
import { getDraftAndPack } from '../store/drafts.ts';
import { getPolicyPointer, policyVersion, policyVersions } from '../store.ts';

type Standing = 'to-come' | 'in-force' | 'past';
export type ListedVersion = {
  version: number;
  title: string;
  effectiveAt: string;
  publishedAt: string;
  until?: string;
  standing: Standing;
};

/** A version gives way to the next that takes effect after it, whichever was published first. */
function standingOf(policy: PolicyVersion, all: readonly PolicyVersion[], inForce: number | undefined, now: number): ListedVersion {
  const { version, effectiveAt, publishedAt, pack } = policy;
  const until = all
    .filter((other) => other.effectiveAt > effectiveAt || (other.effectiveAt === effectiveAt && other.version > version))
    .map((other) => other.effectiveAt)
    .sort()[0];
  return {
    version,
    title: pack.title,
    effectiveAt,
    publishedAt,
    ...(until === undefined ? {} : { until }),
    standing: version === inForce ? 'in-force' : Date.parse(effectiveAt) > now ? 'to-come' : 'past',
  };
}

/** Every version, the last to take effect first. */
export async function listVersions({ table, now }: Context): Promise<ListedVersion[]> {
  const [pointer, all] = await Promise.all([getPolicyPointer(table), policyVersions(table)]);
  const inForce = versionInForce(pointer, now)?.version;
  return all
    .map((policy) => standingOf(policy, all, inForce, now))
    .sort((a, b) => (a.effectiveAt < b.effectiveAt || (a.effectiveAt === b.effectiveAt && a.version < b.version) ? 1 : -1));
}

/** `json` is its pack as a file has it, as far as whoever reads it may know; `counting` says from when the days count that it changes. */
export type SeenVersion = ListedVersion & {
  json: Json;
  sections: Section[];
  assumed: AssumedValue[];
  adoption: Adoption;
  counting: string[];
};

/** One version, told in full, and what of it the catalogue has not; refuses `unknown-policy`. */
export async function readVersion(context: Context, number: string | undefined): Promise<Decision<SeenVersion>> {
  const { table, now, actor } = context;
  if (!/^[1-9]\d{0,5}$/.test(number ?? '')) return refuse('unknown-policy');
  const [all, services] = await Promise.all([listVersions(context), listServices(table)]);
  const listed = all.find(({ version }) => version === Number(number));
  const [policy, before] = await Promise.all([
    listed && policyVersion(table, listed.version),
    listed && listed.version > 1 ? policyVersion(table, listed.version - 1) : undefined,
  ]);
  if (!listed || !policy) return refuse('unknown-policy');
  const whole = readsAll(actor);
  const json = inOrder(policy.pack as Json);
  const assumed = assumedValues(policy.pack);
  return accept({
    ...listed,
    json: whole ? json : packTold(json),
    sections: describePack(policy.pack, whole),
    assumed: whole ? assumed : assumedTold(assumed, json),
    adoption: adoptionOf(policy.pack, services, londonDate(now)),
    counting: before ? countingTexts(before.pack, policy.pack, whole) : [],
  });
}

export type Side = { name: string; title: string; effectiveFrom: CivilDate; policy?: number; draft?: string };
type Comparison = { before: Side; after: Side; sections: SectionChange[] };

/** A version by its number or a draft by its id, as something to compare. Refuses `unknown-policy`, `unknown-draft` and `draft-not-ready`. */
async function sideOf({ table }: Context, of: Compared): Promise<Decision<Side & { pack: Pack }>> {
  if (typeof of === 'number') {
    const policy = await policyVersion(table, of);
    if (!policy) return refuse('unknown-policy');
    const { title, effectiveFrom } = policy.pack;
    return accept({ name: `version ${of}`, title, effectiveFrom, policy: of, pack: policy.pack });
  }
  const found = await getDraftAndPack(table, of);
  if (!found) return refuse('unknown-draft');
  const { pack } = check(found.json);
  if (!pack)
    return refuse('draft-not-ready', 'A draft can be compared once each of its words is right, even if its parts do not fit together yet.');
  return accept({ name: 'the draft', title: pack.title, effectiveFrom: pack.effectiveFrom, draft: of, pack });
}

/** What the second says otherwise than the first. */
export async function compareTwo(context: Context, first: Compared, second: Compared): Promise<Decision<Comparison>> {
  const [a, b] = await Promise.all([sideOf(context, first), sideOf(context, second)]);
  if (!a.ok) return a;
  if (!b.ok) return b;
  const { pack: before, ...one } = a.value;
  const { pack: after, ...other } = b.value;
  return accept({ before: one, after: other, sections: comparePacks(before, after, readsAll(context.actor)) });
}
