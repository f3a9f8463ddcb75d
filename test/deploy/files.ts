import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const textOf = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

const texts = z.record(z.string(), z.string());
const service = z.looseObject({
  image: z.string(),
  environment: texts.optional(),
  secrets: z.array(z.string()).optional(),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.unknown()).optional(),
  healthcheck: z.unknown().optional(),
  read_only: z.boolean().optional(),
});
const compose = z.looseObject({
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});
export const readCompose = () => compose.parse(parse(textOf('deploy/compose.yml'), { merge: true }));

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const deployment = z.looseObject({
  kind: z.literal('Deployment'),
  spec: z.looseObject({
    replicas: z.number(),
    selector: z.object({ matchLabels: texts }),
    template: z.looseObject({
      metadata: z.object({ labels: texts, annotations: texts }),
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.number() }),
        containers: z.tuple([
          z.looseObject({
            env: z.array(z.object({ name: z.string(), value: z.string() })),
            ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
            startupProbe: probe,
            livenessProbe: probe,
            readinessProbe: probe,
            securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true) }),
            volumeMounts: z.array(
              z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
            ),
          }),
        ]),
      }),
    }),
  }),
});
const resource = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Every document of kubernetes.yml; throws where one can't be read. */
export function readKubernetes() {
  const documents = parseAllDocuments(textOf('deploy/kubernetes.yml')).map((document) => {
    for (const error of document.errors) throw error;
    return resource.parse(document.toJS());
  });
  const of = (kind: string) => documents.find((one) => one.kind === kind);
  return {
    documents,
    deployment: deployment.parse(of('Deployment')),
    config: z.looseObject({ data: texts }).parse(of('ConfigMap')).data,
    secrets: z.looseObject({ stringData: texts }).parse(of('Secret')).stringData,
    of,
  };
}

/** Directives of a unit, in order: `[name, value]`. */
export const readUnit = (process: 'worker' | 'api' = 'worker'): [string, string][] =>
  textOf(`deploy/systemd/actions-sync-${process}.service`)
    .split('\n')
    .flatMap((line) => {
      const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as [string, string]];
    });

/** The unit's variables. */
export const unitVariables = (process: 'worker' | 'api' = 'worker'): Record<string, string> =>
  Object.fromEntries(
    readUnit(process)
      .filter(([name]) => name === 'Environment')
      .flatMap(([, value]) => value.split(' '))
      .map((pair) => pair.split('=') as [string, string]),
  );

/** Instructions of the Dockerfile, continued lines joined: `[instruction, rest]`. */
export const readDockerfile = (): [string, string][] =>
  textOf('deploy/Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => {
      const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      return name === undefined || rest === undefined ? [] : [[name, rest] as [string, string]];
    });

/** ENV of the image that runs. */
export const imageVariables = (): Record<string, string> =>
  Object.fromEntries(
    lastStage()
      .filter(([name]) => name === 'ENV')
      .flatMap(([, rest]) => rest.split(' '))
      .map((pair) => pair.split('=') as [string, string]),
  );

export function lastStage(): [string, string][] {
  const all = readDockerfile();
  return all.slice(all.findLastIndex(([name]) => name === 'FROM'));
}
