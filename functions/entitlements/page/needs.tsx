// A school's support plan of needs: what it needs, by when, and what is booked for it.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema, type OrganisationId, organisationIdSchema } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  dateNames,
  dateTyped,
  type Element,
  History,
  halfDaysText,
  NotificationBanner,
  PageHeading,
  SummaryList,
  Tag,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { type Plan, readPlan, recordNeed, reviewNeed, type ShownNeed, withdrawNeed } from '../actions/needs.ts';
import { progressText } from '../rules/needs.ts';
import { recordNeedSchema, reviewNeedSchema, withdrawNeedSchema } from '../schema/needs.ts';
import { Asking, forPeople, halfDaysTyped, RecordForm, type Typed } from './needs-forms.tsx';
import { needsPage } from './needs-list.tsx';
import { forWhat, servicesFor, tags } from './needs-words.ts';

function NeedCard({
  need,
  plan,
  path,
  slug,
  mayOpen,
}: {
  need: ShownNeed;
  plan: Plan;
  path: string;
  slug: string;
  mayOpen: boolean;
}): Element {
  const isOpen = need.state === 'open';
  const actions = [
    ...(isOpen && plan.mayReview ? [{ href: `${path}?need=${need.id}&do=review`, text: 'Review' }] : []),
    ...(isOpen && plan.mayRecord ? [{ href: `${path}?need=${need.id}&do=withdrawal`, text: 'Withdraw' }] : []),
  ].map((action) => ({ ...action, visuallyHiddenText: need.what }));
  const last = need.reviews.at(-1);
  return (
    <SummaryList
      card={{ title: { text: forWhat(need), headingLevel: 2 }, ...(actions.length > 0 ? { actions: { items: actions } } : {}) }}
      rows={[
        { key: { text: 'What' }, value: { html: <span class="govuk-!-text-break-word">{need.what}</span> } },
        { key: { text: 'State' }, value: { html: <Tag text={need.state} classes={tags[need.state]} /> } },
        { key: { text: 'Wanted' }, value: { text: `${halfDaysText(need.wantedHalfDays)} by ${dateText(need.by)}` } },
        {
          key: { text: 'So far' },
          value: {
            html: (
              <>
                {progressText(need)}
                {isOpen &&
                  plan.mayBook &&
                  servicesFor(need, plan).map(({ id, title }) => (
                    <>
                      <br />
                      <a
                        class="govuk-link"
                        href={`/${slug}/bookings/new?${new URLSearchParams({ service: id, school: plan.school.id, need: need.id })}`}
                      >
                        Book for it: {title}
                      </a>
                    </>
                  ))}
                {mayOpen &&
                  need.met.map(({ booking, halfDays }) => (
                    <>
                      <br />
                      <a class="govuk-link" href={`/${slug}/bookings/${booking}`}>
                        Booking of {halfDaysText(halfDays)}
                      </a>
                    </>
                  ))}
              </>
            ),
          },
        },
        need.district !== undefined && { key: { text: 'District' }, value: { text: need.district } },
        { key: { text: 'Added' }, value: { text: `${momentText(need.recordedAt)}, ${need.recordedByName}` } },
        {
          key: { text: 'Reviewed' },
          value: { html: last ? `${momentText(last.at)}, ${last.byName}: ${last.note}` : 'Not yet' },
        },
        need.withdrawn !== undefined && {
          key: { text: 'Withdrawn' },
          value: { text: `${momentText(need.withdrawn.at)}: ${need.withdrawn.reason}` },
        },
      ]}
    />
  );
}

type Shown = { typed?: Typed; refusal?: Refusal; asking?: { need: string; doing: 'review' | 'withdrawal'; typed?: string | undefined } };
const doneTexts: Readonly<Record<string, string>> = {
  added: 'The need is in the plan.',
  reviewed: 'The review is recorded.',
  withdrawn: 'The need is withdrawn.',
};

async function planPage(context: Context, c: Web, { typed = {}, refusal, asking }: Shown = {}): Promise<Response> {
  const id = organisationIdSchema.safeParse(c.req.param('school'));
  const found = id.success ? await readPlan(context, id.data) : ({ ok: false, refusal: { name: 'unknown-school' } } as const);
  if (!found.ok) return problemPage(c, context, found.refusal);
  const plan = found.value;
  const { slug } = context.council;
  const path = `/${slug}/entitlements/needs/${plan.school.id}`;
  const errors = refusal && forPeople(refusal);
  const need = plan.needs.find((each) => each.id === asking?.need && each.state === 'open');
  if (asking && need)
    return page(context, c, {
      title: asking.doing === 'review' ? 'Review a need' : 'Withdraw a need',
      back: { href: path, text: 'Support plan' },
      refusal,
      errors,
      children: <Asking need={need} path={path} doing={asking.doing} typed={asking.typed} errors={errors} />,
    });
  const done = refusal ? undefined : doneTexts[c.req.query('done') ?? ''];
  const isStaffs = context.actor.organisation === undefined;
  return page(context, c, {
    title: `Support plan of ${plan.school.name}`,
    back: isStaffs
      ? { href: `/${slug}/schools/${plan.school.id}`, text: plan.school.name }
      : { href: `/${slug}/entitlements/statements/${plan.school.id}`, text: 'Free days' },
    refusal,
    errors,
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={plan.school.name}>Support plan</PageHeading>
        {plan.needs.length === 0 && <p class="govuk-body">No need has been recorded.</p>}
        {plan.needs.map((each) => (
          <NeedCard need={each} plan={plan} path={path} slug={slug} mayOpen={can(context.actor, 'booking:read')} />
        ))}
        {plan.mayRecord && <RecordForm action={path} plan={plan} typed={typed} errors={errors} />}
        <History entries={plan.history} />
      </>
    ),
  });
}

const schoolOf = (c: Web): OrganisationId => organisationIdSchema.safeParse(c.req.param('school')).data ?? ('sch_0' as OrganisationId);

/** The command a form of one need sends, and where it leads. */
const oneNeed =
  (doing: 'review' | 'withdrawal'): Handler =>
  async (context, c) => {
    const need = parse(idSchema('ned'), c.req.param('need'));
    if (!need.ok) return problemPage(c, context, { name: 'unknown-need' });
    const form = await readForm(c);
    const typed = form.one(doing === 'review' ? 'note' : 'reason');
    const school = schoolOf(c);
    const run = async () => {
      if (doing === 'review') {
        const command = parse(reviewNeedSchema, { note: typed });
        return command.ok ? reviewNeed(context, school, need.value, command.value) : command;
      }
      const command = parse(withdrawNeedSchema, { reason: typed });
      return command.ok ? withdrawNeed(context, school, need.value, command.value) : command;
    };
    const decision = await run();
    if (decision.ok)
      return seeOther(`/${context.council.slug}/entitlements/needs/${school}?done=${doing === 'review' ? 'reviewed' : 'withdrawn'}`);
    if (decision.refusal.name === 'unknown-need') return problemPage(c, context, decision.refusal);
    return planPage(context, c, { refusal: decision.refusal, asking: { need: need.value, doing, typed } });
  };

export const needPages = {
  'GET /entitlements/needs': needsPage,
  'GET /entitlements/needs/{school}': (context, c) => {
    const [need, doing] = [c.req.query('need'), c.req.query('do')];
    return planPage(context, c, need && (doing === 'review' || doing === 'withdrawal') ? { asking: { need, doing } } : {});
  },
  'POST /entitlements/needs/{school}': async (context, c) => {
    const form = await readForm(c);
    const names = ['what', 'service', 'skill', 'days', 'by', ...dateNames('by'), 'key'];
    const typed: Typed = Object.fromEntries(names.map((name) => [name, form.one(name)]));
    const { what, service, skill, days, key } = typed;
    const command = parse(recordNeedSchema, { what, service, skill, key, by: dateTyped(typed, 'by'), wantedHalfDays: halfDaysTyped(days) });
    const decision = command.ok ? await recordNeed(context, schoolOf(c), command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/entitlements/needs/${decision.value.school}?done=added`);
    return planPage(context, c, { typed, refusal: decision.refusal });
  },
  'POST /entitlements/needs/{school}/{need}/review': oneNeed('review'),
  'POST /entitlements/needs/{school}/{need}/withdrawal': oneNeed('withdrawal'),
} satisfies Record<string, Handler>;
