// How a school or another organisation is found: by URN, by postcode, or by any telling word of its name.
import type { CivilDate } from '../../../shared/calendar.ts';
import { type OrganisationId, schoolIdOf } from '../../../shared/ids.ts';
import { foldName } from '../rules.ts';
import type { Group } from '../schema/organisations.ts';
import type { Found } from '../schema/search.ts';
import { closedStatus, type School } from '../schema.ts';

/**
 * Words that thousands of names share: nobody tells one school from another by them, and keeping them would double the index and put a third of the
 * country in one partition.
 */
const common = new Set(
  `a academies academy all and at boys c ce centre church co college community county cofe e england federation first for free girls grammar group high
  in independent infant infants junior juniors lower maintained mat middle multi nursery of on partnership preparatory prep primary pupil rc
  referral saint school schools secondary sixth form special st technology the through trust unit upper upon va vc voluntary aided controlled with`.split(
    /\s+/,
  ),
);

/** Words worth keeping that hundreds of names share: where something rarer was typed as well, that is looked up instead. */
const frequent = new Set(
  `bartholomews brook catholic christ cross edward elizabeth family farm field fields george georges green grove hall heath hill hills holy house hope
  james johns john josephs joseph king kings lady lane learning lodge long lukes manor margarets mark marks martins mary marys matthews meadow michaels
  new nicholas north oak old our oxford park patricks paul pauls peter peters queen queens river road roman sacred saints south stephens street thomas
  trinity vale valley view village west east wood woods`.split(/\s+/),
);

const wordsOf = (folded: string): string[] => [...new Set(folded.split(' '))].filter((word) => word !== '');

/** The words of a name by which it can be looked up. One letter tells nobody anything. */
const tellingWords = (folded: string): string[] => wordsOf(folded).filter((word) => word.length > 1 && !common.has(word));

/** The longest names there are have nine. A limit keeps what one school takes in a transaction small, whatever a register says. */
const mostWords = 12;

/**
 * The words under which an organisation is kept. Schools are found by the beginning of their names through an index that they stand in anyway, so their
 * first word is left out, and common words are too. Other organisations stand in no such index and are few: they are kept under every word, so that
 * "trust" finds the trusts.
 */
export function keptWords({ kind, name }: Pick<Found, 'kind' | 'name'>): string[] {
  const folded = foldName(name);
  const [first] = folded.split(' ');
  const words =
    kind === 'school' ? tellingWords(folded).filter((word) => word !== first) : wordsOf(folded).filter((word) => word.length > 1);
  return words.slice(0, mostWords);
}

/** 0 for a rare word, 1 for a frequent one and 2 for a common one, and for what may become either when it is typed to its end. */
function commonness(word: string): number {
  const becomes = (words: ReadonlySet<string>) => [...words].some((each) => each.startsWith(word));
  return becomes(common) ? 2 : becomes(frequent) ? 1 : 0;
}

/** The most promising first: a rare one before a frequent one, and then the longest, which is as a rule the rarer. */
const promising = (words: readonly string[]): string[] => [...words].sort((a, b) => commonness(a) - commonness(b) || b.length - a.length);

export type Search =
  | { by: 'urn'; id: OrganisationId }
  | { by: 'postcode'; begins: string }
  /**
   * Names in which every word typed begins some word, looked up by one of those listed. Where each is common, or may become so when it is typed to its
   * end, no word finds them all: then every name is looked through, those first that `among` brings without looking through any.
   */
  | { by: 'name'; begins: string; lookUp: string[]; among?: string | undefined; words: string[] };

/** "CM1 5JB", "cm15jb", "CM1 5" or "CM1" as a postcode begins, or undefined: the space ends the outward part, so that CM1 does not find CM11. */
function postcodeBeginning(text: string): string | undefined {
  const capitals = text
    .toUpperCase()
    .replace(/[^A-Z\d]+/g, ' ')
    .trim();
  const whole = /^([A-Z]{1,2}) ?(\d[A-Z\d]?) ?(\d[A-Z]{2})$/.exec(capitals);
  const outward = /^([A-Z]{1,2}) ?(\d[A-Z\d]?)(?: (\d[A-Z]?))?$/.exec(capitals);
  // Without the space only more digits than an outward part has tell that an inward one was begun.
  const begun = /^([A-Z]{1,2})(\d\d|\d[A-Z])(\d[A-Z]?)$/.exec(capitals);
  const [, area, district, inward = ''] = whole ?? outward ?? begun ?? [];
  return area && district && `${area}${district} ${inward}`;
}

/** What somebody who typed this looks for: a URN, a postcode or the beginning of one, or else words of a name. */
export function searchFor(typed: string): Search {
  const text = typed.trim();
  const urn = /^(?:sch_)?([1-9]\d{4,7})$/.exec(text)?.[1];
  if (urn) return { by: 'urn', id: schoolIdOf(Number(urn)) };
  const postcode = postcodeBeginning(text);
  if (postcode) return { by: 'postcode', begins: postcode };
  const begins = foldName(text);
  const words = wordsOf(begins);
  const lookUp = promising(tellingWords(begins).filter((word) => commonness(word) < 2)).slice(0, 3);
  const [among] = lookUp.length > 0 ? [] : promising(words).sort((a, b) => Number(common.has(a)) - Number(common.has(b)));
  return { by: 'name', begins, lookUp, ...(among ? { among } : {}), words };
}

/** Whether every word typed begins a word of the name, in whatever order. */
export function hasWords(name: string, words: readonly string[]): boolean {
  const own = foldName(name).split(' ');
  return words.every((word) => own.some((each) => each.startsWith(word)));
}

/** Whether a name is found by its beginning, so that it is not shown again for a word further on. */
export const foundByBeginning = ({ kind, name }: Found, begins: string): boolean => kind === 'school' && foldName(name).startsWith(begins);

/** Whether a name is found by a word it is kept under, so that it is not shown again when every name is looked through. */
export const foundByWord = (found: Found, word: string): boolean => keptWords(found).some((kept) => kept.startsWith(word));

/** A closed organisation is found only by those who ask for closed ones too. One that is still to open is not closed. */
export const isClosed = ({ statusCode, closedOn }: Found, today: CivilDate): boolean =>
  statusCode === undefined ? closedOn !== undefined && closedOn <= today : statusCode === closedStatus;

export const schoolRow = ({ id, urn, name, postcode, town, typeCode, statusCode }: School): Found => ({
  kind: 'school',
  id,
  name,
  postcode,
  urn,
  typeCode,
  statusCode,
  ...(town ? { town } : {}),
});

export const groupRow = ({ id, kind, name, postcode, closedOn }: Group): Found => ({
  kind,
  id,
  name,
  postcode,
  ...(closedOn ? { closedOn } : {}),
});

export const byName = (a: Found, b: Found): number => {
  const [left, right] = [`${foldName(a.name)}#${a.id}`, `${foldName(b.name)}#${b.id}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
