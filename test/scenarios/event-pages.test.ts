// An event as it is proposed, divided anew and answered by the forms of its pages: who could answer is asked about by name, and what was typed is still there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionKey } from '../../shared/calendar.ts';
import { Counter, maintained, recruitment } from '../counter.ts';
import { formOn, plainText } from '../forms.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';

const nobodys = 'sch_990002';
const daniel = 'off_daniel-osei';
const path = '/essex/bookings/events';
let host: TestHost;
let joan: Visitor;
let tom: Visitor;
let organiser = '';
let session: SessionKey;
let event = '';

beforeAll(async () => {
  host = await startHost({ at: '2026-11-23T09:00:00Z' });
  const counter = new Counter(host, '2026-12-07');
  [joan, tom] = [await counter.as('joan-ferris'), await counter.as('tom-haldane')];
  organiser = (await (await counter.as('anna-castell')).json('/essex/api/identity/me')).data<{ organisation: string }>().organisation;
  [session = session] = await counter.fresh(1, daniel);
}, 60_000);
afterAll(() => host?.stop());

const textOf = (html: string) => plainText(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
const ticked = (html: string) => /<input[^>]*id="acknowledged"[^>]*value="([^"]*)"/.exec(html)?.[1];

describe('a school for which nobody could answer', () => {
  const typed = () => ({
    ...{ organiser, service: recruitment, officer: daniel, title: 'A day on governance', session, split: 'named' },
    ...{ 'answerBy-day': '4', 'answerBy-month': '12', 'answerBy-year': '2026' },
    ...{ others: '990001 990002', [`weight-${maintained}`]: '2', [`weight-${nobodys}`]: '1' },
  });

  test('is named to whoever proposes, who has to know of it; nothing is proposed before, and nothing typed is lost', async () => {
    const refused = await joan.post(path, { ...typed(), split: 'equal' });
    expect([refused.status, refused.body.includes('href="#acknowledged"')]).toEqual([409, true]);
    expect(textOf(refused.body)).toMatch(/nobody is registered who could answer\. Nobody is for [^.]+\. Have somebody registered first/);
    expect(ticked(refused.body)).toBe(nobodys);
    const form = formOn(refused.body, path);
    expect(form).toMatchObject({ title: ['A day on governance'], session: [session], split: ['equal'], others: ['990001 990002'] });
    expect(form.acknowledged).toBeUndefined();
    expect((await joan.get(path)).body).not.toContain('A day on governance');
    const proposed = await joan.post(path, { ...form, acknowledged: nobodys });
    expect(proposed.location).toMatch(/\?done=proposed$/);
    event = proposed.location?.replace('?done=proposed', '') ?? '';
  });

  test('is asked about once more where the cost is divided anew, with the parts that were typed', async () => {
    const parts = { split: 'named', schools: [maintained, nobodys], [`weight-${maintained}`]: '7', [`weight-${nobodys}`]: '3' };
    const refused = await joan.post(`${event}/division`, parts);
    expect([refused.status, ticked(refused.body)]).toEqual([409, nobodys]);
    const form = formOn(refused.body, `${event}/division`);
    expect(form).toMatchObject({ ...parts, split: ['named'], [`weight-${maintained}`]: ['7'], [`weight-${nobodys}`]: ['3'] });
    const bad = await joan.post(`${event}/division`, { ...parts, others: 'Saltmere' });
    expect([bad.status, formOn(bad.body, `${event}/division`).others, bad.body.includes('href="#others"')]).toEqual([
      422,
      ['Saltmere'],
      true,
    ]);
    expect((await joan.post(`${event}/division`, { ...form, acknowledged: nobodys })).location).toBe(event);
  });

  test('reads with the others what a share binds it to, before it gives its word', async () => {
    const text = textOf((await tom.visit(event)).body);
    expect(text).toContain('If you have to cancel');
    expect(text).toContain('what that costs is divided as the price is');
    expect(text.indexOf('If you have to cancel')).toBeLessThan(text.indexOf('Agree to this share'));
  });
});

test('sessions of today are not offered for an event that others have to agree to first', async () => {
  const page = await joan.get(`${path}/new?organiser=${organiser}&service=${recruitment}&officer=${daniel}`);
  const offered = [...page.body.matchAll(/name="session"[^>]*value="([^"]*)"/g)].map(([, value = '']) => value.slice(0, 10));
  expect(offered[0]).toBe('2026-11-24');
});
