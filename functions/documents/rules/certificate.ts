// What a certificate says on paper, decided here in full, so that the template holds layout and nothing else.
import { dateText } from '../../../shared/calendar.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { present } from '../rules.ts';
import type { CertificateModel } from '../schema/certificate.ts';

export interface PrintedCertificate {
  title: string;
  heading: string;
  supplier: { name: string; address: string[]; contact: string[] };
  /** Whoever took part: the head of a further page has it too. */
  customer: { heading: string; name: string; address: string[] };
  words: string;
  particulars: [label: string, value: string][];
  check: { words: string; url: string };
  footer: string;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The certificate as printed text, in the order it is read. */
export function printedCertificate(model: CertificateModel): PrintedCertificate {
  const { supplier, number, name, role, school, service, officers, dates, halfDays, hours, checkedAt } = model;
  return {
    title: `Certificate ${number}`,
    heading: 'Certificate of attendance',
    supplier: { name: supplier.name, address: supplier.addressLines, contact: present(supplier.email, supplier.telephone) },
    customer: { heading: 'This is to certify that', name, address: present(role, school) },
    words: `took part in ${service}.`,
    particulars: [
      [dates.length === 1 ? 'Date' : 'Dates', listed(dates.map((date) => dateText(date)))],
      ['Length', `${hours} (${halfDaysText(halfDays)})`],
      ['Delivered by', listed(officers)],
      ['Number', number],
    ],
    check: { words: 'Whoever is shown this can check its number at', url: checkedAt },
    footer: supplier.name,
  };
}
