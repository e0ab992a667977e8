// Whom a request waits for, as whoever reads it would say it: they themselves are “you”, and come first.
import type { Approver } from '../actions/requests.ts';

export function approversText(approvers: readonly Approver[]): string {
  if (approvers.length === 0) return 'nobody today: no approver is named, or only whoever asked';
  const others = approvers.flatMap(({ name, isReader }) => (isReader ? [] : [name]));
  return [...(others.length < approvers.length ? ['you'] : []), ...others].join(' or ');
}
