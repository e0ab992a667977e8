// What the free days of whoever books can pay for now, service by service.
import type { Context } from '../../../shared/context.ts';
import { type Handlers, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import type { ServiceInForce } from '../../catalogue/schema.ts';
import type { manifest } from '../../manifest.ts';
import { readFreeNow } from '../actions/free.ts';
import { accountText } from './reclassify.tsx';

const ServiceLink = ({ slug, service }: { slug: string; service: ServiceInForce }) => (
  <a class="govuk-link" href={`/${slug}/catalogue/${service.id}`}>
    {service.title}
  </a>
);

const BookLink = ({ slug, service }: { slug: string; service: ServiceInForce }) => (
  <a class="govuk-link" href={`/${slug}/bookings/new?service=${service.id}`}>
    Choose dates<span class="govuk-visually-hidden"> for {service.title}</span>
  </a>
);

async function freePage(context: Context, c: Web): Promise<Response> {
  // The council has no free days of its own: it looks at what there is, and books for somebody.
  if (!context.actor.organisation) return seeOther(`/${context.council.slug}/catalogue`);
  const found = await readFreeNow(context);
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { name, paid, core } = found.value;
  const { slug } = context.council;
  return page(context, c, {
    title: 'What your free days can pay for',
    back: { href: `/${slug}/catalogue`, text: 'All services' },
    wide: true,
    children: (
      <>
        <PageHeading caption={name}>What your free days can pay for</PageHeading>
        {paid.length > 0 ? (
          <ScrollTable
            caption="With what is left today"
            head={[{ text: 'Service' }, { text: 'Free days left' }, { text: 'Book' }]}
            rows={paid.map(({ service, left }) => [
              { html: <ServiceLink slug={slug} service={service} /> },
              {
                html: (
                  <ul class="govuk-list govuk-!-margin-bottom-0">
                    {left.map((account) => (
                      <li>{accountText(account)}</li>
                    ))}
                  </ul>
                ),
              },
              { html: <BookLink slug={slug} service={service} /> },
            ])}
          />
        ) : (
          <p class="govuk-body">
            No free days are left that you could book with.{' '}
            <a class="govuk-link" href={`/${slug}/catalogue?cost=sold`}>
              Look at what is sold
            </a>
          </p>
        )}
        <p class="govuk-body">The same days may stand beside several services: each is used once.</p>
        {core.length > 0 && (
          <>
            <h2 class="govuk-heading-m">Free to every school</h2>
            <ul class="govuk-list govuk-list--bullet">
              {core.map((service) => (
                <li>
                  <ServiceLink slug={slug} service={service} />
                </li>
              ))}
            </ul>
          </>
        )}
      </>
    ),
  });
}

export const freePages = { 'GET /bookings/free': freePage } satisfies Partial<Handlers<typeof manifest.bookings.routes>>;
