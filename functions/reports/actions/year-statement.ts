// What was free and what was bought in a year, gathered from the rooms that know, for whoever may see either; and the same on paper.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { type HolderId, isTeam, type OrganisationId } from '../../../shared/ids.ts';
import { account } from '../../../shared/ledger/chart.ts';
import { keptFor, linesFor, maySee, unknownHolder } from '../../entitlements/rules/statements.ts';
import type { Line, StatementYear } from '../../entitlements/schema/statements.ts';
import type { Use } from '../../entitlements/schema/uses.ts';
import { readHolder } from '../../entitlements/store/statements.ts';
import { usesOf } from '../../entitlements/store/uses.ts';
import { getHead, policyAt } from '../../entitlements/store.ts';
import { can, canTouch, isStaff } from '../../identity/rules.ts';
import type { Document } from '../../invoicing/schema.ts';
import { documentsOf, linesOf } from '../../invoicing/store.ts';
import { paperOf } from '../rules/year-paper.ts';
import { boughtIn, costOf, freeLines, touchesYear, yearAsked, yearsBeside } from '../rules/year-statement.ts';
import type { Bought, YearQuery, YearStatement } from '../schema/statements.ts';

async function usesBehind({ table }: Context, lines: readonly Line[], year: StatementYear): Promise<Map<string, Use[]>> {
  // A vacancy of another year may be drawn on in this one; an allocation’s days are all of its own year.
  const wanted = lines.filter((line) => line.of === 'vacancy' || (line.year.clock === year.clock && line.year.start === year.start));
  const accounts = [...new Set(wanted.flatMap(({ account: of }) => (of ? [of] : [])))];
  return new Map(await Promise.all(accounts.map(async (of) => [of, await usesOf(table, of)] as const)));
}

/** Every document of an organisation that may have lines in a year, however many pages of them there are. */
async function bought({ table }: Context, holder: OrganisationId, year: StatementYear): Promise<Bought> {
  const found: Document[] = [];
  let after: string | undefined;
  do {
    const page = await documentsOf(table, holder, after);
    found.push(...page.items.filter((document) => touchesYear(document, year)));
    after = page.next;
  } while (after);
  const whole = await Promise.all(
    found.map(async (document) => {
      const [lines, head] = await Promise.all([
        linesOf(table, document.id),
        getHead(table, document.id, account(document.kind === 'vat-invoice' ? 'debtor' : 'recharge', document.id)),
      ]);
      return { document, lines, openPence: head?.available ?? 0 };
    }),
  );
  return boughtIn(whole, year);
}

/**
 * A holder's year: what was free by right, and what was bought for whoever may read the holder's documents. The council's people are told what the free days cost.
 * Refuses `unknown-school`, or `unknown-organisation`, for whoever's is not the actor's to see.
 */
export async function readYearStatement(context: Context, holder: HolderId, query: YearQuery): Promise<Decision<YearStatement>> {
  const { table, actor, now } = context;
  const found = await readHolder(table, holder, now);
  if (found.name === undefined || !maySee(actor, holder, found)) return { ok: false, refusal: unknownHolder(holder) };
  const year = yearAsked(query, londonDate(now));
  const lines = linesFor(keptFor(actor, found), can(actor, 'confidential:read'));
  const mayReadDocuments = !isTeam(holder) && canTouch(actor, 'document:read', { organisation: holder });
  const [uses, paid, policy] = await Promise.all([
    usesBehind(context, lines, year),
    mayReadDocuments ? bought(context, holder, year) : undefined,
    isStaff(actor) ? policyAt(table, now) : undefined,
  ]);
  const free = freeLines(lines, uses, year);
  const { organisation } = found;
  return accept({
    holder,
    name: found.name,
    addressLines: organisation ? [...organisation.addressLines, organisation.postcode].filter(Boolean) : [],
    ...(organisation && 'urn' in organisation ? { urn: String(organisation.urn) } : {}),
    year,
    madeOn: londonDate(now),
    free,
    bought: paid,
    cost: isStaff(actor) ? costOf(free, policy?.pack) : undefined,
    otherYears: yearsBeside(lines, year),
  });
}

/** The statement as a PDF. What the free days cost the council is no part of the paper. Refuses as readYearStatement does. */
export async function printYearStatement(
  context: Context,
  host: Pick<Host, 'invoke'>,
  holder: HolderId,
  query: YearQuery,
): Promise<Decision<{ statement: YearStatement; pdf: Uint8Array<ArrayBuffer> }>> {
  const read = await readYearStatement(context, holder, query);
  if (!read.ok) return read;
  const subject = paperOf(read.value, context.council);
  const reply = (await host.invoke('documents', { council: context.council.slug, task: 'render', subject })) as { pdf: string };
  return accept({ statement: read.value, pdf: new Uint8Array(Buffer.from(reply.pdf, 'base64')) });
}
