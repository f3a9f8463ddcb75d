import type { Command } from 'commander';
import { z } from 'zod';
import type { PeopleFlow } from '../../../store/types.ts';
import type { RereadSummary } from '../../../workflows/messages.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { count, people } from '../lib/format.ts';
import { usage } from '../lib/normalize.ts';
import { say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';

const flag = z.boolean().default(false);
const parts = z.object({ initial: flag, changes: flag, reconcile: flag });
const yes = z.object({ yes: z.boolean().default(false) });

const FLOWS = ['initial', 'changes', 'reconcile'] as const satisfies PeopleFlow[];

export function addSteering(group: Command): void {
  addPauseAndResume(group);
  group
    .command('cancel')
    .summary('end the initial sync where it is')
    .description(
      'Ends the initial sync. People read so far stay, changes go on being followed, `people start` goes on.',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', examples([['people cancel', 'asks first']]))
    .action(action(yes, (given) => cancel(given.yes)));
  group
    .command('approve')
    .summary('let the people leave whom the brake holds')
    .description(
      'When unusually many people would leave within 24 h, the brake holds those beyond. `approve` reads them again and ' +
        'lets those leave of whom Marketo still says so.',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', examples([['people approve', 'says how many, then asks']]))
    .action(action(yes, (given) => approve(given.yes)));
}

function addPauseAndResume(group: Command): void {
  for (const name of ['pause', 'resume'] as const) {
    group
      .command(name)
      .summary(name === 'pause' ? 'stop for a while' : 'go on after a pause or trouble')
      .description(
        name === 'pause'
          ? 'Stops the people sync after the page at hand, a comparison too; its place is kept.'
          : 'Goes on after a pause; wakes a flow at once that trouble has stopped.',
      )
      .option('--initial', 'the initial sync alone')
      .option('--changes', 'the changes alone')
      .option('--reconcile', 'the comparison alone')
      .addHelpText(
        'after',
        examples([
          [`people ${name}`, 'everything'],
          [`people ${name} --initial`, 'one part'],
        ]),
      )
      .action(action(parts, (given) => steer(name, given)));
  }
}

function steer(name: 'pause' | 'resume', given: z.output<typeof parts>): Promise<undefined> {
  const flows = FLOWS.filter((one) => given[one]);
  if (flows.length > 1) throw usage(`--${flows.join(' and --')} together`, 'Give none for all parts.');
  const [flow] = flows;
  return withSession(async (session) => {
    const client = await session.client();
    await client.people[name](flow);
    const store = await session.store();
    const [{ initial, changes }, run] = await Promise.all([store.peopleState.get(), store.reconcile.get()]);
    say(`Initial sync: ${initial}. Changes: ${changes}. Comparison: ${run?.state ?? 'none'}.`);
    if (name === 'pause') say('Go on: actions-sync people resume');
    return undefined;
  });
}

function cancel(given: boolean): Promise<number | undefined> {
  return withSession(async (session) => {
    const { initial } = await (await session.store()).peopleState.get();
    if (initial !== 'running' && initial !== 'paused') {
      say('No initial sync is running.');
      return undefined;
    }
    if (!(await confirmed('End the initial sync here? People read so far stay.', given))) {
      say('Nothing was cancelled.');
      return 1;
    }
    const client = await session.client();
    await client.people.cancel();
    say('Cancelled. Go on where it was: actions-sync people start');
    return undefined;
  });
}

function approve(given: boolean): Promise<number | undefined> {
  return withSession(async (session) => {
    const { held } = await (await session.store()).suspects.counts();
    if (held === 0) {
      say('Nobody is held.');
      return undefined;
    }
    if (!(await confirmed(`Read ${people(held)} again and let those leave of whom Marketo still says so?`, given))) {
      say('Nothing was approved.');
      return 1;
    }
    const client = await session.client();
    sayReread(await client.people.approve());
    return undefined;
  });
}

export function sayReread({ asked, read, written, joined, left, held, suspects }: RereadSummary): void {
  const parts = [`${count(asked)} asked for`, `${count(read)} returned`, `${count(written)} written`];
  for (const [value, what] of [
    [joined, 'joined'],
    [left, 'left'],
    [held, 'held'],
    [suspects, 'asked for again later'],
  ] as const) {
    if (value > 0) parts.push(`${count(value)} ${what}`);
  }
  say(`${parts.join(', ')}.`);
}
