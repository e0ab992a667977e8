// The words of programs that use the API: whose tokens they bring, what those must say, and what such a program may do.
import * as z from 'zod';
import type { Role } from '../../../shared/context.ts';
import { bareId, type ClientId, type OrganisationId, type PersonId } from '../../../shared/ids.ts';
import { addressFault } from '../rules/addresses.ts';
import { personName, rightSchema } from './people.ts';

export type ApiClient = {
  type: 'client';
  id: ClientId;
  name: string;
  /** Who signs its tokens (`iss`), and what they call it (`sub`). */
  issuer: string;
  subject: string;
  /** What its tokens must say they are for (`aud`). */
  audience: string;
  /** Where the issuer's public keys are found. No secret of a program is kept. */
  jwksUri: string;
  roles: Role[];
  organisation?: OrganisationId;
  endedAt?: string;
  version: number;
};

/** The person a program acts as: its entries in the audit trail and its records are known by it. */
export const actsAs = (client: ClientId): PersonId => `per_${bareId(client)}` as PersonId;

/** As a demonstration would take it, whose issuer is on its own machine; whether this is one is for the action to know. */
const address = (what: string) =>
  z
    .string(what)
    .trim()
    .max(500, 'Use at most 500 characters')
    .superRefine((text, context) => {
      const fault = addressFault(text, true);
      if (fault) context.addIssue({ code: 'custom', message: URL.canParse(text) ? `The address ${fault}` : what });
    });

export const clientSchema = rightSchema
  .safeExtend({
    name: personName,
    issuer: address('Enter the issuer’s address, such as https://sign-in.example'),
    subject: z.string('Enter the subject').trim().min(1, 'Enter the subject').max(255, 'Use at most 255 characters'),
    jwksUri: address('Enter the address of the issuer’s keys, such as https://sign-in.example/keys'),
  })
  // Whoever registers a program holds its keys: one that could change rights would be a way to one's own.
  .refine(({ roles }) => !roles.includes('council-admin'), {
    path: ['roles'],
    message: 'A program changes nobody’s rights: leave out council administrator',
  })
  .refine(({ roles }) => !roles.includes('officer'), { path: ['roles'], message: 'A program delivers nothing: leave out officer' });
export type ClientCommand = z.infer<typeof clientSchema>;
