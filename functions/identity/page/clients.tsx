// Programs that use the API: the list, the form for one more, and the end of one. What a program needs to know is on the page; no secret is.
import { momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  Input,
  InsetText,
  MoreLink,
  NotificationBanner,
  PageHeading,
  PostButton,
  ScrollTable,
} from '../../../shared/ui/index.ts';
import { audienceOf, endClient, listClients, registerClient, type ShownClient } from '../actions/clients.ts';
import { can } from '../rules.ts';
import { clientSchema } from '../schema/clients.ts';
import { listQuery } from '../schema/people.ts';
import { Lists } from './people.tsx';
import { forPeople, nothingTyped, RightFields, rightCommand, rightIn, rightText, type TypedRight } from './rights.tsx';

const texts = [
  { field: 'name', label: 'Name', hint: 'What it is called in the audit trail, such as “Finance system”' },
  { field: 'issuer', label: 'Issuer', hint: 'Who signs its tokens: an address, as “iss” in a token says it' },
  { field: 'subject', label: 'Subject', hint: 'What the issuer calls the program, as “sub” in a token says it' },
  { field: 'jwksUri', label: 'Keys', hint: 'The address of the issuer’s public keys (JWKS)' },
] as const;
type Typed = TypedRight & { [F in (typeof texts)[number]['field']]?: string | undefined };
type Refused = { refusal: Refusal; typed?: Typed };

function doneText(items: readonly ShownClient[], done: string | undefined): string | undefined {
  const one = items.find(({ id }) => id === done);
  return one && (one.endedAt ? `${one.name} can no longer use the API.` : `${one.name} can use the API.`);
}

async function listPage(context: Context, c: Web, refused?: Refused): Promise<Response> {
  const { slug, name: council } = context.council;
  const query = parse(listQuery, c.req.query());
  const found = query.ok ? await listClients(context, query.value.after) : query;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { items, next } = found.value;
  const mayEdit = can(context.actor, 'people:edit');
  const base = `/${slug}/identity/clients`;
  const done = refused ? undefined : doneText(items, c.req.query('done'));
  const typed: Typed = refused?.typed ?? nothingTyped;
  const errors = refused && forPeople(refused.refusal);
  return page(context, c, {
    title: 'Programs that use the API',
    wide: true,
    refusal: refused?.refusal,
    errors,
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading>Programs that use the API</PageHeading>
        <Lists context={context} here="clients" />
        <InsetText>
          A program brings a token that its issuer has signed for the audience{' '}
          <code class="govuk-!-text-break-word">{audienceOf(c.get('host').origin, slug)}</code>. Daybook keeps no secret of it.
        </InsetText>
        {items.length > 0 ? (
          <Programs items={items} council={council} base={base} mayEdit={mayEdit} />
        ) : (
          <p class="govuk-body">No program may use the API yet.</p>
        )}
        {next && <MoreLink query={{ after: next }} text="More programs" />}
        {mayEdit && (
          <form method="post" action={base} novalidate>
            <h2 class="govuk-heading-m">Let a program use the API</h2>
            {texts.map(({ field, label, hint }) => (
              <Input
                id={field}
                name={field}
                label={{ text: label }}
                hint={{ text: hint }}
                value={typed[field]}
                spellcheck={false}
                errorMessage={errorFor(errors, field)}
              />
            ))}
            <RightFields typed={typed} errors={errors} />
            <Button text="Let it use the API" preventDoubleClick />
          </form>
        )}
      </>
    ),
  });
}

function Programs(props: { items: readonly ShownClient[]; council: string; base: string; mayEdit: boolean }): Element {
  const { items, council, base, mayEdit } = props;
  return (
    <ScrollTable
      caption="Programs"
      head={[
        { text: 'Name' },
        { text: 'Rights' },
        { text: 'Issuer and subject' },
        { text: 'Keys' },
        ...(mayEdit ? [{ text: 'Change' }] : []),
      ]}
      rows={items.map((client) => [
        { text: client.name },
        { text: rightText(council, client) },
        {
          html: (
            <>
              {client.issuer}
              <div class="govuk-hint govuk-!-margin-bottom-0">{client.subject}</div>
            </>
          ),
        },
        { text: client.jwksUri },
        ...(mayEdit
          ? [
              {
                html: client.endedAt ? (
                  `Ended on ${momentText(client.endedAt)}`
                ) : (
                  <PostButton action={`${base}/${client.id}/ending`} classes="govuk-button--warning govuk-!-margin-bottom-0">
                    End<span class="govuk-visually-hidden"> what {client.name} may do</span>
                  </PostButton>
                ),
              },
            ]
          : []),
      ])}
    />
  );
}

function settle(context: Context, c: Web, decision: Decision<ShownClient>, typed?: Typed): Response | Promise<Response> {
  if (!decision.ok) return listPage(context, c, { refusal: decision.refusal, ...(typed ? { typed } : {}) });
  return seeOther(`/${context.council.slug}/identity/clients?done=${decision.value.id}`);
}

export const clients = {
  'GET /identity/clients': (context, c) => listPage(context, c),
  'POST /identity/clients': async (context, c) => {
    const form = await readForm(c);
    const { officer: _, ...right } = await rightIn(context, form);
    const rest = Object.fromEntries(texts.map(({ field }) => [field, form.one(field)]));
    const typed: Typed = { ...right, ...rest };
    const command = rightCommand(clientSchema, right, rest);
    return settle(context, c, command.ok ? await registerClient(context, c.get('host'), command.value) : command, typed);
  },
  'POST /identity/clients/{client}/ending': async (context, c) => {
    const id = idSchema('cli').safeParse(c.req.param('client'));
    return settle(context, c, id.success ? await endClient(context, id.data) : refuse('unknown-client'));
  },
} satisfies Record<string, Handler>;
