// The versions of a council's policy: each immutable, in force from an instant until the next. Pure.
import { dateText, type Instant, londonDate } from '../calendar.ts';
import type { Pack } from './schema.ts';

/** One published version of a council's pack: immutable, in force from an instant. */
export type PolicyVersion = { version: number; effectiveAt: string; publishedAt: string; pack: Pack };
export type PolicyPointer = { versions: { version: number; effectiveAt: string }[]; version: number };
export const policyName = (policy: { version: number; pack: { code: string } }): string => `${policy.pack.code}/${policy.version}`;

/** Whose terms a version is, and from when on: what somebody reads who has no use for its name. */
export const policyText = ({ pack, effectiveAt }: Pick<PolicyVersion, 'pack' | 'effectiveAt'>): string =>
  `${pack.title}, in force from ${dateText(londonDate(Date.parse(effectiveAt)))}`;

/** The version in force at an instant: the last to take effect, and of two that take effect together the later published. */
export function versionInForce(pointer: PolicyPointer | undefined, now: Instant): PolicyPointer['versions'][number] | undefined {
  let found: PolicyPointer['versions'][number] | undefined;
  for (const entry of pointer?.versions ?? []) {
    const at = Date.parse(entry.effectiveAt);
    if (at > now) continue;
    const before = found && Date.parse(found.effectiveAt);
    if (!found || before === undefined || at > before || (at === before && entry.version > found.version)) found = entry;
  }
  return found;
}
