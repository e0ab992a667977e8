// The part of the walk through the API's commands that is about buy-back: agreed to, given notice of, and ended early.
import type { DemoCouncil } from '../infra/local/demo/council.ts';
import type { AuditWalk, Told } from './audit-walk.ts';
import { maintained, recruitment } from './counter.ts';
import { got } from './office.ts';

const code = 'recruitment-for-a-year';

/** A council that sells one of its services by the year too, in a window that is open all winter. */
export const withBuyBack = (council: DemoCouncil): DemoCouncil => ({
  ...council,
  pack: {
    ...council.pack,
    packages: [
      {
        kind: 'buy-back',
        code,
        title: 'Recruitment for a year',
        description: 'Two half-days in a year.',
        services: [recruitment.slice('svc_'.length)],
        halfDays: 2,
        prices: [{ from: council.pack.effectiveFrom, perYearExVatPence: 40_000 }],
        years: (['financial', 'academic'] as const).map((clock) => ({
          clock,
          window: { from: '09-01', to: '03-31' },
          noticeBy: '03-31',
          instalments: [{ on: '04-01', twelfths: 12 }],
        })),
        continues: 'rolling',
        longestFirstYears: 3,
        longestLaterYears: 5,
        yearEnd: { unused: 'lapse' },
        vatClass: 'standard',
        incomeCode: 'SI-BB',
        cfrCode: 'E27',
        legalPower: 'Local Government Act 2003 s.93',
        clause: { reference: 'Invented for this test', text: 'Two half-days in a year for £400.' },
      },
    ],
  },
});

/** What tom-haldane agrees to and gives notice of, nadia-rahman ends. */
export async function walkBuyback(walk: AuditWalk): Promise<void> {
  const tom = await walk.host.as('tom-haldane');
  const quoted = async (more: object) => {
    const asked = { organisation: maintained, package: code, purse: 'delegated-budget', ...more };
    return got<{ token: string }>(await tom.json('/essex/api/buyback/quotes', asked), 200).token;
  };
  let agreement = '';
  const of = (action: string): Told => ({ action, about: agreement, organisation: maintained, actingFor: maintained });
  const agree = async (action: string, more: object) =>
    walk.does('POST /api/buyback/agreements', 'tom-haldane', {
      body: { token: await quoted(more), purchaseOrder: 'PO-2027-1' },
      told: (reply) => {
        agreement = reply.data<{ agreement: string }>().agreement;
        return of(action);
      },
    });
  await agree('buyback:agree', { clock: 'financial' });
  const at = { agreement };
  await walk.does('POST /api/buyback/agreements/{agreement}/purchase-order', 'tom-haldane', {
    at,
    body: { from: '2027-04-01', purchaseOrder: 'PO-2027-2' },
    told: of('buyback:order'),
  });
  await walk.does('POST /api/buyback/agreements/{agreement}/notice', 'tom-haldane', {
    at,
    body: { endsOn: '2028-03-31' },
    told: of('buyback:notice'),
  });
  await walk.does('POST /api/buyback/agreements/{agreement}/ending', 'nadia-rahman', {
    at,
    body: { reason: 'Agreed to by mistake' },
    told: { action: 'buyback:end', about: agreement, organisation: maintained },
  });
  // Everybody's together is for those who work with the list, by its page and by its twin; who plans officers reads each organisation's.
  const joan = await walk.host.as('joan-ferris');
  got(await (await walk.host.as('nadia-rahman')).json('/essex/api/buyback/agreements'), 200);
  got(await joan.json('/essex/api/buyback/agreements'), 403);
  got(await joan.json(`/essex/api/buyback/agreements?organisation=${maintained}`), 200);
}
