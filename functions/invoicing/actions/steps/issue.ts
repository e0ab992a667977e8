// Freezing, numbering and issuing: a run takes exactly as many numbers as it has documents, then issues each in a transaction of its own.
import { auditWrite } from '../../../../shared/audit.ts';
import { commit } from '../../../../shared/commit.ts';
import { type Context, daybookItself } from '../../../../shared/context.ts';
import { isTeam } from '../../../../shared/ids.ts';
import { postingWrites } from '../../../../shared/ledger/post.ts';
import type { Rail } from '../../../../shared/policy/schema.ts';
import { type PolicyVersion, policyName } from '../../../entitlements/schema.ts';
import { formerUser, namesOf } from '../../../identity/store/people.ts';
import { getOrganisation } from '../../../schools/store/organisations.ts';
import { decideIssue, type IssueFacts } from '../../rules/issue.ts';
import type { Buyer } from '../../rules/judge.ts';
import { ownerOf, type Run, type RunDocument } from '../../schema.ts';
import {
  createDocumentWrite,
  getDocument,
  linesOf,
  nextNumber,
  replaceRunWrite,
  runDocuments,
  runDocumentWrite,
  takeNumbersWrite,
  unpaidWrite,
  unpostedWrite,
} from '../../store.ts';
import { advance, after, batch, inParallel, packOf, plus, policyOf, save, write } from './step.ts';

const rails: readonly Rail[] = ['vat-invoice', 'journal'];

/** Gives each document that still has lines its place in its series; when all have one, takes exactly that many numbers in one write. */
export async function freeze(context: Context, run: Run): Promise<void> {
  const documents = await runDocuments(context.table, run.id, run.cursor, batch);
  const frozen = { ...run.frozen };
  const writes = documents.flatMap((summary) => {
    if (summary.lines === 0) return [];
    const index = frozen[summary.rail].documents;
    frozen[summary.rail] = plus(frozen[summary.rail], summary);
    return [runDocumentWrite(context.table, { ...summary, index, state: 'frozen' }, ['claimed', 'frozen'])];
  });
  await write(context, writes);
  const last = documents.at(-1);
  await (last ? save(context, run, { frozen, cursor: last.document }) : takeNumbers(context, run));
}

async function takeNumbers(context: Context, run: Run): Promise<void> {
  const { table } = context;
  const pack = await packOf(context, run);
  const needed = rails.filter((rail) => run.frozen[rail].documents > 0);
  const firsts = await Promise.all(needed.map((rail) => nextNumber(table, pack.series[rail])));
  const firstNumber = Object.fromEntries(needed.map((rail, i) => [rail, firsts[i] ?? 1])) as Partial<Record<Rail, number>>;
  const { cursor: _, ...rest } = run;
  const numbered: Run = { ...rest, firstNumber, state: after(run, 'freeze'), version: run.version + 1 };
  // Numbers and state change together: a run either has exactly its numbers or none. A lost race is repeated with the numbers as they stand then.
  await commit(table, [
    ...needed.map((rail, i) => takeNumbersWrite(table, pack.series[rail], firsts[i] ?? 1, run.frozen[rail].documents)),
    replaceRunWrite(table, numbered),
  ]);
}

/** Issues a batch of documents, each in a transaction of its own that shares no item with another's. */
export async function issue(context: Context, run: Run): Promise<void> {
  const documents = await runDocuments(context.table, run.id, run.cursor, batch);
  const [policy, names] = await Promise.all([policyOf(context, run), namesOn(context, run)]);
  await inParallel(
    documents.filter((summary) => summary.index !== undefined),
    (summary) => issueDocument(context, { run, summary, policy, names }),
  );
  await advance(context, run, documents, 'issue');
}

/** A document says who prepared and who approved it, in words and for good: their names as they are when it is issued. */
async function namesOn({ table }: Context, { madeBy, committedBy = madeBy }: Run): Promise<IssueFacts['names']> {
  const names = await namesOf(table, [madeBy, committedBy]);
  return { preparedBy: names.get(madeBy) ?? formerUser, approvedBy: names.get(committedBy) ?? formerUser };
}

/** Who is billed, as the document prints it. */
async function payerOf({ table }: Context, { payer: id, payerName }: RunDocument): Promise<Buyer | undefined> {
  return isTeam(id) ? { id, name: payerName, addressLines: [], postcode: '' } : getOrganisation(table, id);
}

type Issuing = { run: Run; summary: RunDocument; policy: PolicyVersion; names: IssueFacts['names'] };

async function issueDocument(context: Context, { run, summary, policy, names }: Issuing): Promise<void> {
  const { table, council, now } = context;
  if (await getDocument(table, summary.document)) return;
  const [lines, payer] = await Promise.all([linesOf(table, summary.document), payerOf(context, summary)]);
  if (!payer) throw new Error(`${summary.payer} is not in the register`);
  const { document, transfers } = decideIssue({ run, summary, lines, council, payer, pack: policy.pack, names, now });
  const outcome = await commit(table, [
    createDocumentWrite(table, document),
    document.rail === 'journal' ? unpostedWrite(table, document) : unpaidWrite(table, document),
    runDocumentWrite(table, { ...summary, state: 'issued', number: document.number }, ['frozen']),
    ...postingWrites(
      table,
      transfers.map((of) => ({ transfer: of })),
    ),
    // Whoever committed the run issued its documents, also those that the worker comes to later.
    auditWrite(
      { table, now, actor: { ...daybookItself, person: run.committedBy ?? daybookItself.person } },
      {
        action: 'document:issue',
        about: document.id,
        ...ownerOf(document),
        policy: policyName(policy),
        detail: document.number,
      },
    ),
  ]);
  if (outcome.ok) return;
  if ('contended' in outcome) throw new Error('contended while issuing');
  // Another worker issued it a moment ago, under the same number; anything else would leave a gap.
  if (!(await getDocument(table, summary.document))) throw new Error(`${document.number} was refused as ${outcome.write.refusal.name}`);
}
