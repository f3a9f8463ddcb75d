import type { Command } from 'commander';
import { z } from 'zod';
import type { PlanOptions } from '../../../activities/people-plan.ts';
import { type Environment, readEnvironment } from '../../../model/env.ts';
import type { PeopleState } from '../../../store/types.ts';
import type { StartOptions } from '../../people/index.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed, mustBeAskable } from '../lib/ask.ts';
import { say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';
import { nameOf, shortPlan } from './plan-screen.ts';
import { planView } from './plan-view.ts';
import { addStrategyOptions, MARKETO_VARIABLES, makePlan, planOptions, strategyOptions } from './planning.ts';
import { waitForInitial } from './wait.ts';

const options = strategyOptions.extend({
  again: z.boolean().default(false),
  wait: z.boolean().default(false),
  yes: z.boolean().default(false),
});
type Given = z.output<typeof options>;

const SAID = {
  started: 'Started: everyone is read once, changes are followed from now on.',
  alreadyRunning: 'It runs already; nothing changed.',
  alreadyComplete: 'Everyone was read already; changes are followed. `--again` reads everyone once more.',
};

export function addStart(group: Command): void {
  addStrategyOptions(
    group
      .command('start')
      .summary('read everyone once, then follow changes')
      .description(
        'Starts the people sync: everyone in Marketo is read once, and every change from now on. It says what that ' +
          'costs, picks the strategy (`people plan` shows all) and asks; then it goes on by itself in the worker and ' +
          'survives restarts. What runs already is left alone; a cancelled start goes on.',
      ),
  )
    .option('--again', 'read everyone once more although that was done; begin anew where it was cancelled')
    .option('--wait', 'stay until everyone has been read, with progress on stderr')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      examples([
        ['people start', 'say what it costs, ask, start and return'],
        ['people start --wait --yes', 'for scripts: exit 0 when everyone has been read'],
        ['people start --strategy bulk', 'by exports, whatever is faster'],
        ['people start --again', 'read everyone once more'],
      ]),
    )
    .action(
      action(options, (given) => {
        const wanted = planOptions(given);
        return withSession((session) => start(session, given, wanted));
      }),
    );
}

async function start(session: Session, { again, wait, yes }: Given, wanted: PlanOptions): Promise<number | undefined> {
  const store = await session.store();
  const state = await store.peopleState.get();
  let choice: StartOptions = {};
  if (willRead(state, again)) {
    // Whatever stands in the way of a start is found before Marketo is asked for anything.
    mustBeAskable(yes);
    await session.client();
    const decided = await decide(session, { state, again, wanted });
    if (!(await confirmed(decided.question, yes))) {
      say('Nothing was started.');
      return 1;
    }
    choice = decided.choice;
  }
  const client = await session.client();
  const did = await client.people.start({ again, ...choice });
  say(SAID[did]);
  if (did === 'alreadyRunning' && wanted.strategy !== undefined && wanted.strategy !== state.strategy) {
    say(
      `It keeps its strategy (${state.strategy ?? 'not picked yet'}); \`people cancel\` first, then start with another one.`,
    );
  }
  const { countWorkers } = await import('../../workers.ts');
  const { workers } = await countWorkers((await session.temporal()).client, session.env.ACTIONS_SYNC_INSTANCE);
  if (workers === 0) say('No worker is running, so nothing happens yet: actions-sync worker');
  if (!wait) {
    say('Follow it: actions-sync people status --watch');
    return undefined;
  }
  return waitForInitial(session, state.troubles);
}

interface Decided {
  choice: StartOptions;
  question: string;
}

/** How everyone is to be read, said on the way, and what to ask. */
async function decide(
  session: Session,
  { state, again, wanted }: { state: PeopleState; again: boolean; wanted: PlanOptions },
): Promise<Decided> {
  const { MONGODB_DB: database } = session.env;
  const isForced = wanted.strategy !== undefined || wanted.smartList !== undefined;
  if (state.initial === 'cancelled' && !again && !isForced) {
    const how = state.strategy === null ? '' : ` (strategy ${state.strategy})`;
    return { choice: {}, question: `Go on reading everyone into ${database} where it was cancelled${how}?` };
  }
  if (!isForced && isWithoutMarketo(session.env)) {
    say('MARKETO_* is not set here, so what it costs can’t be said: the worker picks the strategy when it begins.');
    return { choice: {}, question: `Read everyone in Marketo into ${database}?` };
  }
  readEnvironment(process.env, MARKETO_VARIABLES);
  const { plan, calls } = await makePlan(session, wanted);
  const view = planView({ plan, calls, options: wanted, initial: state.initial });
  for (const line of shortPlan(view)) say(line);
  say(`Planning took ${calls} calls to Marketo.`);
  const { strategy, smartList } = view.pick;
  return {
    choice: { strategy, smartList },
    question: `Read everyone in Marketo into ${database}, ${nameOf(view.pick)}${view.pick.fitsToday ? '' : ', though today’s quota is not enough'}?`,
  };
}

function isWithoutMarketo(env: Environment): boolean {
  return MARKETO_VARIABLES.every((name) => env[name] === undefined);
}

function willRead({ initial }: PeopleState, again: boolean): boolean {
  return initial === 'none' || initial === 'cancelled' || (initial === 'complete' && again);
}
