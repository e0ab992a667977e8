// Who is in the world: the demonstration's people of both councils, signed in, and a trust's booker who acts for one of its schools.
import { essex } from '../../infra/local/demo/essex.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import type { TestHost, Visitor } from '../host.ts';
import { Office, start } from '../office.ts';

const namesHere = {
  tom: 'tom-haldane',
  maria: 'maria-okafor',
  priya: 'priya-sandhu',
  bridget: 'bridget-lowe',
  yusuf: 'yusuf-demir',
  anna: 'anna-castell',
  daniel: 'daniel-osei',
  george: 'george-wren',
  leo: 'leo-brandt',
  joan: 'joan-ferris',
  rowan: 'rowan-achebe',
  nadia: 'nadia-rahman',
  keith: 'keith-wilmot',
  peter: 'peter-quill',
  grace: 'grace-adeyemi',
};
const namesThere = {
  callum: 'callum-reyes',
  marcus: 'marcus-bright',
  sian: 'sian-prowse',
  dorothy: 'dorothy-amos',
  imran: 'imran-vale',
};

export type Everybody = {
  here: Office;
  there: Office;
  /** Essex's and Rivermouth's people, by their first names. */
  p: Record<keyof typeof namesHere, Visitor>;
  q: Record<keyof typeof namesThere, Visitor>;
  /** Yusuf Demir once more, in a session of his own in which he acts for the trust's school. */
  through: Visitor;
  /** Says anew for which school he acts: what was said holds for the day. */
  act(): Promise<unknown>;
};

export async function everybodySignedIn(host: TestHost): Promise<Everybody> {
  const here = new Office(host, essex.council.slug);
  const there = new Office(host, rivermouth.council.slug);
  const p = await signedIn(here, namesHere);
  const q = await signedIn(there, namesThere);
  // The trust is billed for what its school books, at the address it has.
  const address = { addressLines: ['Demonstration Quay'], postcode: 'CM1 5JB', version: 1 };
  await here.make(p.joan, '/schools/organisations/trs_5902/details', address);
  await here.make(p.joan, '/schools/organisations/trs_5902/billing', { from: start, to: 'trust' });
  const through = await host.visitor().signIn('essex', 'yusuf-demir');
  const act = () => here.make(through, '/schools/acting', { school: 'sch_990012' });
  await act();
  return { here, there, p, q, through, act };
}

async function signedIn<Name extends string>(office: Office, names: Record<Name, string>): Promise<Record<Name, Visitor>> {
  const visitors = await Promise.all(Object.entries<string>(names).map(async ([name, person]) => [name, await office.as(person)] as const));
  return Object.fromEntries(visitors) as Record<Name, Visitor>;
}
