// What the local Stripe answers when it will not do something: Stripe's own error envelope, so that the SDK raises its own error classes.
// Types and codes are documented; the wording is assumed, after the messages public reports quote.

export type Reply = { readonly status: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> };

/** A class, because what a caller sends may hold any key at all: only `instanceof` tells a refusal from a parameter of the same shape. */
export class Refusal {
  readonly reply: Reply;
  readonly message: string;
  constructor(reply: Reply, message: string) {
    this.reply = reply;
    this.message = message;
  }
}

export type ErrorWords = {
  readonly type?: 'invalid_request_error' | 'idempotency_error' | 'api_error';
  readonly code?: string;
  readonly param?: string;
};

export function refuse(status: number, message: string, words: ErrorWords = {}): Refusal {
  const { type = 'invalid_request_error', code, param } = words;
  const error = {
    ...(code && { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
    message,
    ...(param && { param }),
    type,
  };
  return new Refusal({ status, body: { error } }, message);
}

/** Documented: 404 with `resource_missing`; as a cursor or filter the same words come with 400 (assumed). */
export function missing(kind: string, id: string, param: string, status: 404 | 400 = 404): Refusal {
  return refuse(status, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
