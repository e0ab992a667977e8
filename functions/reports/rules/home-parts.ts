// The parts of a home page above its cards, and how what waits is told: one shape for whatever a room has to say there. Pure.
import { type CivilDate, dateOf, daysBetween, halfOf, type SessionKey } from '../../../shared/calendar.ts';
import type { OfficerId } from '../../../shared/ids.ts';
import { dayText } from '../../../shared/ui/text.ts';

export type Count = { count: number; more: boolean };
export type Tone = 'late' | 'soon' | 'free' | 'paid' | 'waiting';
/** One line of a part: what it is, where it is seen or mended, and the figure or the day that matters. */
export type Row = {
  text: string;
  path: string;
  detail?: string;
  on?: CivilDate;
  session?: SessionKey;
  halfDays?: number;
  pence?: number;
  count?: Count;
  tag?: { text: string; tone: Tone };
};
/** What a source has to say: its rows, how many more there are, and where all of them are; `none` where having nothing means something else to whoever reads. */
export type Found = { rows: Row[]; more?: Count; all?: { path: string; text: string }; none?: string };

/** The parts in their order: each with its heading, and what it says when its sources have nothing. */
const parts = {
  stuck: { title: 'What is stuck', none: 'Nothing is stuck.' },
  decide: { title: 'Waiting for a decision', none: 'Nothing waits for a decision.' },
  coming: { title: 'Coming up', none: 'Nothing is booked.' },
  week: { title: 'Today and this week', none: 'No visit is booked this week.' },
  write: { title: 'Notes to finish', none: 'No note waits to be written.' },
  left: { title: 'Days left', none: 'No free days are left.' },
  owed: { title: 'What is owed', none: 'Nothing is owed.' },
  notes: { title: 'Notes of visits and actions', none: 'No new note, and no action is open.' },
  money: { title: 'Money', none: 'Nothing waits.' },
} as const satisfies Record<string, { title: string; none: string }>;
export type PartCode = keyof typeof parts;

export type Part = { code: PartCode; title: string; none: string; rows: Row[]; more: Count[]; all: { path: string; text: string }[] };

/** What comes is told in order of time, whichever source it is from. */
const inTime = (rows: readonly Row[]): Row[] =>
  [...rows].sort(({ session: a = '~' as SessionKey }, { session: b = '~' as SessionKey }) => (a < b ? -1 : Number(a > b)));

/** Parts in their order from what their sources found; a part whose sources all have no use for whoever reads is left out. */
export function partsOf(found: readonly { part: PartCode; found: Found | undefined }[]): Part[] {
  return (Object.keys(parts) as PartCode[]).flatMap((code) => {
    const own = found.flatMap((each) => (each.part === code && each.found ? [each.found] : []));
    if (own.length === 0) return [];
    return [
      {
        code,
        title: parts[code].title,
        none: own.find(({ none }) => none)?.none ?? parts[code].none,
        rows: code === 'coming' ? inTime(own.flatMap(({ rows }) => rows)) : own.flatMap(({ rows }) => rows),
        more: own.flatMap(({ more }) => (more && (more.count > 0 || more.more) ? [more] : [])),
        // Two of its sources may lead to the same page.
        all: [...new Map(own.flatMap(({ all }) => (all ? [[all.path, all] as const] : []))).values()],
      },
    ];
  });
}

export const countText = ({ count, more }: Count): string => `${count}${more ? '+' : ''}`;

/** How many there are as the one row of what is only counted, in the words of one or of many as they follow the number; none where there are none. */
export const counted = (
  { count, more }: Count,
  { one, many, ...row }: Omit<Row, 'count' | 'text'> & { one: string; many: string },
): Row[] => (count > 0 ? [{ text: count === 1 && !more ? one : many, ...row, count: { count, more } }] : []);

/** At most so many of what was read, and how many more there are; `more`: not everything was read. */
export const firstOf = (rows: readonly Row[], most: number, more = false): Pick<Found, 'rows' | 'more'> => ({
  rows: rows.slice(0, most),
  more: { count: Math.max(0, rows.length - most), more },
});

/** As long before its last day somebody is told that something ends soon. */
const soonDays = 60;
export function endsSoon(until: CivilDate, today: CivilDate): Row['tag'] {
  const days = daysBetween(today, until);
  if (days > soonDays) return undefined;
  return { text: days === 0 ? 'last day' : days === 1 ? '1 day to go' : `${days} days to go`, tone: 'soon' };
}

/** A day by which something was to be: late once it has passed. */
export const lateOn = (by: CivilDate, today: CivilDate): Row['tag'] => (by < today ? { text: 'late', tone: 'late' } : undefined);

type ComingSlot = { booking: string; visit: string; session: SessionKey; officer: OfficerId };

/** Half-days of one booking and officer on one day are one visit. They come in order of time, and the visits do too. */
export function visitsOf<S extends ComingSlot>(slots: readonly S[]): S[][] {
  const visits = new Map<string, S[]>();
  for (const slot of slots) {
    const name = `${dateOf(slot.session)} ${slot.booking} ${slot.officer}`;
    visits.set(name, [...(visits.get(name) ?? []), slot]);
  }
  return [...visits.values()];
}

/** `Tuesday 24 November, morning`, or `all day`. */
export function whenText(slots: readonly { session: SessionKey }[]): string {
  const [first] = slots;
  if (!first) return '';
  const half = slots.length > 1 ? 'all day' : halfOf(first.session) === 'am' ? 'morning' : 'afternoon';
  return `${dayText(dateOf(first.session))}, ${half}`;
}
