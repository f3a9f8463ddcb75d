import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples, whole } from '../lib/action.ts';
import { noArguments } from '../lib/addresses.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { inputLines } from '../lib/input-lines.ts';
import { usage } from '../lib/normalize.ts';
import { print, say } from '../lib/output.ts';
import { userName } from '../lib/session.ts';
import { untilStopped } from '../lib/until-stopped.ts';
import { codeOf, redirectUri, waitForCode } from './callback.ts';
import { oneAddress, withConnections } from './with-connections.ts';

const COMMAND = 'connections connect';
const PORT = 8917;
const options = z.object({ port: z.number(), code: z.boolean().default(false) });

export function addConnect(group: Command): void {
  group
    .command('connect')
    .summary('connect a seller to Salesforce (address from standard input)')
    .description(
      'Prints an address of Salesforce that the seller opens in a browser and agrees to, and stores the connection. The ' +
        'browser comes back to this machine; where it can’t, --code takes the address that it ended at. The seller’s ' +
        'e-mail address comes from standard input. Once per seller, and again when `failures` says that it has ended.',
    )
    .option('--port <n>', 'port of the callback address http://localhost:PORT/callback', whole(1, 65_535), PORT)
    .option('--code', 'read the address that the browser ended at from standard input, in the line after the seller’s')
    .allowExcessArguments()
    .addHelpText(
      'after',
      examples([
        ['connections connect', 'asks for the seller’s address'],
        ['connections connect --code', 'the browser runs on another machine'],
      ]),
    )
    .action(
      action(options, async ({ port, code: isPasted }, args) => {
        noArguments(args, COMMAND);
        const lines = inputLines();
        const email = oneAddress([await lines.next('The seller’s e-mail address:')]);
        return untilStopped((signal) =>
          withConnections(async (connections) => {
            const started = connections.authorize(redirectUri(port));
            say('Open this in the seller’s browser, and sign in to Salesforce as the seller:');
            print(started.url);
            const code = isPasted
              ? codeOf(pastedUrl(await lines.next('The address that the browser ended at:')), started.state)
              : await waitForCode(port, started.state, signal);
            if (code === null) return EXIT.failed;
            const { salesforceUserId } = await connections.connect(email, code, started, userName());
            say(`Connected as Salesforce user ${salesforceUserId}.`);
            return undefined;
          }),
        );
      }),
    );
}

function pastedUrl(text: string): URL {
  if (!URL.canParse(text)) throw usage('the second line is no address', 'Paste the whole address of the browser.');
  return new URL(text);
}
