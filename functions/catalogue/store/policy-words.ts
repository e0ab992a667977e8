// By which terms something was quoted, granted or agreed, as people read it: what is kept of it is the name of a version.
import type { Context } from '../../../shared/context.ts';
import { policyText } from '../../../shared/policy/versions.ts';
import { isStaff } from '../../identity/rules.ts';
import { policyNamed } from './policies.ts';

/** A version in words: whose terms and from when on. The council’s people look versions up by their name, and read that beside it. */
export async function policyWords({ table, actor }: Pick<Context, 'table' | 'actor'>, name: string): Promise<string> {
  const version = await policyNamed(table, name);
  if (!version) return name;
  return isStaff(actor) ? `${policyText(version)} (${name})` : policyText(version);
}
