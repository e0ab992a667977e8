// The invented officers of the demonstration: what they can do, where, and when they work.
import type { OfficerId } from '../../../shared/ids.ts';
import { type DemoPerson, keyOf, staff } from './people.ts';

type Day = { am: boolean; pm: boolean };
export type DemoOfficer = {
  id: OfficerId;
  name: string;
  title: string;
  skills: readonly string[];
  district: string;
  pattern: Record<'1' | '2' | '3' | '4' | '5', Day>;
};

export const whole: Day = { am: true, pm: true };
export const morning: Day = { am: true, pm: false };
export const afternoon: Day = { am: false, pm: true };
export const away: Day = { am: false, pm: false };

/** An officer with the working days from Monday on; a day that is not given is worked whole. */
export const officer = (
  name: string,
  title: string,
  skills: readonly string[],
  district: string,
  [mon = whole, tue = whole, wed = whole, thu = whole, fri = whole]: readonly Day[] = [],
): DemoOfficer => ({
  id: `off_${keyOf(name)}` as OfficerId,
  name,
  title,
  skills,
  district,
  pattern: { 1: mon, 2: tue, 3: wed, 4: thu, 5: fri },
});

/** The officer as somebody who signs in. */
export const deliverer = (council: string, { id, name, title }: DemoOfficer): DemoPerson => staff(council, name, 'officer', title, id);
