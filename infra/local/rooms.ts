// The functions of the manifest in one process: each its own bundle, with only the variables and the calls that its grants allow, as on AWS.
import { pathToFileURL } from 'node:url';
import { type FunctionDeclaration, type FunctionName, functions, manifest, schedules } from '../../functions/manifest.ts';
import type { Environment, Host, TaskEvent } from '../../shared/context.ts';
import type { Create, Room } from '../../shared/http.ts';
import { bundlePath } from '../bundle.ts';
import type { FileStore } from './files.ts';
import type { Uploads } from './upload.ts';

export type SecretName = NonNullable<FunctionDeclaration['grants']['secrets']>[number];

/** What this host has to give: a function gets of it what its grants name. */
export type Provisions = {
  table: { TABLE_NAME: string; DYNAMODB_ENDPOINT: string; AWS_REGION: string };
  secrets: Record<SecretName, Readonly<Record<string, string>>>;
  files: Pick<FileStore, 'open' | 'mark' | 'begin' | 'add' | 'end'>;
  uploadForm: Uploads['form'];
  fileAddress: Uploads['address'];
  origin: string;
  demo: boolean;
  now(): number;
};

export type Rooms = {
  declarations: readonly FunctionDeclaration[];
  /** Hands an event to a function, as a gateway or a schedule would. */
  handle(name: string, event: unknown): Promise<unknown>;
  /** Runs what the manifest schedules, once per council, by timers. */
  startSchedules(councils: readonly string[]): void;
  /** Runs all of it once now, as when the demonstration's date was moved past the moments at which timers would have. */
  runSchedules(councils: readonly string[]): Promise<void>;
  /** Ends when nothing runs in the background any more: effects delivered, slices worked off. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
};

const known = {
  declaration: ['name', 'routes', 'tasks', 'grants', 'memoryMb', 'timeoutSeconds', 'architecture', 'recurses', 'founds'],
  grants: ['table', 'invoke', 'secrets', 'files'],
  schedule: ['name', 'everyMinutes', 'function', 'task'],
};

/** Throws on anything in the manifest that this host would have to pass over in silence. */
export function checkManifest(all: readonly FunctionDeclaration[], timed: readonly object[]): void {
  const check = (what: string, value: object, keys: readonly string[]) => {
    for (const key of Object.keys(value)) if (!keys.includes(key)) throw new Error(`the local host does not know ${key} of ${what}`);
  };
  for (const declaration of all) {
    check(declaration.name, declaration, known.declaration);
    check(`${declaration.name}'s grants`, declaration.grants, known.grants);
  }
  for (const schedule of timed) check('a schedule', schedule, known.schedule);
}

const environmentOf = ({ grants }: FunctionDeclaration, { table, secrets }: Provisions): Environment =>
  Object.assign({}, grants.table ? table : {}, ...(grants.secrets ?? []).map((name) => secrets[name]));

/** On AWS an event and its answer travel as JSON. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const later = () => new Promise(setImmediate);

const fromBundle = async (name: string): Promise<Create> =>
  ((await import(pathToFileURL(bundlePath(name as FunctionName)).href)) as { create: Create }).create;

/** Loads every function, or some alone. A test may give functions of its own in place of the bundles. */
export async function openRooms(provisions: Provisions, only?: readonly FunctionName[], load = fromBundle): Promise<Rooms> {
  checkManifest(functions, schedules);
  const declarations = only ? only.map((name) => manifest[name] as FunctionDeclaration) : functions;
  const rooms = new Map<string, Room>();
  const background = new Set<Promise<void>>();
  const timers: NodeJS.Timeout[] = [];
  let stopping = false;

  async function handle(name: string, event: unknown): Promise<unknown> {
    const room = rooms.get(name);
    if (!room) throw new Error(`the function ${name} is not loaded`);
    return asJson(await room.handle(asJson(event)));
  }

  /** Runs without anybody waiting; what fails is told, as it would be in a log. */
  function aside(name: string, event: TaskEvent): Promise<void> {
    const run = later().then(async () => {
      try {
        if (!stopping) await handle(name, event);
      } catch (error) {
        console.error(`${name} ${event.task} for ${event.council}:`, error);
      }
      background.delete(run);
    });
    background.add(run);
    return run;
  }

  const bell = bellOf((council) =>
    rooms.has(lostBell.function) ? aside(lostBell.function, { council, task: lostBell.task }) : Promise.resolve(),
  );

  await Promise.all(
    declarations.map(async (declaration) => {
      const create = await load(declaration.name);
      rooms.set(
        declaration.name,
        create(environmentOf(declaration, provisions), hostFor(declaration, provisions, { handle, aside, bell })),
      );
    }),
  );

  /** One schedule, once for each council. */
  const runOne = ({ function: name, task }: (typeof schedules)[number], councils: readonly string[]): Promise<unknown> =>
    Promise.all(councils.map((council) => aside(name, { council, task })));
  const loaded = schedules.filter((schedule) => rooms.has(schedule.function));

  return {
    declarations,
    handle,
    startSchedules(councils) {
      for (const schedule of loaded)
        timers.push(setInterval(() => void runOne(schedule, councils), schedule.everyMinutes * 60_000).unref());
    },
    async runSchedules(councils) {
      await Promise.all(loaded.map((schedule) => runOne(schedule, councils)));
    },
    async quiet() {
      do {
        await Promise.all(background);
        await later();
      } while (background.size > 0);
    },
    async stop() {
      timers.forEach(clearInterval);
      stopping = true;
      await Promise.race([Promise.all(background), new Promise((done) => setTimeout(done, 5_000).unref())]);
    },
  };
}

type Calls = {
  handle(name: string, event: unknown): Promise<unknown>;
  aside(name: string, event: TaskEvent): Promise<void>;
  bell(council: string): void;
};

/** What a function may ask of its host: each call throws that its grants do not name. */
function hostFor({ name, grants }: FunctionDeclaration, provisions: Provisions, { handle, aside, bell }: Calls): Host {
  const { now, origin, demo, files } = provisions;
  const reading = () => {
    if (!grants.files) throw new Error(`${name} has no grant to read files`);
  };
  const writing = () => {
    if (grants.files !== 'write') throw new Error(`${name} has no grant to write files`);
  };
  const allowed = (callee: string) => {
    if (!grants.invoke?.includes(callee)) throw new Error(`${name} has no grant to invoke ${callee}`);
  };
  return {
    now,
    origin,
    demo,
    async invoke(callee, event) {
      allowed(callee);
      return handle(callee, event);
    },
    async send(callee, event) {
      allowed(callee);
      void aside(callee, asJson(event) as TaskEvent);
    },
    bell,
    openFile(key, from, mark) {
      reading();
      return files.open(key, from, mark);
    },
    async fileMark(key) {
      reading();
      return files.mark(key);
    },
    async uploadForm(key, most) {
      writing();
      return provisions.uploadForm(key, most);
    },
    async beginFile(key) {
      writing();
      return files.begin(key);
    },
    async addPart(key, begun, part, bytes) {
      writing();
      return files.add(key, begun, part, bytes);
    },
    async endFile(key, begun, receipts) {
      writing();
      return files.end(key, begun, receipts);
    },
    async fileAddress(key, as) {
      reading();
      return provisions.fileAddress(key, as);
    },
  };
}

/** On AWS the table's stream rings; here each commit does, and the function that catches lost bells is the one that hears it. */
const lostBell = schedules.find(({ name }) => name === 'lost-bell') ?? schedules[0];

/** Rings for one council are one ring while the last is still being answered, and one more after it. */
function bellOf(ring: (council: string) => Promise<void>): (council: string) => void {
  const ringing = new Map<string, { again: boolean }>();
  return function bell(council) {
    const now = ringing.get(council);
    if (now) {
      now.again = true;
      return;
    }
    const state = { again: false };
    ringing.set(council, state);
    void ring(council).then(() => {
      ringing.delete(council);
      if (state.again) bell(council);
    });
  };
}
