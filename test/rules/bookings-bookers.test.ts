// Who may book a service is the policy's word: Rochdale's intervention is the council's to book, for any school, whoever else supports it (4.2, 7.1).
import { describe, expect, test } from 'vitest';
import { decideLeading, notLed } from '../../functions/bookings/rules/leading.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import { adoptService, findServices, underPolicy } from '../../functions/catalogue/rules.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import { holdsOn } from '../../functions/schools/rules/events.ts';
import type { Membership } from '../../functions/schools/schema/events.ts';
import type { OrganisationId } from '../../shared/ids.ts';
import type { Booker } from '../../shared/policy/allocations.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';
import { shiftedByYears } from '../../shared/policy/rules.ts';
import type { Pack } from '../../shared/policy/schema.ts';
import { academy, booked, daniel, day, freeAccount, maintained, outcomeOf, policy, quoteCommand, quoted, quoteFacts } from '../bookings.ts';
import { refusals } from '../packs.ts';

const pack = shiftedByYears(rochdale2012, 14);
const adopted = (code: string, of: Pack = pack): Service => {
  const offered = of.services.find((each) => each.code === code);
  if (!offered) throw new Error(`not in the pack: ${code}`);
  return adoptService(undefined, offered, of, day('2026-04-01')).service;
};
const intervention = adopted('statutory-intervention');
const pioneer: Membership = { group: 'ptn_pioneer' as OrganisationId, from: day('2026-09-01') } as Membership;

const quote = (booker: Booker, { of = pack, service = intervention, school = academy } = {}) =>
  decideQuote(
    quoteFacts({
      school,
      service,
      booker,
      policy: { ...policy, pack: of },
      officer: { ...daniel, skills: ['school-improvement'] },
      memberships: [pioneer],
      // Free days there may be: what is core draws on none.
      freeAccounts: [freeAccount(school, 6)],
    }),
    quoteCommand({ service: service.id, school: school.id }),
  );
/** The pack with who may book one of its services. */
const packWith = (code: string, bookableBy: Booker[] | undefined): Pack => ({
  ...pack,
  services: pack.services.map(({ bookableBy: _, ...each }) => ({
    ...each,
    ...(each.code === code && bookableBy ? { bookableBy } : {}),
  })),
});

describe('intervention is booked by the council', () => {
  test.each([academy, maintained])('for $name, takes officers’ time, and has no price and no allocation', (school) => {
    expect(holdsOn(pioneer, day('2026-12-01'))).toBe(true);
    const quoted = quote('council', { school });
    expect(quoted.ok && quoted.value.lines).toMatchObject([{ fund: 'core', halfDays: 2 }]);
    expect(quoted).toMatchObject({ ok: true, value: { netPence: 0, grossPence: 0, school: school.id } });
    expect(quoted.ok && quoted.value.sessions.map(({ funding }) => funding)).toEqual([{ fund: 'core' }, { fund: 'core' }]);
  });

  test.each<Booker>(['school', 'lead'])('and not by the %s, who is told by whom', (booker) => {
    expect(quote(booker)).toMatchObject({
      ok: false,
      refusal: { name: 'booked-by-others', detail: 'Statutory intervention is booked by the council.', faults: [{ field: 'service' }] },
    });
  });

  test('while what says nothing of it is booked by whoever may book', () => {
    const joint = adopted('joint-working');
    expect((['school', 'lead', 'council'] as const).map((booker) => outcomeOf(quote(booker, { service: joint })))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
  });
});

describe('the policy in force decides', () => {
  const named = (bookableBy: Booker[] | undefined) => packWith('statutory-intervention', bookableBy);

  test('over what was said when the service was offered', () => {
    expect(outcomeOf(quote('school', { of: named(undefined) }))).toBe('accepted');
    expect(outcomeOf(quote('lead', { of: named(['lead', 'council']) }))).toBe('accepted');
    expect(quote('school', { of: named(['lead', 'council']) })).toMatchObject({
      refusal: { detail: 'Statutory intervention is booked by the partnership’s lead or the council.' },
    });
  });

  test('and what was said then stands for a service that the policy has no more', () => {
    const of = { ...pack, services: pack.services.filter(({ code }) => code !== intervention.code) };
    expect(outcomeOf(quote('school', { of }))).toBe('booked-by-others');
    expect(outcomeOf(quote('council', { of }))).toBe('accepted');
  });
});

describe('the catalogue', () => {
  const all = pack.services.map(({ code }) => adopted(code));
  const shown = (booker: Booker, { services = all, inForce = pack } = {}) => {
    const read = services.map((service) => underPolicy(service, inForce));
    return findServices(read, {}, { today: day('2026-10-01'), withdrawnToo: false, booker, buyer: 'own-maintained' }).map(
      ({ code }) => code,
    );
  };

  test('offers nobody what only others book, and shows the council everything', () => {
    expect(shown('school')).toEqual(['universal-challenge-and-support', 'joint-working']);
    expect(shown('lead')).toEqual(['universal-challenge-and-support', 'joint-working']);
    expect(shown('council')).toHaveLength(4);
  });

  test('follows the policy in force, whatever version has been taken over since', () => {
    const opened = packWith(intervention.code, undefined);
    const offered = opened.services.find(({ code }) => code === intervention.code);
    const taken = offered && adoptService(intervention, offered, opened, day('2027-04-01')).service;
    if (!taken) throw new Error('intervention is in the pack');
    expect(shown('school', { services: [taken] })).toEqual([]);
    expect(shown('school', { services: [taken], inForce: opened })).toEqual([intervention.code]);
    expect(shown('school', { services: [intervention], inForce: opened })).toEqual([intervention.code]);
  });

  test('keeps what a version says of who books it for when none in force names it, and changes nothing where that says the same', () => {
    const later = (of: Pack) => {
      const offered = of.services.find(({ code }) => code === intervention.code);
      return offered && adoptService(intervention, offered, of, day('2027-04-01'));
    };
    expect(later(pack)).toMatchObject({ change: 'unchanged', service: intervention });
    const opened = later(packWith(intervention.code, undefined));
    expect(opened).toMatchObject({ change: 'entitled', service: { version: 2 } });
    expect(opened?.service).not.toHaveProperty('bookableBy');
    const named = later(packWith(intervention.code, ['school', 'council']))?.service as Service;
    expect(named.bookableBy).toEqual(['school', 'council']);
    for (const inForce of [undefined, { ...pack, services: [] }])
      expect(underPolicy(named, inForce)).toMatchObject({ bookableBy: ['school', 'council'], allocationTitles: [] });
  });
});

describe('a pack in which nobody could book is refused', () => {
  const challenge = (of: Pack) => of.services.find(({ code }) => code === 'universal-challenge-and-support');
  test.each<[string, (of: Pack) => unknown, string, string]>([
    [
      'a service for sale that its buyer may not book',
      (of) => Object.assign(of.services[3] ?? {}, { class: 'traded', bookableBy: ['lead', 'council'] }),
      'services.3.bookableBy',
      '“Joint working” is traded, and what is charged is booked by the school that pays for it: name the school too, or make it core or an entitlement',
    ],
    [
      'days of some for a service of others',
      (of) => {
        Object.assign(challenge(of) ?? {}, { bookableBy: ['lead'] });
        of.allocations = of.allocations.slice(0, 1);
      },
      'allocations.0.services.0',
      '“Challenge and support” is booked by the partnership’s lead, and these days by the school itself or the council, so nobody could book it with them: let one of them book both, or leave it out',
    ],
    [
      'a service that names nobody',
      (of) => Object.assign(of.services[3] ?? {}, { bookableBy: [] }),
      'services.3.bookableBy',
      'Name at least one of: school, lead, council',
    ],
    [
      'a service booked by somebody there is not',
      (of) => Object.assign(of.services[3] ?? {}, { bookableBy: ['parents'] }),
      'services.3.bookableBy.0',
      'Choose one of: school, lead, council',
    ],
  ])('%s', refusals(rochdale2012));
});

describe('a partnership’s lead', () => {
  const partnership = 'ptn_estuary' as OrganisationId;
  const { booking } = booked(
    quoted({ freeAccounts: [{ ...freeAccount(academy, 1), account: `entitlement/${partnership}/days/2026-09-01.2027-08-31` }] }),
  );
  const change = (visits: string[], leadsNoLonger = false, of = booking) =>
    outcomeOf(decideLeading(of, visits, { partnership, leadsNoLonger }));

  test('changes what the days of the partnership pay for, while they lead it, and nothing that the school pays for', () => {
    expect(booking.sessions.map(({ funding }) => funding.fund)).toEqual(['entitlement', 'traded']);
    expect([change(['01']), change(['01'], true), change(['02']), change(['01', '02'])]).toEqual([
      'accepted',
      'no-word',
      'not-allowed',
      'not-allowed',
    ]);
    // The officer's work goes with its visit, and what that costs is the school's as well.
    const work = booking.sessions.map((session) => (session.visit === '02' ? { ...session, work: 'report' as const, of: '01' } : session));
    expect(change(['01'], false, { ...booking, sessions: work })).toBe('not-allowed');
    // And so nothing else is offered.
    const offered = (of: typeof booking, leadsNoLonger = false) => notLed(of, { partnership, leadsNoLonger });
    expect([offered(booking), offered(booking, true), offered({ ...booking, sessions: work })]).toEqual([
      ['02'],
      ['01', '02'],
      ['01', '02'],
    ]);
    const gone = booking.sessions.map((session) => ({ ...session, state: 'cancelled' as const }));
    expect(offered({ ...booking, sessions: gone }, true)).toEqual([]);
  });

  test('has no say over another partnership’s days, nor the school’s own', () => {
    const { booking: own } = booked(quoted({ freeAccounts: [freeAccount(academy, 2)] }));
    expect(change(['01'], false, own)).toBe('not-allowed');
  });
});
