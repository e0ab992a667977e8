// Which addresses a sign-in may rest on, and when two of them are one. Whoever can change what a plain connection brings could sign tokens of their own, and
// an address inside a network is nobody's sign-in service: asking it would be doing somebody an errand.

import type { FieldFault } from '../../../shared/decision.ts';

/** Where a demonstration has its providers, and no deployment: this very machine. */
const thisMachine = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;
/** Names with a dot in them whose last part begins with a letter: no number in any spelling, and no bare name of a machine. */
const dnsName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Endings that lead nowhere outside: RFC 6761, 6762 and 8375, and what networks and clouds call their own machines. */
const inside = /\.(localhost|local|internal|intranet|lan|home|corp|private|localdomain|arpa)$/;

/** Why an address may not be rested on, in words that follow its name; undefined when it may. */
export function addressFault(text: string, demo: boolean): string | undefined {
  if (!URL.canParse(text)) return 'must be an address';
  const { protocol, origin, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return 'must hold no user name and no password';
  if (demo && thisMachine.test(origin)) return undefined;
  if (protocol !== 'https:') return 'must begin with https://';
  const host = hostname.replace(/\.$/, '');
  return dnsName.test(host) && !inside.test(host)
    ? undefined
    : 'must name its host as the whole internet knows it: no number, and no name of this machine or of a network';
}

/** The same of several fields at once, each by its name. */
export const addressFaults = (fields: Readonly<Record<string, string>>, demo: boolean): FieldFault[] =>
  Object.entries(fields).flatMap(([field, text]) => {
    const fault = addressFault(text, demo);
    return fault ? [{ field, detail: `The address ${fault}` }] : [];
  });

/** Whether a connection may be plain: on a demonstration’s own machine alone. */
export const mayBePlain = (text: string, demo: boolean): boolean =>
  demo && URL.canParse(text) && thisMachine.test(new URL(text).origin) && addressFault(text, demo) === undefined;

/**
 * One spelling of an issuer. Some write a slash at its end, its port or capitals in its host where others do not; an account stays one account. What is no
 * plain address is compared as it is.
 */
export function issuerOf(text: string): string {
  if (!URL.canParse(text)) return text;
  const { protocol, host, username, password, pathname, search, hash } = new URL(text);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return text;
  return `${protocol}//${host.replace(/\.(?=:|$)/, '')}${pathname.replace(/\/+$/, '')}`;
}
