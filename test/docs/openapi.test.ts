import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { packageVersion } from '../../worker/version.ts';
import { openApi } from '../api/support/rig.ts';
import { afterFile } from '../worker/rig.ts';

// Clients are generated from the file, so that it must not lag behind (`npm run docs:openapi`).

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}
interface Operation {
  'x-scope'?: string;
  summary?: string;
  tags?: string[];
  responses: Record<string, unknown>;
}

const defer = afterFile();
const file: Description = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const operations = Object.entries(file.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);
let served: Description;

beforeAll(async () => {
  const { api } = await openApi(defer, {
    version: packageVersion(),
    push: { secrets: ['s'], intake: { take: async () => 'stored' } },
  });
  served = (await api.inject('/api/openapi.json')).json();
});

it('has every operation that the server has, and no other', () => {
  const namesOf = ({ paths }: Description) =>
    Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(namesOf(file).toSorted()).toEqual(namesOf(served).toSorted());
  expect(operations.length).toBeGreaterThan(40);
});

it('describes each as the server does', () => {
  expect(file).toEqual(served);
});

it('says of each what it is for, who may call it and what it answers', () => {
  for (const { name, operation } of operations) {
    expect(operation.summary, name).toEqual(expect.any(String));
    expect(operation.tags, name).toHaveLength(1);
    expect(['public', 'viewer', 'operator', 'admin'], name).toContain(operation['x-scope']);
    expect(Object.keys(operation.responses), name).toContain('4XX');
  }
});

it('refers to nothing that it does not hold', () => {
  const names = [...JSON.stringify(file).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(Object.keys(file.components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]));
});
