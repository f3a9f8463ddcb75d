import { LinkFailed, oneLine, stackError } from './errors.ts';
import type { Say, StackContext } from './types.ts';

/** What a link gives when it wins. */
export interface Started<T> {
  value: T;
  version?: string;
  port?: number;
  close(): Promise<void>;
}

/** One way to get a server. */
export interface Link<T> {
  /** Printed, recorded and compared with the record. */
  name: string;
  /** Asked for by the person through the environment: tried before a recorded winner. */
  explicit?(context: StackContext): boolean;
  /** Throws LinkFailed with one plain sentence when this way does not work here. */
  start(context: StackContext): Promise<Started<T>>;
  /** What to install or set so that this way works; undefined when nobody can do anything about it. */
  advice?: string;
}

export interface ChainOptions<T> {
  /** 'Temporal', 'MongoDB': begins each line. */
  part: string;
  links: readonly Link<T>[];
  context: StackContext;
  /** The link that won an earlier start. */
  recorded?: string | undefined;
  /** The data belongs to the recorded link: any other is refused. */
  bound?: boolean;
}

export interface Won<T> extends Started<T> {
  from: string;
}

/**
 * Tries the links in order; the first that starts wins. A recorded winner goes first, so that nothing that failed
 * before is tried again. Throws AppError('local.missing') when none is left, or when data is bound to another link.
 */
export async function runChain<T>(options: ChainOptions<T>): Promise<Won<T>> {
  const { context, part } = options;
  const order = inOrder(options);
  const failures: string[] = [];
  for (const [index, link] of order.entries()) {
    context.signal?.throwIfAborted();
    try {
      const started = await link.start(context);
      if (options.bound && options.recorded !== undefined && link.name !== options.recorded) {
        await started.close();
        throw otherStore(part, options.recorded, link.name, context.dir);
      }
      context.say(`${part}: ${describe(link.name, started)}`);
      return { ...started, from: link.name };
    } catch (error) {
      context.signal?.throwIfAborted();
      if (!(error instanceof LinkFailed)) throw error;
      const reason = oneLine(error);
      failures.push(`${link.name}: ${reason}`);
      sayFailure(context.say, part, link.name, reason, order[index + 1]?.name);
    }
  }
  throw nothingLeft(options, failures);
}

function inOrder<T>({ links, context, recorded, bound }: ChainOptions<T>): Link<T>[] {
  const winner = links.find((link) => link.name === recorded);
  if (winner === undefined) return [...links];
  const explicit = links.filter((link) => link !== winner && link.explicit?.(context));
  const rest = bound ? [] : links.filter((link) => link !== winner && !explicit.includes(link));
  return [...explicit, winner, ...rest];
}

function sayFailure(say: Say, part: string, name: string, reason: string, next: string | undefined): void {
  say(`${part}: ${name}: ${reason}; ${next === undefined ? 'nothing is left to try' : `next: ${next}`}`);
}

function describe<T>(name: string, started: Started<T>): string {
  const version = started.version === undefined ? '' : ` ${started.version}`;
  return `${name}${version}${started.port === undefined ? '' : `, port ${started.port}`}`;
}

function otherStore(part: string, recorded: string, now: string, dir: string) {
  return stackError(
    `the data in ${dir} was written with ${recorded}, but ${part} would now come from ${now}, whose store is another one`,
    `${goBack(recorded, now)}, use another folder, or delete ${dir} to begin anew`,
  );
}

/** How to get the recorded link back. */
function goBack(recorded: string, now: string): string {
  if (recorded === 'MONGODB_URI') return 'Set MONGODB_URI as before';
  return now === 'MONGODB_URI' ? 'Unset MONGODB_URI' : `Make ${recorded} available again`;
}

function nothingLeft<T>({ part, links, recorded, bound, context }: ChainOptions<T>, failures: string[]) {
  const tried = failures.join('; ');
  if (bound && recorded !== undefined && links.some((link) => link.name === recorded)) {
    const advice = links.find((link) => link.name === recorded)?.advice;
    return stackError(
      `the data in ${context.dir} was written with ${recorded}, which does not work now (${tried})`,
      `Make ${recorded} work again${advice === undefined ? '' : ` (${advice})`}, or delete ${context.dir} to begin anew`,
    );
  }
  const advice = links.flatMap((link) => (link.advice === undefined ? [] : [link.advice]));
  return stackError(
    `no ${part} was found or could be started (${tried})`,
    `One of these is enough: ${advice.join('; ')}`,
  );
}
