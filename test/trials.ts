// A policy tried on a year through the JSON API, for whoever tells what a draft would have come to.
import type { Adjustment } from '../functions/reports/schema/trials.ts';
import type { TestHost, Visitor } from './host.ts';
import { got } from './office.ts';

type Sums = { ongoingPence: number; oneOffPence: number };
export type ShownFigures = {
  halfDaysBefore: number;
  halfDaysAfter: number;
  halfDaysDifference: number;
  employeesPence: number;
  incomeLostPence: number;
  additionalIncomePence: number;
  totalPence: number;
};
type Line = ShownFigures & { name: string; title: string };
export type ShownTrial = {
  id: string;
  state: 'queued' | 'reading' | 'stopped' | 'done';
  of: { title: string; draft?: string; draftVersion?: number; policy?: number };
  clock: 'academic' | 'financial';
  year: number;
  period: { from: string; to: string };
  factsUntil: string;
  holders: number;
  outdated: { draft: boolean; policy: boolean };
  adjustments: Adjustment[];
  version: number;
  result?: {
    rules: { rule: string; part: string; title: string; kind: string; asset: string; before: number; after: number; difference: number }[];
    total: ShownFigures;
    breakdown: Record<'kind' | 'district' | 'partnership' | 'financialYear', Line[]>;
    savings: {
      label: string;
      costs: { from: string; perDayPence?: number; assumed?: true }[];
      lacksCost: boolean;
      years: number[];
      rows: { row: string; title: string; years: ({ financialYear: number } & Sums)[]; total: Sums }[];
    };
    sessions: { lost: number; additional: number; additionalWithoutPrice: number };
  };
};
export type Trying = { of: string; clock: 'academic' | 'financial'; year: number; adjustments?: Adjustment[] };

/** A draft begun from a version with some places of its pack changed; its id. */
export async function draftWith(
  who: Visitor,
  council: string,
  { from, effectiveFrom, set }: { from: number; effectiveFrom: string; set: [path: string, value: unknown][] },
): Promise<string> {
  const drafts = `/${council}/api/entitlements/policies/drafts`;
  const { id, version } = got<{ id: string; version: number }>(await who.json(drafts, { from, effectiveFrom }), 201);
  const stepsOf = (path: string) => path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const changes = set.map(([path, value]) =>
    value === undefined ? { do: 'remove', path: stepsOf(path) } : { do: 'set', path: stepsOf(path), value },
  );
  if (changes.length > 0) got(await who.json(`${drafts}/${id}/changes`, { version, changes }), 200);
  return id;
}

/** Tries a draft (`drf_…`) or a version (`"1"`) on a year, and answers what it came to once every holder has been looked at. */
export async function tryOn(host: TestHost, who: Visitor, council: string, asked: Trying): Promise<Required<ShownTrial>> {
  const path = `/${council}/api/reports/trials`;
  const { id } = got<ShownTrial>(await who.json(path, asked), 201, 202);
  await host.quiet();
  const trial = got<ShownTrial>(await who.json(`${path}/${id}`), 200);
  const { result } = trial;
  if (trial.state !== 'done' || !result) throw new Error(`the trial is ${trial.state}`);
  return { ...trial, result };
}

/** One row of the table of savings, in all and by financial year. */
export const savingsRow = ({ result }: Pick<Required<ShownTrial>, 'result'>, row: string) => {
  const found = result.savings.rows.find((each) => each.row === row);
  if (!found) throw new Error(`no such row: ${row}`);
  return found;
};
