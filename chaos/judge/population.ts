import type { PersonDocument } from '../../model/person.ts';
import type { Store } from '../../store/types.ts';
import type { Simulator } from '../rig/simulator.ts';
import { type Check, Count } from './check.ts';

type Alive = { owned: boolean };
type Gone = { winner: number | null };

/** Everyone whom Marketo ever had against everyone stored, by id and state: the values are compared elsewhere. */
export async function judgePopulation(
  simulator: Pick<Simulator, 'truth' | 'gone'>,
  people: Pick<Store['people'], 'stream'>,
): Promise<Check[]> {
  const living = new Map<number, Alive>();
  for await (const { id, ownerId, sfdcIsDeleted } of simulator.truth(['sfdcIsDeleted'])) {
    living.set(id, { owned: ownerId?.startsWith('005') === true && sfdcIsDeleted !== true });
  }
  const gone = new Map((await simulator.gone()).map(({ id, winner }) => [id, { winner }]));
  const judge = new PopulationJudge(living, gone);
  for await (const person of people.stream({ all: true })) judge.see(person);
  return judge.checks();
}

class PopulationJudge {
  private readonly living: ReadonlyMap<number, Alive>;
  private readonly gone: ReadonlyMap<number, Gone>;
  private readonly seen = new Set<number>();
  private readonly doubled = new Count();
  private readonly invented = new Count();
  private readonly wrongState = new Count();
  private readonly notGone = new Count();
  private readonly wrongWinner = new Count();
  private readonly notFirstSeen = new Count();

  constructor(living: ReadonlyMap<number, Alive>, gone: ReadonlyMap<number, Gone>) {
    this.living = living;
    this.gone = gone;
  }

  see({ _id, marketo, alias, firstSeen }: PersonDocument): void {
    if (this.seen.has(_id)) this.doubled.add(_id);
    this.seen.add(_id);
    if (firstSeen === undefined || firstSeen.asOf > (marketo?.asOf ?? 0)) this.notFirstSeen.add(_id);
    const alive = this.living.get(_id);
    const left = this.gone.get(_id);
    if (alive !== undefined) {
      if (marketo?.state !== (alive.owned ? 'qualified' : 'unowned')) this.wrongState.add(_id);
    } else if (left !== undefined) {
      if (marketo?.state !== (left.winner === null ? 'deleted' : 'merged')) this.notGone.add(_id);
      if (!this.isWinnerOf(alias?.winner ?? null, left)) this.wrongWinner.add(_id);
    } else this.invented.add(_id);
  }

  /** Records of a merge move with a winner that loses in turn (`mergeMovesActivities`): they name that one's winner then. */
  private isWinnerOf(winner: number | null, { winner: first }: Gone): boolean {
    const seen = new Set<number>();
    for (let at = first; at !== null && !seen.has(at); at = this.gone.get(at)?.winner ?? null) {
      if (at === winner) return true;
      seen.add(at);
    }
    return winner === first;
  }

  checks(): Check[] {
    const lost = new Count();
    for (const id of this.living.keys()) if (!this.seen.has(id)) lost.add(id);
    // The feeds name everyone who goes, so there is a tombstone also for ids that were never read alive.
    const untold = new Count();
    for (const id of this.gone.keys()) if (!this.seen.has(id)) untold.add(id);
    return [
      lost.check('people lost'),
      this.doubled.check('people doubled'),
      this.invented.check('ids stored that Marketo never had'),
      this.wrongState.check('people in a wrong state'),
      this.notGone.check('people kept who are gone'),
      untold.check('gone people without a tombstone'),
      this.wrongWinner.check('merged people under a wrong winner'),
      this.notFirstSeen.check('people without a first sight'),
    ];
  }
}
