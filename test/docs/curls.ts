import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** One call of a page, and what the page says that it answers. */
export interface Call {
  /** Heading that it stands under. */
  title: string;
  command: string;
  answer: { kind: 'json' | 'text'; text: string } | null;
}

const CALL = /^```sh\n((?:(?!```)[\s\S])*?curl(?:(?!```)[\s\S])*?)```\n(?:\n```(json|text)\n([\s\S]*?)```\n)?/gm;
/** An event stream that was left: curl's exit code where its time is over. */
const TIME_IS_OVER = 28;
/** Stands for whatever there is. */
const ANY = '…';

/** Every curl of a Markdown page, in order. */
export function callsOf(page: string): Call[] {
  return [...page.matchAll(CALL)].map(({ 1: command = '', 2: kind, 3: text = '', index }) => ({
    title: [...page.slice(0, index).matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? '',
    command,
    answer: kind === 'json' || kind === 'text' ? { kind, text: text.trim() } : null,
  }));
}

/** What a call printed. @throws where the shell or curl fails */
export async function run(command: string, env: Record<string, string>): Promise<string> {
  const script = `set -eu\n${command}`;
  try {
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { env: { ...process.env, ...env } });
    return stdout;
  } catch (error) {
    if (isTimeOver(error)) return error.stdout;
    throw error;
  }
}

function isTimeOver(error: unknown): error is { stdout: string } {
  return error instanceof Error && 'code' in error && error.code === TIME_IS_OVER && 'stdout' in error;
}

/** Where an answer is not as the page shows it, which may leave members out; empty: it is. */
export function differences(shown: unknown, real: unknown, at = ''): string[] {
  if (shown === ANY && real !== undefined && real !== null) return [];
  if (Array.isArray(shown)) {
    if (!Array.isArray(real) || real.length !== shown.length) return [`${at}: ${shown.length} are shown`];
    return shown.flatMap((item, index) => differences(item, real[index], `${at}[${index}]`));
  }
  if (isObject(shown)) {
    if (!isObject(real)) return [`${at}: ${JSON.stringify(real)} is no object`];
    return Object.entries(shown).flatMap(([name, value]) => differences(value, real[name], `${at}.${name}`));
  }
  return shown === real ? [] : [`${at}: ${JSON.stringify(shown)} is shown, ${JSON.stringify(real)} came`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
