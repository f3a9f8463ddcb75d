import { compareWithTruth } from '../../../client/cli/dev/compare.ts';
import { type Check, Count } from '../../judge/check.ts';
import { judgePopulation } from '../../judge/population.ts';
import type { Act, Round } from '../../plan/actions.ts';
import type { Rig } from '../../rig/rig.ts';
import type { Scenario } from '../scenario.ts';
import { Changes } from './changes.ts';
import { Product } from './product.ts';
import { Settling } from './settle.ts';
import { startReading, strategiesOf } from './strategy.ts';

/** Deletions too are polled at this pace, so that a turn always reads all three feeds. */
const INTERVAL_MS = 1_500;
/** While pushes tell everything polling is slower, but not so slow that a run waits for it. */
const PUSH_INTERVAL_MS = 2_500;
/** The simulator's exports run a hundred times faster: their status ticks every 0.6 s. */
const EXPORT_POLL_MS = 600;

/** The people sync: everyone read, all changes followed, nobody lost. */
export class PeopleScenario implements Scenario {
  readonly name = 'people';
  private readonly rig: Rig;
  private readonly product: Product;
  private readonly changes: Changes;
  private readonly settling: Settling;
  private readings = 0;
  private mendedByOverlap = 0;
  private lastCompared = 0;
  private stoodStill = 0;

  constructor(rig: Rig) {
    this.rig = rig;
    this.product = new Product(rig);
    this.changes = new Changes(rig.simulator);
    this.settling = new Settling(rig, this.product);
  }

  get performers() {
    return this.changes.performers;
  }

  async start(): Promise<void> {
    const settings = {
      sync: true,
      intervalMs: INTERVAL_MS,
      pushIntervalMs: PUSH_INTERVAL_MS,
      deletionsIntervalMs: INTERVAL_MS,
      exportPollMs: EXPORT_POLL_MS,
    };
    await this.product.store(async (store) => {
      await store.migrate();
      await store.settings.setPeople(settings, 'chaos');
    });
    await this.rig.pushes?.start(this.rig.simulator);
    await this.read({ again: false });
  }

  async before({ during }: Round): Promise<void> {
    await this.settling.operate();
    const state = await this.product.state();
    if (during === 'initial' && state.initial === 'complete') await this.read({ again: true });
    if (during === 'changes' && state.initial !== 'complete') await this.settling.initialComplete();
    // Where people stay as they are, nothing of theirs is to be hit.
    if (this.rig.options.flow === 'activities') return;
    if (!(await this.settling.moves(during))) this.stoodStill += 1;
  }

  async underWay(): Promise<Round['during']> {
    return (await this.product.state()).initial === 'running' ? 'initial' : 'changes';
  }

  async state(): Promise<string> {
    const { progress, caughtUpAt, initial } = await this.product.state();
    const read = `${(progress?.read ?? 0).toLocaleString('en')} read${initial === 'complete' ? ' (all)' : ''}`;
    return `${read}, ${this.changes.openSince(caughtUpAt)} changes open`;
  }

  async settle({ lossy }: Act): Promise<void> {
    const { settling } = this;
    await settling.initialComplete();
    await settling.caughtUp();
    if (this.rig.pushes !== null) await settling.pushesRead();
    if (lossy) {
      const before = await this.compare();
      this.mendedByOverlap += before.reduce((sum, { found }) => sum + found, 0);
      await settling.overlap();
    }
    await settling.approve();
    await settling.recounted();
  }

  async judge(): Promise<Check[]> {
    const population = await this.product.store((store) => judgePopulation(this.rig.simulator, store.people));
    return [...population, ...(await this.compare())];
  }

  facts() {
    return {
      'people compared': this.lastCompared,
      'pushes received': this.settling.pushes.received,
      'pushed people read': this.settling.pushes.read,
      'pushes left to polling': this.settling.pushes.folded,
      'initial syncs': this.readings,
      'rounds that met a sync at rest': this.stoodStill,
      'changes made': this.changes.made,
      'held by the brake, approved': this.settling.approved,
      'resumed by an operator after': this.settling.resumed.join(' ') || 'nothing',
      'mended by the daily overlap or the approval': this.mendedByOverlap,
    };
  }

  /** Another initial sync takes the next strategy. */
  private async read(options: { again: boolean }): Promise<void> {
    const strategies = strategiesOf(this.rig.options);
    const strategy = strategies[this.readings % strategies.length] ?? 'ids';
    this.readings += 1;
    await this.product.client((client) => startReading(client, strategy, options));
  }

  /** Field by field, both ways. */
  private async compare(): Promise<Check[]> {
    const counts = { missing: new Count(), extra: new Count(), different: new Count() };
    const { controlUrl } = this.rig.simulator.access;
    const { inMarketo } = await this.product.store((store) =>
      compareWithTruth({
        store,
        controlUrl,
        tell: (kind, id, fields) => counts[kind].add(fields.length > 0 ? `${id}: ${fields.join(', ')}` : id),
      }),
    );
    this.lastCompared = inMarketo;
    return [
      counts.missing.check('visible people missing'),
      counts.extra.check('visible people too many'),
      counts.different.check('people with other values'),
    ];
  }
}
