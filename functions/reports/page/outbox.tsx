// Messages that did not arrive, for those who mend them: send again, or set aside so that the ones behind go on.
import type { Context } from '../../../shared/context.ts';
import type { Decision, Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import type { Effect } from '../../../shared/outbox.ts';
import { page } from '../../../shared/page.tsx';
import { NotificationBanner, PageHeading, PostButton, ScrollTable } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { park, readStuck, replay } from '../actions/outbox.ts';
import { mendSchema } from '../schema.ts';

const head = [{ text: 'Message' }, { text: 'For' }, { text: 'Tries' }, { text: 'Last error' }, { text: 'Actions' }];

export async function outboxPage(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const { parked, late } = await readStuck(context);
  const path = `/${context.council.slug}/reports/outbox`;
  const mayMend = can(context.actor, 'outbox:mend');
  const done = c.req.query('done');
  const rows = (effects: readonly Effect[], way: 'replay' | 'parking', text: string) =>
    effects.map((effect) => [
      { text: `${effect.subject}, ${effect.version}` },
      { text: `${effect.function}: ${effect.task}` },
      { text: effect.attempts, format: 'numeric' as const },
      { text: effect.error ?? '–' },
      {
        html: mayMend ? (
          <PostButton
            action={`${path}/${way}`}
            fields={{ subject: effect.subject, version: String(effect.version) }}
            classes="govuk-button--secondary daybook-small-button"
            html={
              <>
                {text}
                <span class="govuk-visually-hidden">
                  : {effect.subject}, {effect.version}
                </span>
              </>
            }
          />
        ) : (
          '–'
        ),
      },
    ]);
  return page(context, c, {
    title: 'Messages stuck',
    refusal,
    wide: true,
    children: (
      <>
        {done === 'replayed' && <NotificationBanner type="success" text="The message is on its way again." />}
        {done === 'parked' && <NotificationBanner type="success" text="The message is set aside. Those behind it go on." />}
        <PageHeading>Messages stuck</PageHeading>
        <p class="govuk-body">
          When Daybook changes something, whatever must follow is handed on as a message. Messages about the same thing are delivered one
          after the other. A message that fails eight times, or that GOV.UK Notify refuses, is set aside.{' '}
          <a class="govuk-link" href={`/${context.council.slug}/reports/messages`}>
            E-mails to people, about a booking or an organisation
          </a>
          .
        </p>
        {parked.length === 0 && late.length === 0 && <p class="govuk-body">Nothing is stuck. Every message has arrived.</p>}
        {parked.length > 0 && <ScrollTable caption="Set aside" head={head} rows={rows(parked, 'replay', 'Send again')} />}
        {late.length > 0 && (
          <ScrollTable caption="Waiting after a failure, or late" head={head} rows={rows(late, 'parking', 'Set aside')} />
        )}
      </>
    ),
  });
}

const mendFromPage =
  (mend: (context: Context, name: { subject: string; version: number }) => Promise<Decision<Effect>>, done: string): Handler =>
  async (context, c) => {
    const form = await readForm(c);
    const command = parse(mendSchema, { subject: form.one('subject'), version: form.one('version') });
    if (!command.ok) return outboxPage(context, c, command.refusal);
    const decision = await mend(context, command.value);
    return decision.ok ? seeOther(`/${context.council.slug}/reports/outbox?done=${done}`) : outboxPage(context, c, decision.refusal);
  };

export const replayFromPage = mendFromPage(replay, 'replayed');
export const parkFromPage = mendFromPage(park, 'parked');
