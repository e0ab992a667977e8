// A pack told to whoever reads it, fact by fact: the policy page shows these words and a comparison compares them, so that neither can leave out what the other
// knows. Pure.

import type { Pack } from '../../../../shared/policy/schema.ts';
import { capital } from '../../../../shared/ui/text.ts';
import { evaluations } from './describe-evaluations.ts';
import { priceNoticeSection } from './describe-notice.ts';
import { packages } from './describe-packages.ts';
import { describeRule } from './describe-rule.ts';
import { assumption, type Entry, fact, ruleTitle, type Section, serviceFact, source } from './facts.ts';
import {
  allocationTexts,
  bookerTexts,
  buyerTexts,
  categoryTexts,
  classTexts,
  conflictTexts,
  dayText,
  monthDayText,
  noteReaderTexts,
  phaseTexts,
  purseTexts,
  qualityTexts,
  railTexts,
  rebookedTexts,
  shareText,
  sumText,
  textFor,
  textsFor,
  vatClassTexts,
  waiverTexts,
  workingDaysText,
} from './words.ts';

/** Everything a pack says, in the order in which people ask for it; what it says of statuses to those alone who read it `whole`. */
export function describePack(pack: Pack, whole = true): Section[] {
  return [
    { key: 'pack', title: 'About this policy', none: '', entries: [about(pack)] },
    {
      key: 'allocations',
      title: 'What is free by right',
      none: 'Nothing is granted by right.',
      entries: pack.allocations.map((rule) => describeRule(pack, rule, whole)),
    },
    { key: 'services', title: 'Services and prices', none: 'There are no services.', entries: pack.services.map(describeService) },
    { key: 'fundings', title: 'Sources of funding', none: 'No source of funding is named.', entries: fundings(pack) },
    {
      key: 'cancellation',
      title: 'Cancelling',
      none: 'Cancelling costs nothing.',
      entries: cancellation(pack),
    },
    {
      key: 'conflicts',
      title: 'Who is not assigned',
      none: 'No assignment is ruled out.',
      entries: conflicts(pack),
      notApplied: 'Kept, and not applied yet: whoever assigns officers keeps to it.',
    },
    {
      key: 'compliance',
      title: 'Shares of officers to keep to',
      none: 'No share is asked for.',
      entries: compliance(pack),
      notApplied: 'Kept, and not applied yet: the shares are not worked out.',
    },
    priceNoticeSection(pack),
    { key: 'costs', title: 'What a day costs the council', none: 'No cost is given.', entries: costs(pack) },
    { key: 'nudges', title: 'Reminders of unused days', none: 'Nobody is reminded.', entries: nudges(pack) },
    {
      key: 'notes',
      title: 'Notes of visits',
      none: 'A note of visit has one heading, nobody moderates it, it is due within 10 working days, and whoever the booking concerns reads it.',
      entries: notes(pack),
    },
    { key: 'packages', title: 'Packages and buy-back', none: 'Nothing is sold by the package.', entries: packages(pack) },
    { key: 'evaluations', title: 'Questions after training', none: 'Nobody is asked.', entries: evaluations(pack) },
    {
      key: 'posts',
      title: 'Posts a vacancy may be for',
      none: 'There are none.',
      entries: pack.posts.map(({ code, title }) => ({
        key: code,
        title,
        facts: [fact('title', 'Title', title), fact('code', 'Code', code)],
      })),
    },
    { key: 'vat', title: 'VAT and how sales are billed', none: 'There is no VAT table.', entries: vat(pack) },
    { key: 'terms', title: 'Days, numbers and terms', none: '', entries: terms(pack) },
  ];
}

function about({ code, title, source: name, effectiveFrom, allocations }: Pack): Entry {
  return {
    key: 'pack',
    title: 'The policy',
    facts: [
      fact('title', 'Title', title),
      fact('effectiveFrom', 'In force from', dayText(effectiveFrom)),
      fact('source', 'Source', name),
      fact('code', 'Code', code),
      fact('order', 'Order in which free days are used', allocations.map((rule) => rule.title).join(', then ') || 'none', {
        same: allocations.map((rule) => rule.code).join(' '),
      }),
    ],
  };
}

/** What the officer takes beside the visits, where the service has any. */
const workOf = ({ preparationHalfDays = 0, reportHalfDays = 0 }: Pack['services'][number]) =>
  [
    { name: 'preparationHalfDays', title: 'To prepare', halfDays: preparationHalfDays },
    { name: 'reportHalfDays', title: 'For the report', halfDays: reportHalfDays },
  ].filter(({ halfDays }) => halfDays > 0);

function describeService(service: Pack['services'][number]): Entry {
  const { code, title, description, outcomes, bookableBy, skill, minimumHalfDays, prices, vatClass, incomeCode, cfrCode, legalPower } =
    service;
  return {
    key: code,
    title,
    facts: [
      fact('title', 'Title', title),
      fact('class', 'Kind', textFor(classTexts, service.class)),
      fact(
        'bookableBy',
        'Who may book it',
        bookableBy === undefined ? 'Whoever may book' : capital(textsFor(bookerTexts, bookableBy, ' or ')),
      ),
      ...prices.map((price) =>
        fact(
          `price.${price.from}${price.buyers ? `.${price.buyers.join('.')}` : ''}`,
          `A day from ${dayText(price.from)}${price.buyers ? ` for: ${textsFor(buyerTexts, price.buyers, ', ')}` : ''}`,
          `${sumText(price.perDayExVatPence)} before VAT`,
          assumption(price),
        ),
      ),
      fact('description', 'Description', description),
      ...(outcomes === undefined ? [] : [fact('outcomes', 'Outcomes', outcomes)]),
      fact('skill', 'Skill it needs', skill),
      fact('minimumHalfDays', 'Smallest booking', `${minimumHalfDays} half-${minimumHalfDays === 1 ? 'day' : 'days'}`),
      ...(service.attendees ? [fact('attendees', 'Who takes part', `At most ${service.attendees.most} people, each by name`)] : []),
      ...workOf(service).map(({ name, title, halfDays }) => fact(name, title, `${halfDays} half-${halfDays === 1 ? 'day' : 'days'}`)),
      fact('vatClass', 'VAT', textFor(vatClassTexts, vatClass)),
      fact('incomeCode', 'Income code', incomeCode),
      fact('cfrCode', 'CFR code', cfrCode),
      fact('legalPower', 'Legal power', legalPower),
      fact('code', 'Code', code),
      ...source(service.clause),
    ],
  };
}

const fundings = (pack: Pack): Entry[] =>
  pack.fundings.map(({ code, title, endsOn, whenEnded, clause }) => ({
    key: code,
    title,
    facts: [
      fact('title', 'Title', title),
      fact('endsOn', 'Ends', endsOn === undefined ? 'No end is known' : dayText(endsOn)),
      whenEnded.unused === 'lapse'
        ? fact('whenEnded', 'When it ends', 'What is left lapses.', { same: 'lapse' })
        : fact('whenEnded', 'When it ends', `What is left moves to “${ruleTitle(pack, whenEnded.to)}”.`, { same: `move ${whenEnded.to}` }),
      fact('code', 'Code', code),
      ...source(clause),
    ],
  }));

const cancellation = ({ cancellation: { rungs, waivers, clause } }: Pack): Entry[] => [
  ...[...rungs]
    .sort((a, b) => a.workingDays - b.workingDays)
    .map((rung) => ({
      key: `rung.${rung.workingDays}`,
      title: `With less than ${workingDaysText(rung.workingDays)} between`,
      facts: [
        fact('fee', 'Fee', rung.feeBasisPoints === 0 ? 'None' : `${shareText(rung.feeBasisPoints)} of the price`, assumption(rung)),
        fact('allocation', 'Free days', capital(textFor(allocationTexts, rung.allocation))),
      ],
    })),
  ...waivers.map((waiver) => ({
    key: `waiver.${waiver.kind}`,
    title: `No fee: ${textFor(waiverTexts, waiver.kind).toLowerCase()}`,
    facts: [
      fact(
        'within',
        'Holds',
        waiver.kind === 'rebooked' ? `Within ${workingDaysText(waiver.withinWorkingDays)}` : 'Always',
        assumption(waiver),
      ),
      ...(waiver.kind === 'rebooked'
        ? [
            fact('counts', 'What counts as booked again', rebookedTexts[waiver.oneMore ? 'one-more' : 'any']),
            ...source(waiver.oneMore?.clause),
          ]
        : []),
    ],
  })),
  ...(clause ? [{ key: 'clause', title: 'Where it is said', facts: source(clause) }] : []),
];

const conflicts = (pack: Pack): Entry[] =>
  pack.conflicts.map(({ code, title, kind, services, clause }) => ({
    key: code,
    title,
    facts: [
      fact('title', 'Title', title),
      fact('kind', 'Rule', textFor(conflictTexts, kind)),
      serviceFact(pack, 'services', 'Services', services),
      fact('code', 'Code', code),
      ...source(clause),
    ],
  }));

const compliance = (pack: Pack): Entry[] =>
  pack.compliance.map(({ code, title, services, phases, quality, atLeastBasisPoints, clause }) => ({
    key: code,
    title,
    facts: [
      fact('title', 'Title', title),
      fact('atLeast', 'Share', `At least ${shareText(atLeastBasisPoints)} ${textFor(qualityTexts, quality)}.`),
      fact('phases', 'Of schools that are', phases ? textsFor(phaseTexts, phases, ' or ') : 'of any phase'),
      serviceFact(pack, 'services', 'Services', services),
      fact('code', 'Code', code),
      ...source(clause),
    ],
  }));

const costs = (pack: Pack): Entry[] =>
  pack.costs.map((cost) => ({
    key: cost.from,
    title: `From ${dayText(cost.from)}`,
    facts: [fact('cost', 'Cost of a day, which is no charge', sumText(cost.perDayPence), { ...assumption(cost), main: true })],
  }));

const nudges = (pack: Pack): Entry[] =>
  pack.nudges.map((nudge) => ({
    key: nudge.on,
    title: `On ${monthDayText(nudge.on)}`,
    facts: [
      fact('left', 'Who is reminded', `Whoever has ${shareText(nudge.leftAtLeastBasisPoints)} or more of the days left`, {
        ...assumption(nudge),
        main: true,
      }),
    ],
  }));

const notes = (pack: Pack): Entry[] =>
  pack.notes.map((rule) => ({
    key: rule.code,
    title: rule.title,
    facts: [
      fact('title', 'Title', rule.title),
      ...(rule.services ? [serviceFact(pack, 'services', 'Of visits for', rule.services)] : []),
      ...(rule.classes
        ? [
            fact('classes', 'Of every other visit that is', textsFor(classWords, rule.classes, ' or '), {
              same: [...rule.classes].sort().join(' '),
            }),
          ]
        : []),
      ...rule.headings.map(({ code, title, required }, i) =>
        fact(`heading.${code}`, `Heading ${i + 1}`, `${title}${required ? '' : ' (may be left empty)'}`),
      ),
      fact('moderated', 'Moderated', rule.moderated ? 'A colleague of the author reads it before the school does' : 'No'),
      fact('due', 'Due', `Within ${workingDaysText(rule.dueWorkingDays)} of the visit`, assumption(rule)),
      fact('readBy', 'Who reads it', capital(textFor(noteReaderTexts, rule.readBy))),
      fact('code', 'Code', rule.code),
      ...source(rule.clause),
    ],
  }));
const classWords = { core: 'core', entitlement: 'free by right only', traded: 'traded' } as const;

const vat = ({ vat: { rows, standardRates } }: Pack): Entry[] => [
  ...rows.map(({ buyer, purse, vatClass, rail, category }) => ({
    key: `row.${buyer}.${purse}.${vatClass}`,
    title: `${textFor(buyerTexts, buyer)}, from its ${textFor(purseTexts, purse)}, ${textFor(vatClassTexts, vatClass).toLowerCase()} service`,
    facts: [fact('billed', 'Billed', `By ${textFor(railTexts, rail)}, ${textFor(categoryTexts, category)}`, { main: true })],
  })),
  ...standardRates.map((rate) => ({
    key: `rate.${rate.from}`,
    title: `Standard rate from ${dayText(rate.from)}`,
    facts: [fact('rate', 'Rate', shareText(rate.basisPoints), { main: true })],
  })),
];

function terms(pack: Pack): Entry[] {
  const { am, pm } = pack.sessions;
  return [
    {
      key: 'terms',
      title: 'Days, numbers and terms',
      facts: [
        fact('am', 'The morning', `${am.from} to ${am.to}`),
        fact('pm', 'The afternoon', `${pm.from} to ${pm.to}`),
        fact('quoteMinutes', 'A quote holds for', `${pack.quoteMinutes} minutes`),
        fact('maximumDaysPerBooking', 'Largest booking', `${pack.maximumDaysPerBooking} days`),
        fact('paymentTermsDays', 'An invoice is due within', `${pack.paymentTermsDays} days`),
        fact('purchaseOrderRequired', 'Purchase order', pack.purchaseOrderRequired ? 'Needed' : 'Not needed'),
        fact('invoices', 'Invoices are numbered', `${pack.series['vat-invoice']}…`),
        fact('journals', 'Recharges are numbered', `${pack.series.journal}…`),
      ],
    },
  ];
}
