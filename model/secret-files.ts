import { readFileSync } from 'node:fs';

/**
 * Variables whose value nobody may see. Each may be given as NAME_FILE: the path of a file that holds the value, as
 * Docker and Kubernetes mount secrets.
 */
export const SECRET_VARIABLES = [
  'MONGODB_URI',
  'MARKETO_CLIENT_SECRET',
  'SALESFORCE_CLIENT_SECRET',
  'SALESFORCE_PRIVATE_KEY',
  'ALERT_WEBHOOK_SECRET',
  'PUSH_SECRET',
  'TEMPORAL_API_KEY',
  'TEMPORAL_PAYLOAD_KEYS',
  'ACTIONS_SYNC_MASTER_KEYS',
] as const;

type Given = Readonly<Record<string, string | undefined>>;

export interface ReadSecrets {
  /** All variables that were given, the secrets with what their files hold. */
  values: Record<string, string | undefined>;
  /** What is wrong, by name of the variable that names the file; texts of files and paths are not repeated. */
  problems: Record<string, string>;
  /** Secrets that came from a file, or should have. */
  fromFile: ReadonlySet<string>;
}

export const fileVariable = (name: string) => `${name}_FILE`;

/** Puts the texts of secret files in the place of the variables that name them. */
export function readSecretFiles(given: Given): ReadSecrets {
  const values: Record<string, string | undefined> = { ...given };
  const problems: Record<string, string> = {};
  const fromFile = new Set<string>();
  for (const name of SECRET_VARIABLES) {
    const variable = fileVariable(name);
    const path = given[variable]?.trim() ?? '';
    if (path === '') continue;
    if ((given[name]?.trim() ?? '') !== '') {
      problems[variable] = `must be left out where ${name} is set`;
      continue;
    }
    fromFile.add(name);
    const read = readSecretFile(path);
    if ('problem' in read) problems[variable] = read.problem;
    else values[name] = read.text;
  }
  return { values, problems, fromFile };
}

/** The text without the line end that editors and `echo` leave behind. */
function readSecretFile(path: string): { text: string } | { problem: string } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    // Node's message holds the path; its code is enough to know what to do.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { problem: `names a file that can’t be read (${code})` };
  }
  return text.trim() === '' ? { problem: 'names a file that is empty' } : { text };
}

/** An environment for a child that is given these secrets in the clear: the variables that name their files are gone. */
export function withoutSecretFiles(env: Given, names: readonly (typeof SECRET_VARIABLES)[number][]): Given {
  const gone = new Set(names.map(fileVariable));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !gone.has(name)));
}
