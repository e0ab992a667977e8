// Issued documents on the engine: nothing changes one, and a recharge is posted once.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { historyOf } from '../../functions/identity/store/audit.ts';
import { contactWrite } from '../../functions/identity/store/people.ts';
import { journalsForFile, listDocuments, postJournal, readDocument, readJournals } from '../../functions/invoicing/actions/documents.ts';
import { commitRun, readRun } from '../../functions/invoicing/actions/runs.ts';
import { advanceRun } from '../../functions/invoicing/actions/steps/index.ts';
import { unpostedWrite } from '../../functions/invoicing/store.ts';
import { addDays } from '../../shared/calendar.ts';
import type { Actor } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { DocumentId } from '../../shared/ids.ts';
import { account } from '../../shared/ledger/chart.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { transfer } from '../../shared/ledger/transfers.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import {
  academy,
  type Bench,
  chargeFor,
  closeAll,
  Died,
  delivered,
  maintained,
  nadia,
  noWorker,
  now,
  rechargeFor,
  type Sent,
  schoolAs,
  today,
} from '../billing.ts';
import { unhurried } from '../unhurried.ts';

beforeAll(unhurried);

afterEach(closeAll);

const tomorrow = now + 86_400_000;

describe('an issued document never changes', () => {
  /** The document, its lines and what else stands beside it, as text that differs when anything in it does. */
  const documentItems = async (bench: Bench, id: DocumentId) => {
    const items = await bench.context.table.all({ pk: `${bench.council.slug}#DOCUMENT#${id}` });
    return JSON.stringify(items, (_, value: unknown) =>
      value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
    );
  };

  test('not by payment, another run, the same run again or a late worker; a posting stands beside it', async () => {
    const { bench, charges } = await delivered();
    const run = await bench.bill();
    const issued = await bench.issued();
    const [invoice, recharge] = [issued[0]?.document, issued.at(-1)?.document];
    if (!invoice || !recharge) throw new Error('nothing was issued');
    const before = await Promise.all(issued.map(({ document }) => documentItems(bench, document.id)));

    const paid = transfer('payment', account('debtor', invoice.id), account('clearing'), invoice.grossPence, {
      name: 'paid',
      now,
      cause: { document: invoice.id },
    });
    await bench.write(postingWrites(bench.context.table, [{ transfer: paid }]));
    await bench.commitment(run);
    await bench.finish(run);
    await advanceRun(bench.context, run.id, 1000);
    await bench.charge(chargeFor(academy.id));
    await bench.bill();
    expect(await Promise.all(issued.map(({ document }) => documentItems(bench, document.id)))).toEqual(before);
    expect(accepted(await readDocument(bench.context, invoice.id))).toMatchObject({ openPence: 0, document: invoice, overdue: false });

    accepted(await postJournal(bench.context, recharge.id, { councilReference: 'GL 778' }));
    const after = accepted(await readDocument(bench.context, recharge.id));
    expect(after).toMatchObject({ openPence: 0, posting: { councilReference: 'GL 778', postedByName: nadia.name } });
    expect(after.document).toEqual(recharge);
    expect(charges.map(({ id }) => id)).toEqual(expect.arrayContaining(after.lines.map(({ charge }) => charge)));
  });

  test('its item is only ever written on condition that there is none', async () => {
    const { bench } = await delivered();
    const writes: Sent[number][] = [];
    const watched = bench.process(async (_, sent) => {
      writes.push(...sent);
      return undefined;
    });
    await bench.bill(watched);
    const [recharge] = (await bench.issued()).filter(({ document }) => document.rail === 'journal');
    accepted(await postJournal(watched, recharge?.document.id ?? ('' as DocumentId), { councilReference: 'GL 1' }));
    const touching = writes.filter(({ Put, Update, Delete }) => {
      const key = Put?.Item ?? Update?.Key ?? Delete?.Key;
      return String(key?.pk).includes('#DOCUMENT#') && key?.sk === 'document';
    });
    expect(touching).toHaveLength(4);
    for (const { Put } of touching) expect(Put?.ConditionExpression).toBe('attribute_not_exists(pk)');
  });
});

describe('posting a recharge', () => {
  const issuedRecharge = async () => {
    const { bench } = await delivered([rechargeFor(maintained.id), chargeFor(academy.id)]);
    await bench.bill();
    const [invoice, recharge] = (await bench.issued()).map(({ document }) => document);
    if (!invoice || !recharge) throw new Error('nothing was issued');
    return { bench, invoice, recharge };
  };

  test('happens once; the same reference again is the same posting, another is refused', async () => {
    const { bench, recharge } = await issuedRecharge();
    const first = await postJournal(bench.context, recharge.id, { councilReference: 'GL 778' });
    expect(await postJournal(bench.at(tomorrow), recharge.id, { councilReference: 'GL 778' })).toEqual({
      ok: true,
      value: expect.objectContaining(first.ok ? first.value : {}),
    });
    expect(await postJournal(bench.context, recharge.id, { councilReference: 'GL 779' })).toMatchObject({
      refusal: { name: 'already-posted', detail: 'ESX-JNL-000001 was posted as GL 778.' },
    });
  });

  test('sent five times at once is one posting', async () => {
    const { bench, recharge } = await issuedRecharge();
    const all = await Promise.all(
      Array.from({ length: 5 }, () => postJournal(bench.process(), recharge.id, { councilReference: 'GL 778' })),
    );
    expect(all.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    expect(accepted(await readDocument(bench.context, recharge.id)).openPence).toBe(0);
  });

  test('under five references at once is one posting, and four are told which', async () => {
    const { bench, recharge } = await issuedRecharge();
    const all = await Promise.all([1, 2, 3, 4, 5].map((n) => postJournal(bench.process(), recharge.id, { councilReference: `GL ${n}` })));
    expect(all.filter(({ ok }) => ok)).toHaveLength(1);
    for (const decision of all) if (!decision.ok) expect(decision.refusal.name).toBe('already-posted');
  });

  test('an invoice, a document that is not there, and one seen by a school are refused', async () => {
    const { bench, invoice, recharge } = await issuedRecharge();
    const command = { councilReference: 'GL 778' };
    expect(await postJournal(bench.context, invoice.id, command)).toMatchObject({ refusal: { name: 'not-a-recharge' } });
    expect(await postJournal(bench.context, 'doc_none' as DocumentId, command)).toMatchObject({ refusal: { name: 'unknown-document' } });
    const booker = { ...nadia, roles: ['school-booker'] as const, organisation: academy.id };
    expect(await postJournal(bench.at(now, booker), recharge.id, command)).toMatchObject({ refusal: { name: 'unknown-document' } });
    expect(await readDocument(bench.at(now, booker), recharge.id)).toEqual(
      await readDocument(bench.at(now, booker), 'doc_none' as DocumentId),
    );
    expect((await readDocument(bench.at(now, booker), invoice.id)).ok).toBe(true);
  });

  test('a recharge of an earlier series is still listed and waits to be posted', async () => {
    const { bench, recharge } = await issuedRecharge();
    const later = bench.at(now + 3_600_000);
    await bench.policy({ ...essex2017, series: { 'vat-invoice': 'NEW-INV-', journal: 'NEW-JNL-' } }, 2, '2026-11-24T10:30:00.000Z');
    await bench.charge(rechargeFor(maintained.id));
    await bench.bill(later);
    const waiting = async (unpostedOnly: boolean) => {
      const { items, next } = await readJournals(later, { unpostedOnly });
      expect(next).toBeUndefined();
      for (const { lines } of items) expect(lines).toHaveLength(1);
      return items.map(({ document }) => document.number);
    };
    expect(await waiting(true)).toEqual(['NEW-JNL-000001', 'ESX-JNL-000001']);
    const listed = await listDocuments(later, 'journal');
    expect(listed.items.map(({ document }) => document.number)).toEqual(['NEW-JNL-000001', 'ESX-JNL-000001']);
    expect((await listDocuments(later, 'vat-invoice')).items.map(({ document }) => document.number)).toEqual(['ESX-INV-000001']);
    accepted(await postJournal(later, recharge.id, { councilReference: 'GL 778' }));
    expect(await waiting(true)).toEqual(['NEW-JNL-000001']);
    expect(await waiting(false)).toEqual(['NEW-JNL-000001', 'ESX-JNL-000001']);
  });

  test('thousands of lines are shown a thousand at a time, in a run and in the journals, and one file holds them all', async () => {
    const payers = [990001, 990002, 990003].map((urn) => schoolAs(urn, 'maintained'));
    const { bench } = await delivered(payers.flatMap(({ id }) => Array.from({ length: 400 }, () => rechargeFor(id))));
    await bench.schools(...payers.slice(1));
    const { id } = await bench.bill();
    const first = accepted(await readRun(bench.context, id));
    const rest = accepted(await readRun(bench.context, id, first.next));
    expect([first, rest].map(({ documents }) => documents.map(({ lines }) => lines.length))).toEqual([[400, 400], [400]]);
    expect(rest.next).toBeUndefined();
    for (const unpostedOnly of [true, false]) {
      const newest = await readJournals(bench.context, { unpostedOnly });
      const oldest = await readJournals(bench.context, { unpostedOnly, after: newest.next });
      expect([newest, oldest].map(({ items }) => items.map(({ document, lines }) => [document.number, lines.length]))).toEqual([
        [
          ['ESX-JNL-000003', 400],
          ['ESX-JNL-000002', 400],
        ],
        [['ESX-JNL-000001', 400]],
      ]);
      expect(oldest.next).toBeUndefined();
      const file = await journalsForFile(bench.context, { unpostedOnly });
      expect(file.next).toBeUndefined();
      expect(file.items.map(({ document }) => document.number)).toEqual(['ESX-JNL-000003', 'ESX-JNL-000002', 'ESX-JNL-000001']);
    }
  });

  test('a file ends after ten pages, and says where the next begins', async () => {
    const { bench, recharge } = await issuedRecharge();
    const { table } = bench.context;
    // Newer marks than the recharge's own, of documents that are not there: they take up their place in the list and no more.
    const marks = Array.from({ length: 1_000 }, (_, i) => {
      const n = String(i).padStart(6, '0');
      return unpostedWrite(table, { ...recharge, id: `doc_filler-${n}` as DocumentId, number: `ESX-JNL-9${n}` });
    });
    await bench.write(marks);
    const first = await journalsForFile(bench.context, { unpostedOnly: true });
    expect([first.items, first.next === undefined]).toEqual([[], false]);
    const rest = await journalsForFile(bench.context, { unpostedOnly: true, after: first.next });
    expect([rest.items.map(({ document }) => document.id), rest.next]).toEqual([[recharge.id], undefined]);
  });

  test('leaves nothing behind in the list of those that wait', async () => {
    const { bench, recharge, invoice } = await issuedRecharge();
    const { table } = bench.context;
    const waiting = () => table.all<{ document: DocumentId }>(table.range.unpostedRecharges());
    expect((await waiting()).map(({ document }) => document)).toEqual([recharge.id]);
    expect(await table.get(table.key.unposted(invoice.id))).toBeUndefined();
    accepted(await postJournal(bench.context, recharge.id, { councilReference: 'GL 778' }));
    expect(await waiting()).toEqual([]);
    expect(await table.get(table.key.unposted(recharge.id))).toBeUndefined();
  });

  test('an invoice is overdue the day after it was due, not on the day', async () => {
    const { bench, invoice } = await issuedRecharge();
    const on = async (date: string) => accepted(await readDocument(bench.at(Date.parse(`${date}T12:00:00Z`)), invoice.id)).overdue;
    expect(invoice.dueOn).toBe(addDays(today, 30));
    expect([await on('2026-12-24'), await on('2026-12-25')]).toEqual([false, true]);
  });
});

describe('who issued it', () => {
  const omar: Actor = { ...nadia, person: 'per_omar' as Actor['person'], name: 'Omar Finch' };

  test('is whoever committed the run, in the trail and on the document, also where the worker did the work', async () => {
    const { bench } = await delivered();
    const { table } = bench.context;
    const contact = contactWrite(table, omar.person, { type: 'contact', name: omar.name, version: 1 });
    await bench.write([contact]);
    const dry = await bench.dryRun();
    // The commitment itself is the first transaction; with it the process dies, and all the rest is the worker's.
    const dying = bench.process(async (nth) => (nth === 2 ? { when: 'before', error: new Died('killed') } : undefined), { actor: omar });
    await expect(commitRun(dying, noWorker, dry.id)).rejects.toThrow('killed');
    expect(await bench.issued()).toEqual([]);
    const run = await bench.finish(dry);
    const issued = await bench.issued();
    expect(issued.length).toBeGreaterThan(1);
    for (const { document } of issued) {
      expect(document).toMatchObject({ preparedBy: nadia.name, approvedBy: omar.name });
      expect(await historyOf(table, document.id)).toMatchObject([
        {
          action: 'document:issue',
          person: omar.person,
          organisation: document.organisation,
          policy: 'essex-2017/1',
          detail: document.number,
        },
      ]);
    }
    expect((await historyOf(table, run.id)).map(({ action, person }) => `${action} ${person}`)).toEqual([
      'run:commit per_omar',
      'run:make per_nadia',
    ]);
    // A document says for good who approved it; everywhere else a person who is gone is nobody any more.
    await bench.write([{ op: 'delete', key: contact.key, refusal: { name: 'changed-meanwhile' } }]);
    const [first] = issued;
    if (!first) throw new Error('nothing was issued');
    const { document, history } = accepted(await readDocument(bench.context, first.document.id));
    expect([document.approvedBy, history[0]?.who]).toEqual([omar.name, 'Former user']);
    expect(accepted(await readRun(bench.context, run.id)).run).toMatchObject({ madeByName: nadia.name, committedByName: 'Former user' });
  });
});
