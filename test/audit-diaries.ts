// The part of the walk through the API's commands that keeps an officer's diary: somebody new, whose record, pattern, absence and last day are set and taken back.
import { type AuditWalk, idOf, type Told } from './audit-walk.ts';
import type { Reply } from './host.ts';

const day = { am: true, pm: true };
const away = { am: false, pm: false };
const wholeWeek = { 1: day, 2: day, 3: day, 4: day, 5: day };
const joan = 'joan-ferris';

export async function walkDiaries(walk: AuditWalk, from: string): Promise<void> {
  const told =
    (action: string) =>
    (reply: Reply): Told => ({ action: `officer:${action}`, about: idOf(reply) });
  const record = { name: 'Rosa Lind', title: 'Early years adviser', skills: ['early-years'], district: 'Mid' };
  const key = '0c1f6d1e-4b0a-4f5d-9c3e-8a1b2c3d4e5f';
  const added = await walk.does('POST /api/officers', joan, { body: { ...record, pattern: wholeWeek, from, key }, told: told('register') });
  const at = { officer: idOf(added) };
  let version = 1;
  const step = async (
    part: 'record' | 'pattern' | 'pattern/removal' | 'absences' | 'absences/removal' | 'leaving' | 'leaving/removal',
    body: object,
    action: string,
  ) => {
    const reply = await walk.does(`POST /api/officers/{officer}/${part}`, joan, { at, body: { ...body, version }, told: told(action) });
    version = reply.data<{ version: number }>().version;
  };
  const absence = { from: `${from}#am`, to: `${from}#pm` };
  await step('record', { ...record, title: 'Early years lead' }, 'edit');
  await step('pattern', { from: '2027-12-01', pattern: { ...wholeWeek, 5: away } }, 'pattern');
  await step('pattern/removal', { from: '2027-12-01' }, 'pattern-end');
  await step('absences', { ...absence, kind: 'leave' }, 'absence');
  await step('absences/removal', absence, 'absence-end');
  await step('leaving', { leavesOn: '2027-12-31' }, 'leaving');
  await step('leaving/removal', {}, 'leaving-end');
}
