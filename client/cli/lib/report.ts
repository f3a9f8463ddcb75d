import type { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../model/errors/registry.ts';
import { errorView } from '../../../model/errors/view.ts';
import type { Style } from './style.ts';

/** Their details name what is wrong, one each. */
const LISTED: ReadonlySet<string> = new Set<ErrorKey>(['config.environment', 'config.settingsFile']);

/** What, cause, fix; the details in between, one line each where they name variables. */
export function errorText(error: AppError, style: Style): string {
  const view = errorView(error);
  const pairs = Object.entries(view.details);
  const listed = LISTED.has(error.key);
  const inline =
    listed || pairs.length === 0 ? '' : ` (${pairs.map(([name, value]) => `${name} ${value}`).join(', ')})`;
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return [
    `${style.bad('Error:')} ${view.message}${inline}`,
    ...(listed ? pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`) : []),
    `Cause: ${view.cause}`,
    `Fix: ${view.fix}`,
    ...(view.retryAt === null ? [] : [`Goes on: ${view.retryAt}`]),
    '',
  ].join('\n');
}

export function errorJson(error: AppError): string {
  return `${JSON.stringify({ error: errorView(error) })}\n`;
}

/** Where it was thrown, without the messages: those may hold data of people or a password. */
export function debugLine(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error && parts.length < 5; at = at.cause) {
    const frames = at.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
    parts.push(
      `${at.name} ${frames
        .slice(0, 8)
        .map((line) => line.trim())
        .join(' < ')}`,
    );
  }
  return `debug: ${parts.join(' caused by ')}\n`;
}
