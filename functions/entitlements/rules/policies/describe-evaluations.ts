// What a pack asks those who took part in training, in sentences. Pure.
import type { Pack } from '../../../../shared/policy/schema.ts';
import { assumption, type Entry, fact, serviceFact, source } from './facts.ts';
import { textFor } from './words.ts';

const kindTexts = { rating: 'a rating from 1 to 5', text: 'in words' } as const;

export const evaluations = (pack: Pack): Entry[] =>
  pack.evaluations.map((rule) => ({
    key: rule.code,
    title: rule.title,
    facts: [
      fact('title', 'Title', rule.title),
      serviceFact(pack, 'services', 'About', rule.services),
      ...rule.questions.map(({ code, text, kind, required }, i) =>
        fact(`question.${code}`, `Question ${i + 1}`, `${text} (${textFor(kindTexts, kind)}${required ? '' : ', may be left empty'})`),
      ),
      fact('beforeCertificate', 'Certificate', rule.beforeCertificate ? 'Waits for the answers' : 'Does not wait for the answers'),
      fact(
        'openDays',
        'May be answered',
        `Within ${rule.openDays} ${rule.openDays === 1 ? 'day' : 'days'} of the training`,
        assumption(rule),
      ),
      fact('code', 'Code', rule.code),
      ...source(rule.clause),
    ],
  }));
