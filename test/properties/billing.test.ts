// Whatever is delivered, however it is split into runs and wherever they die: every charge is billed once or held, every number is used once, every penny is in the ledger.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { documentModel } from '../../functions/documents/schema.ts';
import { proposedAgain } from '../../functions/invoicing/rules/changes.ts';
import { decideIssue, journalRows, modelOf } from '../../functions/invoicing/rules/issue.ts';
import { mostLines, mostOrders, mostTransfers, proposeDocuments } from '../../functions/invoicing/rules/propose.ts';
import type { Run } from '../../functions/invoicing/schema.ts';
import type { School } from '../../functions/schools/schema.ts';
import { addDays } from '../../shared/calendar.ts';
import type { OrganisationId, RunId } from '../../shared/ids.ts';
import { plainPence } from '../../shared/money.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import {
  type Bench,
  chargeFor,
  councilOf,
  Died,
  day,
  exempt,
  type Fate,
  issuingRun,
  keysOf,
  newBench,
  now,
  period,
  recharge,
  type Sent,
  schoolAs,
  standard,
  sumOf,
  today,
} from '../billing.ts';
import { auditOf } from '../billing-audit.ts';
import { hunt, report, timeBox } from './budget.ts';

const convertedOn = day('2026-11-10');
const schools: readonly School[] = [
  schoolAs(990010, 'academy'),
  schoolAs(990011, 'academy'),
  schoolAs(990001, 'maintained'),
  schoolAs(990002, 'maintained'),
  { ...schoolAs(990020, 'maintained'), laCode: 880 },
  schoolAs(990030, 'maintained', { from: convertedOn, sector: 'academy' }),
];
const converted = schools.at(-1)?.id;
const own = new Set(['sch_990001', 'sch_990002', 'sch_990030']);

type Given = { school: number; daysAgo: number; order: number; income: number; halves: number; ownFunds: boolean; isExempt: boolean };
const given: fc.Arbitrary<Given> = fc.record({
  school: fc.nat({ max: schools.length - 1 }),
  daysAgo: fc.nat({ max: 23 }),
  order: fc.nat({ max: 30 }),
  income: fc.nat({ max: 24 }),
  halves: fc.integer({ min: 1, max: 5_000_000 }),
  ownFunds: fc.boolean(),
  isExempt: fc.boolean(),
});

/** A charge as booking would have written it: quoted by what the school was when it was booked, before any conversion. */
function chargeOf({ school, daysAgo, order, income, halves, ownFunds, isExempt }: Given): Charge {
  const payer = schools[school]?.id ?? ('sch_0' as OrganisationId);
  const delegated = own.has(payer) && !ownFunds;
  const charge = chargeFor(payer, {
    deliveredOn: addDays(today, -daysAgo),
    incomeCode: `SI-${income}`,
    unitPricePence: halves * 2,
    purse: delegated ? 'delegated-budget' : 'own-funds',
    vatClass: isExempt ? 'exempt' : 'standard',
    quoted: delegated ? recharge : isExempt ? exempt : standard,
    purchaseOrder: `PO-${order}`,
  });
  const { purchaseOrder: _, ...without } = charge;
  return order === 0 ? without : charge;
}

/** What has to wait for somebody's consent: booked from the budget of a school that is an academy by the day of issue. */
const isHeld = ({ payer, purse }: Charge) => payer === converted && purse === 'delegated-budget';

test(
  'documents in memory: each charge once, sums exact, nothing mixed, everything printable',
  async () => {
    const byId = new Map(schools.map((school) => [school.id, school]));
    const run = issuingRun();
    const seen = await hunt(
      fc.tuple(fc.array(given, { maxLength: 120 }), fc.nat({ max: 1000 })),
      ([list, turn]) => {
        const charges = list.map(chargeOf);
        const facts = {
          run: run.id,
          shard: '00',
          issueOn: today,
          councilLaCode: 881,
          pack: essex2017,
          organisations: byId,
          successions: new Map(),
          consents: new Map(),
        };
        const { documents, held } = proposeDocuments({ ...facts, charges });
        const k = charges.length === 0 ? 0 : turn % charges.length;
        expect(proposeDocuments({ ...facts, charges: [...charges.slice(k), ...charges.slice(0, k)] })).toEqual({ documents, held });
        expect(held.map(({ charge }) => charge).sort()).toEqual(
          charges
            .filter(isHeld)
            .map(({ id }) => id)
            .sort(),
        );
        const billed = documents.flatMap(({ lines }) => lines);
        expect([...billed, ...held].map(({ charge }) => charge).sort()).toEqual(charges.map(({ id }) => id).sort());
        expect(sumOf(documents.map(({ summary }) => summary.netPence))).toBe(
          sumOf(charges.filter((c) => !isHeld(c)).map((c) => c.netPence)),
        );
        expect(new Set(documents.map(({ summary }) => summary.document)).size).toBe(documents.length);
        const chargesById = new Map(charges.map((charge) => [charge.id, charge]));
        for (const [index, { summary, text, lines }] of documents.entries()) {
          // Looked at again as nothing changed, it says the same, in whatever order its lines come.
          const again = { ...facts, summary, lines: [...lines].reverse(), charges: chargesById, withdrawn: new Set<never>() };
          expect(proposedAgain({ ...again, taken: new Set() })).toEqual({ text });
          expect(proposedAgain({ ...again, taken: new Set(lines.slice(0, 1).map(({ charge }) => charge)) })).toHaveProperty('why');
          const school = byId.get(summary.payer as OrganisationId);
          if (!school) throw new Error('a document for nobody');
          const { document, transfers } = decideIssue({
            run,
            summary: { ...summary, index },
            lines,
            council: councilOf('ellwood'),
            payer: school,
            pack: essex2017,
            names: { preparedBy: 'Nadia Rahman', approvedBy: 'Omar Finch' },
            now,
          });
          expect(lines.every((line) => line.school === summary.payer && line.netPence * 2 === line.unitPricePence)).toBe(true);
          expect(lines.length).toBeLessThanOrEqual(mostLines);
          expect(document.purchaseOrders.length).toBeLessThanOrEqual(mostOrders);
          expect(transfers.length).toBeLessThanOrEqual(mostTransfers);
          expect(sumOf(transfers.map(({ amount }) => amount))).toBe(document.grossPence);
          expect(new Set(transfers.map(({ id }) => id)).size).toBe(transfers.length);
          expect([document.netPence, document.vatPence]).toEqual([summary.netPence, summary.vatPence]);
          expect(new Set(lines.map(({ category }) => category === 'O')).size).toBe(1);
          expect(document.rail === 'journal').toBe(lines[0]?.category === 'O');
          expect(documentModel.safeParse(modelOf(document, lines, undefined)).error).toBeUndefined();
          if (document.rail === 'journal')
            expect(sumOf(journalRows({ document, lines, posting: undefined }, plainPence).map((row) => Number(row[8])))).toBe(0);
        }
      },
      { milliseconds: 6_000, cases: 3_000, least: 50 },
    );
    report('documents in memory', seen);
  },
  timeBox(120_000),
);

type Round = { share: number; days: number; deaths: { at: number; after: boolean }[]; twice: boolean };
const round: fc.Arbitrary<Round> = fc.record({
  share: fc.nat({ max: 100 }),
  days: fc.nat({ max: 23 }),
  deaths: fc.array(fc.record({ at: fc.integer({ min: 1, max: 60 }), after: fc.boolean() }), { maxLength: 2 }),
  twice: fc.boolean(),
});

/** Goes on with a run through one death after another, then to the end. */
async function throughDeaths(
  bench: Bench,
  deaths: Round['deaths'],
  watch: Fate,
  of: { from: Charge['deliveredOn']; to: Charge['deliveredOn'] },
): Promise<void> {
  let id: RunId | undefined;
  for (const death of [...deaths, undefined]) {
    const fate: Fate = async (nth, sent) => {
      const created = sent.find(({ Put }) => Put?.Item?.type === 'billing-run')?.Put?.Item?.id as RunId | undefined;
      if (created) id = created;
      await watch(nth, sent);
      return nth === death?.at ? { when: death.after ? 'after' : 'before', error: new Died(`at ${nth}`) } : undefined;
    };
    const context = bench.process(fate);
    try {
      const known = id && (await context.table.get<Run>(context.table.key.run(id)));
      const run = await bench.finish(known ?? (await bench.dryRun(context, of)), context);
      const { documents: invoices } = run.proposed['vat-invoice'];
      if (run.state === 'complete' || invoices + run.proposed.journal.documents === 0) return;
      await bench.commitment(run, context);
      return;
    } catch (error) {
      // Another run of the same days was quicker: nothing of this one is issued, and its lines are the next one's.
      if (/refused: (proposal-changed|proposal-superseded)/.test(String(error))) return;
      if (!(error instanceof Died)) throw error;
    }
  }
}

test(
  'runs on the engine: random deliveries, periods, second runs and deaths end in the same books',
  async () => {
    let documents = 0;
    const seen = await hunt(
      fc.tuple(fc.array(given, { minLength: 1, maxLength: 25 }), fc.array(round, { maxLength: 2 })),
      async ([list, rounds]) => {
        const bench = await newBench();
        try {
          await bench.schools(...schools);
          const charges = list.map(chargeOf);
          const issuing = new Map<string, string[]>();
          const watch: Fate = async (_, sent: Sent) => {
            const document = sent.find(({ Put }) => Put?.Item?.type === 'document')?.Put?.Item;
            if (document) issuing.set(String(document.id), keysOf(sent));
            return undefined;
          };
          const waiting = [...charges];
          const deliver = async (n: number) => bench.charge(...waiting.splice(0, n));
          for (const { share, days, deaths, twice } of rounds) {
            await deliver(Math.ceil((waiting.length * share) / 100));
            const of = { from: addDays(today, -days), to: today };
            if (twice) await Promise.all([throughDeaths(bench, deaths, watch, of), throughDeaths(bench, [], watch, period)]);
            else await throughDeaths(bench, deaths, watch, of);
          }
          await deliver(waiting.length);
          await throughDeaths(bench, [], watch, period);
          expect(
            await auditOf(
              bench,
              charges.filter((charge) => !isHeld(charge)),
            ),
          ).toEqual([]);
          const last = await bench.dryRun();
          expect([last.proposed['vat-invoice'].documents, last.proposed.journal.documents, last.held]).toEqual([
            0,
            0,
            charges.filter(isHeld).length,
          ]);
          // Two documents are two transactions that no engine can bring into conflict: they write nothing in common.
          const keys = [...issuing.values()].flat();
          expect(new Set(keys).size).toBe(keys.length);
          documents += issuing.size;
        } finally {
          bench.close();
        }
      },
      { milliseconds: 12_000, cases: 60, least: 2 },
    );
    report(`runs on the engine (${documents} documents issued)`, seen);
  },
  timeBox(120_000),
);
