import type { MockActivityEnvironment } from '@temporalio/testing';
import type { PeopleDeps } from '../../activities/deps.ts';
import type { Store } from '../../store/types.ts';

/** What a process that died leaves its callers with. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface Death {
  /** The how-manieth call to store or Marketo it happens at. */
  atCall: number;
  /** `cancel`: the attempt is told to stop, as at a worker's shutdown; the others end it at once. */
  kind: 'before' | 'after' | 'cancel';
}

type Around = <T>(work: () => Promise<T>) => Promise<T>;

/** The dependencies of one attempt that dies at some call; whatever it still tries afterwards fails too. */
export function mortal(deps: PeopleDeps, { atCall, kind }: Death, env: MockActivityEnvironment): PeopleDeps {
  let calls = 0;
  let dead = false;
  const around: Around = async (work) => {
    if (dead) throw new Killed();
    calls += 1;
    const now = calls === atCall;
    if (now && kind === 'cancel') env.cancel('WORKER_SHUTDOWN');
    dead ||= now && kind === 'before';
    if (dead) throw new Killed();
    const answer = await work();
    dead ||= now && kind === 'after';
    if (now && kind === 'after') throw new Killed();
    return answer;
  };
  const { bulkLeads: jobs } = deps.marketo;
  // Rows come one batch after the other, from a call that isn't a promise.
  const bulkLeads = { ...aroundMethods(jobs, around), rows: jobs.rows.bind(jobs) };
  const marketo = aroundMethods({ ...deps.marketo, bulkLeads }, around);
  return { ...deps, store: aroundStore(deps.store, around), marketo };
}

/** A writer that read long ago: when the gate opens it gets its answers, or writes what it has made of them. */
export function belated(deps: PeopleDeps, held: 'answers' | 'writes', gate: Promise<void>): PeopleDeps {
  const { people } = deps.store;
  if (held === 'writes') {
    const apply: typeof people.apply = async (...args) => {
      await gate;
      return people.apply(...args);
    };
    return { ...deps, store: { ...deps.store, people: { ...people, apply } } };
  }
  const leadsByIds: typeof deps.marketo.leadsByIds = async (...args) => {
    const answer = await deps.marketo.leadsByIds(...args);
    await gate;
    return answer;
  };
  return { ...deps, marketo: { ...deps.marketo, leadsByIds } };
}

function aroundStore(store: Store, around: Around): Store {
  const parts = Object.entries(store).map(([name, part]) => [
    name,
    typeof part === 'object' && part !== null ? aroundMethods(part as object, around) : part,
  ]);
  return Object.fromEntries(parts) as Store;
}

/** Every method that activity functions call answers with a promise. */
function aroundMethods<T extends object>(target: T, around: Around): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => around(async () => Reflect.apply(member, object, args) as unknown);
    },
  });
}
