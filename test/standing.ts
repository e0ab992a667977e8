// Days granted by a run at the counter, and what a booking would draw on them, for tests of what people are told of either.
import type { Use, UseState } from '../functions/entitlements/schema/uses.ts';
import { allocationsOf } from '../functions/entitlements/store/allocations.ts';
import { useWrites } from '../functions/entitlements/store/uses.ts';
import type { SessionKey } from '../shared/calendar.ts';
import { commitOnce } from '../shared/commit.ts';
import { accepted } from '../shared/decision.ts';
import { bareId, type HolderId, newId, type OrganisationId, type ServiceId } from '../shared/ids.ts';
import { type Account, account } from '../shared/ledger/chart.ts';
import { type Posting, postingWrites } from '../shared/ledger/post.ts';
import { settle, transfer } from '../shared/ledger/transfers.ts';
import type { TestHost } from './host.ts';
import { got } from './office.ts';

/** Grants the years that a day lies in, by a dry run and its commitment. */
export async function grantYear(host: TestHost, on: string, { council = 'essex', admin = 'grace-adeyemi' } = {}): Promise<void> {
  const who = await host.as(admin, council);
  const path = `/${council}/api/entitlements/runs`;
  const { id } = got<{ id: string }>(await who.json(path, { kind: 'allocate', on }), 201, 202);
  await host.quiet();
  got(await who.json(`${path}/${id}/commitment`, {}), 200, 202);
  await host.quiet();
  const { state } = got<{ state: string }>(await who.json(`${path}/${id}`), 200);
  if (state !== 'done') throw new Error(`the run is ${state}`);
}

/** The account of what a rule granted a holder. */
export async function accountOf(host: TestHost, holder: string, grant: string, council = 'essex'): Promise<string> {
  const found = (await allocationsOf(host.tableOf(council), holder as HolderId)).find((each) => each.grant === grant);
  if (!found) throw new Error(`${holder} was granted no ${grant}`);
  return found.account;
}

type Drawn = { school: string; schoolName: string; account: string; session: string; state: UseState };

/** What a booking of one session does to an account, in one transaction as a booking would: held, then used or given back. */
export async function draw(host: TestHost, { school, schoolName, account: from, session, state }: Drawn): Promise<Use['booking']> {
  const table = host.tableOf();
  const booking = newId('bkg');
  const now = host.clock.now();
  const held = transfer('deliver-entitlement', from as Account<'entitlement'>, account('delivered-entitlement', school, '2026'), 1, {
    name: `${bareId(booking)}-01`,
    now,
    cause: { booking },
    pending: true,
  });
  const of = {
    booking,
    school: school as OrganisationId,
    schoolName,
    service: 'svc_individual-visit' as ServiceId,
    serviceTitle: 'Individual visit',
  };
  const write = async (postings: Posting[], as: UseState) =>
    accepted(
      await commitOnce(table, [
        ...postingWrites(table, postings),
        ...useWrites(table, { ...of, sessions: [{ visit: '01', session: session as SessionKey, account: from, state: as }] }),
      ]),
    );
  await write([{ transfer: held }], 'held');
  if (state !== 'held') await write([{ settlement: settle(held, state === 'used' ? 'post' : 'void', now) }], state);
  return booking;
}
