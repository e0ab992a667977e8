// Who knocks at every route: somebody of each role with their own records and another's, somebody who may do nothing, and a program.
import type { Role } from '../../shared/context.ts';
import type { Records } from '../authorisation.ts';
import type { Knocker } from '../authorisation-world.ts';
import type { Counter } from '../counter.ts';
import type { TestHost, Visitor } from '../host.ts';
import { got } from '../office.ts';
import { recruitment } from './made.ts';
import type { Everybody } from './people.ts';
import type { All, Owned } from './records.ts';
import { idleVisitor } from './sessions.ts';

export async function knockersAt(host: TestHost, { everybody, groups, rest }: All, { A, B, T, otherTrust }: Owned): Promise<Knocker[]> {
  const { p, through } = everybody;
  const { led, members } = groups;
  const at = (choice: string, from: Records = A): Records => ({ ...from, choice });
  const staff = (name: string, role: Role, visitor: Visitor): Knocker => ({
    name,
    role,
    standing: 'council',
    visitor,
    own: at('council'),
    sibling: B,
  });
  return [
    { name: 'school-booker', role: 'school-booker', standing: 'buyer', visitor: p.tom, own: A, sibling: B },
    { name: 'school-approver', role: 'school-approver', standing: 'buyer', visitor: p.bridget, own: A, sibling: B },
    { name: 'trust-booker', role: 'trust-booker', standing: 'trust', visitor: p.yusuf, own: T, sibling: otherTrust },
    {
      name: 'trust-booker for its school',
      role: 'trust-booker',
      standing: 'through',
      visitor: through,
      own: { ...T, payer: 'sch_990012', purchaseOrder: rest.purchaseOrders.trustsSchool },
      sibling: otherTrust,
    },
    {
      name: 'partnership-lead',
      role: 'partnership-lead',
      standing: 'lead',
      visitor: p.anna,
      own: {
        ...A,
        partnership: led,
        plan: rest.plans.led,
        sharedEvent: rest.events.led,
        school: members[0]?.id ?? '',
        choice: led,
        payer: led,
      },
      sibling: A,
    },
    { name: 'officer', role: 'officer', standing: 'officer', visitor: p.daniel, own: at('council'), sibling: B },
    staff('catalogue-manager', 'catalogue-manager', p.leo),
    staff('resource-manager', 'resource-manager', p.joan),
    staff('sip-manager', 'sip-manager', p.rowan),
    staff('finance', 'finance', p.nadia),
    staff('finance-approver', 'finance-approver', p.keith),
    staff('auditor', 'auditor', p.peter),
    staff('council-admin', 'council-admin', p.grace),
    { name: 'no role', role: undefined, standing: 'buyer', visitor: await idleVisitor(host), own: A, sibling: B },
  ];
}

/** The program of the school that `A` belongs to: it is known by a token of its own council's provider, and asks for quotes by the API. */
export async function programAt(host: TestHost, desk: Counter, everybody: Everybody, { A, B }: Owned): Promise<Knocker> {
  const authorization = await grantedTo(host, everybody);
  const visitor = host.visitor();
  const asked = await visitor.send('/essex/api/bookings/quotes', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      school: A.school,
      service: recruitment,
      officer: A.officer,
      purse: 'own-funds',
      halfDays: 1,
      sessions: await desk.fresh(1),
    }),
  });
  const own = { ...A, token: got<{ token: string }>(asked, 200).token };
  return { name: 'a program', role: 'school-booker', standing: 'buyer', visitor, authorization, own, sibling: B };
}

/** Registers the program at the council, and has its provider grant it a token. */
async function grantedTo(host: TestHost, { here, p }: Everybody): Promise<string> {
  const told = host.programs.essex;
  if (!told) throw new Error('essex has no program');
  await here.make(p.grace, '/identity/clients', {
    name: 'Saltmere’s system',
    issuer: told.issuer,
    subject: told.clientId,
    jwksUri: told.jwksUri,
    organisation: 'sch_990001',
    roles: ['school-booker'],
  });
  const granted = await fetch(told.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: told.clientId, client_secret: told.clientSecret }),
  });
  return `Bearer ${((await granted.json()) as { access_token: string }).access_token}`;
}
