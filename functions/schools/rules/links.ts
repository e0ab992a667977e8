// How a row of the register's links file becomes a succession: one school is from a date on what another was.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type EventId, type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { OrganisationEvent } from '../schema/events.ts';
import type { Link } from '../schema/imports.ts';
import type { ImportOutcome, Rejection, RowFault, School } from '../schema.ts';
import { groupsOn } from './events.ts';
import { closingOf, type Under } from './groups.ts';
import type { NamedDraft } from './imports.ts';
import { badDate, badUrn, plainText, quoted, type Row, readUrn, registerDate } from './register.ts';

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

export type LinkReading = { link: Link } | { ignored: string } | { rejection: Rejection };

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

export type LinkFacts = {
  predecessor: School | undefined;
  successor: School | undefined;
  /** Every event under the predecessor. */
  events: readonly OrganisationEvent[];
  /** Every event under the successor, and under each group that the predecessor's events name. */
  under?: Under;
  onlyLaCode?: number | undefined;
};

const numberOfPair = ({ predecessor, successor }: Link) => `evt_s${predecessor}-${successor}` as EventId;

/**
 * What a link does: one `succeeded` event for a pair, whichever of its two rows comes first and however often. The successor takes over the partnerships
 * and federations that the predecessor is in on that date, or was in when it closed for it; its trust is told by its own row of the register. A group whose
 * closing is recorded passes to nobody, and a successor that has closed takes over nothing: that closing would not stand under the other.
 */
export function decideLink(
  link: Link,
  { predecessor, successor, events, under = new Map(), onlyLaCode }: LinkFacts,
): { outcome: ImportOutcome; event?: NamedDraft } | { rejection: Rejection } {
  const { line, how } = link;
  const reject = (fault: RowFault, urn: number, reason: string) => ({ rejection: { line, urn: String(urn), fault, reason } });
  const unknown = (urn: number) => reject('unknown-urn', urn, `No school with URN ${urn} is known here.`);
  if (!predecessor) return unknown(link.predecessor);
  if (!successor) return unknown(link.successor);
  if (onlyLaCode !== undefined && predecessor.laCode !== onlyLaCode && successor.laCode !== onlyLaCode)
    return reject('other-authority', link.successor, `The schools belong to local authority ${successor.laCode}, not ${onlyLaCode}.`);
  const subject = predecessor.id;
  if (events.some((event) => event.kind === 'succeeded' && event.subject === subject && event.into === successor.id))
    return { outcome: 'unchanged' };
  const on: CivilDate | undefined = link.on ?? successor.openedOn;
  if (!on)
    return reject('no-date', link.successor, `${linkColumns.on} is empty, and the register does not say when ${link.successor} opened.`);
  // Neither its closing nor another part of the same split takes from what it passes on.
  const open = events.filter((event) => event.subject !== subject || (event.kind !== 'closed' && event.kind !== 'succeeded'));
  const goesOn = (id: OrganisationId) => closingOf(id, under.get(id) ?? []) === undefined;
  const passing = groupsOn(subject, open, on).filter((group) => prefixOf(group) !== 'trs' && goesOn(group));
  const memberships = goesOn(successor.id) ? passing : [];
  const about = [subject, successor.id, ...memberships];
  const event: NamedDraft = { id: numberOfPair(link), kind: 'succeeded', subject, into: successor.id, how, memberships, on, about };
  return { outcome: 'added', event };
}
