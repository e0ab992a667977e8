// Fills an empty host with the demonstration, through the same tasks a deployment would use.
import { readFile } from 'node:fs/promises';
import { academicYearOf, type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Council, TaskEvent } from '../../../shared/context.ts';
import { shiftedByYears } from '../../../shared/policy/rules.ts';
import type { FileStore } from '../files.ts';
import type { ProviderId } from '../identity-provider/index.ts';
import type { DemoCouncil } from './council.ts';

/** What seeding needs of a host. */
export type Seedbed = {
  issuers: Record<ProviderId, string>;
  clock: { now(): number };
  files: FileStore;
  invoke(functionName: string, event: TaskEvent): Promise<unknown>;
};

/** Throws on a refusal, apart from one by a name that may be. */
async function run(host: Pick<Seedbed, 'invoke'>, functionName: string, event: TaskEvent, unless?: string): Promise<unknown> {
  const answer = (await host.invoke(functionName, event)) as { ok?: boolean; refusal?: { name: string } } | null;
  if (answer?.ok === false && (!unless || answer.refusal?.name !== unless))
    throw new Error(`${event.task} was refused: ${JSON.stringify(answer.refusal ?? answer)}`);
  return answer;
}

/** The council itself: done at each start, as where its people sign in may have another address. */
export const recordCouncil = (
  host: Pick<Seedbed, 'invoke'>,
  council: DemoCouncil['council'],
  providers: Council['providers'],
): Promise<unknown> => run(host, 'identity', { council: council.slug, task: 'record-council', subject: { ...council, providers } });

/**
 * Everybody to whom the council has granted something. Done at each start: the provider's address is part of who a person is to it. What an administrator
 * gave them or took away since stays as it is, and whoever was erased stays erased.
 */
export async function registerPeople(host: Seedbed, { council, tenant, people }: DemoCouncil): Promise<void> {
  await Promise.all(
    people.map(({ key, name, email, provider, rights, officer }) => {
      if (rights.length === 0) return undefined;
      // Entra's own name for a person counts within one directory only.
      const account = provider === 'staff' ? `${tenant}#${key}` : key;
      const person = { id: `per_${key}`, name, email, subject: account, rights, officer };
      const subject = { person, issuer: host.issuers[provider], keepRights: true };
      return run(host, 'identity', { council: council.slug, task: 'register-person', subject }, 'person-erased');
    }),
  );
}

/** The council's policy in force from the September of this academic year, its services, its schools with their partnerships, and its officers. */
export async function seed(host: Seedbed, demo: DemoCouncil): Promise<void> {
  const council = demo.council.slug;
  const today = londonDate(host.clock.now());
  const years = academicYearOf(today) - academicYearOf(demo.pack.effectiveFrom as CivilDate);
  const pack = shiftedByYears(demo.pack, years);
  const file = `demo/${council}-schools.csv`;
  await host.files.put(file, await readFile(demo.register));
  await Promise.all([
    run(host, 'entitlements', { council, task: 'publish-policy', subject: { pack } }),
    run(host, 'catalogue', { council, task: 'adopt-services', subject: { pack } }),
    run(host, 'schools', { council, task: 'import-gias', subject: { file, allAuthorities: false } }).then(() =>
      run(host, 'schools', { council, task: 'record-organisations', subject: demo.organisations(today) }),
    ),
    ...demo.officers.map((officer) => run(host, 'officers', { council, task: 'register-officer', subject: { ...officer, absences: [] } })),
  ]);
}
