// Looking at issued documents, printing them, and posting recharges.
import { londonDate, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { DocumentId } from '../../../shared/ids.ts';
import { account } from '../../../shared/ledger/chart.ts';
import { postingWrites } from '../../../shared/ledger/post.ts';
import type { Rail } from '../../../shared/policy/schema.ts';
import type { Page } from '../../../shared/table.ts';
import { getHead } from '../../entitlements/store.ts';
import { canTouch, isStaff } from '../../identity/rules.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { formerUser, namesOf } from '../../identity/store/people.ts';
import { decidePosting, modelOf, type Journal as Recharge } from '../rules/issue.ts';
import { firstThatFit } from '../rules/pages.ts';
import { type Document, type DocumentLine, type JournalPosting, ownerOf, type PostJournal } from '../schema.ts';
import {
  documentsByRail,
  documentsOf,
  getDocument,
  getJournalPosting,
  journalPostingWrites,
  linesOf,
  unpostedRecharges,
} from '../store.ts';

/** What a document still owes, or has still to be posted: its own account's head. */
const openPence = async (context: Context, document: Document): Promise<number> =>
  (await getHead(context.table, document.id, account(document.kind === 'vat-invoice' ? 'debtor' : 'recharge', document.id)))?.available ??
  0;

/** That a recharge was posted, and by whom: staff are told the name as it stands now, a school the council’s. */
export type NamedPosting = JournalPosting & { postedByName: string };

async function named({ table, actor, council }: Context, posting: JournalPosting): Promise<NamedPosting> {
  if (!isStaff(actor)) return { ...posting, postedByName: council.name };
  return { ...posting, postedByName: (await namesOf(table, [posting.postedBy])).get(posting.postedBy) ?? formerUser };
}

async function postingOf(context: Context, id: DocumentId): Promise<NamedPosting | undefined> {
  const posting = await getJournalPosting(context.table, id);
  return posting && named(context, posting);
}

export type DocumentView = {
  document: Document;
  lines: DocumentLine[];
  openPence: number;
  posting: NamedPosting | undefined;
  overdue: boolean;
  /** An invoice on which something is open, and whoever looks may pay it by card. */
  mayPay: boolean;
  history: HistoryEntry[];
};

async function find(context: Context, id: DocumentId): Promise<Document | undefined> {
  const document = await getDocument(context.table, id);
  return document && canTouch(context.actor, 'document:read', ownerOf(document)) ? document : undefined;
}

/** A document with its lines and what is open on it; refuses `unknown-document` alike for another's and none. */
export async function readDocument(context: Context, id: DocumentId): Promise<Decision<DocumentView>> {
  const document = await find(context, id);
  if (!document) return refuse('unknown-document');
  const [lines, open, posting, history] = await Promise.all([
    linesOf(context.table, id),
    openPence(context, document),
    postingOf(context, id),
    readHistory(context, id),
  ]);
  return accept({
    document,
    lines,
    openPence: open,
    posting,
    overdue: open > 0 && document.dueOn !== undefined && document.dueOn < londonDate(context.now),
    mayPay: document.kind === 'vat-invoice' && open > 0 && canTouch(context.actor, 'payment:make', ownerOf(document)),
    history,
  });
}

/** The document as a PDF, drawn anew each time from what was issued: the same bytes each time. Refuses `unknown-document`. */
export async function printDocument(
  context: Context,
  host: Pick<Host, 'invoke' | 'origin'>,
  id: DocumentId,
): Promise<Decision<{ document: Document; pdf: Uint8Array<ArrayBuffer> }>> {
  const document = await find(context, id);
  if (!document) return refuse('unknown-document');
  const lines = await linesOf(context.table, id);
  const payAt = document.kind === 'vat-invoice' ? `${host.origin}/${context.council.slug}/invoicing/documents/${id}` : undefined;
  const reply = (await host.invoke('documents', {
    council: context.council.slug,
    task: 'render',
    subject: modelOf(document, lines, payAt),
  })) as { pdf: string };
  return accept({ document, pdf: new Uint8Array(Buffer.from(reply.pdf, 'base64')) });
}

export type Listed = { document: Document; openPence: number };

/** An organisation's own documents, newest first; for finance, all invoices or all recharges, newest first. */
export async function listDocuments(context: Context, rail: Rail, after?: string): Promise<Page<Listed>> {
  const { table, actor } = context;
  const page = actor.organisation ? await documentsOf(table, actor.organisation, after) : await documentsByRail(table, rail, { after });
  const items = await Promise.all(page.items.map(async (document) => ({ document, openPence: await openPence(context, document) })));
  return { ...page, items };
}

export type Journal = Recharge & { posting: NamedPosting | undefined };

type Listing = { unpostedOnly: boolean; after?: string | undefined };
const mostJournalsShown = 100;

/** Recharges, newest first, with their lines: a page of those not yet posted, or of all. It ends after about a thousand lines. */
export async function readJournals(context: Context, { unpostedOnly, after }: Listing): Promise<Page<Journal>> {
  const { table } = context;
  const page = unpostedOnly
    ? await thatFit(
        (limit) => unpostedRecharges(table, limit, after),
        ({ lines }) => lines,
      )
    : await thatFit(
        (limit) => documentsByRail(table, 'journal', { after, limit }),
        ({ lineCount }) => lineCount,
      );
  const found = await Promise.all(page.items.map((item) => readJournal(context, 'document' in item ? item.document : item.id)));
  // The index may still show what was posted a moment ago.
  const items = found.flatMap((journal) => (journal && !(unpostedOnly && journal.posting) ? [journal] : []));
  return { ...page, items };
}

/** The beginning of a list that may be shown at once; read once more where it is shorter, for the cursor that stands there. */
async function thatFit<T>(read: (limit: number) => Promise<Page<T>>, linesOf: (item: T) => number): Promise<Page<T>> {
  const page = await read(mostJournalsShown);
  const fitting = firstThatFit(page.items, linesOf);
  return fitting.length < page.items.length ? read(fitting.length) : page;
}

async function readJournal(context: Context, id: DocumentId): Promise<Journal | undefined> {
  const { table } = context;
  const [document, lines, posting] = await Promise.all([getDocument(table, id), linesOf(table, id), postingOf(context, id)]);
  return document && { document, lines, posting };
}

/** Pages of recharges that one file holds. */
const mostPages = 10;

/** What a journal file holds: up to ten pages of recharges, and where the next file begins when there are more. */
export async function journalsForFile(context: Context, { unpostedOnly, after }: Listing): Promise<Page<Journal>> {
  const items: Journal[] = [];
  let next = after;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await readJournals(context, { unpostedOnly, after: next });
    items.push(...page.items);
    next = page.next;
    if (!next) return { items };
  }
  return { items, ...(next ? { next } : {}) };
}

/**
 * Marks a recharge as posted in the council's own ledger, once. The same reference sent again is the same posting.
 * Refuses `unknown-document`, `not-a-recharge` (an invoice is paid, not posted), `already-posted` under another reference.
 */
export async function postJournal(context: Context, id: DocumentId, command: PostJournal): Promise<Decision<NamedPosting>> {
  const { table, now, actor } = context;
  const posted = await change<JournalPosting>(context, async () => {
    const document = await find(context, id);
    if (!document) return refuse('unknown-document');
    const posted = await getJournalPosting(table, id);
    if (posted?.councilReference === command.councilReference) return accept({ writes: [], result: posted, audit: null });
    const decision = decidePosting({ document, posted, now });
    if (!decision.ok) return decision;
    const posting: JournalPosting = {
      document: id,
      councilReference: command.councilReference,
      postedBy: actor.person,
      postedAt: timestamp(now),
    };
    return accept({
      writes: [...journalPostingWrites(table, posting), ...postingWrites(table, [{ transfer: decision.value }])],
      result: posting,
      audit: { action: 'journal:post', about: id, ...ownerOf(document), detail: `As ${command.councilReference}` },
    });
  });
  return posted.ok ? accept(await named(context, posted.value)) : posted;
}
