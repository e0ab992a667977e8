// What those who took part say of it: by a link without sign-in, or for the school itself; the sums of it; and the certificates that wait for it.
import { type CivilDate, londonDate, sessionText } from '../../../../shared/calendar.ts';
import { change } from '../../../../shared/commit.ts';
import type { Context, Host } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { BookingId, OfficerId, ServiceId } from '../../../../shared/ids.ts';
import type { EvaluationRule, Question } from '../../../../shared/policy/evaluations.ts';
import type { Page } from '../../../../shared/table.ts';
import { proofOf, readToken } from '../../../../shared/token.ts';
import { getService, listServices } from '../../../catalogue/store.ts';
import type { CertificateModel } from '../../../documents/schema/certificate.ts';
import { plainText } from '../../../documents/schema.ts';
import { policyAt } from '../../../entitlements/store.ts';
import { canTouch } from '../../../identity/rules.ts';
import { getOfficer } from '../../../officers/store.ts';
import { trainingOf } from '../../rules/training/attendees.ts';
import {
  certificateNamed,
  certificateNumber,
  decideAnswers,
  decideAsking,
  decideCertificate,
  deliveredBy,
  hoursText,
} from '../../rules/training/evaluations.ts';
import {
  type Answering,
  type AnswersCommand,
  answerTokenSchema,
  type Certificate,
  type Evaluation,
  type EvaluationSums,
  theSchool,
} from '../../schema/attendees.ts';
import { evaluationSums, evaluationSumsOf, evaluationsAbout, evaluationWrites, hasAnswered } from '../../store/attendees.ts';
import { type Training, touchedTraining, trainingIn } from './attendees.ts';

/** What is asked, about what, with nobody's name in it. */
export type Questions = { booking: BookingId; rule: EvaluationRule; serviceTitle: string; officerName: string; when: string };
const questionsOf = ({ booking, list }: Pick<Training, 'booking' | 'list'>, rule: EvaluationRule, by: Answering): Questions => ({
  booking: booking.id,
  rule,
  serviceTitle: booking.serviceTitle,
  officerName: deliveredBy({ booking, list }, by).officerName,
  when: trainingOf(booking)
    .filter(({ state }) => state === 'delivered')
    .map(({ session }) => sessionText(session))
    .join('; '),
});

const askedOf = async ({ table, now }: Pick<Context, 'table' | 'now'>, training: Training, by: Answering) => ({
  ...training,
  today: londonDate(now),
  answered: await hasAnswered(table, training.booking.id, by),
});

/** What the school is asked of a booking. Refuses `unknown-booking` and what decideAsking() refuses. */
export async function readQuestions(context: Context, id: BookingId): Promise<Decision<Questions>> {
  const found = await touchedTraining(context, id);
  if (!found.ok) return found;
  const asked = decideAsking(await askedOf(context, found.value, theSchool), theSchool);
  return asked.ok ? accept(questionsOf(found.value, asked.value, theSchool)) : asked;
}

async function answer(
  context: Context,
  find: () => Promise<Decision<Training>>,
  by: Answering,
  command: AnswersCommand,
): Promise<Decision<Evaluation>> {
  const { table, now } = context;
  return change(context, async () => {
    const found = await find();
    if (!found.ok) return found;
    const decision = decideAnswers({ ...(await askedOf(context, found.value, by)), now }, by, command);
    if (!decision.ok) return decision;
    const { id, school, policy } = found.value.booking;
    // Whoever answers by a link is nobody that the trail could name: their answer is the record of it.
    const audit = by === theSchool ? { action: 'evaluation:answer', about: id, organisation: school, policy } : null;
    return accept({ writes: evaluationWrites(table, decision.value), result: decision.value, audit });
  });
}

/** What the school says of a booking. Refuses `unknown-booking` and what decideAnswers() refuses. */
export const answerForSchool = (context: Context, id: BookingId, command: AnswersCommand): Promise<Decision<Evaluation>> =>
  answer(context, () => touchedTraining(context, id), theSchool, command);

/** Whom a link is for. Refuses `not-found` for one that was not made here. */
async function linked(
  context: Context,
  signingKey: string,
  token: string | undefined,
): Promise<Decision<{ training: Training; by: Answering }>> {
  const read = answerTokenSchema.safeParse(token === undefined ? undefined : readToken(token, signingKey));
  const training = read.success && read.data.council === context.council.slug ? await trainingIn(context, read.data.booking) : undefined;
  return read.success && training
    ? accept({ training, by: read.data.attendee })
    : refuse('not-found', 'The link is not whole. Open it again as you were given it.');
}

/** What a link opens: the questions, or that they are answered and whether there is a certificate. */
type Linked = { questions: Questions } | { answered: true; serviceTitle: string; hasCertificate: boolean };

/** Refuses `not-found`, and what decideAsking() refuses of somebody who has not answered yet. */
export async function readLink(context: Context, signingKey: string, token: string | undefined): Promise<Decision<Linked>> {
  const found = await linked(context, signingKey, token);
  if (!found.ok) return found;
  const { training, by } = found.value;
  const facts = await askedOf(context, training, by);
  const asked = decideAsking(facts, by);
  if (asked.ok) return accept({ questions: questionsOf(training, asked.value, by) });
  if (asked.refusal.name !== 'evaluated-already') return asked;
  const certificate = decideCertificate(facts, by);
  return accept({
    answered: true,
    serviceTitle: training.booking.serviceTitle,
    hasCertificate: certificate.ok && certificate.value.name !== undefined,
  });
}

/** What somebody says by a link. Refuses `not-found` and what decideAnswers() refuses. */
export async function answerByLink(
  context: Context,
  signingKey: string,
  token: string | undefined,
  command: AnswersCommand,
): Promise<Decision<Evaluation>> {
  const found = await linked(context, signingKey, token);
  if (!found.ok) return found;
  const { by, training } = found.value;
  return answer(
    context,
    async () => {
      const again = await trainingIn(context, training.booking.id);
      return again ? accept(again) : refuse('not-found');
    },
    by,
    command,
  );
}

export type Printed = { number: string; pdf: Uint8Array<ArrayBuffer> };

/** What proves that a certificate's number was given here, and not made from another's. */
const proofFor = ({ council }: Context, signingKey: string, booking: BookingId, attendee: string): string =>
  proofOf(`certificate ${council.slug} ${certificateNumber(booking, attendee)}`, signingKey);

async function print(
  context: Context,
  host: Pick<Host, 'invoke' | 'origin'>,
  signingKey: string,
  training: Training,
  attendee: string,
): Promise<Decision<Printed>> {
  const { council, now } = context;
  const decision = decideCertificate(await askedOf(context, training, attendee), attendee);
  if (!decision.ok) return decision;
  const { name, role, schoolName, serviceTitle, officerNames, dates, halfDays, minutes } = decision.value;
  if (!name) return refuse('unknown-attendee', 'The name is no longer kept.');
  const number = `${decision.value.number}-${proofFor(context, signingKey, training.booking.id, attendee)}`;
  const subject: CertificateModel = {
    kind: 'certificate',
    issuedOn: londonDate(now),
    supplier: { name: council.name, addressLines: council.addressLines, email: council.email, telephone: council.telephone },
    number,
    name: plainText(name, 80),
    ...(role ? { role: plainText(role, 80) } : {}),
    school: plainText(schoolName, 160),
    service: plainText(serviceTitle, 300),
    officers: officerNames.map((each) => plainText(each, 120)),
    dates,
    halfDays,
    hours: hoursText(minutes),
    checkedAt: `${host.origin}/${council.slug}/bookings/certificates`,
  };
  const reply = (await host.invoke('documents', { council: council.slug, task: 'render', subject })) as { pdf: string };
  return accept({ number, pdf: new Uint8Array(Buffer.from(reply.pdf, 'base64')) });
}

/** Somebody's certificate as a PDF, for whoever may know of the booking. Refuses `unknown-booking` and what decideCertificate() refuses. */
export async function printCertificate(
  context: Context,
  host: Pick<Host, 'invoke' | 'origin'>,
  signingKey: string,
  id: BookingId,
  attendee: string,
): Promise<Decision<Printed>> {
  const found = await touchedTraining(context, id);
  return found.ok ? print(context, host, signingKey, found.value, attendee) : found;
}

/** The certificate of whom a link is for. Refuses `not-found` and what decideCertificate() refuses. */
export async function printLinked(
  context: Context,
  host: Pick<Host, 'invoke' | 'origin'>,
  signingKey: string,
  token: string | undefined,
): Promise<Decision<Printed>> {
  const found = await linked(context, signingKey, token);
  return found.ok ? print(context, host, signingKey, found.value.training, found.value.by) : found;
}

/** What a printed number certifies; undefined where it is no certificate's, also for one that was made from another's. */
export async function checkCertificate(context: Context, signingKey: string, number: string): Promise<Certificate | undefined> {
  const found = certificateNamed(number);
  const named = found?.proof === (found && proofFor(context, signingKey, found.booking, found.attendee)) ? found : undefined;
  const training = named && (await trainingIn(context, named.booking));
  if (!training) return undefined;
  const decision = decideCertificate(await askedOf(context, training, named.attendee), named.attendee);
  return decision.ok ? { ...decision.value, number: `${decision.value.number}-${named.proof}` } : undefined;
}

type Comment = Pick<Evaluation, 'serviceTitle' | 'officerName' | 'texts'> & { answeredOn: CivilDate };
export type Summary = Page<EvaluationSums> & {
  /** What is asked about each service today, for the words of a code. */
  questions: ReadonlyMap<string, readonly Question[]>;
  comments?: Page<Comment>;
};
export type SummaryQuery = { service?: ServiceId | undefined; officer?: OfficerId | undefined; after?: string | undefined };

/**
 * How services were rated, by officer, and on asking what was said of one service, or of one officer's work. An officer reads of their own alone: refuses `unknown-officer`
 * for another's and for one that there is not, and `unknown-service`.
 */
export async function readEvaluations(context: Context, query: SummaryQuery): Promise<Decision<Summary>> {
  const { table, actor, now } = context;
  const readsAll = canTouch(actor, 'evaluation:read', { officer: null });
  const officer = query.officer ?? (readsAll ? undefined : actor.officer);
  if (officer ? !canTouch(actor, 'evaluation:read', { officer }) : !readsAll) return refuse('unknown-officer');
  const [known, offered] = await Promise.all([officer && getOfficer(table, officer), query.service && getService(table, query.service)]);
  if (officer && !known) return refuse('unknown-officer');
  if (query.service && !offered) return refuse('unknown-service');
  const about = officer ? { officer } : query.service ? { service: query.service } : undefined;
  const [policy, page, found] = await Promise.all([
    policyAt(table, now),
    officer
      ? listServices(table).then(async (services) => ({
          items: await evaluationSumsOf(
            table,
            services.map(({ id }) => id),
            officer,
          ),
        }))
      : evaluationSums(table, query.service ? undefined : query.after),
    about && evaluationsAbout(table, about, query.after),
  ]);
  const comments = found && {
    items: found.items
      .filter(({ texts }) => Object.keys(texts).length > 0)
      .map(({ answeredAt, serviceTitle, officerName, texts }) => ({
        answeredOn: londonDate(Date.parse(answeredAt)),
        serviceTitle,
        officerName,
        texts,
      })),
    ...(found.next ? { next: found.next } : {}),
  };
  const questions = new Map(
    (policy?.pack.evaluations ?? []).flatMap((rule) => rule.services.map((code) => [`svc_${code}`, rule.questions] as const)),
  );
  return accept({ ...page, questions, ...(comments ? { comments } : {}) });
}
