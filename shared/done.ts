// How a page shows the thing that its path names, and does what a form asks for of it: done, it leads on; refused, the thing is shown as it stands by now.
import type { Context } from './context.ts';
import type { Decision, Refusal } from './decision.ts';
import { seeOther, type Web } from './http.ts';
import { problemPage } from './page.tsx';

export type Doing<Id, Done, Seen> = {
  /** The thing as its path names it. */
  id: Decision<Id>;
  doIt: (id: Id) => Promise<Decision<Done>>;
  /** The address where it is seen that it was done. */
  to: (done: Done) => string;
  read: (id: Id) => Promise<Decision<Seen>>;
  /** The thing with why it was refused and what was typed. */
  show: (seen: Seen, refusal: Refusal) => Promise<Response>;
};

/** Shows the thing that the path names; where it cannot be read, a page that says why. */
export async function readAndShow<Id, Seen>(
  context: Context,
  c: Web,
  id: Decision<Id>,
  read: (context: Context, id: Id) => Promise<Decision<Seen>>,
  show: (context: Context, c: Web, seen: Seen) => Response | Promise<Response>,
): Promise<Response> {
  const found = id.ok ? await read(context, id.value) : id;
  return found.ok ? show(context, c, found.value) : problemPage(c, context, found.refusal);
}

/** Does what a form asks for. Whatever is refused is told on the page of the thing; where that cannot be read, on a page of its own. */
export async function doneOrShown<Id, Done, Seen>(context: Context, c: Web, doing: Doing<Id, Done, Seen>): Promise<Response> {
  const { id, doIt, to, read, show } = doing;
  const decision = id.ok ? await doIt(id.value) : id;
  if (decision.ok) return seeOther(to(decision.value));
  const found = id.ok ? await read(id.value) : id;
  return found.ok ? show(found.value, decision.refusal) : problemPage(c, context, found.refusal);
}
