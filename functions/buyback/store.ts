// Agreements in the table: each under its own id, found under whoever agreed and by the day on which something is next due of it.
import type { CivilDate, Instant } from '../../shared/calendar.ts';
import { create, replace, type Write } from '../../shared/commit.ts';
import type { AgreementId, OrganisationId } from '../../shared/ids.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { effectWrite } from '../../shared/outbox.ts';
import { type CouncilTable, indexOf, type Key, type Page, unkeyed } from '../../shared/table.ts';
import { holdingWrite } from '../bookings/store/packages.ts';
import { agreementUnderWrite, purchaseOrderChangesWrites } from '../bookings/store/purchase-orders.ts';
import { chargeWrite } from '../bookings/store.ts';
import type { Advance } from './rules/advance.ts';
import { isFreeAgain, timesAgreed } from './rules/again.ts';
import type { Agreed } from './rules/agree.ts';
import type { TellingKind } from './rules/tell.ts';
import { underChanges } from './rules/under.ts';
import type { AgreementTelling } from './schema/messages.ts';
import type { Agreement } from './schema.ts';

export type AgreementItem = Agreement & Key & { type: 'agreement'; nextOn: CivilDate };

export function agreementFrom(item: AgreementItem): Agreement {
  const { type: _, nextOn: __, ...agreement } = unkeyed(item);
  return agreement;
}

export async function getAgreement(table: CouncilTable, id: AgreementId): Promise<Agreement | undefined> {
  const item = await table.get<AgreementItem>(table.key.agreement(id));
  return item && agreementFrom(item);
}

/** What an organisation has agreed to, the first first. An index finds them; each is then read as it stands. */
export async function agreementsOf(table: CouncilTable, organisation: OrganisationId): Promise<Agreement[]> {
  const found = await table.all<AgreementItem>(table.range.agreementsOf(organisation));
  const all = await Promise.all(found.map(({ id }) => getAgreement(table, id)));
  return all.filter((each): each is Agreement => each !== undefined);
}

/** Every organisation's agreements, those first of which something is due soonest. */
export async function allAgreements(table: CouncilTable, limit: number, after?: string): Promise<Page<Agreement>> {
  const page = await table.page<AgreementItem>(table.range.agreements(), { limit, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(agreementFrom) };
}

/** Agreements of which something is due by a day: a hint, as whoever works on one reads it anew. */
export const dueAgreements = async (table: CouncilTable, by: CivilDate, limit: number): Promise<AgreementId[]> =>
  (await table.page<AgreementItem>(table.range.agreements(by), { limit })).items.map(({ id }) => id);

/** After everything else: nothing is due of it any more. */
const never = '9999-12-31' as CivilDate;

const agreementItem = (table: CouncilTable, agreement: Agreement, nextOn: CivilDate = never) => ({
  type: 'agreement',
  ...agreement,
  nextOn,
  ...indexOf(table.council).agreement(agreement.organisation, nextOn, agreement.id),
});

export const agreementWrite = (table: CouncilTable, agreement: Agreement, nextOn: CivilDate | undefined): Write =>
  agreement.version === 1
    ? create(table.key.agreement(agreement.id), agreementItem(table, agreement, nextOn), 'changed-meanwhile')
    : replace(table.key.agreement(agreement.id), agreementItem(table, agreement, nextOn));

/** What a change to an agreement does to the registered purchase orders that its instalments are held of, in the change's own transaction. */
export function underWrites(table: CouncilTable, before: Agreement | undefined, after: Agreement): Write[] {
  const changes = underChanges(before, after);
  return [...purchaseOrderChangesWrites(table, changes), ...changes.map(({ under }) => agreementUnderWrite(table, under))];
}

/**
 * That nobody has agreed to a package meanwhile. What may be agreed to is decided by all that was agreed to before, which an index finds: two windows, or an index that
 * lags behind, would agree to years that overlap, and the claim of a year by its first day meets only those that begin on the same one.
 */
function agreedOnceMoreWrite(table: CouncilTable, { organisation, code }: Pick<Agreement, 'organisation' | 'code'>, times: number): Write {
  const unknown = 'attribute_not_exists(#times)';
  return {
    op: 'update',
    key: table.key.agreedTimes(organisation, code),
    expression: 'SET #type = :type, #times = :more',
    names: { '#type': 'type', '#times': 'times' },
    values: { ':type': 'agreed-times', ':more': times + 1 },
    condition: times === 0 ? { expression: unknown } : { expression: `${unknown} OR #times = :times`, values: { ':times': times } },
    refusal: { name: 'changed-meanwhile' },
  };
}

/**
 * The writes of agreeing to something: the agreement, its half-days and what they are good for, and that each year of a buy-back is agreed to once. `known`: what the
 * decision knew of.
 */
export const agreedWrites = (
  table: CouncilTable,
  { before, known }: { before: Agreement | undefined; known: readonly Agreement[] },
  { agreement, postings, holdings }: Agreed,
  nextOn: CivilDate | undefined,
): Write[] => [
  agreementWrite(table, agreement, nextOn),
  agreedOnceMoreWrite(table, agreement, timesAgreed(known, agreement.code)),
  ...underWrites(table, before, agreement),
  ...postingWrites(table, postings),
  ...holdings.map((holding) => holdingWrite(table, holding)),
  ...(agreement.kind === 'buy-back'
    ? holdings.map(({ holder, from }) =>
        create(table.key.agreedFrom(holder, agreement.code, from), { type: 'agreed-from', agreement: agreement.id }, 'already-agreed'),
      )
    : []),
];

/** That something of an agreement is to be told, in the transaction that causes it and under the version that gives the agreement. Whom is found out when it is delivered. */
function tellAgreementWrite(
  table: CouncilTable,
  { id, version }: Pick<Agreement, 'id' | 'version'>,
  kind: TellingKind,
  now: Instant,
): Write {
  const payload: AgreementTelling = { kind, agreement: id };
  return effectWrite(table, { subject: `agreement:${id}`, version, function: 'buyback', task: 'tell-agreement', payload, now });
}

/** The writes of what the clock does. Closing a year takes exactly what is left of it: where a visit was given back meanwhile, it is worked out again. */
export const advanceWrites = (
  table: CouncilTable,
  before: Agreement,
  { agreement, postings, holdings, charges, close, tell }: Advance,
  nextOn: CivilDate | undefined,
  now: Instant,
): Write[] => [
  agreementWrite(table, agreement, nextOn),
  ...underWrites(table, before, agreement),
  ...(tell ? [tellAgreementWrite(table, agreement, tell, now)] : []),
  ...postingWrites(table, postings, { close }),
  ...holdings.map((holding) => holdingWrite(table, holding)),
  ...charges.map((charge) => chargeWrite(table, charge)),
];

/** The writes of an end before the time. The years to come are free to be agreed to again, and so is one of which nothing was charged: nobody pays for it twice. */
export const endingWrites = (
  table: CouncilTable,
  before: Agreement,
  { agreement, postings, close }: Pick<Advance, 'agreement' | 'postings' | 'close'>,
  nextOn: CivilDate | undefined,
  now: Instant,
): Write[] => [
  agreementWrite(table, agreement, nextOn),
  ...underWrites(table, before, agreement),
  tellAgreementWrite(table, agreement, 'buyback-ended', now),
  ...postingWrites(table, postings, { close }),
  ...(agreement.kind === 'buy-back'
    ? agreement.years
        .filter((year) => isFreeAgain(agreement, year))
        .map(
          ({ from }): Write => ({
            op: 'delete',
            key: table.key.agreedFrom(agreement.organisation, agreement.code, from),
            refusal: { name: 'changed-meanwhile' },
          }),
        )
    : []),
];
