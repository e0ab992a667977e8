// What the first council's people have of their year, and plan with it: what is granted and would be, a partnership's plans, a need and a draft of the next policy.
import { addDays } from '../../../shared/calendar.ts';
import { colneAndTendring } from './organisations.ts';
import type { Weeks } from './weeks.ts';

/** Makes a dry run of what would be granted on a day, and answers its id once it is made. */
export async function dryRun({ does, quiet }: Weeks, on: string): Promise<string> {
  const { id } = await does('grace-adeyemi', '/entitlements/runs', { kind: 'allocate', on });
  await quiet();
  return id;
}

export async function grantYear(weeks: Weeks): Promise<void> {
  await weeks.does('grace-adeyemi', `/entitlements/runs/${await dryRun(weeks, weeks.from)}/commitment`, {});
  await weeks.quiet();
}

/** One plan that enough members agreed to in a meeting, and one that waits for their answers. */
export async function plan({ does, from, year }: Weeks): Promise<void> {
  const pot = `/entitlements/pots/${colneAndTendring}/plans`;
  const propose = (halfDays: number, service: string, purpose: string) =>
    does<{ plan: { id: string } }>('anna-castell', pot, {
      rule: 'partnership-days',
      from: `${year}-09-01`,
      halfDays,
      services: [service],
      purpose,
    });
  const { id } = (await propose(6, 'partnership-working', 'Moderation of writing across our schools')).plan;
  await does('rowan-achebe', `${pot}/${id}/minutes`, {
    meeting: 'the headteachers’ autumn meeting',
    on: from,
    agreed: ['sch_990003', 'sch_990023', 'sch_990032'],
    reason: 'Agreed round the table',
  });
  await propose(4, 'collaborative-reviews', 'A review of reading in the early years');
}

export async function need({ does, today }: Weeks): Promise<void> {
  const wanted = { skill: 'leadership', wantedHalfDays: 2, by: addDays(today, 120) };
  await does('rowan-achebe', '/entitlements/needs/sch_990001', { what: 'Middle leaders who can lead a subject', ...wanted });
}

/** A draft of the next year's policy, with one number changed, that waits for whoever reviews it. */
export async function draft({ does, year }: Weeks): Promise<void> {
  const drafts = '/entitlements/policies/drafts';
  type Shown = { id: string; version: number; pack: { title: string; allocations: { code: string }[] } };
  const begun = await does<Shown>('grace-adeyemi', drafts, {
    from: 1,
    title: `Essex, from September ${year + 1}`,
    effectiveFrom: `${year + 1}-09-01`,
  });
  const rule = begun.pack.allocations.findIndex(({ code }) => code === 'half-day-visit');
  const changed = await does<Shown>('grace-adeyemi', `${drafts}/${begun.id}/changes`, {
    version: begun.version,
    changes: [{ do: 'set', path: ['allocations', rule, 'grant', 'halfDays'], value: 2 }],
  });
  await does('grace-adeyemi', `${drafts}/${begun.id}/submission`, { version: changed.version });
}
