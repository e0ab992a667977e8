// Whose word counts in a plan of a partnership's half-days, and what the words come to: the lead's, most members', or all of them. Pure; who is a member or leads
// follows from dated events, and is looked up anew each time.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { holdsOn, leadOn, leadsOf, membersOf, membersOn } from '../../schools/rules/events.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { AgreedBy, PlanWord } from '../schema/plans.ts';

/** What a member's word is taken by: the partnership, its dated events, and the day. */
export type Membership = { partnership: OrganisationId; events: readonly OrganisationEvent[]; today: CivilDate };
/** Who speaks for the partnership's lead: the school whose headteacher leads, or the partnership itself where none is recorded. */
const leadingMember = ({ partnership, events, today }: Membership): OrganisationId =>
  leadOn(partnership, events, today)?.member ?? partnership;

/** Somebody who acts, with the organisations that they have a right for, whichever they act for now. */
export type Speaker = Pick<Actor, 'person' | 'organisation' | 'roles'> & { rightsFor?: readonly OrganisationId[] };

/**
 * Whether somebody who acts for a partnership leads it on a day: they are recorded as its lead, or have a right for the school whose headteacher leads. A right to
 * act for it outlasts the lead. Where no lead was ever recorded, it is all there is to go by.
 */
function leads(actor: Speaker, { partnership, events, today }: Membership): boolean {
  if (actor.organisation !== partnership || !actor.roles.includes('partnership-lead')) return false;
  const all = leadsOf(partnership, events);
  if (all.length === 0) return true;
  const lead = all.findLast((each) => holdsOn(each, today));
  return lead !== undefined && (lead.person === actor.person || (actor.rightsFor ?? []).includes(lead.member));
}

/** Whether somebody acts for a partnership without leading it: whoever has led before plans nothing with its days and books none of them. */
export const leadsNoLonger = (actor: Speaker, of: Membership): boolean => actor.organisation === of.partnership && !leads(actor, of);

/** The member for which somebody may say a word, and as what; undefined for whoever has none. */
export function speakerOf(actor: Speaker, of: Membership): Pick<PlanWord, 'member' | 'as'> | undefined {
  const { organisation, roles } = actor;
  if (organisation === undefined) return undefined;
  if (organisation === of.partnership) return leads(actor, of) ? { member: leadingMember(of), as: 'lead' } : undefined;
  const mayAnswer = roles.includes('school-booker') || roles.includes('school-approver');
  return mayAnswer && membersOn(of.partnership, of.events, of.today).includes(organisation)
    ? { member: organisation, as: 'member' }
    : undefined;
}

/** Whether a word takes the place of the one before. Of one day the last that was recorded does, but minutes never that of what a member said itself. */
const outweighs = (word: PlanWord, known: PlanWord): boolean =>
  word.on === known.on ? word.as !== 'minutes' || known.as === 'minutes' : word.on > known.on;

/** The word that a member stands by. */
const lastWords = (words: readonly PlanWord[]): Map<OrganisationId, PlanWord> => {
  const last = new Map<OrganisationId, PlanWord>();
  for (const word of words) {
    const known = last.get(word.member);
    if (!known || outweighs(word, known)) last.set(word.member, word);
  }
  return last;
};

/** Where an agreement stands: whose word counts, what each has said, and what that comes to. */
export type Tally = {
  by: AgreedBy;
  /** Whoever is asked: the members of the day, or the lead. */
  asked: OrganisationId[];
  needed: number;
  agreed: PlanWord[];
  declined: PlanWord[];
  waiting: OrganisationId[];
  outcome: 'agreed' | 'declined' | 'open';
};

/**
 * What the words come to on a day. A member has a word if it has been one without a break since the day it said it; a lead, if they lead now. More than half
 * of the members of the day agree, or all of them, or the lead alone; once that cannot come about any more, the plan is declined.
 */
export function tallyOf(words: readonly PlanWord[], by: AgreedBy, of: Membership): Tally {
  const asked = by === 'lead' ? [leadingMember(of)] : membersOn(of.partnership, of.events, of.today);
  const counts = by === 'lead' ? leadsWord(of) : membersWord(of);
  const last = lastWords(words.filter(counts));
  const said = asked.flatMap((member) => last.get(member) ?? []);
  const agreed = said.filter(({ word }) => word === 'agree');
  const declined = said.filter(({ word }) => word === 'decline');
  const needed = by === 'majority' ? Math.floor(asked.length / 2) + 1 : Math.max(asked.length, 1);
  const isLost = declined.length > 0 && asked.length - declined.length < needed;
  const outcome = agreed.length >= needed ? 'agreed' : isLost ? 'declined' : 'open';
  return { by, asked, needed, agreed, declined, waiting: asked.filter((member) => !last.has(member)), outcome };
}

/** Whether a word is that of a member which has been one without a break since it said it. */
function membersWord({ partnership, events, today }: Membership): (word: PlanWord) => boolean {
  const memberships = membersOf(partnership, events);
  return ({ member, on }) => memberships.some((each) => each.member === member && holdsOn(each, on) && holdsOn(each, today));
}
/** Whether a word is that of the lead of the day, and was so when it was said. */
function leadsWord({ partnership, events, today }: Membership): (word: PlanWord) => boolean {
  const lead = leadOn(partnership, events, today);
  return ({ member, as, on }) => as !== 'member' && (lead ? member === lead.member && holdsOn(lead, on) : member === partnership);
}
