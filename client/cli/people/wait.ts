import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorClass } from '../../../model/errors/entry.ts';
import { errorEntry, isErrorKey } from '../../../model/errors/registry.ts';
import type { PeopleState } from '../../../store/types.ts';
import { LiveLine } from '../dev/progress.ts';
import { count, moment } from '../lib/format.ts';
import { say } from '../lib/output.ts';
import type { Session } from '../lib/session.ts';
import { styleFor } from '../lib/style.ts';
import { stopSignal } from '../lib/until-stopped.ts';
import { readPeopleStatus } from './status.ts';
import { initialLine } from './status-screen.ts';

const LOOK_EVERY_MS = 500;
type Troubles = PeopleState['troubles'];

/** Trouble that only a person can end: waiting on makes no sense. */
export const NEEDS_A_PERSON: ReadonlySet<ErrorClass> = new Set(['auth', 'config', 'bug']);

/**
 * Stays until the initial sync is complete; Ctrl-C ends the waiting alone. `before`: trouble from earlier, not news.
 * @throws AppError the trouble that stopped it, when only a person can end it
 */
export async function waitForInitial(session: Session, before: Troubles): Promise<number | undefined> {
  const { signal } = stopSignal();
  const line = new LiveLine(process.stderr);
  const told = Object.fromEntries(Object.entries(before).map(([flow, trouble]) => [flow, trouble?.key]));
  try {
    while (!signal.aborted) {
      const status = await readPeopleStatus(session);
      const { initial, troubles } = status;
      for (const trouble of troubles) {
        if (told[trouble.flow] === trouble.key) continue;
        told[trouble.flow] = trouble.key;
        line.end();
        if (isErrorKey(trouble.key) && NEEDS_A_PERSON.has(errorEntry(trouble.key).class))
          throw new AppError(trouble.key);
        say(
          `${styleFor(process.stderr).warn(trouble.meaning)}. ${trouble.fix}${trouble.until === null ? '' : ` Goes on at ${moment(trouble.until)}.`}`,
        );
      }
      line.show(initialLine(status));
      if (initial.state === 'complete') {
        line.end();
        say(`Everyone has been read: ${count(initial.peopleRead)} people, ${count(initial.qualified)} qualified.`);
        return undefined;
      }
      if (initial.state === 'cancelled') {
        line.end();
        say('The initial sync was cancelled. Go on: actions-sync people start');
        return 1;
      }
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    line.end();
  }
  say('The sync goes on without this terminal: actions-sync people status');
  return 1;
}
