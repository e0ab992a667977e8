// A partnership's pot on a page: what there is and what for, what was planned and who has said what, and who has used how much.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { parse, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { Button, type Element, InsetText, LinkLine, LinkList, PageHeading, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { type PotView, type PotYear, readPots } from '../actions/pots.ts';
import { potQuerySchema } from '../schema/plans.ts';
import { plannable, proposePage } from './pot-propose.tsx';
import {
  agreementTexts,
  days,
  figureCells,
  figureHead,
  PlanState,
  periodText,
  planPath,
  potPath,
  potsPath,
  Standing,
} from './pot-words.tsx';
import { assumedText } from './statement.tsx';

const Clause = ({ reference, text }: { reference: string; text: string }): Element => (
  <InsetText>
    “{text}” <br />
    <span class="govuk-hint">{reference}</span>
  </InsetText>
);

const list = (titles: readonly { title: string }[]): string =>
  titles.map(({ title }) => title).join(', ') || 'nothing in the policy in force';

/** What there is, part by part: each line of figures adds up by itself. */
const Parts = ({ context, pot }: { context: Context; pot: PotYear }): Element => (
  <ScrollTable
    caption="What there is"
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[{ text: 'What for' }, ...figureHead]}
    rows={[
      [
        {
          html: (
            <>
              {pot.agreement ? 'To plan with' : 'To book with'} {pot.assumed && <Tag text="assumed" classes="govuk-tag--yellow" />}
              <br />
              <span class="govuk-hint">{list(pot.services)}</span>
            </>
          ),
        },
        ...figureCells(pot.open),
      ],
      ...pot.plans.flatMap((plan) =>
        plan.figures
          ? [
              [
                {
                  html: (
                    <a class="govuk-link" href={planPath(context, plan)}>
                      Plan: {plan.purpose}
                    </a>
                  ),
                },
                ...figureCells(plan.figures),
              ],
            ]
          : [],
      ),
      ...(pot.carried
        ? [
            [
              { text: `Carried from the year before, for use until ${dateText(pot.carried.period.to)}` },
              ...figureCells(pot.carried.figures),
            ],
          ]
        : []),
      ...(pot.reserved
        ? [
            [
              {
                html: (
                  <>
                    Reserved: {pot.reserved.title} {pot.reserved.assumed && <Tag text="assumed" classes="govuk-tag--yellow" />}
                    <br />
                    <span class="govuk-hint">{list(pot.reserved.services)}. Booked by the council alone.</span>
                  </>
                ),
              },
              ...figureCells(pot.reserved.figures),
            ],
          ]
        : []),
    ]}
  />
);

const Plans = ({ context, pot }: { context: Context; pot: PotYear }): Element =>
  pot.plans.length === 0 ? (
    <p class="govuk-body">Nothing has been planned yet.</p>
  ) : (
    <ScrollTable
      caption="Plans"
      captionClasses="govuk-table__caption--m"
      firstCellIsHeader
      head={[{ text: 'What for' }, { text: 'Days' }, { text: 'State' }, { text: 'Who has said what' }]}
      rows={pot.plans.map((plan) => [
        {
          html: (
            <>
              <a class="govuk-link" href={planPath(context, plan)}>
                {plan.purpose}
              </a>
              <br />
              <span class="govuk-hint">{list(plan.services)}</span>
            </>
          ),
        },
        { text: days(plan.halfDays) },
        { html: <PlanState plan={plan} /> },
        { html: <Standing plan={plan} /> },
      ])}
    />
  );

const share = (halfDays: number | undefined): string => (halfDays === undefined ? '–' : days(halfDays));

/** Shares are for comparing: nobody is held to them. */
const Shares = ({ pot }: { pot: PotYear }): Element | null => {
  if (pot.shares.length === 0) return null;
  const uncounted = pot.shares.filter(({ isMember, pupils }) => isMember && pupils === undefined).length;
  const byPupils = pot.shares.some((each) => each.byPupils !== undefined);
  return (
    <>
      <ScrollTable
        caption="Who has used how much"
        captionClasses="govuk-table__caption--m"
        firstCellIsHeader
        head={[
          { text: 'Member' },
          { text: 'Used' },
          { text: 'Booked' },
          { text: 'An even share' },
          { text: 'A share by pupils' },
          { text: 'Pupils' },
        ]}
        rows={pot.shares.map(({ organisation, name, isMember, used, held, evenly, byPupils: ofPupils, pupils }) => [
          { text: isMember ? name : organisation.startsWith('ptn_') ? 'The partnership as a whole' : `${name} (no member now)` },
          { text: days(used) },
          { text: days(held) },
          { text: share(evenly) },
          { text: share(ofPupils) },
          { text: pupils === undefined ? 'not known' : pupils.toLocaleString('en-GB') },
        ])}
      />
      <p class="govuk-body">
        Shares are of the {days(pot.granted)} that the partnership has had this year besides what is reserved, to compare by. Nobody is held
        to theirs.
        {uncounted > 0 &&
          byPupils &&
          ` The register has no number of pupils for ${uncounted === 1 ? 'one member' : `${uncounted} members`}, who count for none.`}
      </p>
    </>
  );
};

const PotSection = ({ context, view, pot }: { context: Context; view: PotView; pot: PotYear }): Element => (
  <section aria-labelledby={`pot-${pot.rule}`}>
    <h2 class="govuk-heading-l" id={`pot-${pot.rule}`}>
      {pot.title}, {periodText(pot.period)}
    </h2>
    <Clause {...pot.clause} />
    {pot.agreement && (
      <>
        <p class="govuk-body">These days are booked under a plan that {agreementTexts[pot.agreement.by]} agreed to.</p>
        <Clause {...pot.agreement.clause} />
      </>
    )}
    <Parts context={context} pot={pot} />
    {(pot.assumed || pot.reserved?.assumed) && <p class="govuk-body">{assumedText}</p>}
    {(pot.agreement || pot.plans.length > 0) && <Plans context={context} pot={pot} />}
    {pot.agreement && pot.isOpen && view.mayPlan && (
      <Button text="Propose a plan" href={`${potPath(context, view.partnership.id)}?propose=${pot.rule}&on=${view.on}`} />
    )}
    {pot.agreement && pot.carried?.isOpen && pot.carried.figures.left > 0 && view.mayPlan && (
      <LinkLine
        href={`${potPath(context, view.partnership.id)}?propose=${pot.rule}&part=carried&on=${view.on}`}
        text="Propose a plan for days that were carried"
      />
    )}
    <Shares pot={pot} />
  </section>
);

export async function potPage(context: Context, c: Web): Promise<Response> {
  const { on } = c.req.query();
  const query = parse(potQuerySchema, on ? { on } : {});
  if (!query.ok) return problemPage(c, context, query.refusal);
  const found = await readPots(context, c.req.param('group'), query.value.on);
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { propose, part } = c.req.query();
  const asked = plannable(found.value, { rule: propose, part });
  if (asked && found.value.mayPlan) return proposePage(context, c, found.value, asked, { services: [] });
  return shownPage(context, c, found.value);
}

function shownPage(context: Context, c: Web, view: PotView): Promise<Response> {
  const { partnership, pots, periods, on } = view;
  const others = periods.filter(({ from, to }) => !(from <= on && on <= to));
  return page(context, c, {
    title: `Days of ${partnership.name}`,
    wide: true,
    back: { href: potsPath(context), text: 'Partnership days' },
    children: (
      <>
        <PageHeading caption={partnership.name}>Partnership days</PageHeading>
        {pots.length === 0 && <p class="govuk-body">No days have been granted to the partnership for this year.</p>}
        {pots.map((pot) => (
          <PotSection context={context} view={view} pot={pot} />
        ))}
        {others.length > 0 && (
          <>
            <h2 class="govuk-heading-m">Other years</h2>
            <LinkList
              links={others.map((period) => ({ href: `${potPath(context, partnership.id)}?on=${period.from}`, text: periodText(period) }))}
            />
          </>
        )}
        <LinkLine href={`/${context.council.slug}/schools/partnerships/${partnership.id}`} text="The partnership and its members" />
      </>
    ),
  });
}
