// The rows of a VAT table as councils commonly have them; a council's own VAT officer signs off what its pack says.
import type { Pack } from './schema.ts';

const row = (
  buyer: Pack['vat']['rows'][number]['buyer'],
  purse: Pack['vat']['rows'][number]['purse'],
  vatClass: 'standard' | 'exempt',
  category: 'O' | 'S' | 'E',
): Pack['vat']['rows'][number] => ({ buyer, purse, vatClass, rail: category === 'O' ? 'journal' : 'vat-invoice', category });

/** A maintained school spends its delegated budget within the council; every other sale is invoiced, with VAT or exempt from it. */
export const commonVatRows: Pack['vat']['rows'] = [
  row('own-maintained', 'delegated-budget', 'standard', 'O'),
  row('own-maintained', 'delegated-budget', 'exempt', 'O'),
  ...(['own-maintained', 'other-maintained', 'academy', 'independent', 'further-education'] as const).flatMap((buyer) => [
    row(buyer, 'own-funds', 'standard', 'S'),
    row(buyer, 'own-funds', 'exempt', 'E'),
  ]),
];
