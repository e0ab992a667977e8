// The words of a council as its operator writes them down: the subject of the task `record-council`. No secrets.
import * as z from 'zod';
import { roles } from '../../../shared/context.ts';
import type { CouncilSlug } from '../../../shared/ids.ts';
import { addressFault } from '../rules/addresses.ts';

/** Addresses that mean something else on one host or the other. */
const reserved = ['assets', 'demo', 'files'];
const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be a short name of small letters, digits and hyphens, such as essex')
  .refine((text) => !reserved.includes(text), `must not be one of ${reserved.join(', ')}`)
  .transform((text) => text as CouncilSlug);

const line = z
  .string()
  .trim()
  .min(2)
  .max(120)
  .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters');

const address = (demo: boolean) =>
  z
    .string('must be an address')
    .max(500)
    .superRefine((text, context) => {
      const message = addressFault(text, demo);
      if (message) context.addIssue({ code: 'custom', message });
      else if (/[?#]/.test(text)) context.addIssue({ code: 'custom', message: 'must have no query' });
    });

const providerSchema = (demo: boolean) =>
  z
    .strictObject({
      id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a word of small letters, such as schools'),
      title: line,
      hint: z.string().trim().max(300),
      shape: z.enum(['dfe-sign-in', 'entra', 'plain']),
      issuer: address(demo),
      clientId: line,
      tenant: line.optional(),
      rolesApi: z.strictObject({ origin: address(demo), serviceId: line }).optional(),
      roles: z.record(line, z.enum(roles)),
    })
    .refine(({ shape, tenant }) => shape !== 'entra' || tenant !== undefined, {
      path: ['tenant'],
      message: 'is needed: without it people of any organisation could come in',
    });

const distinct = (names: readonly string[]) => new Set(names).size === names.length;

/** On which day its ledger began is no matter of opinion, so the operator does not say. A demonstration has its providers on its own machine. */
export const councilSchemaOf = (demo: boolean) =>
  z.strictObject({
    slug,
    name: line,
    laCode: z.int().min(1).max(999),
    addressLines: z.array(line).min(2, 'must hold the address that stands on invoices').max(6),
    email: z.email('must be an e-mail address'),
    telephone: z.string().regex(/^\+?[0-9][0-9 ]{5,24}$/, 'must be a telephone number'),
    vatRegistrationNumber: z.string().regex(/^GB ?\d{3} ?\d{4} ?\d{2}$/, 'must be a VAT number such as GB 123 4567 89'),
    bank: z.strictObject({
      accountName: line,
      sortCode: z.string().regex(/^\d{2}-\d{2}-\d{2}$/, 'must be a sort code such as 12-34-56'),
      accountNumber: z.string().regex(/^\d{8}$/, 'must be eight digits'),
    }),
    providers: z
      .array(providerSchema(demo))
      .min(1, 'must name where people sign in')
      .max(10)
      .refine((all) => distinct(all.map(({ id }) => id)), 'must name each provider once'),
    districts: z
      .array(z.strictObject({ name: line, covers: z.array(line).max(100) }))
      .max(60)
      .refine((all) => distinct(all.map(({ name }) => name)), 'must name each district once')
      .optional(),
  });
export const councilSchema = councilSchemaOf(false);
