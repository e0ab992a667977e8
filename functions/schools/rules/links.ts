// How a row of the register's links file becomes a succession: one school is from a date on what another was.
import { addDays, type CivilDate, dateText } from '../../../shared/calendar.ts';
import { type OrganisationId, urnOf } from '../../../shared/ids.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Link } from '../schema/imports.ts';
import type { ImportOutcome, Rejection, RowFault, School } from '../schema.ts';
import { standing } from './events.ts';
import { closingOf, idledBy, inShort, type Under } from './groups.ts';
import type { NamedDraft } from './imports.ts';
import { badDate, badUrn, plainText, quoted, type Row, readUrn, registerDate } from './register.ts';
import { agree, chainFrom, handedOn, idOfPair, idOfWithdrawal, placesOf, takesOver, withDrafts, withdrawalOf } from './successions.ts';
import { unfoundedBy } from './withdrawals.ts';

export const linkColumns = { urn: 'URN', link: 'LinkURN', type: 'LinkType', on: 'LinkEstablishedDate' } as const;
export const keptLinkColumns: readonly string[] = Object.values(linkColumns);

/** The columns of a links file that a header lacks. `LinkName` is the other school's name, which the register tells better. */
export const missingLinkColumns = (header: readonly string[]): string[] => keptLinkColumns.filter((column) => !header.includes(column));

type Side = 'successor' | 'predecessor';
const kinds: readonly [RegExp, Link['how']][] = [
  [/^$/, 'conversion'],
  [/^(merged|merger|amalgamated|amalgamation)$/, 'merger'],
  [/^split( school)?$/, 'split'],
];

/** What a link type says of the school that is linked to, however it is spaced and written; undefined for links that are no succession. */
export function readLinkType(text: string): { side: Side; how: Link['how'] } | undefined {
  const folded = text
    .toLowerCase()
    .replace(/[‐–—-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const [, side, rest = ''] = /^(successor|predecessor)(?: (.*))?$/.exec(folded) ?? [];
  const how = kinds.find(([form]) => form.test(rest))?.[1];
  return side && how ? { side: side as Side, how } : undefined;
}

type LinkReading = { link: Link } | { ignored: string } | { rejection: Rejection };

/** Reads a row: the succession it tells of, the type of a link that is none, or its first fault. */
export function rowToLink(row: Row, line: number): LinkReading {
  const text = (column: string) => plainText(row[column]);
  const reject = (fault: RowFault, reason: string): LinkReading => {
    const urn = text(linkColumns.urn).slice(0, 40);
    return { rejection: { line, ...(urn ? { urn } : {}), fault, reason } };
  };
  const type = text(linkColumns.type);
  if (type === '') return reject('unknown-link', `${linkColumns.type} is empty.`);
  const read = readLinkType(type);
  if (!read) return { ignored: `Link of another kind: ${quoted(type)}` };
  const [urn, other] = [readUrn(text(linkColumns.urn)), readUrn(text(linkColumns.link))];
  if (urn === 0) return reject('bad-urn', badUrn(linkColumns.urn, text(linkColumns.urn)));
  if (other === 0) return reject('bad-urn', badUrn(linkColumns.link, text(linkColumns.link)));
  if (urn === other) return reject('bad-urn', `${linkColumns.link} is the school’s own URN.`);
  const written = text(linkColumns.on);
  const on = registerDate(written);
  if (written !== '' && !on) return reject('bad-date', badDate(linkColumns.on, written));
  const [successor, predecessor] = read.side === 'successor' ? [other, urn] : [urn, other];
  return { link: { line, predecessor, successor, how: read.how, ...(on ? { on } : {}) } };
}

/** Successions are dated from the year of the Education Act that made today's system of schools, and at most two years ahead. */
const limitsOn = (today: CivilDate) => ({ first: '1944-01-01' as CivilDate, last: addDays(today, 731) });
export const isMeant = (on: CivilDate, today: CivilDate): boolean => limitsOn(today).first <= on && on <= limitsOn(today).last;

export type LinkFacts = {
  predecessor: School | undefined;
  successor: School | undefined;
  /** Every event under the predecessor. */
  events: readonly OrganisationEvent[];
  /** Every event under the successor and whatever followed it, and under each group that their events name. */
  under?: Under;
  today: CivilDate;
  onlyLaCode?: number | undefined;
};

/** What a link comes to. `detail` tells what of what was recorded it changed. */
type LinkDecision = { outcome: ImportOutcome; events: NamedDraft[]; detail?: string } | { rejection: Rejection };
type Reject = (fault: RowFault, urn: number, reason: string) => { rejection: Rejection };

/** Why a row cannot be a succession on its date, whatever is recorded of the groups of its schools. */
function faultOf(
  { predecessor, successor, today, under, events }: LinkFacts & { predecessor: School; successor: School; under: Under },
  on: CivilDate,
  reject: Reject,
): { rejection: Rejection } | undefined {
  const { first, last } = limitsOn(today);
  if (!isMeant(on, today))
    return reject(
      'date-out-of-bounds',
      successor.urn,
      `The date is ${dateText(on)}; it must be between ${dateText(first)} and ${dateText(last)}.`,
    );
  const withdrawn = new Map(
    events.flatMap((event) => (event.kind === 'withdrawn' && event.source === 'staff' ? [[event.event, event]] : [])),
  );
  const byHand = events.find((event) => isOfPair(event, predecessor, successor) && event.on === on && withdrawn.has(event.id));
  if (byHand)
    return reject(
      'withdrawn-by-hand',
      successor.urn,
      `The succession of ${dateText(on)} was withdrawn here by hand, and is not recorded again for that date.`,
    );
  const chain = chainFrom(successor.id, under);
  if (!chain.includes(predecessor.id)) return undefined;
  const urns = chain.map(urnOf).filter((urn) => urn !== String(predecessor.urn));
  return reject(
    'circular-link',
    successor.urn,
    `${predecessor.urn} follows ${urns.join(', ')} already: they would follow each other in a circle.`,
  );
}

const isOfPair = (event: OrganisationEvent, predecessor: School, successor: School): boolean =>
  event.kind === 'succeeded' && event.subject === predecessor.id && event.into === successor.id;

/** The succession with all that follows from it, passing on these places. */
function drafted(
  succession: NamedDraft & { kind: 'succeeded' },
  gone: readonly NamedDraft[],
  under: Under,
  today: CivilDate,
): NamedDraft[] {
  const { memberships } = succession;
  const first = [...gone, succession];
  const drafts = [...first, ...handedOn(succession, memberships, withDrafts(under, first), today)];
  const after = withDrafts(under, drafts);
  const idled = memberships.flatMap((group) => idledBy(group, under.get(group) ?? [], after.get(group) ?? []));
  // What was recorded of a member for after it has passed on its place.
  const rested = idled.flatMap((event) => {
    const passed = drafts.find((draft) => draft.kind === 'succeeded' && draft.subject === event.subject && draft.on <= event.on);
    if (passed?.kind !== 'succeeded') return [];
    return [{ ...withdrawalOf(event, today, `Its place passed to ${urnOf(passed.into)}.`), id: idOfWithdrawal(event.id) }];
  });
  return [...drafts, ...rested];
}

/**
 * What a link does: one `succeeded` event for a pair, whichever of its two rows comes first and however often; another date withdraws what stands and is
 * recorded anew. The successor takes over the partnerships and federations that the predecessor is in on that date, or was in when it closed for it, and
 * whoever has followed the successor since takes them over from it; its trust is told by its own row of the register. A group whose closing is recorded passes
 * to nobody, and a successor that had closed by then takes over nothing.
 */
export function decideLink(link: Link, facts: LinkFacts): LinkDecision {
  const { line, how } = link;
  const { predecessor, successor, events, onlyLaCode, today } = facts;
  const reject: Reject = (fault, urn, reason) => ({ rejection: { line, urn: String(urn), fault, reason } });
  const unknown = (urn: number) => reject('unknown-urn', urn, `No school with URN ${urn} is known here.`);
  if (!predecessor) return unknown(link.predecessor);
  if (!successor) return unknown(link.successor);
  if (onlyLaCode !== undefined && predecessor.laCode !== onlyLaCode && successor.laCode !== onlyLaCode) {
    const theirs = [...new Set([predecessor.laCode, successor.laCode])];
    const where = theirs.length > 1 ? `local authorities ${theirs.join(' and ')}` : `local authority ${theirs[0]}`;
    return reject('other-authority', link.successor, `The schools belong to ${where}, not ${onlyLaCode}.`);
  }
  const subject = predecessor.id;
  const stands = standing(events).find((event) => isOfPair(event, predecessor, successor));
  if (stands && (link.on === undefined || link.on === stands.on)) return { outcome: 'unchanged', events: [] };
  const on: CivilDate | undefined = link.on ?? successor.openedOn;
  if (!on)
    return reject('no-date', link.successor, `${linkColumns.on} is empty, and the register does not say when ${link.successor} opened.`);
  const under: Under = new Map([...(facts.under ?? []), [subject, events]]);
  const fault = faultOf({ ...facts, predecessor, successor, under }, on, reject);
  if (fault) return fault;
  const gone = stands ? [{ ...withdrawalOf(stands, today, 'The register gives another date.'), id: idOfWithdrawal(stands.id) }] : [];
  const base = withDrafts(under, gone);
  const closedBy = (id: OrganisationId) => closingOf(id, under.get(id) ?? []);
  const passing = takesOver({ into: successor.id, on }, under)
    ? placesOf(subject, base.get(subject) ?? [], on).filter((group) => closedBy(group) === undefined)
    : [];
  const passed = (memberships: OrganisationId[]): NamedDraft[] => {
    const about = [subject, successor.id, ...memberships];
    const id = idOfPair({ subject, into: successor.id }, events);
    return drafted({ id, kind: 'succeeded', subject, into: successor.id, how, memberships, on, about }, gone, under, today);
  };
  const agreed = (drafts: NamedDraft[]) => agree(withDrafts(under, drafts));
  const whole = passed(passing);
  // A group on which its members would no longer agree passes to nobody.
  const drafts = agreed(whole) ? whole : passed(passing.filter((group) => agreed(passed([group]))));
  if (!stands) return { outcome: 'added', events: drafts };
  const unfounded = restingOn(stands, under, drafts);
  if (unfounded || !agreed(drafts))
    return reject(
      'later-change',
      link.successor,
      `${unfounded ? inShort(unfounded) : 'What was recorded since'} rests on the date that is recorded, ${dateText(stands.on)}. Withdraw it here first.`,
    );
  const detail = `The register moves the succession by ${successor.urn} from ${dateText(stands.on)} to ${dateText(on)}`;
  return { outcome: 'changed', events: drafts, detail };
}

/** What was recorded since of the successor, and would mean nothing once the date is another. */
function restingOn(stands: OrganisationEvent, under: Under, drafts: readonly NamedDraft[]): OrganisationEvent | undefined {
  const after = withDrafts(under, drafts);
  const idled = stands.about.flatMap((group) => idledBy(group, under.get(group) ?? [], after.get(group) ?? []));
  return idled[0] ?? unfoundedBy(under, after);
}
