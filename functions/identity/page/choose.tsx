// For whom to act: whoever may act for several organisations, or for a trust's schools, chooses here and can change it at any time.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, safeReturnPath, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { Button, errorFor, InsetText, PageHeading, Radios } from '../../../shared/ui/index.ts';
import { chooseOrganisation, readChoices } from '../actions/session.ts';
import { rolesInWords, roleTasks } from '../rules/words.ts';
import { choiceSchema } from '../schema.ts';
import { cookieHeader } from './doors.tsx';

type Typed = { returnPath: string; organisation?: string | undefined; refusal?: Refusal };

async function choosePage(context: Context, c: Web, { returnPath, organisation, refusal }: Typed): Promise<Response> {
  const read = await readChoices(context, cookieHeader(c));
  if (!read.ok) return problemPage(c, context, read.refusal);
  const { slug } = context.council;
  const { choices, now } = read.value;
  const { actor } = context;
  const trust = choices.find((choice) => choice.value === now && choice.trust);
  return page(context, c, {
    title: 'For whom do you act?',
    refusal,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <PageHeading>For whom do you act?</PageHeading>
          {actor.through && actor.organisationName && (
            <InsetText>You act for {actor.organisationName} until the end of today. Choose the trust to act for it again.</InsetText>
          )}
          <form method="post" action={`/${slug}/identity/organisations`} novalidate>
            <input type="hidden" name="return" value={returnPath} />
            <Radios
              name="organisation"
              value={organisation ?? now}
              fieldset={{ legend: { text: 'Choose one', classes: 'govuk-visually-hidden' } }}
              hint={{
                text: 'What you see and may do follows from this, and what you do is recorded as done for them. You can change it at the top of each page.',
              }}
              errorMessage={errorFor(refusal ? faultsOf(refusal) : [], 'organisation')}
              items={choices.map(({ value, name, roles, trust }) => ({
                value,
                text: name,
                hint: {
                  text: `${rolesInWords(roles)}. ${roles.map((role) => roleTasks[role]).join(' ')}${
                    trust ? ' To act for one of its schools, choose the trust first.' : ''
                  }`,
                },
              }))}
            />
            <Button text="Continue" />
          </form>
          {trust && (
            <p class="govuk-body">
              <a class="govuk-link" href={`/${slug}/schools/organisations/${trust.value}`}>
                Act for one of the schools of {trust.name}
              </a>
            </p>
          )}
        </div>
      </div>
    ),
  });
}

export const choose = {
  'GET /identity/organisations': (context, c) =>
    choosePage(context, c, { returnPath: safeReturnPath(context.council.slug, c.req.query('return')) }),

  'POST /identity/organisations': async (context, c) => {
    const form = await readForm(c);
    const returnPath = safeReturnPath(context.council.slug, form.one('return'));
    const organisation = form.one('organisation');
    const command = parse(choiceSchema, { organisation });
    const chosen = command.ok ? await chooseOrganisation(context, cookieHeader(c), command.value.organisation) : command;
    return chosen.ok ? seeOther(returnPath) : choosePage(context, c, { returnPath, organisation, refusal: chosen.refusal });
  },
} satisfies Record<string, Handler>;
