import { expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from '../../model/env.ts';
import { readCompose, readKubernetes } from './files.ts';

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.literal('http') }) });
const deployment = z.looseObject({
  spec: z.looseObject({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        containers: z.tuple([
          z.looseObject({
            args: z.tuple([z.literal('api')]),
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            ports: z.tuple([z.object({ name: z.literal('http'), containerPort: z.number() })]),
            startupProbe: probe,
            livenessProbe: probe,
            readinessProbe: probe,
          }),
        ]),
      }),
    }),
  }),
});

const { documents } = readKubernetes();
const named = (kind: string) => documents.find((one) => one.kind === kind && one.metadata.name === 'actions-sync-api');

it('kubernetes.yml: the service and the network’s rule lead to the port that the API listens on', () => {
  const { spec } = deployment.parse(named('Deployment'));
  const [container] = spec.template.spec.containers;
  const variables = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  const [{ containerPort }] = container.ports;
  expect(variables.API_ADDRESS).toBe(`:${containerPort}`);
  expect(readEnvironment({ ...variables }).API_TRUSTED_PROXIES).toHaveLength(1);
  expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
  expect(named('Service')).toMatchObject({ spec: { selector: spec.selector.matchLabels } });
  expect(named('NetworkPolicy')).toMatchObject({
    spec: { podSelector: spec.selector, ingress: [{ ports: [{ port: containerPort }] }] },
  });
  expect([container.startupProbe, container.livenessProbe].map(({ httpGet }) => httpGet.path)).toEqual([
    '/healthz',
    '/healthz',
  ]);
  expect(container.readinessProbe.httpGet.path).toBe('/readyz');
});

it('compose.yml: the API is reached from this machine alone, and asked at the port that it listens on', () => {
  const { api } = readCompose().services;
  const port = api?.environment?.API_ADDRESS?.split(':').pop();
  expect(api?.ports).toEqual([`127.0.0.1:${port}:${port}`]);
  expect(JSON.stringify(api?.healthcheck)).toContain(`http://127.0.0.1:${port}/healthz`);
});
