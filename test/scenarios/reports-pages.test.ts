// What the reports function shows beside the proof: everybody’s doors at home, the accessibility statement, and messages that are stuck.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { put } from '../../shared/commit.ts';
import type { Role } from '../../shared/context.ts';
import { effectWrite } from '../../shared/outbox.ts';
import { academy, aMonth, stopLedgers, unsealedLedger } from '../ledger-month.ts';
import type { SealedLedger } from '../sealed-ledger.ts';

let ledger: SealedLedger;
beforeEach(async () => {
  ledger = await unsealedLedger();
});
afterAll(stopLedgers);

describe('home', () => {
  test('tells a school how many free days are left', async () => {
    await aMonth(ledger);
    const { body, status } = await ledger.ask('', 'school-booker');
    expect(status).toBe(200);
    expect(body).toContain(`href="/${ledger.council.slug}/entitlements/statements/${academy}"`);
    expect(body).toMatch(/1 day left/);
    expect(body).toContain(`href="/${ledger.council.slug}/invoicing/documents"`);
  });

  test('tells the resource manager how many vacancies are open', async () => {
    const vacancy = (i: number) =>
      put(
        { pk: `${ledger.table.council}#ORG#${academy}`, sk: `VACANCY#vac_${i}` },
        { gsi1pk: `${ledger.table.council}#OPENVACANCIES`, gsi1sk: `2026-11-0${i}#vac_${i}` },
      );
    await ledger.write(vacancy(1), vacancy(2), vacancy(3));
    expect((await ledger.ask('', 'resource-manager')).body).toMatch(/3 open/);
  });

  test('shows each role its own doors', async () => {
    const doors = async (role: Role) =>
      [...(await ledger.ask('', role)).body.matchAll(/daybook-card__title"><a class="govuk-link" href="\/[^/]+\/([^"]+)"/g)].map(
        (match) => match[1],
      );
    expect(await doors('officer')).toEqual(expect.arrayContaining(['bookings/diary']));
    expect(await doors('finance')).toEqual(
      expect.arrayContaining(['invoicing/runs', 'invoicing/journals', 'payments/suspense', 'reports/proof', 'reports/outbox']),
    );
    expect(await doors('auditor')).toEqual(
      expect.arrayContaining(['bookings', 'catalogue', 'schools', 'officers', 'reports/proof', 'entitlements/vacancies']),
    );
    expect(await doors('catalogue-manager')).toEqual(expect.arrayContaining(['catalogue']));
    expect(await doors('catalogue-manager')).not.toContain('reports/proof');
  });
});

test('the accessibility statement is public and names whom to tell', async () => {
  const { status, body } = await ledger.ask('/accessibility');
  expect(status).toBe(200);
  for (const words of [
    'partially compliant',
    'not been tried',
    ledger.council.email,
    ledger.council.telephone,
    'Equality and Human Rights Commission',
    '2018',
  ])
    expect(body).toContain(words);
});

describe('messages stuck', () => {
  const message = (version: number) =>
    effectWrite(ledger.table, {
      subject: 'doc_academy',
      version,
      function: 'payments',
      task: 'settle',
      payload: { secret: 'never shown' },
      now: ledger.context().now,
    });
  const fields = (version: number) => new URLSearchParams({ subject: 'doc_academy', version: String(version) }).toString();
  const stuck = async () =>
    JSON.parse((await ledger.ask('/api/reports/outbox', 'auditor')).body) as { parked: { version: number }[]; late: { version: number }[] };

  test('are listed, set aside and sent again', async () => {
    expect((await ledger.ask('/reports/outbox', 'finance')).body).toContain('Nothing is stuck');
    await ledger.write(message(1), message(2));
    await ledger.edit(ledger.table.key.effect('doc_academy', 1), 'attempts', 3);
    expect((await stuck()).late.map(({ version }) => version)).toEqual([1]);
    const parked = await ledger.ask('/reports/outbox/parking', 'finance', fields(1));
    expect([parked.status, parked.location]).toEqual([303, `/${ledger.council.slug}/reports/outbox?done=parked`]);
    expect((await stuck()).parked.map(({ version }) => version)).toEqual([1]);
    const page = await ledger.ask('/reports/outbox', 'finance');
    expect(page.body).toContain('Send again');
    expect(page.body).not.toContain('never shown');
    expect((await ledger.ask('/reports/outbox/replay', 'council-admin', fields(1))).status).toBe(303);
    expect(await stuck()).toEqual({ parked: [], late: [] });
  });

  test('an unknown one, one in the wrong state and a malformed name are refused by name', async () => {
    await ledger.write(message(1));
    expect((await ledger.ask('/reports/outbox/replay', 'finance', fields(7))).status).toBe(404);
    const early = await ledger.ask('/reports/outbox/replay', 'finance', fields(1));
    expect(early.status).toBe(409);
    expect(early.body).toContain('There is a problem');
    expect((await ledger.ask('/reports/outbox/parking', 'finance', 'subject=&version=x')).status).toBe(422);
  });

  test('an auditor reads and does not mend', async () => {
    await ledger.write(message(1));
    await ledger.edit(ledger.table.key.effect('doc_academy', 1), 'attempts', 3);
    expect((await ledger.ask('/reports/outbox', 'auditor')).body).not.toContain('>Set aside<span');
    expect((await ledger.ask('/reports/outbox/parking', 'auditor', fields(1))).status).toBe(403);
  });
});
