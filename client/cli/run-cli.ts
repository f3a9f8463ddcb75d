import { CommanderError } from 'commander';
import { loadEnvFile } from './lib/env-file.ts';
import { exitCodeOf } from './lib/exit-codes.ts';
import { normalize } from './lib/normalize.ts';
import { debugLine, errorJson, errorText } from './lib/report.ts';
import { styleFor } from './lib/style.ts';
import { createProgram } from './program.ts';

/** A server that does not close its side must not keep a finished command alive. */
const LINGER_MS = 2_000;

/** Runs one command line; sets the exit code. Never throws, never shows a stack trace. */
export async function runCli(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  // What escapes every await would otherwise end in a stack trace.
  process.on('uncaughtException', (error) => process.exit(fail(error, json)));
  try {
    loadEnvFile();
    await createProgram().parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = fail(error, json);
  }
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

function fail(error: unknown, json: boolean): number {
  // Asked-for help and version are no errors; a command group alone shows its help and counts as wrong usage.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof CommanderError && error.code === 'commander.help') return 2;
  const known = normalize(error);
  if (process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace') process.stderr.write(debugLine(error));
  process.stderr.write(json ? errorJson(known) : errorText(known, styleFor(process.stderr)));
  return exitCodeOf(known);
}
