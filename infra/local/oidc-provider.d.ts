// The part of oidc-provider 9 that the local identity providers use; the package brings no types.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export type Account = { accountId: string; claims(): Promise<{ sub: string; [claim: string]: unknown }> };
  /** A request to the provider; before a program is known there is no client, and a program has no session. */
  export type ProviderContext = {
    body?: unknown;
    type: string;
    oidc: { client?: { clientId: string }; session: { accountId?: string }; provider: Provider };
  };
  export type Interaction = { uid: string; prompt: { name: string }; params: { client_id: string } };
  export type InteractionResult = { login: { accountId: string } } | { error: string; error_description: string };

  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: InteractionResult,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
    on(event: string, listener: (context: ProviderContext, error: Error) => void): this;
    readonly Grant: new (of: {
      clientId: string;
      accountId: string;
    }) => { addOIDCScope(scope: string): void; save(): Promise<string> };
  }
}
