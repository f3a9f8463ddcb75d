import { AppError } from '../../../model/errors/app-error.ts';

/** @throws AppError `usage.needsYes` where nobody can be asked: before anything costly is done for the question */
export function mustBeAskable(yes: boolean): void {
  if (!yes && !(process.stdin.isTTY && process.stderr.isTTY)) throw new AppError('usage.needsYes');
}

/**
 * Asks before a change at scale; `yes` answers beforehand. The question goes to stderr.
 * @throws AppError `usage.needsYes` where nobody can be asked
 */
export async function confirmed(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  mustBeAskable(yes);
  const { confirm } = await import('@clack/prompts');
  // A cancelled prompt answers with a symbol.
  return (await confirm({ message: question, initialValue: false, output: process.stderr })) === true;
}
