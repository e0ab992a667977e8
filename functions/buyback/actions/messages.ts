// Telling people of agreements: each step once to each who may agree for whoever has it, in words that are made when they are sent.
import { addDays, type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context, Host } from '../../../shared/context.ts';
import type { PersonId } from '../../../shared/ids.ts';
import { type NewMessage, type Outcome, postMessage, writeMessages } from '../../../shared/messages.ts';
import { policyAt } from '../../entitlements/store.ts';
import { actsFor } from '../../identity/rules/people.ts';
import { actions } from '../../identity/schema.ts';
import { actingFor } from '../../identity/store/limits.ts';
import { wants } from '../../identity/store/messages.ts';
import { getPerson } from '../../identity/store/people.ts';
import { agreedTo } from '../rules/quote.ts';
import { buyBackOf } from '../rules/renewals.ts';
import { endedWords, noticeWords, opensWords, orderWords, type TellingKind } from '../rules/tell.ts';
import type { AgreementPost, AgreementTelling } from '../schema/messages.ts';
import type { Agreement } from '../schema.ts';
import { getAgreement } from '../store.ts';

/** Where links lead, and the way to identity, which knows addresses and carries the post. */
export type PostRoom = Pick<Host, 'origin' | 'invoke'>;

const agreeing = actions['buyback:agree'];

/** Who is told: those who may agree for whoever has it, or where nobody may those of whoever pays. */
async function toldOf(context: Context, { organisation, payer }: Agreement, kind: TellingKind): Promise<PersonId[]> {
  const own = await actingFor(context.table, organisation, agreeing);
  const people = own.length > 0 || payer === organisation ? own : await actingFor(context.table, payer, agreeing);
  const wanted = await Promise.all(people.map((person) => wants(context.table, person, kind)));
  return people.filter((_, i) => wanted[i]);
}

/** The first day of the year that something is told of: what goes on without a purchase order is the last there is. */
function beginsOf(agreement: Agreement, kind: TellingKind): CivilDate | undefined {
  if (kind === 'buyback-ended') return undefined;
  if (kind === 'buyback-order') return agreement.years.at(-1)?.from;
  return agreement.told?.[kind] ?? addDays(agreedTo(agreement), 1);
}

/** Writes one message to each person whom something of an agreement concerns. */
export async function tellAgreement(
  context: Context,
  { effect, payload: { kind, agreement: id } }: { effect: { version: number }; payload: AgreementTelling },
): Promise<{ written: number }> {
  const agreement = await getAgreement(context.table, id);
  if (!agreement) return { written: 0 };
  const begins = beginsOf(agreement, kind);
  const messages = (await toldOf(context, agreement, kind)).map(
    (person): NewMessage => ({
      kind,
      about: id,
      key: begins ?? String(effect.version),
      person,
      function: 'buyback',
      task: 'post-agreement',
      facts: { agreement: id, ...(begins ? { begins } : {}) },
    }),
  );
  return { written: await writeMessages(context.table, messages, context.now) };
}

/** Puts one message about an agreement into the post, with what is still so. Throws for the outbox to try again. */
export async function postAgreement(context: Context, { origin, invoke }: PostRoom, { message, facts }: AgreementPost): Promise<Outcome> {
  const { table, council, now } = context;
  const [agreement, person, policy] = await Promise.all([
    getAgreement(table, facts.agreement),
    getPerson(table, message.person),
    policyAt(table, now),
  ]);
  const mayAgreeTo = ({ organisation, payer }: Agreement): boolean =>
    person !== undefined && [organisation, payer].some((each) => actsFor(person, each, agreeing));
  if (!agreement || !mayAgreeTo(agreement)) return postMessage(context, invoke, message, undefined);
  const base = `${origin}/${council.slug}/buyback`;
  const telling = (path: string) => ({ council: council.name, today: londonDate(now), link: `${base}/${path}` });
  const { kind } = message;
  const offered = buyBackOf(policy?.pack, agreement.code);
  const words =
    kind === 'buyback-ended'
      ? endedWords(telling(`agreements/${agreement.id}`), agreement)
      : kind === 'buyback-opens' && facts.begins
        ? opensWords(telling(`renewals?organisation=${agreement.organisation}`), agreement, offered, facts.begins)
        : kind === 'buyback-notice' && facts.begins
          ? noticeWords(telling(`agreements/${agreement.id}/notice`), agreement, offered, facts.begins)
          : kind === 'buyback-order' && facts.begins
            ? orderWords(telling(`agreements/${agreement.id}`), agreement, facts.begins)
            : undefined;
  return postMessage(context, invoke, message, words);
}
