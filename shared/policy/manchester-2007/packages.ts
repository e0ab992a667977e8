// Manchester 2007: the buy back system that schools may demand. The report names it and no more, so its terms are assumed.
import type { PackInput } from '../schema.ts';

export const packages: NonNullable<PackInput['packages']> = [
  {
    kind: 'buy-back',
    code: 'support-buy-back',
    title: 'Behaviour and learning support for a year',
    description: 'Ten half-days of support in a year, paid out of the budgets devolved or delegated to schools.',
    services: ['support-bought-back'],
    halfDays: 10,
    prices: [
      {
        from: '2007-09-01',
        perYearExVatPence: 145_000,
        assumed: true,
        note: 'The report names no price; this one stays below that of its half-days',
      },
    ],
    years: [
      {
        clock: 'financial',
        window: { from: '01-15', to: '04-30' },
        noticeBy: '03-01',
        instalments: [{ on: '04-01', twelfths: 12 }],
        assumed: true,
        note: 'The report names no window: councils of the time bought back for the financial year',
      },
    ],
    continues: 'until-renewed',
    longestFirstYears: 3,
    longestLaterYears: 5,
    yearEnd: { unused: 'lapse', assumed: true, note: 'The report says nothing of half-days that are not used' },
    vatClass: 'standard',
    incomeCode: 'EDS-BUYBACK',
    cfrCode: 'E27',
    legalPower: 'Local Government Act 2003 s.93',
    clause: {
      reference: 'Education Services, 2.3',
      text: 'As part of the MEP review a number of services will no longer be delivered by the Local Authority, as budgets will be devolved or delegated to schools, except where schools demand a buy back system.',
    },
  },
];
