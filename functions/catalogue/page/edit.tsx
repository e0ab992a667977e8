// The form for the words of a service: as they are, or as they were typed.
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { InsetText, PageHeading } from '../../../shared/ui/index.ts';
import { readService } from '../actions.ts';
import { type Given, WordsForm } from './forms.tsx';

export async function wordsPage(context: Context, c: Web, given?: Given): Promise<Response> {
  const found = await readService(context, c.req.param('service') ?? '');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const service = found.value;
  const base = `/${context.council.slug}`;
  // Whoever was too late starts again from what stands there now, with their own words in the boxes.
  const refused = given?.refusal?.name === 'changed-meanwhile';
  const shown = given && (refused ? { ...given, typed: { ...given.typed, version: String(service.version) } } : given);
  return page(context, c, {
    title: `Edit the words of ${service.title}`,
    back: { href: `${base}/catalogue/${service.id}`, text: service.title },
    refusal: given?.refusal,
    children: (
      <>
        <PageHeading caption={service.title}>Edit the words</PageHeading>
        {refused && (
          <InsetText>
            <p class="govuk-body">
              It now says: <strong>{service.title}</strong>. {service.description} {service.outcomes}
            </p>
            <p class="govuk-body">Your own words are in the boxes: preview them again if they are to take the place of these.</p>
          </InsetText>
        )}
        <p class="govuk-body">
          Nothing is saved before you have seen it as schools will. What is booked keeps the title it was booked under.
        </p>
        <WordsForm service={service} base={base} given={shown} />
      </>
    ),
  });
}
