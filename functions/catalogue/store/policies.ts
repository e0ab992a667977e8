// The versions of the policy as they are read: which is in force, and those before and after it.
import type { Instant } from '../../../shared/calendar.ts';
import { wordsSchema } from '../../../shared/policy/schema.ts';
import { type PolicyPointer, type PolicyVersion, versionInForce } from '../../../shared/policy/versions.ts';
import type { CouncilTable } from '../../../shared/table.ts';

/** Versions never change once written, so a process may keep them. */
const known = new Map<string, PolicyVersion>();

export const getPolicyPointer = (table: CouncilTable): Promise<PolicyPointer | undefined> => table.get<PolicyPointer>(table.key.policies());

/** The policy in force at an instant, or undefined when none is. One read of the list of versions; the version itself is kept once read. */
export async function policyAt(table: CouncilTable, now: Instant): Promise<PolicyVersion | undefined> {
  const entry = versionInForce(await getPolicyPointer(table), now);
  return entry && versionOf(table, entry);
}

/**
 * The policy in force at an instant, and whether any that was ever published sells half-days ahead: where none does, nobody has bought any. One read of the list;
 * each version itself is kept once read.
 */
export async function policyAndAhead(
  table: CouncilTable,
  now: Instant,
): Promise<{ policy: PolicyVersion | undefined; hasSoldAhead: boolean }> {
  const pointer = await getPolicyPointer(table);
  const entry = versionInForce(pointer, now);
  const published = pointer?.versions ?? [];
  const [policy, ...all] = await Promise.all([entry && versionOf(table, entry), ...published.map((each) => versionOf(table, each))]);
  return { policy, hasSoldAhead: all.some((version) => (version?.pack.packages.length ?? 0) > 0) };
}

/** A version that was published before a part of a pack was thought of, with what goes without saying of that part. */
function whole(version: PolicyVersion): PolicyVersion {
  const pack = wordsSchema.safeParse(version.pack);
  return pack.success ? { ...version, pack: pack.data } : version;
}

/** A version that the list names. */
export async function versionOf(table: CouncilTable, entry: PolicyPointer['versions'][number]): Promise<PolicyVersion | undefined> {
  const key = table.key.policy(entry.effectiveAt, entry.version);
  const name = `${table.name} ${key.pk} ${key.sk}`;
  const kept = known.get(name);
  if (kept) return kept;
  const stored = await table.get<PolicyVersion>(key);
  const found = stored && whole(stored);
  if (found) known.set(name, found);
  return found;
}

/** One version by its number, or undefined. */
export async function policyVersion(table: CouncilTable, version: number): Promise<PolicyVersion | undefined> {
  const entry = (await getPolicyPointer(table))?.versions.find((each) => each.version === version);
  return entry && versionOf(table, entry);
}

/** The version by which something was done, by the name it was recorded under; undefined where there is none of that name. */
export const policyNamed = (table: CouncilTable, name: string): Promise<PolicyVersion | undefined> =>
  policyVersion(table, Number(name.slice(name.lastIndexOf('/') + 1)));

/** The first so many versions there are, in the order of their publication: all that have been, where no number is given. */
export async function policyVersions(table: CouncilTable, most = Number.POSITIVE_INFINITY): Promise<PolicyVersion[]> {
  const pointer = await getPolicyPointer(table);
  const found = await Promise.all(
    (pointer?.versions ?? []).filter(({ version }) => version <= most).map((entry) => versionOf(table, entry)),
  );
  return found.filter((version) => version !== undefined);
}
