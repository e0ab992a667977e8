// The part of the walk through the API's commands that is about notes of visits: written, returned, approved, corrected, and an action of one marked.
import type { AuditWalk, Told } from './audit-walk.ts';
import { academy, Counter } from './counter.ts';
import { got } from './office.ts';

/** A report that the policy has moderated: farah-siddiqui writes it, rowan-achebe answers it, and the school marks what it agreed to do. */
export async function walkNotes(walk: AuditWalk): Promise<void> {
  const { host } = walk;
  const counter = new Counter(host, '2027-02-01');
  const [maria, farah] = [await host.as('maria-okafor'), await host.as('farah-siddiqui')];
  const officer = 'off_farah-siddiqui';
  const booking = await counter.book(maria, await counter.fresh(2, officer), { service: 'svc_safeguarding-audits', officer });
  host.clock.set('2027-02-05T18:00:00Z');
  got(await counter.deliver(farah, booking, ['01', '02'], {}, { as: 'draft' }), 200);
  const at = { booking, note: '01' };
  const told = (action: string): Told => ({ action, about: booking, organisation: academy });
  const write = 'POST /api/bookings/{booking}/notes/{note}';
  const words = { sections: { done: 'The record and the site.', found: 'All in order.' } };
  const actions = [{ what: 'Send the certificate', who: 'school', by: '2027-04-16' }];
  await walk.does(write, 'farah-siddiqui', { at, body: { version: 1, ...words, as: 'draft' }, told: told('note:save') });
  await walk.does(write, 'farah-siddiqui', { at, body: { version: 2, ...words, actions }, told: told('note:submit') });
  const answer = 'POST /api/bookings/{booking}/notes/{note}/moderation';
  await walk.does(answer, 'rowan-achebe', { at, body: { version: 3, answer: 'return', reason: 'Say more' }, told: told('note:return') });
  await walk.does(write, 'farah-siddiqui', { at, body: { version: 4, ...words, actions }, told: told('note:submit') });
  await walk.does(answer, 'rowan-achebe', { at, body: { version: 5, answer: 'approve' }, told: told('note:share') });
  await walk.does('POST /api/bookings/{booking}/notes/{note}/additions', 'rowan-achebe', {
    at,
    body: { text: 'The site was seen on the second day.' },
    told: told('note:add'),
  });
  await walk.does('POST /api/bookings/{booking}/notes/{note}/actions', 'maria-okafor', {
    at,
    body: { action: 1, done: true },
    told: { ...told('note:mark'), actingFor: academy },
  });
}
