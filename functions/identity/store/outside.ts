// What is asked of other machines: at safe addresses alone, nowhere else when they point elsewhere, and no longer and no more than a sign-in needs.
import { addressFault } from '../rules/addresses.ts';

/** After so long an answer is none. */
export const answerSeconds = 5;
/** What a provider says of itself, of a person, or of its keys is a few kilobytes. */
const mostBytes = 256 * 1024;

type Question = Pick<RequestInit, 'method' | 'headers' | 'body' | 'signal'>;

const failure = (name: string) => Object.assign(new Error(name), { name });

/** The answer, whole. Throws `UnsafeAddress`, `AnswerTooLarge`, `TimeoutError`, or what befell the connection. */
export async function askOutside(address: string, { signal, ...question }: Question, demo: boolean): Promise<Response> {
  if (addressFault(address, demo)) throw failure('UnsafeAddress');
  const soon = AbortSignal.timeout(answerSeconds * 1000);
  const reply = await fetch(address, {
    ...question,
    redirect: 'manual',
    signal: signal ? AbortSignal.any([signal, soon]) : soon,
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of reply.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop lets go of the connection.
    if (bytes > mostBytes) throw failure('AnswerTooLarge');
    chunks.push(chunk);
  }
  return new Response(bytes > 0 ? Buffer.concat(chunks) : null, { status: reply.status, headers: reply.headers });
}
