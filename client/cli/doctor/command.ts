import type { Command } from 'commander';
import { z } from 'zod';
import type { Environment } from '../../../model/env.ts';
import type { Store } from '../../../store/types.ts';
import { action, examples } from '../lib/action.ts';
import { print, printJson, say } from '../lib/output.ts';
import { limitsOf, openStoreOf } from '../lib/session.ts';
import { type Style, styleFor } from '../lib/style.ts';
import { checkEnvironment } from './environment.ts';
import { doctorExitCode, type Finding, failed } from './finding.ts';
import { checkMarketo } from './marketo.ts';
import { checkMongo } from './mongodb.ts';
import { checkSalesforce } from './salesforce.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('is everything there, and may we use it')
    .description(
      'Checks the environment, MongoDB, Temporal, Marketo and, where it is connected, Salesforce: connections, rights, ' +
        'fields, clocks, quota. Each finding has a cause and a fix. Exit 1 when something failed, 3 when something does not answer.',
    )
    .option('--json', 'one JSON document')
    .addHelpText('after', examples([['doctor', 'before the first start, and when something is odd']]))
    .action(
      action(options, async ({ json }) => {
        const findings = await examine();
        if (json) printJson({ ok: doctorExitCode(findings) === undefined, findings });
        else {
          for (const line of findings.flatMap((one) => findingLines(one, styleFor(process.stdout)))) print(line);
          say(summary(findings));
        }
        return doctorExitCode(findings);
      }),
    );
}

async function examine(): Promise<Finding[]> {
  const { env, findings } = checkEnvironment(process.env);
  const { checkTemporal } = await import('./temporal.ts');
  const [store, temporal] = await Promise.all([openOrFinding(env), checkTemporal(env)]);
  try {
    const open = isStore(store) ? store : null;
    const mongo = isStore(store) ? await checkMongo(env, store) : store;
    const marketo = await checkMarketo(env, open?.quota.ledger(limitsOf(env)) ?? null, open);
    return [...findings, ...mongo, ...temporal, ...marketo, ...(await checkSalesforce(env))];
  } finally {
    if (isStore(store)) await store.close();
  }
}

/** Nothing to say where the address is missing or bad: the environment's findings name it. */
async function openOrFinding(env: Environment): Promise<Store | Finding[]> {
  if (env.MONGODB_URI === undefined) return [];
  try {
    return await openStoreOf(env);
  } catch (error) {
    return [failed('mongodb', error)];
  }
}

function isStore(opened: Store | Finding[]): opened is Store {
  return !Array.isArray(opened);
}

export function findingLines({ check, status, message, cause, fix }: Finding, style: Style): string[] {
  const mark = {
    ok: style.good('ok  '),
    warn: style.warn('warn'),
    fail: style.bad('fail'),
    unreachable: style.bad('fail'),
  }[status];
  const more = [
    ...(cause === undefined ? [] : [`      Cause: ${cause}`]),
    ...(fix === undefined ? [] : [`      Fix: ${fix}`]),
  ];
  return [`${mark}  ${check}: ${message}`, ...more];
}

function summary(findings: readonly Finding[]): string {
  const warnings = findings.filter(({ status }) => status === 'warn').length;
  const bad = findings.filter(({ status }) => status === 'fail' || status === 'unreachable').length;
  if (bad > 0) return `${bad} of ${findings.length} checks failed.`;
  return warnings > 0
    ? `Everything works; ${warnings} of ${findings.length} checks have a warning.`
    : 'Everything works.';
}
