// Reminders of free days that are not used, for staff: when they go out, who would get one, and the switch.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  type Element,
  MoreLink,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type NudgesView, readNudges, switchNudges } from '../actions/nudges.ts';
import { leastShareText, unusedText } from '../rules/nudges.ts';
import { nudgesQuerySchema, switchSchema } from '../schema/nudges.ts';

const numeric = { format: 'numeric' as const };

function Rounds({ rounds }: Pick<NudgesView, 'rounds'>): Element | null {
  if (rounds.length === 0) return null;
  return (
    <ScrollTable
      caption="What was sent"
      captionClasses="govuk-table__caption--m"
      head={[
        { text: 'Day' },
        { text: 'Where so much was left' },
        { text: 'People looked at', ...numeric },
        { text: 'Reminders', ...numeric },
        { text: 'State' },
      ]}
      rows={rounds.map(({ on, leftAtLeastBasisPoints, looked, written, state }) => [
        { text: dateText(on) },
        { text: leastShareText(leftAtLeastBasisPoints) },
        { text: looked.toLocaleString('en-GB'), ...numeric },
        { text: written.toLocaleString('en-GB'), ...numeric },
        { text: state === 'done' ? 'Done' : 'On its way' },
      ])}
    />
  );
}

function Coming({ slug, view }: { slug: string; view: NudgesView }): Element {
  const [day] = view.days;
  if (!day) return <p class="govuk-body">The policy in force names no day on which reminders are sent.</p>;
  return (
    <>
      <h2 class="govuk-heading-m">Who would be written to on {dateText(day.on)}</h2>
      <p class="govuk-body">
        By what is left today: {leastShareText(day.leftAtLeastBasisPoints)} of what was granted and can be booked. Whoever books meanwhile
        is not written to, nor is anybody who does not want reminders.
      </p>
      {view.recipients.length === 0 && <p class="govuk-body">{view.next ? 'Nobody among those looked at. There are more.' : 'Nobody.'}</p>}
      {view.recipients.length > 0 && (
        <ScrollTable
          label={`Who would be written to on ${dateText(day.on)}`}
          head={[{ text: 'Person' }, { text: 'For' }, { text: 'Left' }]}
          rows={view.recipients.map((each) => [
            { text: each.name },
            {
              html: (
                <a class="govuk-link" href={`/${slug}/entitlements/statements/${each.holder}`}>
                  {each.holderName}
                </a>
              ),
            },
            { text: unusedText(each) },
          ])}
        />
      )}
      {view.next && <MoreLink query={{ after: view.next }} text="More people" />}
    </>
  );
}

async function nudgesPage(context: Context, c: Web, refusal?: Refusal): Promise<Response> {
  const query = parse(nudgesQuerySchema, c.req.query());
  if (!query.ok) return problemPage(c, context, query.refusal);
  const view = await readNudges(context, query.value.after);
  const { slug } = context.council;
  const done = refusal ? undefined : c.req.query('done');
  return page(context, c, {
    title: 'Reminders',
    refusal,
    wide: true,
    children: (
      <>
        {done === 'on' && view.on && <NotificationBanner type="success" text="Reminders are switched on." />}
        {done === 'off' && !view.on && <NotificationBanner type="success" text="Reminders are switched off." />}
        <PageHeading>Reminders of unused free days</PageHeading>
        <SummaryList
          rows={[
            {
              key: { text: 'Reminders' },
              value: { html: <Tag text={view.on ? 'on' : 'off'} classes={view.on ? 'govuk-tag--green' : 'govuk-tag--grey'} /> },
            },
            {
              key: { text: 'Next days' },
              value: {
                html: (
                  <ul class="govuk-list govuk-!-margin-bottom-0">
                    {view.days.map(({ on, leftAtLeastBasisPoints }) => (
                      <li>
                        {dateText(on)}, where {leastShareText(leftAtLeastBasisPoints)} is left
                      </li>
                    ))}
                    {view.days.length === 0 && <li>None</li>}
                  </ul>
                ),
              },
            },
          ]}
        />
        {can(context.actor, 'nudge:switch') && (
          <PostButton
            action={`/${slug}/entitlements/nudges/switch`}
            fields={{ on: view.on ? 'no' : 'yes' }}
            classes={view.on ? 'govuk-button--secondary' : ''}
            text={view.on ? 'Switch reminders off' : 'Switch reminders on'}
          />
        )}
        <Coming slug={slug} view={view} />
        <Rounds rounds={view.rounds} />
      </>
    ),
  });
}

const yes = (text: string | undefined): boolean | undefined => (text === 'yes' ? true : text === 'no' ? false : undefined);

export const nudgePages = {
  'GET /entitlements/nudges': (context, c) => nudgesPage(context, c),
  'POST /entitlements/nudges/switch': async (context, c) => {
    const command = parse(switchSchema, { on: yes((await readForm(c)).one('on')) });
    const decision = command.ok ? await switchNudges(context, command.value) : command;
    if (!decision.ok) return nudgesPage(context, c, decision.refusal);
    return seeOther(`/${context.council.slug}/entitlements/nudges?done=${decision.value.on ? 'on' : 'off'}`);
  },
} satisfies Record<string, Handler>;
