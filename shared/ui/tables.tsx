// Figures in rows: table, summary list, and the region that lets a wide table scroll by itself so that the page never does.
import { Heading, type HeadingLevel } from './content.tsx';
import { type Attributes, type Child, classNames, type Element, type Words, words } from './markup.ts';

type Cell = Words & { format?: 'numeric'; classes?: string; colspan?: number; rowspan?: number; attributes?: Attributes };
export type TableProps = {
  caption?: string;
  captionClasses?: string;
  head?: readonly Cell[];
  rows: readonly (readonly Cell[] | null | false)[];
  firstCellIsHeader?: boolean;
  classes?: string;
  attributes?: Attributes;
};

export function Table(props: TableProps): Element {
  return (
    <table class={classNames('govuk-table', props.classes)} {...props.attributes}>
      {props.caption && <caption class={classNames('govuk-table__caption', props.captionClasses)}>{props.caption}</caption>}
      {props.head && (
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {props.head.map((cell) => (
              <th
                scope="col"
                class={classNames('govuk-table__header', cell.format && `govuk-table__header--${cell.format}`, cell.classes)}
                colspan={cell.colspan}
                rowspan={cell.rowspan}
                {...cell.attributes}
              >
                {words(cell)}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody class="govuk-table__body">
        {props.rows.map(
          (row) =>
            row && <tr class="govuk-table__row">{row.map((cell, index) => tableCell(cell, index === 0 && props.firstCellIsHeader))}</tr>,
        )}
      </tbody>
    </table>
  );
}

function tableCell(cell: Cell, isHeader: boolean | undefined): Element {
  const spans = { colspan: cell.colspan, rowspan: cell.rowspan, ...cell.attributes };
  return isHeader ? (
    <th scope="row" class={classNames('govuk-table__header', cell.classes)} {...spans}>
      {words(cell)}
    </th>
  ) : (
    <td class={classNames('govuk-table__cell', cell.format && `govuk-table__cell--${cell.format}`, cell.classes)} {...spans}>
      {words(cell)}
    </td>
  );
}

/** Takes the focus, so that a keyboard can scroll it too. */
export function ScrollRegion(props: { label: string; children?: Child }): Element {
  return (
    <section class="daybook-scroll" aria-label={props.label} tabindex={0}>
      {props.children}
    </section>
  );
}

/** A table that may be wider than the screen. `label` names the region and falls back to the caption; without a caption it names the table too. */
export function ScrollTable({ label, ...table }: TableProps & { label?: string }): Element {
  const name = label ?? table.caption ?? 'Table';
  return (
    <ScrollRegion label={name}>
      <Table {...table} attributes={{ ...(table.caption ? {} : { 'aria-label': name }), ...table.attributes }} />
    </ScrollRegion>
  );
}

type Action = Words & { href: string; visuallyHiddenText?: string; classes?: string; attributes?: Attributes };
type Actions = { items?: readonly Action[]; classes?: string };
type SummaryCard = {
  title?: Words & { headingLevel?: HeadingLevel; classes?: string };
  actions?: Actions;
  classes?: string;
  attributes?: Attributes;
};
export type SummaryRow = {
  key: Words & { classes?: string };
  value: Words & { classes?: string };
  actions?: Actions | undefined;
  classes?: string;
};
export type SummaryListProps = {
  rows: readonly (SummaryRow | null | false | undefined)[];
  card?: SummaryCard;
  classes?: string;
  attributes?: Attributes;
};

function ActionLink({ action, cardTitle }: { action: Action; cardTitle: Words | undefined }): Element {
  return (
    <a class={classNames('govuk-link', action.classes)} href={action.href} {...action.attributes}>
      {words(action)}
      {(action.visuallyHiddenText || cardTitle) && (
        <span class="govuk-visually-hidden">
          {action.visuallyHiddenText && ` ${action.visuallyHiddenText}`}
          {cardTitle && <> ({words(cardTitle)})</>}
        </span>
      )}
    </a>
  );
}

function SummaryEntry({
  row,
  anyHasActions,
  cardTitle,
}: {
  row: SummaryRow;
  anyHasActions: boolean;
  cardTitle: Words | undefined;
}): Element {
  const actions = row.actions?.items ?? [];
  const [first] = actions;
  return (
    <div
      class={classNames(
        'govuk-summary-list__row',
        anyHasActions && !row.actions?.items && 'govuk-summary-list__row--no-actions',
        row.classes,
      )}
    >
      <dt class={classNames('govuk-summary-list__key', row.key.classes)}>{words(row.key)}</dt>
      <dd class={classNames('govuk-summary-list__value', row.value.classes)}>{words(row.value)}</dd>
      {first && (
        <dd class={classNames('govuk-summary-list__actions', row.actions?.classes)}>
          {actions.length === 1 ? (
            <ActionLink action={first} cardTitle={cardTitle} />
          ) : (
            <ul class="govuk-summary-list__actions-list">
              {actions.map((action) => (
                <li class="govuk-summary-list__actions-list-item">
                  <ActionLink action={action} cardTitle={cardTitle} />
                </li>
              ))}
            </ul>
          )}
        </dd>
      )}
    </div>
  );
}

function CardAround({ card, children }: { card: SummaryCard; children?: Child }): Element {
  const { title } = card;
  const actions = card.actions?.items ?? [];
  const [first] = actions;
  const actionsClass = classNames('govuk-summary-card__actions', card.actions?.classes);
  return (
    <div class={classNames('govuk-summary-card', card.classes)} {...card.attributes}>
      <div class="govuk-summary-card__title-wrapper">
        {title && (
          <Heading level={title.headingLevel ?? 2} class={classNames('govuk-summary-card__title', title.classes)}>
            {words(title)}
          </Heading>
        )}
        {first && actions.length === 1 && (
          <div class={actionsClass}>
            <ActionLink action={first} cardTitle={title} />
          </div>
        )}
        {actions.length > 1 && (
          <ul class={actionsClass}>
            {actions.map((action) => (
              <li class="govuk-summary-card__action">
                <ActionLink action={action} cardTitle={title} />
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="govuk-summary-card__content">{children}</div>
    </div>
  );
}

export function SummaryList(props: SummaryListProps): Element {
  const rows = props.rows.filter((row): row is SummaryRow => Boolean(row));
  const anyHasActions = rows.some((row) => row.actions?.items?.length);
  const list = (
    <dl class={classNames('govuk-summary-list', props.classes)} {...props.attributes}>
      {rows.map((row) => (
        <SummaryEntry row={row} anyHasActions={anyHasActions} cardTitle={props.card?.title} />
      ))}
    </dl>
  );
  return props.card ? <CardAround card={props.card}>{list}</CardAround> : list;
}
