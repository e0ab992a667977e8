// A week of officers' half-days as a real table: what is available can be chosen, what is not says why, and colour is never the only sign.
import type { Child, Element } from './markup.ts';
import { Pagination } from './navigation.tsx';
import { ScrollRegion } from './tables.tsx';
import { dayText, shortDayText } from './text.ts';

/** One half-day of one officer: free as a link or a checkbox, or not free with the word that says why. */
export type AvailabilityCell =
  | { state: 'free'; href: string; text?: string }
  | { state: 'free'; name: string; value: string; checked?: boolean; text?: string }
  | { state: 'busy' | 'off'; text?: string };

export type AvailabilityTableProps = {
  caption: string;
  /** 'YYYY-MM-DD', in order. */
  days: readonly string[];
  /** `sessions[i]` is the officer's day `days[i]`. */
  officers: readonly { name: string; detail?: Child; sessions: readonly { am: AvailabilityCell; pm: AvailabilityCell }[] }[];
  previous?: { href: string; text: string } | undefined;
  next?: { href: string; text: string } | undefined;
};

const halves = ['am', 'pm'] as const;
const spoken = { am: 'morning', pm: 'afternoon' };
const reason = { busy: 'Booked', off: 'Not working' };

function FreeCell({ cell, id, session }: { cell: AvailabilityCell & { state: 'free' }; id: string; session: string }): Element {
  const label = (
    <>
      {cell.text ?? 'Available'}
      <span class="govuk-visually-hidden">: {session}</span>
    </>
  );
  if ('href' in cell) {
    return (
      <a class="govuk-link daybook-availability__link" href={cell.href}>
        {label}
      </a>
    );
  }
  return (
    <div class="govuk-checkboxes govuk-checkboxes--small">
      <div class="govuk-checkboxes__item">
        <input class="govuk-checkboxes__input" id={id} name={cell.name} type="checkbox" value={cell.value} checked={cell.checked} />
        <label class="govuk-label govuk-checkboxes__label" for={id}>
          {label}
        </label>
      </div>
    </div>
  );
}

const DaysAndHalves = ({ days }: Pick<AvailabilityTableProps, 'days'>): Element => (
  <thead class="govuk-table__head">
    <tr>
      <th scope="col" rowspan={2} class="daybook-availability__corner">
        Officer
      </th>
      {days.map((date) => (
        <th scope="colgroup" colspan={2} class="daybook-availability__day">
          <time datetime={date}>{shortDayText(date)}</time>
        </th>
      ))}
    </tr>
    <tr>
      {days.flatMap(() =>
        halves.map((half) => (
          <th scope="col" class={`daybook-availability__half daybook-availability__half--${half}`}>
            {half}
          </th>
        )),
      )}
    </tr>
  </thead>
);

type SessionProps = { cell: AvailabilityCell; half: (typeof halves)[number]; id: string; session: string };
const Session = ({ cell, half, id, session }: SessionProps): Element => (
  <td class={`daybook-availability__cell daybook-availability__cell--${cell.state} daybook-availability__cell--${half}`}>
    {cell.state === 'free' ? (
      <FreeCell cell={cell} id={id} session={session} />
    ) : (
      <span class="daybook-availability__reason">{cell.text ?? reason[cell.state]}</span>
    )}
  </td>
);

/** The first free checkbox has the id of its `name`, so that an error summary can link to it. */
export function AvailabilityTable(props: AvailabilityTableProps): Element {
  const seen = new Set<string>();
  const idOf = (cell: AvailabilityCell, place: string) => {
    if (!('name' in cell)) return place;
    const isFirst = !seen.has(cell.name);
    seen.add(cell.name);
    return isFirst ? cell.name : `${cell.name}-${place}`;
  };
  return (
    <div class="daybook-availability">
      <ScrollRegion label={props.caption}>
        <table class="govuk-table daybook-availability__table">
          <caption class="govuk-table__caption govuk-table__caption--m">{props.caption}</caption>
          <DaysAndHalves days={props.days} />
          <tbody class="govuk-table__body">
            {props.officers.map((officer, row) => (
              <tr>
                <th scope="row" class="daybook-availability__officer">
                  {officer.name}
                  {officer.detail && <span class="daybook-availability__detail">{officer.detail}</span>}
                </th>
                {props.days.flatMap((date, column) =>
                  halves.map((half) => {
                    const cell = officer.sessions[column]?.[half] ?? { state: 'off' };
                    const session = `${officer.name}, ${dayText(date)}, ${spoken[half]}`;
                    return <Session cell={cell} half={half} id={idOf(cell, `${row + 1}-${column + 1}-${half}`)} session={session} />;
                  }),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {(props.previous || props.next) && (
        <Pagination
          landmarkLabel="Weeks"
          previous={props.previous && { href: props.previous.href, text: 'Previous week', labelText: props.previous.text }}
          next={props.next && { href: props.next.href, text: 'Next week', labelText: props.next.text }}
        />
      )}
    </div>
  );
}
