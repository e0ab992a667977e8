// The secrets of this one host: made by chance, and kept with its data so that what was signed before a restart still stands after it.
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { newProviderKeys, type ProviderId, type ProviderKeys } from './identity-provider/index.ts';

export type Secrets = {
  quoteKey: string;
  linkKey: string;
  /** Signs the forms that send files. */
  fileKey: string;
  /** What every council's Notify key is made of. */
  notifySecret: string;
  /** What every client's own secrets are made of, by its name. */
  clientSecret: string;
  webhookSecret: string;
  providers: Record<ProviderId, ProviderKeys>;
};

/** Of every program of the demonstration. Whoever can reach this host can sign in as anybody, so it protects nothing and may be printed. */
export const programSecret = 'not-a-secret-for-this-machine-only';

const random = () => randomBytes(32).toString('base64url');

/** The secret of one use of one client: no council's client can pass for another's. */
export const secretFor = ({ clientSecret }: Secrets, client: string, use: 'sign-in' | 'roles-api'): string =>
  createHmac('sha256', clientSecret).update(`${client} ${use}`).digest('base64url');

/** The secrets kept in a file, made where there are none; without a file they last as long as the host. */
export function secretsOf(file?: string): Secrets {
  const made: Secrets = {
    quoteKey: random(),
    linkKey: random(),
    fileKey: random(),
    notifySecret: random(),
    clientSecret: random(),
    webhookSecret: `whsec_${random()}`,
    providers: { schools: newProviderKeys(), staff: newProviderKeys() },
  };
  const kept = file ? { ...made, ...readSecrets(file) } : made;
  if (file) writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
  return kept;
}

function readSecrets(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
