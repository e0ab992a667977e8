// The words of organisations that the register of schools does not hold: trusts, federations, partnerships, and members and settings that are no school.
import * as z from 'zod';
import { type CivilDate, dateSchema } from '../../../shared/calendar.ts';
import { idSchema, type OrganisationId, organisationIdSchema } from '../../../shared/ids.ts';
import type { School, Sector } from '../schema.ts';

/** Bodies other than schools, trusts, federations and partnerships (Manchester EIP 1.2; foundation settings outside schools, Education Services 4.2.4). */
export const bodyKinds = {
  'foundation-setting': 'Foundation setting',
  nursery: 'Nursery or childminder network',
  college: 'College',
  university: 'University',
  'training-provider': 'Training provider',
  voluntary: 'Voluntary organisation',
  business: 'Business',
  'sports-club': 'Sports club',
  other: 'Other organisation',
} as const;
type BodyKind = keyof typeof bodyKinds;

/** School improvement partnerships and collaborative groups (Essex 2017), geographic or thematic EIPs (Manchester 1.3), self-improving trusts (Rochdale 4.1). */
export const partnershipKinds = {
  'school-improvement': 'School improvement partnership',
  'collaborative-group': 'Collaborative group',
  geographic: 'Geographic partnership',
  thematic: 'Thematic partnership',
  'self-improving-trust': 'Self-improving trust',
} as const;
type PartnershipKind = keyof typeof partnershipKinds;

type Common = {
  id: OrganisationId;
  name: string;
  addressLines: string[];
  postcode: string;
  openedOn?: CivilDate | undefined;
  closedOn?: CivilDate | undefined;
  version: number;
};

/** `billing` says, from each date on, whether the trust is billed for its schools or each school for itself; before the first entry, each school. */
export type Trust = Common & {
  kind: 'trust';
  uid: number;
  companiesHouseNumber?: string | undefined;
  billing: { from: CivilDate; to: 'trust' | 'school' }[];
};
export type Federation = Common & { kind: 'federation'; uid: number };
export type Partnership = Common & {
  kind: 'partnership';
  partnershipKind: PartnershipKind;
  /** What a thematic partnership is about, or the district of a geographic one. */
  theme?: string | undefined;
  district?: string | undefined;
};
/** How a body buys from a date on, until the next entry. */
type BodySector = { from: CivilDate; sector: Sector };
/**
 * A body that is no school: it may be a member, hold allocations and book. Its sector decides its VAT as a school's would; the entries are in order of date and
 * never none, and before the first of them it is that one too.
 */
export type Body = Common & { kind: BodyKind; sectors: BodySector[]; district?: string | undefined };

export type Group = Trust | Federation | Partnership | Body;
/** Whatever an organisation id may stand for. */
export type Organisation = School | Group;

/** Kinds that are listed by kind: every one but schools. */
export const groupKinds = ['trust', 'federation', 'partnership', ...(Object.keys(bodyKinds) as BodyKind[])] as const;
export type GroupKind = (typeof groupKinds)[number];

/** Every word of a name may be an item of the index, and they are all written with a merger. */
const mostWords = 14;
const name = z
  .string('Enter a name')
  .trim()
  .min(3, 'Enter a name of at least 3 characters')
  .max(120, 'Use at most 120 characters')
  .refine((text) => text.split(/[^\p{L}\p{N}]+/u).length <= mostWords, `Use at most ${mostWords} words`);
const addressLines = z.array(z.string().trim().min(1).max(100, 'Use at most 100 characters a line')).max(5, 'Use at most 5 lines');
const postcode = z
  .string()
  .trim()
  .toUpperCase()
  // As people type it: without the space, or with more than one.
  .overwrite((text) => text.replace(/^([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})$/, '$1 $2'))
  .regex(/^([A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})?$/, 'Enter a postcode such as CM1 5JB');
const district = z.string().trim().min(1).max(100).optional();
const sector = z.enum(['maintained', 'academy', 'independent', 'further-education'], 'Choose how it buys');
const reason = z.string().trim().max(500, 'Use at most 500 characters').optional();
/** Sent with a form or by a program, so that what is sent twice is recorded once. */
const key = z.string().min(8).max(64).optional();

export const newBodySchema = z.strictObject({
  kind: z.enum(Object.keys(bodyKinds) as BodyKind[], 'Choose what kind of organisation it is'),
  name,
  addressLines,
  postcode,
  sector,
  district,
  /** Left out for what is older than our dates reach, which begin with 2000. */
  openedOn: dateSchema.optional(),
  key,
});
export type NewBody = z.infer<typeof newBodySchema>;

export const newPartnershipSchema = z
  .strictObject({
    partnershipKind: z.enum(Object.keys(partnershipKinds) as PartnershipKind[], 'Choose what kind of partnership it is'),
    name,
    theme: z.string().trim().min(3).max(200).optional(),
    district,
    openedOn: dateSchema,
    key,
  })
  .refine(({ partnershipKind, theme }) => partnershipKind !== 'thematic' || theme !== undefined, {
    path: ['theme'],
    message: 'Say what the thematic partnership is about',
  });
export type NewPartnership = z.infer<typeof newPartnershipSchema>;

/** What was recorded by hand and is corrected: a name and how a body buys from a date on. */
export const renameSchema = z.strictObject({ name, on: dateSchema, reason });
export type Rename = z.infer<typeof renameSchema>;
export const sectorSchema = z.strictObject({ sector, from: dateSchema });
export type SectorChange = z.infer<typeof sectorSchema>;

/** The address of a trust, federation or other body, which its invoices carry, and a trust's company number. */
export const detailsSchema = z.strictObject({
  addressLines: addressLines.min(1, 'Enter the address, at least one line: its invoices carry it'),
  postcode,
  companiesHouseNumber: z
    .string()
    .trim()
    .regex(/^[A-Z0-9]{8}$/, 'A company number has eight letters and digits')
    .optional(),
  version: z.int().min(1),
});
export type Details = z.infer<typeof detailsSchema>;
/** Who is billed from a date on. */
export const trustBillingSchema = z.strictObject({ from: dateSchema, to: z.enum(['trust', 'school'], 'Choose who is billed') });
export type TrustBilling = z.infer<typeof trustBillingSchema>;

/** What a list of partnerships, or of other organisations, may be narrowed to. */
const beginning = z.string().trim().max(200, 'Use at most 200 characters').optional();
const after = z.string().max(2000).optional();
export const partnershipSearchSchema = z.strictObject({
  kind: z.enum(Object.keys(partnershipKinds) as PartnershipKind[]).optional(),
  name: beginning,
  after,
});
export type PartnershipSearch = z.infer<typeof partnershipSearchSchema>;
const listedKinds = groupKinds.filter((kind) => kind !== 'partnership');
export const organisationSearchSchema = z.strictObject({ kind: z.enum(listedKinds).default('trust'), name: beginning, after });
export type OrganisationSearch = z.infer<typeof organisationSearchSchema>;

/** The school that a trust's booker wants to book for. */
export const actForSchema = z.strictObject({ school: organisationIdSchema });

/** Partnerships and other bodies as a migration or the demonstration has them: members from and to which date, and who has led from when. */
const spell = z.strictObject({ id: organisationIdSchema, from: dateSchema, to: dateSchema.optional() });
export const recordOrganisationsSchema = z.strictObject({
  bodies: z.array(newBodySchema.omit({ key: true }).extend({ id: organisationIdSchema.optional() })).default([]),
  partnerships: z
    .array(
      z.strictObject({
        id: organisationIdSchema.optional(),
        kind: z.enum(Object.keys(partnershipKinds) as PartnershipKind[]),
        name,
        theme: z.string().trim().min(3).max(200).optional(),
        district,
        openedOn: dateSchema,
        members: z.array(spell).max(400),
        lead: z.strictObject({ id: organisationIdSchema, from: dateSchema, person: idSchema('per').optional() }).optional(),
      }),
    )
    .default([]),
});
export type RecordOrganisations = z.infer<typeof recordOrganisationsSchema>;
