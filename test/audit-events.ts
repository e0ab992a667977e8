// The part of the walk through the API's commands that is about events of several schools: proposed, agreed to, declined, divided anew, withdrawn, and left.

import { type AuditWalk, idOf, type Told } from './audit-walk.ts';
import { academy, Counter, maintained } from './counter.ts';
import { got } from './office.ts';

type Seen = { booking: string; answering: { agreed: string; offers: { purse: string }[] }[]; leaving: { answers: { agreed: string }[] } };

/** What joan-ferris proposes, tom-haldane and maria-okafor answer for their schools. */
export async function walkEvents(walk: AuditWalk, from: string, answerBy: string): Promise<void> {
  const { host } = walk;
  const [joan, tom, maria] = [await host.as('joan-ferris'), await host.as('tom-haldane'), await host.as('maria-okafor')];
  const organiser = got<{ organisation: string }>(await (await host.as('anna-castell')).json('/essex/api/identity/me'), 200).organisation;
  const counter = new Counter(host, from);
  const [service, officer] = ['svc_governing-bodies-headteacher-recruitment', 'off_daniel-osei'];
  const schools = [{ school: maintained }, { school: academy }];
  const body = async () => ({
    organiser,
    title: 'A day for all',
    service,
    officer,
    sessions: await counter.fresh(1, officer),
    answerBy,
    split: 'equal',
    schools,
  });
  const propose = async (): Promise<string> =>
    got<{ event: string }>(await joan.json('/essex/api/bookings/events', await body()), 201).event;

  const reply = await walk.does('POST /api/bookings/events', 'joan-ferris', {
    body: await body(),
    told: (told) => ({ action: 'event:propose', about: told.data<{ event: string }>().event, organisation: organiser }),
  });
  const { event } = reply.data<{ event: string }>();
  const agreement = async (who: typeof tom) => {
    const { answering } = got<Seen>(await who.json(`/essex/api/bookings/events/${event}`), 200);
    return { agreed: answering[0]?.agreed, purse: answering[0]?.offers[0]?.purse, purchaseOrder: 'PO-1' };
  };
  const of = (action: string, about: string, organisation: string): Told => ({ action, about, organisation, actingFor: organisation });
  await walk.does('POST /api/bookings/events/{event}/agreements', 'tom-haldane', {
    at: { event },
    body: await agreement(tom),
    told: of('event:agree', event, maintained),
  });
  got(await maria.json(`/essex/api/bookings/events/${event}/agreements`, await agreement(maria)), 200);
  const { booking } = got<Seen>(await tom.json(`/essex/api/bookings/events/${event}`), 200);
  await walk.does('POST /api/bookings/{booking}/leaving', 'maria-okafor', {
    at: { booking },
    body: { reason: 'Our staff are ill' },
    told: of('event:leave', booking, academy),
  });
  const { leaving } = got<Seen>(await tom.json(`/essex/api/bookings/${booking}`), 200);
  await walk.does('POST /api/bookings/{booking}/leaving/answer', 'tom-haldane', {
    at: { booking },
    body: { answer: 'agree', agreed: leaving.answers[0]?.agreed },
    told: of('event:leave-agree', booking, maintained),
  });

  const other = await propose();
  await walk.does('POST /api/bookings/events/{event}/decline', 'maria-okafor', {
    at: { event: other },
    body: { reason: 'Not this term' },
    told: of('event:decline', other, academy),
  });
  await walk.does('POST /api/bookings/events/{event}/division', 'joan-ferris', {
    at: { event: other },
    body: { split: 'equal', schools: [{ school: maintained }, { school: 'sch_990002' }], acknowledged: ['sch_990002'] },
    told: { action: 'event:divide', about: other, organisation: organiser },
  });
  await walk.does('POST /api/bookings/events/{event}/withdrawal', 'joan-ferris', {
    at: { event: other },
    told: (told) => ({ action: 'event:withdraw', about: idOf(told), organisation: organiser }),
  });
}
