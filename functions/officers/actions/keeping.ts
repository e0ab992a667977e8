// Keeping the officers' diaries: what can be changed and by whom, what a form offers, and the diary as whoever keeps it reads it.
import { londonClock, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { type DiaryHalf, diaryBetween } from '../rules/diary.ts';
import * as rules from '../rules/keeping.ts';
import { type Officer, type Stretch, usualSessionTimes } from '../schema.ts';
import { listOfficers, skillsOfServices, takenSlots } from '../store.ts';
import { changing, factsOf, officerFor } from './changing.ts';

export const record = changing('officer:keep', rules.decideRecord);
export const pattern = changing('officer:keep', rules.decidePattern);
export const patternRemoval = changing('officer:keep', rules.decidePatternRemoval);
export const absence = changing('officer:absence', rules.decideAbsence);
export const absenceRemoval = changing('officer:absence', rules.decideAbsenceRemoval);
export const leaving = changing('officer:keep', rules.decideLeaving);
export const staying = changing('officer:keep', rules.decideStaying);

export type Choices = { skills: string[]; districts: string[] };

/** What a form offers: the skills that services need or officers have, and the council's districts with those in use. */
export async function choicesOf(context: Context): Promise<Choices> {
  const [officers, skills] = await Promise.all([listOfficers(context.table), skillsOfServices(context.table)]);
  const sorted = (texts: readonly string[]) => [...new Set(texts)].sort((a, b) => a.localeCompare(b, 'en-GB'));
  const { districts } = factsOf(context);
  return {
    skills: sorted([...skills.values(), ...officers.flatMap((officer) => officer.skills)]),
    districts: districts.length > 0 ? [...districts] : sorted(officers.map(({ district }) => district)),
  };
}

export type KeptDiary = Stretch & { officer: Officer; halves: DiaryHalf[] };

/** An officer's diary between two days, for the officer and for whoever keeps it. Refuses `unknown-officer`. */
export async function readKeptDiary(context: Context, id: string, { from, to }: Stretch): Promise<Decision<KeptDiary>> {
  const found = await officerFor(context, 'diary:read', id);
  if (!found.ok) return found;
  const { table, now } = context;
  const slots = await takenSlots(table, found.value.id, from, to);
  const at = { moment: timestamp(now), clock: londonClock(now), sessionTimes: usualSessionTimes };
  return accept({ officer: found.value, from, to, halves: diaryBetween(found.value, slots, { from, to }, at) });
}
