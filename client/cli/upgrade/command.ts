import type { Command } from 'commander';
import { z } from 'zod';
import type { SchemaState } from '../../../store/migrate.ts';
import type { Replayed } from '../../../worker/replay.ts';
import { temporalErrors } from '../../temporal-errors.ts';
import { action, examples, whole } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { count, table } from '../lib/format.ts';
import { print, printJson, say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';

const options = z.object({ json: z.boolean().default(false), limit: z.number() });
const PER_TYPE = 20;

export function addUpgrade(program: Command): void {
  const group = program
    .command('upgrade')
    .summary('may this version take over')
    .helpCommand(false)
    .description('Run it with the new version, before its workers start (docs/upgrade.md).');
  group
    .command('check')
    .summary('replay what the running workflows have done, and compare the database')
    .description(
      'Replays the histories of this instance’s workflows with this version’s code, and says what this version would make ' +
        'of the database and whether the one before could use it again. Changes nothing. Exit 1 when a workflow would stand still.',
    )
    .option('--limit <n>', 'histories of each type of workflow, running ones first', whole(1, 1_000), PER_TYPE)
    .option('--json', 'one JSON document')
    .addHelpText('after', examples([['upgrade check', 'before a rollout']]))
    .action(action(options, ({ json, limit }) => withSession((session) => check(session, json, limit))));
}

async function check(session: Session, json: boolean, perType: number): Promise<number | undefined> {
  const { env, temporal, store } = session;
  const [{ replayInstance }, { temporalConfig }] = await Promise.all([
    import('../../../worker/replay.ts'),
    import('../../temporal-config.ts'),
  ]);
  const schema = await (await store()).schema();
  const { client } = await temporal();
  const instance = env.ACTIONS_SYNC_INSTANCE;
  const replayed: Replayed[] = [];
  await temporalErrors(async () => {
    const all = replayInstance({ temporal: client, config: temporalConfig(), instance, perType });
    for await (const one of all) replayed.push(one);
  });
  const failed = replayed.filter(({ outcome }) => outcome !== 'ok');
  const isRefused = schema.stored > schema.known && schema.oldest > schema.known;
  // Nothing seen proves nothing: another namespace or instance looks just so.
  const ok = replayed.length > 0 && failed.length === 0 && !isRefused;
  if (json) printJson({ ok, schema, replayed });
  else tell(replayed, failed, schema, isRefused);
  return ok ? undefined : EXIT.failed;
}

function tell(
  replayed: readonly Replayed[],
  failed: readonly Replayed[],
  schema: SchemaState,
  isRefused: boolean,
): void {
  const types = [...new Set(replayed.map(({ workflowType }) => workflowType))].sort();
  const of = (type: string) => replayed.filter(({ workflowType }) => workflowType === type);
  const bad = (type: string) => of(type).filter(({ outcome }) => outcome !== 'ok').length;
  const rows = types.map((type) => [type, count(of(type).length), bad(type) === 0 ? 'ok' : `${count(bad(type))} fail`]);
  for (const line of table([['WORKFLOW', 'HISTORIES', ''], ...rows])) print(line);
  for (const { workflowId, outcome } of failed) print(`${workflowId}: ${WORDS[outcome]}`);
  print(schemaLine(schema, isRefused));
  if (replayed.length === 0)
    say(
      'Temporal holds no workflow of this instance, so nothing is proved. Are namespace and instance the right ones?',
    );
  else if (failed.length === 0) say('Every history is replayed by this version.');
  else say('Don’t start workers of this version: these workflows would stand still until the version before is back.');
}

const WORDS: Record<Replayed['outcome'], string> = {
  ok: 'ok',
  nonDeterminism: 'this version does something else than its history says',
  broken: 'this version can’t run it',
};

function schemaLine({ stored, known, oldest }: SchemaState, isRefused: boolean): string {
  if (isRefused)
    return `MongoDB: schema ${stored}, which this version (${known}) would store wrongly: it refuses to start.`;
  if (stored > known) return `MongoDB: schema ${stored}, of a newer version; this one (${known}) may use it.`;
  if (stored === known) return `MongoDB: schema ${stored}, as this version has it. Going back needs nothing.`;
  const back = oldest <= stored ? 'the version before may use it afterwards, too' : 'going back then needs a backup';
  return `MongoDB: schema ${stored}; the first worker of this version brings it to ${known}; ${back}.`;
}
