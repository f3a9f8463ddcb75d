import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { PeoplePlan, PlanOptions } from '../../../activities/people-plan.ts';
import type { Environment } from '../../../model/env.ts';
import type { QuotaLimits } from '../../../model/quota.ts';
import { STRATEGIES } from '../../../model/strategy.ts';
import type { Store } from '../../../store/types.ts';
import { counting } from '../lib/counting.ts';
import { usage } from '../lib/normalize.ts';
import { say } from '../lib/output.ts';
import type { Session } from '../lib/session.ts';

/** What asking Marketo needs. */
export const MARKETO_VARIABLES = [
  'MARKETO_BASE_URL',
  'MARKETO_CLIENT_ID',
  'MARKETO_CLIENT_SECRET',
] as const satisfies readonly (keyof Environment)[];

const LONGEST_NAME = 255;

export const strategyOptions = z.object({
  strategy: z.enum(STRATEGIES).optional(),
  smartList: z.union([z.string(), z.literal(false)]).optional(),
});
type StrategyOptions = z.output<typeof strategyOptions>;

export function addStrategyOptions(command: Command): Command {
  return command
    .addOption(new Option('--strategy <strategy>', 'only this one').choices(STRATEGIES))
    .option('--smart-list <name>', 'the smart list that holds everybody, for an export in one file', listName)
    .option('--no-smart-list', 'exports by time alone');
}

function listName(text: string): string {
  if (text.trim() !== '' && text.length <= LONGEST_NAME) return text;
  throw new InvalidArgumentError(`It must be the name of a smart list, at most ${LONGEST_NAME} characters.`);
}

/** @throws AppError `usage.wrong` for a list beside a strategy that uses none */
export function planOptions({ strategy, smartList }: StrategyOptions): PlanOptions {
  if (typeof smartList === 'string' && (strategy ?? 'bulk') !== 'bulk') {
    throw usage(`--smart-list with --strategy ${strategy}`, 'A smart list is for --strategy bulk.');
  }
  return { strategy, smartList: smartList === false ? null : smartList };
}

/** Asks Marketo what everyone would cost. `calls`: made for that. */
export async function makePlan(session: Session, options: PlanOptions): Promise<{ plan: PeoplePlan; calls: number }> {
  const store = await session.store();
  say('Asking Marketo what it would cost to read everyone …');
  return planWith({ env: session.env, limits: session.limits, store }, options);
}

interface Means {
  env: Environment;
  limits: QuotaLimits;
  store: Store;
}

/** As `makePlan`, saying nothing. */
export async function planWith(
  { env, limits, store }: Means,
  options: PlanOptions,
): Promise<{ plan: PeoplePlan; calls: number }> {
  // Loaded late: Marketo's client is needed by few commands.
  const [{ planPeople }, { peopleDeps }] = await Promise.all([
    import('../../../activities/people-plan.ts'),
    import('../../../worker/deps.ts'),
  ]);
  const { ledger, calls } = counting(store.quota.ledger(limits));
  const deps = peopleDeps(env, store, ledger);
  try {
    // A person waits for it.
    const plan = await planPeople(deps, options, { priority: 'check' });
    return { plan, calls: calls() };
  } finally {
    await deps.close();
  }
}
