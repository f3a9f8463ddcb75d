import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { type PeopleStatus, readPeopleStatus as readStatus } from '../../people/status.ts';
import { action, examples } from '../lib/action.ts';
import { print, printJson, say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';
import { styleFor } from '../lib/style.ts';
import { stopSignal } from '../lib/until-stopped.ts';
import { peopleHints, peopleScreen } from './status-screen.ts';

const WATCH_EVERY_MS = 2_000;
const options = z.object({ json: z.boolean().default(false), watch: z.boolean().default(false) });

export function addPeopleStatus(group: Command): void {
  group
    .command('status')
    .summary('how far the sync is and what it waits for')
    .description('Shows both parts of the people sync: the initial read of everyone, and the changes since.')
    .option('--watch', 'show it again every 2 s until Ctrl-C')
    .option('--json', 'one JSON document (with --watch one per line)')
    .addHelpText(
      'after',
      examples([
        ['people status', 'once'],
        ['people status --watch', 'live'],
        ['people status --json | jq .initial.share', 'for scripts'],
      ]),
    )
    .action(
      action(options, ({ json, watch }) =>
        withSession(async (session) => {
          if (watch) await watchStatus(session, json);
          else show(await readPeopleStatus(session), json);
          return undefined;
        }),
      ),
    );
}

export async function readPeopleStatus({ store, limits }: Pick<Session, 'store' | 'limits'>): Promise<PeopleStatus> {
  return readStatus(await store(), limits);
}

function show(status: PeopleStatus, json: boolean): void {
  if (json) {
    printJson(status);
    return;
  }
  for (const line of peopleScreen(status, styleFor(process.stdout))) print(line);
  for (const hint of peopleHints(status)) say(hint);
}

async function watchStatus(session: Session, json: boolean): Promise<void> {
  const { signal } = stopSignal();
  while (!signal.aborted) {
    const status = await readPeopleStatus(session);
    if (json) print(JSON.stringify(status));
    else {
      // On a terminal each picture replaces the one before.
      if (process.stdout.isTTY) process.stdout.write('\u001b[H\u001b[2J');
      show(status, false);
      print();
    }
    await delay(WATCH_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
