// What a change of an officer's diary would come to, shown before it is made. The page holds what was typed and the server nothing: saving sends it again.
import { momentText, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { type Handler, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { Button, type Child, type Element, InsetText, PageHeading, ScrollTable, WarningText } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { mostMisfits, type Preview } from '../actions/changing.ts';
import type { Misfit } from '../rules/keeping.ts';
import { Carried, type Form, forPeople, type Given, type Typed } from './forms.tsx';

export const whyText = { absent: 'Away', left: 'Has left', 'not-working': 'Does not work then' } as const;
const workText = { visit: '', preparation: 'Preparation: ', report: 'Report: ' } as const;
export const visitText = ({ work, serviceTitle }: Pick<Misfit, 'work' | 'serviceTitle'>): string =>
  `${workText[work ?? 'visit']}${serviceTitle}`;

/** Where somebody else is found for a visit, by whoever gives visits to others; the booking itself for anybody else. */
export function WayOut({
  context,
  slot,
}: {
  context: Context;
  slot: Pick<Misfit, 'booking' | 'visit' | 'session' | 'schoolName' | 'work' | 'holdUntil'>;
}): Element {
  const { booking, visit, session, schoolName, work, holdUntil } = slot;
  const base = `/${context.council.slug}/bookings/${booking}`;
  const which = (
    <span class="govuk-visually-hidden">
      {' '}
      for {schoolName} on {sessionText(session)}
    </span>
  );
  // What is only held has no booking yet: whoever confirms it finds out.
  if (holdUntil) return <>Held until {momentText(holdUntil)}</>;
  return (
    <>
      {can(context.actor, 'booking:reallocate') && (
        <>
          <a class="govuk-link" href={`${base}/officers${work ? '' : `?visit=${visit}`}`}>
            Find somebody else{which}
          </a>
          <br />
        </>
      )}
      <a class="govuk-link" href={base}>
        {can(context.actor, 'booking:cancel') ? 'Move or cancel it' : 'See the booking'}
        {which}
      </a>
    </>
  );
}

const whyListed = (without: Preview['without'], need: string): string => (without ? `and ${need} a skill that is taken away` : 'then');
const oneText = (name: string, without: Preview['without']): string =>
  `One half-day is booked or held with ${name} ${whyListed(without, 'needs')}. It stays as it is until somebody moves it or gives it to another officer.`;
const manyText = (count: string, name: string, without: Preview['without']): string =>
  `${count} half-days are booked or held with ${name} ${whyListed(without, 'need')}. They stay as they are until somebody moves them or gives them to another officer.`;

function Misfits({ context, preview }: { context: Context; preview: Preview }): Element {
  const { misfits, more, before, without } = preview;
  // In a pattern what fits it is booked then too, and is no reason to look twice.
  const which = without ? 'that needs a skill which is taken away' : 'at a time at which they would not be there';
  if (misfits.length === 0)
    return (
      <p class="govuk-body">
        Nothing is booked or held with {before.name} {which}.
      </p>
    );
  return (
    <>
      <WarningText
        text={
          misfits.length === 1
            ? oneText(before.name, without)
            : manyText(more ? `More than ${mostMisfits}` : `${misfits.length}`, before.name, without)
        }
      />
      <ScrollTable
        caption={without ? 'What needs the skill' : 'What is booked or held then'}
        firstCellIsHeader
        head={[{ text: 'When' }, { text: 'School' }, { text: 'Service' }, { text: 'What to do' }]}
        rows={misfits.map((slot) => [
          { text: sessionText(slot.session) },
          { text: slot.schoolName },
          { text: visitText(slot) },
          { html: <WayOut context={context} slot={slot} /> },
        ])}
      />
      {more && <p class="govuk-body">These are the first {mostMisfits}.</p>}
    </>
  );
}

/** A form of an officer's diary that is looked at before it is saved. */
export type Keeping<Command> = {
  /** The part of the address below the officer's. */
  of: 'pattern' | 'pattern/removal' | 'absences' | 'leaving';
  typed(form: Form): Typed;
  command(typed: Typed): Decision<Command>;
  change: {
    preview(context: Context, id: string, command: Command): Promise<Decision<Preview>>;
    save(context: Context, id: string, command: Command): Promise<Decision<Preview>>;
  };
  form(context: Context, c: Web, given?: Given): Promise<Response>;
  title: string;
  save: string;
  /** How the way back is told; it leads to what was typed, to change it. */
  keep?: string;
  says(preview: Preview, command: Command): Child;
  /** Where whoever has saved it comes to, below the officer's address. */
  leadsTo: string;
};

function previewPage<Command>(context: Context, c: Web, keeping: Keeping<Command>, preview: Preview, command: Command, typed: Typed) {
  const { of, title, save, keep, says } = keeping;
  const action = `/${context.council.slug}/officers/${preview.before.id}/${of}`;
  return checkPage(context, c, {
    title,
    save,
    ...(keep ? { keep } : {}),
    says: says(preview, command),
    preview,
    action,
    change: `${action}/preview`,
    typed,
  });
}

type Check = {
  title: string;
  save: string;
  keep?: string;
  says: Child;
  preview: Preview;
  /** Where it is saved, and where it is gone back to. */
  action: string;
  change: string;
  typed: Typed;
  /** Sent with what is saved alone. */
  checked?: Typed;
};

/** What a change comes to, with a form that makes it and one that goes back to change it. */
export function checkPage(
  context: Context,
  c: Web,
  { title, save, keep = 'Change it', says, preview, action, change, typed, checked }: Check,
) {
  const { before, after } = preview;
  return page(context, c, {
    title: `${title}: ${before.name}`,
    // Something is taken back on the page on which it stands.
    back: { href: action.replace(/\/removal$/, ''), text: 'Back' },
    children: (
      <>
        <PageHeading caption={before.name}>{title}</PageHeading>
        {says}
        {after === before && <InsetText text="It is so already: saving it changes nothing." />}
        <Misfits context={context} preview={preview} />
        <form method="post" action={action} novalidate>
          <Carried typed={{ ...typed, ...checked }} />
          <Button text={save} preventDoubleClick />
        </form>
        <form method="post" action={change} novalidate>
          <Carried typed={typed} />
          <Button name="change" value="yes" text={keep} classes="govuk-button--secondary" />
        </form>
      </>
    ),
  });
}

const idIn = (c: Web): string => c.req.param('officer') ?? '';

type TakingBack<Command> = Pick<Keeping<Command>, 'form' | 'leadsTo'> & {
  command(form: Form): Decision<Command>;
  save: Keeping<Command>['change']['save'];
};

/** The handler of a button that takes something back: done at once, and a refusal is told above the page on which it stands. */
export const takenBack =
  <Command,>({ command, save, form, leadsTo }: TakingBack<Command>): Handler =>
  async (context, c) => {
    const asked = command(await readForm(c));
    const saved = asked.ok ? await save(context, idIn(c), asked.value) : asked;
    return saved.ok
      ? seeOther(`/${context.council.slug}/officers/${saved.value.after.id}${leadsTo}`)
      : form(context, c, { refusal: { ...saved.refusal, faults: [] }, typed: {} });
  };

/** The two handlers of such a form: to look, and to save. */
export const previewed = <Command,>(keeping: Keeping<Command>): { preview: Handler; save: Handler } => ({
  preview: async (context, c) => {
    const form = await readForm(c);
    const typed = keeping.typed(form);
    if (form.one('change')) return keeping.form(context, c, { typed });
    const command = keeping.command(typed);
    if (!command.ok) return keeping.form(context, c, { refusal: forPeople(command.refusal), typed });
    const preview = await keeping.change.preview(context, idIn(c), command.value);
    return preview.ok
      ? previewPage(context, c, keeping, preview.value, command.value, typed)
      : keeping.form(context, c, { refusal: forPeople(preview.refusal), typed });
  },
  save: async (context, c) => {
    const typed = keeping.typed(await readForm(c));
    const command = keeping.command(typed);
    const saved = command.ok ? await keeping.change.save(context, idIn(c), command.value) : command;
    return saved.ok
      ? seeOther(`/${context.council.slug}/officers/${saved.value.after.id}${keeping.leadsTo}`)
      : keeping.form(context, c, { refusal: forPeople(saved.refusal), typed });
  },
});
