// What a council's people make of what they are asked, the same at any council: partnerships, bookings, bills, invitations, programs and imports, for a test
// that needs one of each and does not mind how it came.
import { readFile } from 'node:fs/promises';
import type { SharedEvent } from '../functions/bookings/schema/events.ts';
import type { Order } from '../functions/bookings/schema/orders.ts';
import type { PurchaseOrder } from '../functions/bookings/schema/purchase-orders.ts';
import { purchaseOrderPath } from '../functions/bookings/schema/purchase-orders.ts';
import type { Reclassification } from '../functions/bookings/schema/reclassifications.ts';
import type { BookingRequest } from '../functions/bookings/schema/requests.ts';
import type { Wait } from '../functions/bookings/schema/waitlist.ts';
import { registrationWrite } from '../functions/bookings/store/purchase-orders.ts';
import { getRequest } from '../functions/bookings/store/requests.ts';
import { joinWrites } from '../functions/bookings/store/waitlist.ts';
import { getBooking } from '../functions/bookings/store.ts';
import type { Agreement } from '../functions/buyback/schema.ts';
import { agreementWrite } from '../functions/buyback/store.ts';
import type { Plan } from '../functions/entitlements/schema/plans.ts';
import { planWrite } from '../functions/entitlements/store/plans.ts';
import type { CivilDate } from '../shared/calendar.ts';
import { commitOnce, create } from '../shared/commit.ts';
import { accepted } from '../shared/decision.ts';
import {
  type AgreementId,
  type BookingId,
  newId,
  type OrderId,
  type OrganisationId,
  type PersonId,
  type PlanId,
  type ReclassificationId,
  type RequestId,
  type SharedEventId,
  type TransferId,
  type WaitId,
} from '../shared/ids.ts';
import { packageAccount } from '../shared/ledger/chart.ts';
import { Counter } from './counter.ts';
import type { Reply, TestHost, Visitor } from './host.ts';

/** The demonstration's first day, and the day on which all that was delivered by then is billed. */
export const start = '2026-11-24';
export const later = '2026-12-18';

/** The JSON of an answer with one of these statuses; throws at any other. */
export function got<T>(reply: Reply, ...statuses: number[]): T {
  if (!statuses.includes(reply.status)) throw new Error(`${reply.url}: ${reply.status} ${reply.body.slice(0, 600)}`);
  return reply.data<T>();
}

/** What a council's people make of what they are asked: the same at both councils. */
export class Office {
  readonly host: TestHost;
  readonly slug: string;
  readonly counter: Counter;
  constructor(host: TestHost, slug: string) {
    this.host = host;
    this.slug = slug;
    this.counter = new Counter(host, start as CivilDate, slug);
  }
  api = (path: string) => `/${this.slug}/api${path}`;
  as = (person: string) => this.host.as(person, this.slug);
  async make<T>(who: Visitor, path: string, body: object, ...statuses: number[]): Promise<T> {
    return got<T>(await who.json(this.api(path), body), 200, 201, 202, ...statuses);
  }
  read = async <T>(who: Visitor, path: string): Promise<T> => got<T>(await who.json(this.api(path)), 200);

  /** What the administrators keep: an invitation with its link's secret, a program, an import, a file that waits, and what happened to the school. */
  async kept(
    staff: { admin: Visitor; resources: Visitor; improvement: Visitor },
    of: { school: string; group: string; trust: string; person: string },
  ) {
    const { admin, resources, improvement } = staff;
    const email = `${this.slug}-${of.school}@schools.example`;
    const invitation = await this.make<{ id: string }>(admin, '/identity/invitations', {
      email,
      name: 'Tamsin Vole',
      organisation: of.school,
      roles: ['school-booker'],
    });
    await this.host.quiet();
    const letter = this.host.mailbox.letters().find(({ to }) => to === email);
    const secret = /[?&]secret=([\w-]{43})/.exec(letter?.body ?? '')?.[1] ?? '';
    const client = await this.make<{ id: string }>(admin, '/identity/clients', {
      name: 'Records system',
      issuer: 'https://sign-in.example',
      subject: of.school,
      jwksUri: 'https://sign-in.example/keys',
      organisation: of.school,
      roles: ['school-booker'],
    });
    const register = await readFile(
      new URL(`../infra/local/demo/${this.slug === 'essex' ? '' : 'rivermouth-'}schools.csv`, import.meta.url),
    );
    const [imported, waiting] = [newId('job'), newId('job')];
    for (const job of [imported, waiting]) await this.host.files.put(`registers/${this.slug}/${job}`, register);
    await this.make(resources, '/schools/imports', { file: `registers/${this.slug}/${imported}`, authorities: 'own' });
    await this.host.quiet();
    const placed = { district: this.slug === 'essex' ? 'West' : 'Uplands', on: start, reason: 'It asked' };
    const schoolEvent = await this.make<{ event: string }>(resources, `/schools/${of.school}/district`, placed);
    const status = { status: 'warning-notice', change: 'entered', on: start, reason: 'A notice was given' };
    const statusEvent = await this.make<{ event: string }>(improvement, `/schools/${of.school}/statuses`, status);
    const allocationRun = await this.make<{ id: string }>(admin, '/entitlements/runs', { kind: 'allocate', on: start });
    await this.host.quiet();
    await this.make(admin, `/entitlements/runs/${allocationRun.id}/cancellation`, {});
    const draft = await this.make<{ id: string }>(admin, '/entitlements/policies/drafts', { from: 1, effectiveFrom: '2028-09-01' });
    const trial = await this.make<{ id: string }>(admin, '/reports/trials', { of: '1', clock: 'academic', year: 2026 });
    const needing = { what: 'Phonics', skill: 'leadership', wantedHalfDays: 2, by: '2027-03-31' };
    const need = await this.make<{ id: string }>(resources, `/entitlements/needs/${of.school}`, needing);
    type Told = { events: { id: string }[] };
    const group = await this.read<Told>(resources, `/schools/partnerships/${of.group}`);
    const trust = await this.read<Told>(resources, `/schools/organisations/${of.trust}`);
    return {
      school: of.school,
      partnership: of.group,
      trust: of.trust,
      person: of.person,
      payer: of.school,
      choice: of.school,
      invitation: invitation.id,
      secret,
      client: client.id,
      effect: `invitation:${invitation.id}`,
      import: imported,
      allocationRun: allocationRun.id,
      trial: trial.id,
      draft: draft.id,
      upload: `registers/${this.slug}/${waiting}`,
      need: need.id,
      schoolEvent: schoolEvent.event,
      statusEvent: statusEvent.event,
      event: group.events[0]?.id ?? '',
      trustEvent: trust.events[0]?.id ?? '',
    };
  }

  /** A plan of a partnership that waits for its members, as a council keeps it. */
  async plan(partnership: string, by: string): Promise<PlanId> {
    const table = this.host.tableOf(this.slug);
    const id = newId('pln');
    const plan: Plan = {
      type: 'plan',
      id,
      partnership: partnership as OrganisationId,
      rule: 'partnership-days',
      part: 'own',
      period: { from: '2026-09-01' as CivilDate, to: '2027-08-31' as CivilDate },
      halfDays: 2,
      services: ['collaborative-reviews'],
      purpose: 'A shared review',
      state: 'open',
      proposedAs: 'council',
      proposedBy: by as PersonId,
      proposedOn: start as CivilDate,
      proposedAt: `${start}T08:00:00.000Z`,
      words: [],
      version: 1,
    };
    accepted(await commitOnce(table, [planWrite(table, plan)]));
    return id;
  }

  /** A request to record a session as free that waits for somebody else, as a council keeps it. */
  async reclassification(booking: string, by: string): Promise<ReclassificationId> {
    const table = this.host.tableOf(this.slug);
    const found = await getBooking(table, booking as BookingId);
    const session = found?.sessions[0];
    if (!found || !session) throw new Error(`no booking ${booking}`);
    const id = newId('rcl');
    const asked: Reclassification = {
      type: 'reclassification',
      id,
      booking: found.id,
      school: found.school,
      visit: session.visit,
      session: session.session,
      from: session.funding,
      to: session.funding,
      reason: 'Recorded by mistake',
      state: 'asked',
      askedBy: by as PersonId,
      askedAt: `${start}T08:00:00.000Z`,
      version: 1,
    };
    accepted(await commitOnce(table, [create(table.key.reclassification(found.id, id), { ...asked }, 'changed-meanwhile')]));
    return id;
  }

  /** A request over a limit as it waits, for what a booking was made for: nobody who knocks has asked for it. */
  async request(booking: string, organisation: string): Promise<RequestId> {
    const table = this.host.tableOf(this.slug);
    const found = await getBooking(table, booking as BookingId);
    if (!found) throw new Error(`no booking ${booking}`);
    const { school, schoolName, payer, purse, service, serviceTitle, officer, officerName, policy } = found;
    const asked: BookingRequest = {
      type: 'request',
      id: newId('req'),
      booking: newId('bkg'),
      organisation: organisation as OrganisationId,
      command: { school, service, officer, purse, halfDays: 1, sessions: found.sessions.slice(0, 1).map(({ session }) => session) },
      quote: {
        ...{ school, schoolName, payer, purse, service, serviceTitle, officer, officerName, policy },
        ...{ sessions: [], lines: [], purchaseOrderRequired: false, netPence: 60_000, vatPence: 0, grossPence: 60_000 },
      },
      mostPence: 50_000,
      requestedBy: 'per_asks-for-much' as PersonId,
      requestedAt: `${start}T08:00:00.000Z`,
      holdUntil: '2099-12-31T23:59:59.999Z',
      state: 'requested',
      version: 1,
    };
    accepted(await commitOnce(table, [create(table.key.request(asked.id), { ...asked }, 'changed-meanwhile')]));
    return asked.id;
  }

  /** An agreement of an organisation on a year's buy-back, as a council keeps it. */
  async agreement(organisation: string): Promise<AgreementId> {
    const id = newId('agr');
    const table = this.host.tableOf(this.slug);
    const [from, to] = ['2026-04-01' as CivilDate, '2027-03-31' as CivilDate];
    const holder = organisation as OrganisationId;
    const account = packageAccount({ holder, code: 'three-visits', agreement: id, period: { from, to } });
    const instalments = [{ number: 1, of: 1, twelfths: 12, dueOn: '2027-03-01' as CivilDate, netPence: 90_000 }];
    const year = { clock: 'financial' as const, from, to, netPence: 90_000, halfDays: 3, instalments, account, carriedHalfDays: 0 };
    const kept: Agreement = {
      ...{ id, organisation: holder, organisationName: organisation, payer: holder, kind: 'buy-back', code: 'three-visits' },
      ...{ title: 'Three visits', clause: { reference: 'Entry 1', text: 'Three visits.' }, services: ['coaching'], clock: 'financial' },
      ...{
        continues: 'rolling',
        carriesHalfDays: 0,
        purse: 'own-funds',
        vatClass: 'standard',
        incomeCode: 'BB',
        cfrCode: 'E27',
        policy: 'essex-2017/1',
      },
      treatment: { rail: 'vat-invoice', category: 'S', rateBasisPoints: 2000 },
      terms: [{ kind: 'first', from, to, agreedBy: 'per_agrees' as PersonId, agreedAt: `${start}T08:00:00.000Z` }],
      years: [{ ...year, sold: `trf_20260401-${id.slice(4)}-1-sold` as TransferId }],
      state: 'running',
      version: 1,
    };
    accepted(await commitOnce(table, [agreementWrite(table, kept, '2027-03-01' as CivilDate)]));
    return id;
  }

  /** A purchase order that an organisation has registered. */
  async purchaseOrder(organisation: string): Promise<string> {
    const table = this.host.tableOf(this.slug);
    const order: PurchaseOrder = {
      ...{ type: 'purchase-order', organisation: organisation as OrganisationId, number: 'PO-7', valuePence: 500_000, leftPence: 500_000 },
      ...{ chargedPence: 0, from: '2026-09-01' as CivilDate, to: '2027-08-31' as CivilDate, version: 1 },
      ...{ registeredBy: 'per_registers' as PersonId, registeredAt: `${start}T08:00:00.000Z` },
    };
    accepted(await commitOnce(table, [registrationWrite(table, order)]));
    return purchaseOrderPath(order);
  }

  /** What the school of a booking waits for, as a council keeps it: nothing is offered. */
  async wait(booking: string): Promise<WaitId> {
    const table = this.host.tableOf(this.slug);
    const found = await getBooking(table, booking as BookingId);
    if (!found) throw new Error(`no booking ${booking}`);
    const { school, schoolName, purse, service, serviceTitle } = found;
    const days = { from: '2027-06-01' as CivilDate, to: '2027-06-30' as CivilDate, expiresOn: '2027-06-30' as CivilDate };
    const wait: Wait = {
      ...{ type: 'wait', id: newId('wtl'), school, schoolName, service, serviceTitle, purse, ...days },
      ...{ halfDays: 1, suits: ['1am'], joinedBy: 'per_asks-for-much' as PersonId, joinedAt: `${start}T08:00:00.000Z` },
      ...{ state: 'waiting', offers: 0, unanswered: 0, passed: [], version: 1 },
    };
    accepted(await commitOnce(table, joinWrites(table, wait)));
    return wait.id;
  }

  /** An order of a trust for the school of a request, as a council keeps it. */
  async order(by: string, request: RequestId): Promise<OrderId> {
    const table = this.host.tableOf(this.slug);
    const asked = await getRequest(table, request);
    if (!asked) throw new Error(`no request ${request}`);
    const { school, schoolName, service, serviceTitle, policy, netPence, vatPence } = asked.quote;
    const order: Order = {
      type: 'order',
      id: newId('ord'),
      by: by as OrganisationId,
      service,
      serviceTitle,
      parts: [{ school, schoolName, booking: asked.booking, request }],
      halfDays: 1,
      netPence,
      vatPence,
      policy,
      orderedBy: asked.requestedBy,
      createdAt: asked.requestedAt,
    };
    accepted(await commitOnce(table, [create(table.key.order(order.id), { ...order }, 'changed-meanwhile')]));
    return order.id;
  }

  /** An event that somebody proposed to the schools of some requests, which nobody has answered. */
  async sharedEvent(organiser: string, requests: readonly RequestId[]): Promise<SharedEventId> {
    const table = this.host.tableOf(this.slug);
    const asked = (await Promise.all(requests.map((id) => getRequest(table, id)))).flatMap((each) => each ?? []);
    const [first] = asked;
    if (!first) throw new Error('an event is proposed to somebody');
    const event: SharedEvent = {
      type: 'event',
      id: newId('sev'),
      booking: newId('bkg'),
      organiser: organiser as OrganisationId,
      organiserName: 'The partnership',
      title: 'A day for all',
      command: first.command,
      split: 'equal',
      shares: asked.map(({ quote: { school, schoolName, payer } }, i) => ({
        number: `0${i + 1}`,
        school,
        schoolName,
        payer,
        weight: 1,
        state: 'asked',
      })),
      quote: first.quote,
      proposedBy: first.requestedBy,
      proposedAt: first.requestedAt,
      answerBy: first.holdUntil.slice(0, 10) as CivilDate,
      holdUntil: first.holdUntil,
      state: 'proposed',
      version: 1,
    };
    accepted(await commitOnce(table, [create(table.key.sharedEvent(event.id), { ...event }, 'changed-meanwhile')]));
    return event.id;
  }

  async partnership(resources: Visitor, name: string, members: readonly string[]): Promise<string> {
    const command = { partnershipKind: 'collaborative-group', name, openedOn: start };
    const { id } = await this.make<{ id: string }>(resources, '/schools/partnerships', command);
    await this.make(resources, `/schools/partnerships/${id}/members`, { members, on: start });
    return id;
  }

  /** A booking that was delivered, to be billed, and one that waits. */
  async booked(who: Visitor, officer: Visitor, more: { school: string; service: string; officer: string; purse?: string }) {
    const delivered = await this.counter.book(who, await this.counter.fresh(2, more.officer), more);
    const booking = await this.counter.book(who, await this.counter.fresh(3, more.officer), more);
    return { booking, delivered, deliver: async () => got(await this.counter.deliver(officer, delivered, ['01', '02']), 200) };
  }

  /** Bills all that was delivered; answers the run, a dry run after it, and the documents by organisation. */
  async billed(finance: Visitor) {
    const period = { from: '2026-09-01', to: later };
    const { id: run } = await this.make<{ id: string }>(finance, '/invoicing/runs', period);
    await this.host.quiet();
    await this.make(finance, `/invoicing/runs/${run}/commitment`, {});
    await this.host.quiet();
    const { id: dryRun } = await this.make<{ id: string }>(finance, '/invoicing/runs', period);
    await this.host.quiet();
    type Documents = { documents: { id: string; organisation: string }[] };
    const on = async (rail: string) => {
      const { documents } = await this.read<Documents>(finance, `/invoicing/documents?rail=${rail}`);
      return new Map(documents.map(({ id, organisation }) => [organisation, id]));
    };
    return { run, dryRun, invoices: await on('vat-invoice'), recharges: await on('journal') };
  }

  /** What a document holds, and a payment begun of it. */
  async paying(finance: Visitor, buyer: Visitor, document: string) {
    const { lines } = await this.read<{ lines: { charge: string }[] }>(finance, `/invoicing/documents/${document}`);
    const { attempt } = await this.make<{ attempt: string }>(buyer, `/payments/documents/${document}/attempts`, {});
    return { document, attempt, charge: lines[0]?.charge ?? '' };
  }
}
