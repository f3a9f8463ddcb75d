import { isIP } from 'node:net';
import { z } from 'zod';
import { webhookProblems, webhookSecret, webhookUrl } from './alerts/env.ts';
import { AppError } from './errors/app-error.ts';
import { keyRingVariable } from './key-ring.ts';
import { pushSecrets } from './push/secrets.ts';
import { salesforceProblems } from './salesforce-env.ts';
import { fileVariable, readSecretFiles } from './secret-files.ts';
import { duration } from './settings/kinds.ts';

const share = (fallback: number) =>
  z.coerce
    .number('a number from 0.01 to 1')
    .min(0.01, 'a number from 0.01 to 1')
    .max(1, 'a number from 0.01 to 1')
    .default(fallback);
const optionalText = z.string().trim().min(1).optional();

/** Address of a Marketo instance: a host without a path; the `/rest` that Admin shows is taken off. */
const marketoUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, '').replace(/\/rest$/, ''))
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).pathname === '/',
    {
      message: 'an address without a path, such as https://123-ABC-456.mktorest.com',
    },
  );

/** A host without a path: My Domain, or the shared login page. */
const salesforceUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).pathname === '/',
    { message: 'an address without a path, such as https://acme.my.salesforce.com' },
  );

/** Hosts alone, without scheme and port; IPv6 without brackets. */
const hostList = z
  .string()
  .transform((value) => value.split(',').map((host) => host.trim().toLowerCase()))
  .refine((hosts) => hosts.every((host) => /^[a-z0-9:._-]+$/.test(host) && !/^[^:]*:\d+$/.test(host)), {
    message: 'host names or addresses without port, separated by commas',
  })
  .optional();
/** Base address of a receiver of OpenTelemetry; a path belongs to it. */
const otlpUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine((value) => URL.canParse(value) && /^https?:\/\/[^?#]*$/.test(value), {
    message: 'an address such as http://127.0.0.1:4318',
  });

/** Temporal joins the two by a dot. */
const deploymentPart = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/, '1 to 100 letters, digits, _, - or .');
/** Of a listener. */
const listenAddress = (example: string) =>
  z
    .string()
    .trim()
    .regex(
      /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]*):\d{1,5}$/,
      `host and port, such as ${example}, or ${example.replace(/^.*:/, ':')} for every address`,
    )
    .refine((value) => Number(value.slice(value.lastIndexOf(':') + 1)) < 65_536, 'a port up to 65535');
/** Of a web server alone: scheme, host and perhaps a port. */
const originUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, '').toLowerCase())
  .refine((value) => URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value, {
    message: 'an address without a path, such as https://actions-sync.example.com',
  });
/** Addresses or networks, such as 10.0.0.0/8. */
const proxyList = z
  .string()
  .transform((value) => value.split(',').map((one) => one.trim()))
  .refine(
    (all) => all.every((one) => /^[0-9a-fA-F:.]+(\/\d{1,3})?$/.test(one) && isIP(one.split('/')[0] ?? '') !== 0),
    {
      message: 'IP addresses or networks, separated by commas, such as 10.0.0.0/8',
    },
  );
/** Of a web page; no `/` at its end. */
const pageUrl = z
  .string()
  .trim()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine((value) => URL.canParse(value) && /^https?:\/\/[^?#]*$/.test(value), {
    message: 'an address such as http://127.0.0.1:8233',
  });

/** Ten seconds are what closing and a last answer of Temporal need. */
const grace = duration(10_000, 3_600_000);
const shutdownGrace = z
  .string()
  .transform((text) => Number(grace.parse(text) ?? Number.NaN))
  .refine(Number.isFinite, grace.allowed)
  .default(25_000);

const schema = z.object({
  ACTIONS_SYNC_INSTANCE: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, '1 to 32 letters, digits, _ or -')
    .default('default'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'an address that begins with mongodb:// or mongodb+srv://')
    .optional(),
  MONGODB_DB: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,63}$/, '1 to 63 letters, digits, _ or -')
    .default('actions_sync'),
  MARKETO_BASE_URL: marketoUrl.optional(),
  MARKETO_CLIENT_ID: optionalText,
  MARKETO_CLIENT_SECRET: optionalText,
  MARKETO_RATE_SHARE: share(0.5),
  MARKETO_DAILY_CALLS: z.coerce.number('a whole number').int('a whole number').min(1, 'at least 1').default(50_000),
  MARKETO_DAILY_SHARE: share(0.8),
  MARKETO_FIELD_OWNER: optionalText,
  MARKETO_FIELD_LINKEDIN: optionalText,
  MARKETO_FIELD_OPPORTUNITY: optionalText,
  SALESFORCE_LOGIN_URL: salesforceUrl.optional(),
  SALESFORCE_CLIENT_ID: optionalText,
  SALESFORCE_CLIENT_SECRET: optionalText,
  SALESFORCE_USERNAME: optionalText,
  SALESFORCE_PRIVATE_KEY: optionalText,
  SALESFORCE_API_VERSION: z
    .string()
    .regex(/^(4[6-9]|[5-9]\d|\d{3})\.0$/, 'a version such as 66.0, at least 46.0')
    .default('66.0'),
  ALERT_WEBHOOK_URL: webhookUrl.optional(),
  ALERT_WEBHOOK_SECRET: webhookSecret.optional(),
  PUSH_SECRET: pushSecrets.optional(),
  TEMPORAL_DEPLOYMENT_NAME: deploymentPart.optional(),
  TEMPORAL_WORKER_BUILD_ID: deploymentPart.optional(),
  METRICS_ADDRESS: listenAddress('127.0.0.1:9464').optional(),
  API_ADDRESS: listenAddress('127.0.0.1:8080').default('127.0.0.1:8080'),
  API_PUBLIC_URL: originUrl.optional(),
  API_TRUSTED_PROXIES: proxyList.optional(),
  API_RATE_LIMIT: z.coerce.number('a whole number').int('a whole number').min(1, 'at least 1').default(1_200),
  TEMPORAL_UI_URL: pageUrl.optional(),
  WORKER_SHUTDOWN_GRACE: shutdownGrace,
  ACTIONS_SYNC_PRIVATE_HOSTS: hostList,
  ACTIONS_SYNC_MASTER_KEYS: keyRingVariable.optional(),
  TEMPORAL_PAYLOAD_KEYS: keyRingVariable.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl.optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error'], 'one of trace, debug, info, warn, error')
    .default('info'),
});

export type Environment = z.infer<typeof schema>;
export const ENVIRONMENT_VARIABLES = Object.keys(schema.shape) as (keyof Environment)[];

/**
 * Reads and checks the environment; empty values count as unset, secrets may come from files (secret-files.ts). `needs`:
 * variables that the command can't do without.
 * @throws AppError `config.environment`, naming every bad variable at once; values are not repeated
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  needs: readonly (keyof Environment)[] = [],
): Environment {
  const { values, problems: unread, fromFile } = readSecretFiles(env);
  const given = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = schema.safeParse(given);
  const problems: Record<string, string> = {};
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems[String(issue.path[0])] = `must be ${issue.message}`;
  }
  Object.assign(
    problems,
    salesforceProblems({ ...given, ...unreadAsGiven(fromFile) }),
    webhookProblems({ ...given, ...unreadAsGiven(fromFile) }),
  );
  Object.assign(problems, versioningProblems(given));
  for (const name of needs) if (given[name] === undefined && !fromFile.has(name)) problems[name] = 'is not set';
  const named = Object.entries(problems).map(([name, problem]) => [
    fromFile.has(name) ? fileVariable(name) : name,
    problem,
  ]);
  const all = { ...Object.fromEntries(named), ...unread };
  if (!parsed.success || Object.keys(all).length > 0) throw new AppError('config.environment', { details: all });
  return parsed.data;
}

/** A secret whose file can't be read is there all the same: what else is missing is judged without it. */
const unreadAsGiven = (fromFile: ReadonlySet<string>) => Object.fromEntries([...fromFile].map((name) => [name, '']));

/** Both or none: problems by name of the variable. */
function versioningProblems(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const [name, build] = ['TEMPORAL_DEPLOYMENT_NAME', 'TEMPORAL_WORKER_BUILD_ID'] as const;
  if ((given[name] === undefined) === (given[build] === undefined)) return {};
  const missing = given[name] === undefined ? name : build;
  return { [missing]: 'is not set: a deployment and its build go together' };
}
