import { type Command, InvalidArgumentError } from 'commander';
import type { z } from 'zod';

/** What a command does: its options, checked, and its arguments. Answers with an exit code other than 0 if need be. */
type Body<Options> = (options: Options, args: readonly string[]) => Promise<number | undefined>;

/** The border between commander, whose options are untyped, and a command. */
export function action<Schema extends z.ZodType>(schema: Schema, body: Body<z.output<Schema>>) {
  return async function run(this: Command): Promise<void> {
    const code = await body(schema.parse(this.opts()), this.args);
    if (code !== undefined) process.exitCode = code;
  };
}

/** A whole number between two bounds, for `option` and `argument`. */
export function whole(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

export function examples(lines: readonly (readonly [command: string, what: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, what]) => `  $ actions-sync ${command.padEnd(width)}  # ${what}`).join('\n')}`;
}
