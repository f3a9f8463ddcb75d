import type { FailureRow, PeopleFlow, PeopleState, Store } from '../../store/types.ts';
import type { FailureFound, FailureSelection } from './types.ts';

/** The store keeps no more. */
const ALL = 1_000;

/** The flows that fail as a whole; those that work again are gone from here by themselves. */
export function createFlowFailures({ failures, peopleState }: Pick<Store, 'failures' | 'peopleState'>) {
  /** No flow is of one vendor, and none has an id that people know. */
  async function rows({ key, vendor, ids }: FailureSelection): Promise<FailureRow[]> {
    if (vendor !== undefined || ids !== undefined) return [];
    return (await failures.list(ALL)).filter((row) => (key ?? row.key) === row.key);
  }

  return {
    rows,

    async list(): Promise<({ key: string } & FailureFound)[]> {
      const [found, { troubles }] = await Promise.all([rows({}), peopleState.get()]);
      return found.map((row) => ({ of: 'flow', vendor: null, ...row, nextAt: nextAt(row, troubles) }));
    },

    /** They are told again when they happen again. @returns how many */
    async dismiss(selection: FailureSelection): Promise<number> {
      return failures.drop(await rows(selection));
    },
  };
}

function nextAt({ flow, key }: FailureRow, troubles: PeopleState['troubles']): Date | null {
  const trouble = isPeople(flow) ? troubles[flow.slice(PEOPLE.length) as PeopleFlow] : null;
  return trouble?.key === key ? trouble.until : null;
}

const PEOPLE = 'people-';

function isPeople(flow: string): boolean {
  return flow.startsWith(PEOPLE);
}
