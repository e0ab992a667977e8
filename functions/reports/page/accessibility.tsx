// The accessibility statement that SI 2018/952, regulation 8 asks of a council: what falls short and why, what to do instead, whom to tell, and who enforces it.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Handler } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { PageHeading } from '../../../shared/ui/index.ts';

const preparedOn = '2026-11-22' as CivilDate;

export const accessibilityPage: Handler = (context, c) => {
  const { name, email, telephone, addressLines } = context.council;
  return page(context, c, {
    title: 'Accessibility statement',
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <PageHeading>Accessibility statement for Daybook</PageHeading>
          <p class="govuk-body">
            This statement applies to Daybook as provided by {name} to schools and to its own staff. {name} is committed to making it
            accessible, in accordance with the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations
            2018.
          </p>
          <h2 class="govuk-heading-m">How accessible it is meant to be</h2>
          <p class="govuk-body">You should be able to:</p>
          <ul class="govuk-list govuk-list--bullet">
            <li>do everything with a keyboard alone</li>
            <li>do everything with JavaScript switched off</li>
            <li>use it on a screen 320 pixels wide, and zoom in to 400%, without scrolling in two directions, wide tables excepted</li>
            <li>hear each page’s structure, fields and errors with a screen reader</li>
            <li>read invoices and recharges as tagged PDF files</li>
          </ul>
          <h2 class="govuk-heading-m">Compliance status</h2>
          <p class="govuk-body">
            Daybook is partially compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard, because the parts
            named below have not been tested. Our own checks have found no failure, but they find only some kinds of fault: there may be
            failures that we do not know of.
          </p>
          <h2 class="govuk-heading-m">What has not been tested, and why</h2>
          <ul class="govuk-list govuk-list--bullet">
            <li>It has not been tried by disabled people, and no independent audit has been made: it is new.</li>
            <li>It has not been tried with screen readers, voice control or screen magnifiers by people who rely on them.</li>
            <li>
              Tables of availability, free days and money are wider than a narrow screen: they scroll sideways by themselves, and the page
              does not. A quote holds for a limited time; when it has run out a new one can be asked for, and nothing is lost.
            </li>
            <li>PDF files are tagged and checked by the program that makes them; they have not been read aloud by a screen reader.</li>
            <li>
              Paying by card takes place on the pages of the card service, and signing in on those of your sign-in provider. They are not
              ours, and this statement does not cover them.
            </li>
          </ul>
          <h2 class="govuk-heading-m">What to do if you cannot use part of it</h2>
          <p class="govuk-body">
            Ask us and we will do it with you: book, cancel, or send an invoice in another format such as large print or plain text. An
            invoice can be paid by bank transfer instead of by card.
          </p>
          <h2 class="govuk-heading-m" id="contact">
            Tell us about a problem
          </h2>
          <p class="govuk-body">
            If you find a problem that is not listed here, or need something in another format, contact {name}. We will answer within 10
            working days.
          </p>
          <ul class="govuk-list">
            <li>
              Email:{' '}
              <a class="govuk-link daybook-typed" href={`mailto:${email}`}>
                {email}
              </a>
            </li>
            <li>Telephone: {telephone}</li>
            <li>Post: {[name, ...addressLines.filter((line) => line !== name)].join(', ')}</li>
          </ul>
          <h2 class="govuk-heading-m">If you are not content with our answer</h2>
          <p class="govuk-body">
            The Equality and Human Rights Commission (EHRC) enforces the regulations named above. If you are not happy with how we answer,
            contact the{' '}
            <a class="govuk-link" href="https://www.equalityadvisoryservice.com/">
              Equality Advisory and Support Service (EASS)
            </a>
            .
          </p>
          <h2 class="govuk-heading-m">How this statement was prepared</h2>
          <p class="govuk-body">
            It was prepared on {dateText(preparedOn)}, from our own checks. Components, and the pages of the main job from a vacancy to a
            paid invoice, are checked by program against the rules of axe-core in a Chromium browser; not every page is in every state. Such
            checks find some kinds of fault only. The statement is reviewed at least once a year.
          </p>
        </div>
      </div>
    ),
  });
};
