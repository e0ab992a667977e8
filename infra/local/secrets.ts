// The secrets of this one host: made by chance, and kept with its data so that what was signed before a restart still stands after it.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { newProviderKeys, type ProviderKeys } from './identity-provider.ts';

export type Secrets = { quoteKey: string; clientSecret: string; webhookSecret: string; provider: ProviderKeys };

const random = () => randomBytes(32).toString('base64url');

/** The secrets kept in a file, made when there is none; without a file they last as long as the host. */
export function secretsOf(file?: string): Secrets {
  if (file) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  const made = { quoteKey: random(), clientSecret: random(), webhookSecret: `whsec_${random()}`, provider: newProviderKeys() };
  if (file) writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}
