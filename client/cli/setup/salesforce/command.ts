import type { Command } from 'commander';
import { z } from 'zod';
import { type Environment, readEnvironment } from '../../../../model/env.ts';
import { AppError, isAppError } from '../../../../model/errors/app-error.ts';
import { EMAIL_OPT_OUT } from '../../../../model/settings.ts';
import { doctorExitCode } from '../../doctor/finding.ts';
import { findingLines } from '../../doctor/lines.ts';
import { action, examples } from '../../lib/action.ts';
import { table } from '../../lib/format.ts';
import { print, printJson, say } from '../../lib/output.ts';
import { openStoreOf } from '../../lib/session.ts';
import { styleFor } from '../../lib/style.ts';
import type { RollupStanding } from './rollup-fields.ts';
import type { FieldStanding } from './standing.ts';

const options = z.object({ dryRun: z.boolean().default(false), json: z.boolean().default(false) });

const NEEDS = ['SALESFORCE_LOGIN_URL', 'SALESFORCE_CLIENT_ID'] as const;

const WORDS: Record<FieldStanding['standing'], string> = {
  there: 'there',
  shorter: 'there, longer texts are cut',
  absent: 'absent or hidden',
  readOnly: 'read-only: not used',
  otherType: 'of another type: not used',
};

export function addSetupSalesforce(group: Command): void {
  group
    .command('salesforce')
    .summary('key field, rights and optional fields')
    .description(
      'Looks whether the org is as the sync needs it: sign-in, API version, the key field Actions_Sync_Key__c, rights on ' +
        'Task, Lead, Contact, User and contact roles, deleted Tasks, a closed status, the values of Type, the opt-out field, and the 15 ' +
        'optional fields, and the roll-up fields. Fields are made by a Salesforce admin: each finding says the steps, and nothing is changed ' +
        'there. Exit 1 when something failed, 3 when Salesforce does not answer.',
    )
    .option('--dry-run', 'the same: this command changes nothing in any case')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([['setup salesforce', 'after the external client app was made (docs/salesforce.md)']]),
    )
    .action(action(options, ({ json }) => examine(json)));
}

async function examine(json: boolean): Promise<number | undefined> {
  const env = readEnvironment(process.env, NEEDS);
  const [{ openSalesforce }, { examineOrg }] = await Promise.all([
    import('../../../../worker/salesforce.ts'),
    import('./org.ts'),
  ]);
  const client = openSalesforce(env);
  if (client === null) throw new AppError('config.environment');
  try {
    const org = {
      loginUrl: env.SALESFORCE_LOGIN_URL ?? '',
      version: env.SALESFORCE_API_VERSION,
      optOutField: await chosenField(env),
    };
    const { findings, fields, rollupFields } = await examineOrg(client, org);
    const code = doctorExitCode(findings);
    if (json) printJson({ ok: code === undefined, findings, fields, rollupFields });
    else {
      for (const line of findings.flatMap((one) => findingLines(one, styleFor(process.stdout)))) print(line);
      for (const line of [...fieldLines(fields), ...rollupLines(rollupFields)]) print(line);
      say(
        code === undefined
          ? 'Salesforce can be used. Nothing was changed there.'
          : 'Nothing was changed in Salesforce.',
      );
    }
    return code;
  } finally {
    await client.close();
  }
}

/** As `unsubscribes.field` says; the standard one where there is no database yet, or it does not answer. */
async function chosenField(env: Environment): Promise<string> {
  if (env.MONGODB_URI === undefined) return EMAIL_OPT_OUT;
  try {
    const store = await openStoreOf(env);
    try {
      return (await store.settings.unsubscribes()).field;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    say(`MongoDB was not asked which opt-out field is chosen (${error.key}); the standard one is looked at.`);
    return EMAIL_OPT_OUT;
  }
}

function fieldLines(fields: readonly FieldStanding[]): string[] {
  if (fields.length === 0) return [];
  return ['', 'Optional fields on Activity:', ...table(fields.map(cells), '  ')];
}

function rollupLines(fields: readonly RollupStanding[]): string[] {
  if (fields.length === 0) return [];
  const rows = fields.map((field) => [field.object, ...cells(field)]);
  return ['', 'Roll-up fields:', ...table(rows, '  ')];
}

function cells({ name, label, wanted, standing, type, length }: FieldStanding): string[] {
  const found = type === null ? '' : ` (${length ? `${type} ${length}` : type})`;
  return [name, label, wanted, `${WORDS[standing]}${found}`];
}
