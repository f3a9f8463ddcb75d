import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../api/listen.ts';
import { isErrorKey } from '../../model/errors/registry.ts';
import { tokenOf } from '../api/support/access.ts';
import { openApi } from '../api/support/rig.ts';
import { fill } from '../console/support/filled.ts';
import { afterFile } from '../worker/rig.ts';
import { callsOf, differences, run } from './curls.ts';

// Whoever copies a call of docs/api.md gets what the page shows.

const folder = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('api.md', folder), 'utf8');
const calls = callsOf(page);
const described: { paths: Record<string, unknown> } = JSON.parse(readFileSync(new URL('openapi.json', folder), 'utf8'));
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const defer = afterFile();

describe.skipIf(!hasCurl)(hasCurl ? 'the calls of docs/api.md' : 'the calls of docs/api.md (skipped: no curl)', () => {
  let env: Record<string, string>;
  beforeAll(async () => {
    const rig = await openApi(defer, { authenticate: undefined });
    await fill(rig.store, rig.instance);
    const { token } = await tokenOf(rig.store, 'operator', 'sales-app');
    const port = await listen(rig.api, '127.0.0.1:0');
    env = { API: `http://127.0.0.1:${port}`, AUTH: `authorization: Bearer ${token}` };
  });

  // One after the other, as they stand: some build on what was done before.
  it.each(calls.map((call, index) => ({ ...call, number: index + 1 })))(
    '$number $title',
    async ({ command, answer }) => {
      const printed = await run(command, env);
      if (answer?.kind === 'json') {
        expect(differences(JSON.parse(answer.text), JSON.parse(printed)), printed).toEqual([]);
      } else {
        for (const line of answer?.text.split('\n') ?? []) expect(printed).toContain(line.split('…')[0]);
      }
    },
  );
});

it('shows what each call answers', () => {
  expect(calls.length).toBeGreaterThanOrEqual(12);
  expect(calls.filter(({ answer }) => answer === null)).toEqual([]);
});

it('names only addresses, errors and pages that there are', () => {
  const known = Object.keys(described.paths).map((path) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`));
  const addresses = [...page.matchAll(/\/api\/v1(?:\/[\w-]+)+/g)].map(([path]) => path);
  expect(addresses.filter((path) => !known.some((one) => one.test(path)))).toEqual([]);
  const keys = [...page.matchAll(/`(api\.[A-Za-z]+)`/g)].map(([, key = '']) => key);
  expect(keys.filter((key) => !isErrorKey(key))).toEqual([]);
  const pages = [...page.matchAll(/\]\(([\w.-]+)(?:#[\w-]+)?\)/g)].map(([, name = '']) => name);
  expect(pages.filter((name) => !existsSync(new URL(name, folder)))).toEqual([]);
});
