// The form that proposes a plan for some of a partnership's half-days; when it was refused, with what was typed.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import { Button, Checkboxes, errorFor, fieldOf, Input, LinkLine, PageHeading } from '../../../shared/ui/index.ts';
import type { PotView, PotYear } from '../actions/pots.ts';
import type { PotPart } from '../schema/plans.ts';
import { agreementTexts, days, potPath, wholeOrHalf } from './pot-words.tsx';

type TypedPlan = {
  days?: string | undefined;
  purpose?: string | undefined;
  services: readonly string[];
  key?: string | undefined;
};

const wordsForPeople: Readonly<Record<string, string>> = {
  services: 'Choose at least one of the services listed',
  halfDays: wholeOrHalf,
};

/** What a plan may be made for: a pot's own days of a year, or those carried into it. */
type Plannable = { pot: PotYear; part: PotPart };

/** What somebody asks to plan with, if it can be planned with at all. */
export function plannable(view: PotView, asked: { rule?: string | undefined; part?: string | undefined }): Plannable | undefined {
  const pot = view.pots.find(({ rule }) => rule === asked.rule);
  if (!pot?.agreement) return undefined;
  if (asked.part === 'carried') return pot.carried?.isOpen ? { pot, part: 'carried' } : undefined;
  return pot.isOpen ? { pot, part: 'own' } : undefined;
}

export function proposePage(
  context: Context,
  c: Web,
  view: PotView,
  { pot, part }: Plannable,
  typed: TypedPlan,
  refusal?: Refusal,
): Promise<Response> {
  const { partnership } = view;
  const path = potPath(context, partnership.id);
  const errors = refusal && faultsOf(inWordsOfForm(refusal, wordsForPeople));
  const left = (part === 'carried' ? pot.carried?.figures : pot.open)?.left ?? 0;
  const isLead = context.actor.organisation === partnership.id;
  return page(context, c, {
    title: `Propose a plan: ${partnership.name}`,
    refusal,
    errors,
    back: { href: path, text: `Days of ${partnership.name}` },
    children: (
      <>
        <PageHeading caption={partnership.name}>Propose a plan</PageHeading>
        {refusal?.name === 'plan-proposed-already' && (
          <LinkLine href={`${path}/plans/${String(refusal.more?.plan)}`} text="The plan that is there" />
        )}
        <p class="govuk-body">
          {days(left)} of {pot.title}
          {part === 'carried' ? ' that were carried from the year before' : ''} are left to plan with. They are set aside for the plan once
          it has the agreement of {agreementTexts[pot.agreement?.by ?? 'all']}.
          {isLead
            ? ' Proposing it says your agreement.'
            : ' Proposing it says nobody’s agreement: that is asked for, or recorded from a meeting.'}
        </p>
        <form method="post" action={`${path}/plans`} novalidate>
          <input type="hidden" name="key" value={typed.key ?? crypto.randomUUID()} />
          <input type="hidden" name="rule" value={pot.rule} />
          <input type="hidden" name="part" value={part} />
          <input type="hidden" name="from" value={pot.period.from} />
          <Input
            id="halfDays"
            name="days"
            label={{ text: 'Days' }}
            hint={{ text: 'Whole or half days, such as 1 or 2.5' }}
            value={typed.days}
            classes="govuk-input--width-4"
            inputmode="decimal"
            errorMessage={errorFor(errors, 'halfDays')}
          />
          <Checkboxes
            name="services"
            fieldset={{ legend: { text: 'What they may be used for', classes: 'govuk-fieldset__legend--s' } }}
            values={typed.services}
            items={pot.services.map(({ code, title }) => ({ value: code, text: title }))}
            errorMessage={errorFor(errors, 'services')}
          />
          <Input
            {...fieldOf(typed, errors, 'purpose')}
            label={{ text: 'Purpose' }}
            hint={{ text: 'In a few words, for example: shared moderation of writing' }}
          />
          <Button text="Propose the plan" preventDoubleClick />
        </form>
      </>
    ),
  });
}
