// Adds up a ledger from its entries alone and says what is wrong with them: the arithmetic of the proof. Pure; whoever reads the table feeds it.
import * as z from 'zod';
import { londonDate } from '../calendar.ts';
import { shardOf } from '../table.ts';
import { type AccountKind, breach, type Chart, chart, holderOf, knownKind, type PostingCode, postings } from './chart.ts';
import { applied, availableOf, type Entry, emptyHead, type Head, movements } from './heads.ts';
import { dayOfTransfer, type Settlement, type Transfer } from './transfers.ts';

export type Asset = Chart[AccountKind]['asset'];

/** What can be wrong, in the words of a sentence about one entry or account. */
export const faultTexts = {
  'unreadable-entry': 'An entry is not a transfer, a settlement or a claim',
  'misplaced-entry': 'An entry does not stand where its own date and name put it',
  'crosses-the-wall': 'An entry connects accounts that no posting connects',
  'settles-nothing': 'A settlement names a transfer that is not there',
  'settles-differently': 'A settlement differs from the transfer it settles',
  'no-claim': 'A settlement has no claim beside its transfer',
  'second-outcome': 'A transfer has more than one outcome',
  'claim-without-settlement': 'A transfer is marked settled, and its settlement is not there',
  'head-differs': 'The sums kept for an account differ from its entries',
  'head-missing': 'An account has entries and no sums are kept for it',
  'head-without-entries': 'Sums are kept for an account that no entry touches',
  overdrawn: 'More was drawn from an account than was in it',
  'allocation-differs': 'What an allocation says was granted and moved is not what the entries of its account say',
  'allocation-missing': 'Something was granted on an account, and no allocation tells of it',
  'kept-moving': 'An account changed each time it was read: prove again when it is quieter',
  'does-not-balance': 'Debits and credits of an asset differ',
  'unknown-document': 'An account is kept for an invoice or recharge that is not there',
  'lines-differ': 'The lines of a document do not come to what was charged for it',
  'gross-differs': 'A document’s total is not what its account was debited',
  'free-day-billed': 'A free half-day is on a document',
  'undelivered-billed': 'A half-day that was not delivered is on a document',
  'half-day-unknown': 'A line names a half-day that the ledger does not hold',
  'charge-differs': 'A line is not what its charge says',
  'billed-twice': 'A line’s charge belongs to another document, or to none',
  'sealed-entry-edited': 'An entry was changed after its day was sealed',
  'sealed-entry-missing': 'An entry was taken away after its day was sealed',
  'entry-slipped-in': 'An entry was put into a day that was sealed without it',
  'sealed-shard-differs': 'The entries of a sealed day are not those that were sealed',
  'seal-missing': 'A day between sealed days has no seal',
  'seal-differs': 'A seal contradicts itself',
  'chain-broken': 'A seal does not follow from the seal of the day before',
  'seal-replaced': 'A seal is not the one that an earlier proof saw',
} as const;
export type FaultName = keyof typeof faultTexts;
/** One thing that is wrong: its name, the entry or account or document it is about, and the figures. */
export type Fault = { name: FaultName; where: string; detail: string };

const movement = {
  asset: z.enum(['half-day', 'penny']),
  from: z.string().min(1),
  to: z.string().min(1),
  amount: z.int().min(1),
  cause: z.record(z.string(), z.string()),
  recordedAt: z.iso.datetime(),
};
const itemSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('transfer'), id: z.string().regex(/^trf_\d{8}-[^#]+$/), code: z.string(), pending: z.boolean(), ...movement }),
  z.object({
    type: z.literal('settlement'),
    transfer: z.string().regex(/^trf_\d{8}-[^#]+$/),
    outcome: z.enum(['post', 'void']),
    ...movement,
  }),
  z.object({ type: z.literal('settled'), outcome: z.enum(['post', 'void']), day: z.iso.date() }),
]);

export type Claim = { transfer: string; outcome: 'post' | 'void'; day: string };
/** An item of a ledger partition, understood. */
export type Reading = { is: 'transfer'; transfer: Transfer } | { is: 'settlement'; settlement: Settlement } | { is: 'claim'; claim: Claim };

/** Where an item was read: the day and shard of its partition, and its sort key. */
export type Place = { day: string; shard: string; sk: string };
const placeText = ({ day, shard, sk }: Place): string => `${sk} (${day}, shard ${shard})`;

/** Understands an item of the ledger, or says what is wrong with it: what it is, where it stands, and whether the chart of postings allows it. */
export function read(item: unknown, place: Place): { reading?: Reading; faults: Fault[] } {
  const where = placeText(place);
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { faults: [{ name: 'unreadable-entry', where, detail: `${issue?.path.join('.') || 'type'}: ${issue?.message ?? 'unknown'}` }] };
  }
  const { type, ...rest } = parsed.data;
  const reading = (
    type === 'transfer'
      ? { is: 'transfer', transfer: rest }
      : type === 'settlement'
        ? { is: 'settlement', settlement: rest }
        : { is: 'claim', claim: { transfer: place.sk.replace(/#settled$/, ''), ...rest } }
  ) as Reading;
  const faults: Fault[] = [];
  const belongs = placeOf(reading);
  if (belongs.sk !== place.sk || belongs.day !== place.day || belongs.shard !== place.shard)
    faults.push({ name: 'misplaced-entry', where, detail: `it belongs at ${placeText(belongs)}` });
  const entry = entryOf(reading);
  const crossing = entry && breach('transfer' in entry ? entry.transfer : entry.settlement);
  if (crossing) faults.push({ name: 'crosses-the-wall', where, detail: crossing });
  return { reading, faults };
}

/** Where post.ts puts an item: a transfer under its id's day, its claim beside it, its settlement under the day it happened. */
export function placeOf(reading: Reading): Place {
  switch (reading.is) {
    case 'transfer': {
      const { id, recordedAt } = reading.transfer;
      // The id's day must be the day of its record; if they differ, the record is believed and the item is out of place.
      return { day: londonDate(Date.parse(recordedAt)), shard: shardOf(id), sk: id };
    }
    case 'settlement': {
      const { transfer, outcome, recordedAt } = reading.settlement;
      return { day: londonDate(Date.parse(recordedAt)), shard: shardOf(transfer), sk: `${transfer}#${outcome}` };
    }
    case 'claim': {
      const { transfer } = reading.claim;
      return { day: dayOfTransfer(transfer), shard: shardOf(transfer), sk: `${transfer}#settled` };
    }
  }
}

const entryOf = (reading: Reading): Entry | undefined =>
  reading.is === 'transfer' ? { transfer: reading.transfer } : reading.is === 'settlement' ? { settlement: reading.settlement } : undefined;

/** What a settlement needs to be true, given the transfer and the claim it names as they stand in the table. */
export function settlementFaults(
  settlement: Settlement,
  transfer: Transfer | undefined,
  claim: Omit<Claim, 'transfer'> | undefined,
): Fault[] {
  const where = `${settlement.transfer}#${settlement.outcome}`;
  const day = londonDate(Date.parse(settlement.recordedAt));
  const faults: Fault[] = [];
  if (!transfer) faults.push({ name: 'settles-nothing', where, detail: `${settlement.transfer} is not in the ledger` });
  else {
    if (!transfer.pending) faults.push({ name: 'settles-differently', where, detail: 'the transfer was never pending' });
    for (const name of ['amount', 'asset', 'from', 'to'] as const)
      if (transfer[name] !== settlement[name])
        faults.push({
          name: 'settles-differently',
          where,
          detail: `${name} is ${settlement[name]}, and of the transfer ${transfer[name]}`,
        });
  }
  if (!claim) faults.push({ name: 'no-claim', where, detail: `nothing beside ${settlement.transfer} says that it is settled` });
  else if (claim.outcome !== settlement.outcome || claim.day !== day)
    faults.push({
      name: 'second-outcome',
      where,
      detail: `this is ${settlement.outcome} on ${day}, and its claim says ${claim.outcome} on ${claim.day}`,
    });
  return faults;
}

/** A claim without the settlement it speaks of. */
export const claimFaults = (claim: Claim, settlement: unknown): Fault[] =>
  settlement
    ? []
    : [
        {
          name: 'claim-without-settlement',
          where: `${claim.transfer}#settled`,
          detail: `there is no ${claim.outcome} of it on ${claim.day}`,
        },
      ];

/** The four sums of an account, without what is available, which follows from them. */
export type Sums = Omit<Head, 'available'>;
export const emptySums: Sums = { debitsPosted: 0, creditsPosted: 0, debitsPending: 0, creditsPending: 0 };
const sumNames = Object.keys(emptySums) as (keyof Sums)[];
const plus = (a: Sums, b: Sums): Sums => ({
  debitsPosted: a.debitsPosted + b.debitsPosted,
  creditsPosted: a.creditsPosted + b.creditsPosted,
  debitsPending: a.debitsPending + b.debitsPending,
  creditsPending: a.creditsPending + b.creditsPending,
});

/**
 * What the entries of some days say of one limited account: its sums, for a document's account the net income charged to it, and for an account of something granted
 * what went from it otherwise than by bookings.
 */
export type Part = Sums & { netPence: number; away: number };
export const emptyPart: Part = { ...emptySums, netPence: 0, away: 0 };
/** An account by its entries: of the days that take no more of them, and of those that still may. */
export type Folded = { past: Part; recent: Part; document?: string };

export const emptyFolded: Folded = { past: emptyPart, recent: emptyPart };

const plusPart = (a: Part, b: Part): Part => ({ ...plus(a, b), netPence: a.netPence + b.netPence, away: a.away + b.away });
export const totalOf = ({ past, recent }: Folded): Part => plusPart(past, recent);

export function plusFolded(a: Folded, b: Folded): Folded {
  const document = a.document ?? b.document;
  return { past: plusPart(a.past, b.past), recent: plusPart(a.recent, b.recent), ...(document ? { document } : {}) };
}

/** The sums of all entries: by kind of account and by posting. Bounded by the chart, however many entries there are. */
export type Totals = {
  transfers: number;
  settlements: number;
  claims: number;
  kinds: Partial<Record<AccountKind, Sums>>;
  codes: Partial<Record<PostingCode, { count: number; amount: number }>>;
};
export const emptyTotals = (): Totals => ({ transfers: 0, settlements: 0, claims: 0, kinds: {}, codes: {} });

/** A limited account's name with its holder before it, so that in sorted order all accounts of one holder come together. */
export const accountKey = (account: string): string => `${holderOf(account)} ${account}`;
export const accountOfKey = (key: string): string => key.slice(key.indexOf(' ') + 1);
export const holderOfKey = (key: string): string => key.slice(0, key.indexOf(' '));

/** An account of free half-days or of a team's budget. */
export const isGranted = (account: string): boolean => ['entitlement', 'budget'].includes(knownKind(account) ?? '');
/** What bookings draw: everything else that leaves an account of something granted was moved by a run, a plan or a correction. */
const bookingCodes: readonly string[] = ['deliver-entitlement', 'spend-budget'] satisfies PostingCode[];
const incomeCodes: readonly string[] = ['invoice-net', 'recharge-net'] satisfies PostingCode[];

/** Adds one understood item to the totals and to the limited accounts it touches; the maps are changed in place, because there may be a million. */
export function fold(totals: Totals, accounts: Map<string, Folded>, reading: Reading, isRecent: boolean): void {
  const entry = entryOf(reading);
  if (!entry) {
    totals.claims += 1;
    return;
  }
  if ('transfer' in entry) {
    totals.transfers += 1;
    const { code, amount } = entry.transfer;
    if (Object.hasOwn(postings, code)) {
      const before = totals.codes[code] ?? { count: 0, amount: 0 };
      totals.codes[code] = { count: before.count + 1, amount: before.amount + amount };
    }
  } else totals.settlements += 1;
  for (const { account, change } of movements(entry)) {
    const kind = knownKind(account);
    if (!kind) continue;
    const { available: _, ...sums } = applied(emptyHead, change);
    totals.kinds[kind] = plus(totals.kinds[kind] ?? emptySums, sums);
    if (chart[kind].limited) touch(accounts, account, entry, sums, isRecent);
  }
}

function touch(accounts: Map<string, Folded>, account: string, entry: Entry, sums: Sums, isRecent: boolean): void {
  const key = accountKey(account);
  const charged = 'transfer' in entry && incomeCodes.includes(entry.transfer.code) ? entry.transfer : undefined;
  const away = 'transfer' in entry && isGranted(account) && entry.transfer.from === account && !bookingCodes.includes(entry.transfer.code);
  const part: Part = { ...sums, netPence: charged?.amount ?? 0, away: away ? entry.transfer.amount : 0 };
  const document = charged?.cause.document;
  const folded: Folded = { past: isRecent ? emptyPart : part, recent: isRecent ? part : emptyPart, ...(document ? { document } : {}) };
  const before = accounts.get(key);
  accounts.set(key, before ? plusFolded(before, folded) : folded);
}

/** Every account of a history, limited or not, for ledgers small enough to hold. */
export function balances(entries: Iterable<Entry>): Map<string, Head> {
  const accounts = new Map<string, Head>();
  for (const entry of entries)
    for (const { account, change } of movements(entry)) accounts.set(account, applied(accounts.get(account) ?? emptyHead, change));
  return accounts;
}

/** What each asset's accounts come to: posted and pending debits and credits, which must be equal. */
export function assetSums(totals: Totals): Record<Asset, Sums> {
  const sums: Record<Asset, Sums> = { 'half-day': emptySums, penny: emptySums };
  for (const [kind, of] of Object.entries(totals.kinds)) {
    const { asset } = chart[kind as AccountKind];
    sums[asset] = plus(sums[asset], of);
  }
  return sums;
}

/** An asset whose debits and credits are not the same, posted or pending: half-days and pence each have to add up to nil. */
export const assetFaults = (sums: Record<Asset, Sums>): Fault[] =>
  Object.entries(sums).flatMap(([asset, s]) =>
    s.debitsPosted === s.creditsPosted && s.debitsPending === s.creditsPending
      ? []
      : [
          {
            name: 'does-not-balance' as const,
            where: asset,
            detail: `debits ${s.debitsPosted} posted, ${s.debitsPending} pending; credits ${s.creditsPosted} posted, ${s.creditsPending} pending`,
          },
        ],
  );

/** How a head as kept differs from an account's entries, or from its own arithmetic. `undefined` sums: no entry touches the account. */
export function headFaults(account: string, sums: Sums | undefined, head: Partial<Head> | undefined): Fault[] {
  if (!sums) return head ? [{ name: 'head-without-entries', where: account, detail: `it says ${headText(head)}` }] : [];
  const available = availableOf(sums);
  const faults: Fault[] = available < 0 ? [{ name: 'overdrawn', where: account, detail: `its entries leave ${available} available` }] : [];
  if (!head) return [...faults, { name: 'head-missing', where: account, detail: `its entries say ${headText({ ...sums, available })}` }];
  const same = head.available === available && sumNames.every((name) => head[name] === sums[name]);
  if (!same)
    faults.push({
      name: 'head-differs',
      where: account,
      detail: `kept: ${headText(head)}; by its entries: ${headText({ ...sums, available })}`,
    });
  return faults;
}

const headText = (head: Partial<Head>): string =>
  `debits ${head.debitsPosted ?? 'none'} posted, ${head.debitsPending ?? 'none'} pending; credits ${head.creditsPosted ?? 'none'} posted, ${head.creditsPending ?? 'none'} pending; available ${head.available ?? 'none'}`;
