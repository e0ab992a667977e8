// A room as one function: the manifest's declaration joined to its handlers and tasks, answering requests and task events alike.
import { handle as forLambda, defaultIsContentTypeBinary as isBinary } from 'hono/aws-lambda';
import { daybookItself, type Environment, type Host, type TaskEvent } from '../context.ts';
import type { Create, Founding, Gate, Handlers, RoomDeclaration, Task } from '../http.ts';
import { type Contexts, openContexts } from './contexts.ts';
import { siteOf } from './site.ts';

type Made<Routes> = { handlers: Handlers<Routes>; tasks?: Record<string, Task>; founding?: Founding };

/** Builds a room from its declaration in the manifest. Throws at start when a declared route or task has no handler, or a handler no declaration. */
export function room<Action extends string, Declaration extends RoomDeclaration<Action>>(
  declaration: Declaration,
  gate: Gate<Action>,
  make: (env: Environment, host: Host) => Made<Declaration['routes']>,
): Create {
  return (env, host) => {
    const contexts = openContexts(env, host);
    const { handlers, tasks = {}, founding } = make(env, host);
    const declared = [...Object.keys(declaration.routes), ...declaration.tasks].sort().join();
    if (declared !== [...Object.keys(handlers), ...Object.keys(tasks)].sort().join())
      throw new Error(`${declaration.name}: handlers differ from the manifest`);
    if ((declaration.founds === undefined) !== (founding === undefined))
      throw new Error(`${declaration.name}: what it founds differs from the manifest`);

    const runTask = taskRunner(declaration, host, contexts, tasks, founding);
    const lambda = forLambda(siteOf({ declaration, gate, host, contexts, handlers }), { isContentTypeBinary });
    return {
      handle: async (event, lambdaContext) =>
        isTask(event) ? runTask(event) : lambda(event as Parameters<typeof lambda>[0], lambdaContext as Parameters<typeof lambda>[1]),
    };
  };
}

/** A file for a spreadsheet begins with the mark of UTF-8, which it would lose if it were handed over as text; and the name of a workbook's kind looks like XML. */
const isContentTypeBinary = (type: string) => type.startsWith('text/csv') || type.includes('spreadsheetml') || isBinary(type);

/** Runs a task for its council, or refuses as its founding does where it is the one that records the council. Throws for a task or a council that is not there. */
function taskRunner(
  declaration: RoomDeclaration<string>,
  host: Host,
  contexts: Contexts,
  tasks: Record<string, Task>,
  founding: Founding | undefined,
): (event: TaskEvent) => Promise<unknown> {
  return async ({ task: name, council, subject }) => {
    const task = tasks[name];
    const foundation = founding && name === declaration.founds ? contexts.founded(council, subject, founding) : undefined;
    if (foundation && !foundation.ok) return foundation;
    const context = foundation ? foundation.value : await contexts.of(council, daybookItself);
    if (!task || !context) throw new Error(`${declaration.name}: no task ${name} for ${council}`);
    const result = await task(context, subject);
    if (foundation) contexts.forget(council);
    if (context.table.commits > 0) host.bell(council);
    return result;
  };
}

const isTask = (event: unknown): event is TaskEvent => typeof event === 'object' && event !== null && 'task' in event && 'council' in event;

/** A function that keeps nothing and knows no council: a subject in, an answer out. Throws at start when its tools differ from the manifest. */
export function toolRoom(declaration: RoomDeclaration<string>, tools: Record<string, (subject: unknown) => Promise<unknown>>): Create {
  if ([...declaration.tasks].sort().join() !== Object.keys(tools).sort().join())
    throw new Error(`${declaration.name}: tools differ from the manifest`);
  return () => ({
    async handle(event) {
      const tool = isTask(event) ? tools[event.task] : undefined;
      if (!tool || !isTask(event)) throw new Error(`${declaration.name} was sent something that is no task of it`);
      return tool(event.subject);
    },
  });
}
