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
import { canTouch } from '../../identity/rules.ts';
import { decidePosting, type Journal, modelOf } from '../rules/issue.ts';
import type { Document, DocumentLine, Posting, PostJournal } from '../schema.ts';
import { documentsByRail, documentsOf, getDocument, getPosting, linesOf, postingWrite } from '../store.ts';

/** What a document still owes, or has still to be posted: its own account's head. */
const openPence = async (context: Context, document: Document): Promise<number> =>
  (await getHead(context.table, document.id, account(document.kind === 'vat-invoice' ? 'debtor' : 'recharge', document.id)))?.available ??
  0;

export type DocumentView = { document: Document; lines: DocumentLine[]; openPence: number; posting: Posting | undefined; overdue: boolean };

async function find(context: Context, id: DocumentId): Promise<Document | undefined> {
  const document = await getDocument(context.table, id);
  return document && canTouch(context.actor, 'document:read', { organisation: document.organisation }) ? document : undefined;
}

/** A document with its lines and what is open on it; refuses `unknown-document` alike for another's and none. */
export async function readDocument(context: Context, id: DocumentId): Promise<Decision<DocumentView>> {
  const document = await find(context, id);
  if (!document) return refuse('unknown-document');
  const [lines, open, posting] = await Promise.all([
    linesOf(context.table, id),
    openPence(context, document),
    getPosting(context.table, id),
  ]);
  return accept({
    document,
    lines,
    openPence: open,
    posting,
    overdue: open > 0 && document.dueOn !== undefined && document.dueOn < londonDate(context.now),
  });
}

/** The document as a PDF, drawn anew each time from what was issued: the same bytes each time. */
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

/** Recharges, newest first, with their lines: those not yet posted, or all. */
export async function* journals(context: Context, options: { unpostedOnly: boolean }): AsyncGenerator<Journal> {
  let after: string | undefined;
  do {
    const page: Page<Document> = await documentsByRail(context.table, 'journal', { after, limit: 100 });
    const postings = await Promise.all(page.items.map(({ id }) => getPosting(context.table, id)));
    for (const [i, document] of page.items.entries()) {
      const posting = postings[i];
      if (!(options.unpostedOnly && posting)) yield { document, lines: await linesOf(context.table, document.id), posting };
    }
    after = page.next;
  } while (after);
}

/** Marks a recharge as posted in the council's own ledger, once. The same reference sent again is the same posting. */
export async function postJournal(context: Context, id: DocumentId, command: PostJournal): Promise<Decision<Posting>> {
  const { table, now, actor } = context;
  return change(context, async () => {
    const document = await find(context, id);
    if (!document) return refuse('unknown-document');
    const posted = await getPosting(table, id);
    if (posted?.councilReference === command.councilReference) return accept({ writes: [], result: posted });
    const decision = decidePosting({ document, posted, now });
    if (!decision.ok) return decision;
    const posting: Posting = {
      document: id,
      councilReference: command.councilReference,
      postedBy: actor.person,
      postedByName: actor.name,
      postedAt: timestamp(now),
    };
    return accept({ writes: [postingWrite(table, posting), ...postingWrites(table, [{ transfer: decision.value }])], result: posting });
  });
}
