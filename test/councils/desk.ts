// What the diaries of organisations ask of the JSON API: a day booked and delivered, what is billed and to whom, and for whom somebody acts.

import { type CivilDate, dateText } from '../../shared/calendar.ts';
import { formatPence } from '../../shared/money.ts';
import { Counter, nameOf, type ShownQuote } from '../counter.ts';
import type { Reply, TestHost, Visitor } from '../host.ts';

export type ShownDocument = {
  id: string;
  number: string;
  kind: 'vat-invoice' | 'journal-recharge';
  organisation: string;
  customer: { name: string; addressLines: string[]; urn?: string };
  purse: string;
  netPence: number;
  vatPence: number;
  grossPence: number;
  openPence: number;
  lines: { charge: string; school: string; schoolName: string; deliveredOn: CivilDate; taxPoint: CivilDate; booking: string }[];
};
export type HeldLine = { booking: string; payer: string; buyers: string[]; deliveredOn: CivilDate; why: string };
export type Billing = { id: string; held: HeldLine[]; documents: { payer: string; payerName: string; rail: string; netPence: number }[] };
export type Treatment = { rail: string; category: string; rateBasisPoints: number };
export type WaitingLine = {
  charge: string;
  booking: string;
  deliveredOn: CivilDate;
  netPence: number;
  quoted: Treatment;
  now: Treatment;
  said?: { state: string; reason?: string };
};

export type ShownPartnership = {
  members: { id: string; name: string }[];
  membersOverTime: Spell[];
  lead?: { memberName: string };
};
type Spell = { id: string; name: string; from: string; to?: string };

const service = 'svc_quality-assurance-of-self-evaluation';
export const clause = 'Traded offer, i';

export class Desk {
  readonly host: TestHost;
  private readonly counter: Counter;

  constructor(host: TestHost) {
    this.host = host;
    this.counter = new Counter(host, '2026-09-01');
  }

  async ask<T>(who: Visitor, path: string, body?: unknown): Promise<T> {
    const reply = await who.json(`/essex/api/${path}`, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.body}`);
    return reply.data<T>();
  }

  /** The refusal's name, or the status where it was not refused. */
  async refused(who: Visitor, path: string, body?: unknown): Promise<string> {
    return nameOf(await who.json(`/essex/api/${path}`, body));
  }

  /** A day of an officer's outside look at the school's self-evaluation. */
  async day(who: Visitor, school: string, date: string, more: { purse: string; order: string; officer?: string }) {
    const { order, ...asked } = more;
    const sessions = [`${date}#am`, `${date}#pm`];
    const quote = await this.counter.quoted(who, sessions, { school, service, officer: 'off_helen-marsh', ...asked });
    const confirmed = await this.counter.confirm(who, quote.token, order);
    if (confirmed.status !== 201) throw new Error(`not booked: ${confirmed.body}`);
    return { quote: quote as ShownQuote & { payerName?: string }, booking: confirmed.data<{ booking: string }>().booking };
  }

  async deliver(officer: string, booking: string): Promise<void> {
    const reply: Reply = await this.counter.deliver(await this.host.as(officer), booking, ['01', '02'], 'Looked at the evidence together.');
    if (reply.status !== 200) throw new Error(`not delivered: ${reply.body}`);
  }

  partnership = (who: Visitor, id: string): Promise<ShownPartnership> => this.ask(who, `schools/partnerships/${id}`);

  /** From now on the visitor acts for this organisation, as if chosen on the page that asks. */
  async actFor(who: Visitor, organisation: string): Promise<void> {
    const reply = await who.post('/essex/identity/organisations', { organisation, return: '/essex' });
    if (reply.status !== 303) throw new Error(`may not act for ${organisation}: ${reply.status}`);
  }

  /** A dry run by finance: what would be billed, and what is held back. */
  async dryRun(from: string, to: string): Promise<Billing> {
    const nadia = await this.host.as('nadia-rahman');
    const { id } = await this.ask<{ id: string }>(nadia, 'invoicing/runs', { from, to });
    await this.host.quiet();
    const run = await this.ask<{ documents: Billing['documents']; heldLines: HeldLine[] }>(nadia, `invoicing/runs/${id}`);
    return { id, documents: run.documents, held: run.heldLines };
  }

  /** Issues what the dry run proposed; answers every document of it with its lines, in order of number. */
  async issue({ id }: Pick<Billing, 'id'>): Promise<ShownDocument[]> {
    const nadia = await this.host.as('nadia-rahman');
    await this.ask(nadia, `invoicing/runs/${id}/commitment`, {});
    await this.host.quiet();
    const run = await this.ask<{ documents: { document: string }[] }>(nadia, `invoicing/runs/${id}`);
    const documents = await Promise.all(
      run.documents.map(({ document }) => this.ask<ShownDocument>(nadia, `invoicing/documents/${document}`)),
    );
    return documents.sort((a, b) => (a.number < b.number ? -1 : 1));
  }

  async documentsOf(who: Visitor): Promise<string[]> {
    const { documents } = await this.ask<{ documents: ShownDocument[] }>(who, 'invoicing/documents');
    return documents.map(({ number }) => number).sort();
  }

  async bookingsOf(who: Visitor): Promise<string[]> {
    const { bookings } = await this.ask<{ bookings: { id: string }[] }>(who, 'bookings');
    return bookings.map(({ id }) => id).sort();
  }
}

const datesOf = (lines: readonly { deliveredOn: CivilDate }[]): string =>
  [...new Set(lines.map(({ deliveredOn }) => deliveredOn))].sort().map(dateText).join(' and ');

/** A document as a diary tells it. */
export function documentTold({ number, customer, lines, netPence, vatPence, grossPence }: ShownDocument): string {
  const whose = customer.urn ? `${customer.name} (URN ${customer.urn})` : customer.name;
  const schools = [...new Set(lines.map(({ schoolName }) => schoolName))].filter((name) => name !== customer.name);
  const work = `for ${datesOf(lines)}${schools.length > 0 ? ` at ${schools.join(', ')}` : ''}`;
  const sums =
    vatPence > 0 ? `net ${formatPence(netPence)}, VAT ${formatPence(vatPence)}, total ${formatPence(grossPence)}` : formatPence(netPence);
  return `${number} to ${whose} ${work}: ${sums}`;
}

export const heldTold = (held: readonly HeldLine[]): string[] => [
  ...new Set(held.map(({ deliveredOn, why }) => `held, ${dateText(deliveredOn)}: ${why}`)),
];

export const namesOf = (members: readonly { name: string }[]): string[] => members.map(({ name }) => name).sort();

export const spanTold = ({ name, from, to }: Spell): string =>
  `${name}: from ${dateText(from as CivilDate)}${to ? ` until ${dateText(to as CivilDate)}` : ''}`;
