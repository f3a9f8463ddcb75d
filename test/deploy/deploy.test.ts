import { expect, it } from 'vitest';
import { ENVIRONMENT_VARIABLES, readEnvironment } from '../../model/env.ts';
import { fileVariable, SECRET_VARIABLES } from '../../model/secret-files.ts';
import { imageVariables, readCompose, readKubernetes, readUnit, unitVariables } from './files.ts';

const { services, secrets } = readCompose();
const kubernetes = readKubernetes();
const { template, selector } = kubernetes.deployment.spec;
const [container] = template.spec.containers;

const OTHERS = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'NODE_ENV', 'TMPDIR'];
const KNOWN = new Set<string>([...ENVIRONMENT_VARIABLES, ...SECRET_VARIABLES.map(fileVariable), ...OTHERS]);

const given: [where: string, variables: Record<string, string>][] = [
  ['the image', imageVariables()],
  ['worker of compose.yml', services.worker?.environment ?? {}],
  ['setup of compose.yml', services.setup?.environment ?? {}],
  ['api of compose.yml', services.api?.environment ?? {}],
  ['the systemd unit of the API', unitVariables('api')],
  [
    'kubernetes.yml',
    { ...kubernetes.config, ...Object.fromEntries(container.env.map((one) => [one.name, one.value])) },
  ],
  ['the systemd unit', unitVariables()],
];

it.each(given)(
  '%s: every variable is one that the worker reads, and no secret stands there in the clear',
  (_, variables) => {
    const names = Object.keys(variables);
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !KNOWN.has(name))).toEqual([]);
    expect(names.filter((name) => (SECRET_VARIABLES as readonly string[]).includes(name))).toEqual([]);
  },
);

it('every secret that a variable names as a file is mounted there', () => {
  const files = (variables: Record<string, string>) =>
    Object.entries(variables).flatMap(([name, path]) => (name.endsWith('_FILE') ? [path] : []));
  const inCompose = services.worker?.secrets ?? [];
  expect(files(services.worker?.environment ?? {}).toSorted()).toEqual(
    inCompose.map((name) => `/run/secrets/${name}`).toSorted(),
  );
  const wanted = Object.values(services).flatMap((one) => one.secrets ?? []);
  expect(Object.keys(secrets)).toEqual(expect.arrayContaining(wanted));
  const folder = container.volumeMounts.find(({ name }) => name === 'secrets')?.mountPath;
  expect(files(kubernetes.config).toSorted()).toEqual(
    Object.keys(kubernetes.secrets)
      .map((name) => `${folder}/${name}`)
      .toSorted(),
  );
  const credentials = readUnit().flatMap(([name, value]) => (name === 'LoadCredential' ? [value.split(':')[0]] : []));
  expect(files(unitVariables()).toSorted()).toEqual(credentials.map((name) => `%d/${name}`).toSorted());
});

it('each waits longer for a worker’s end than the worker takes', () => {
  const graceOf = (variables: Record<string, string>) => {
    const { WORKER_SHUTDOWN_GRACE } = variables;
    return readEnvironment({ WORKER_SHUTDOWN_GRACE }).WORKER_SHUTDOWN_GRACE / 1_000;
  };
  const unit = new Map(readUnit());
  expect(Number.parseInt(services.worker?.stop_grace_period ?? '', 10)).toBeGreaterThan(
    graceOf(services.worker?.environment ?? {}),
  );
  expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(graceOf(kubernetes.config));
  expect(Number(unit.get('TimeoutStopSec'))).toBeGreaterThan(graceOf(unitVariables()));
});

it('compose.yml: each service that another waits for has a health check, and each image is of one version', () => {
  for (const [name, { depends_on: others = {} }] of Object.entries(services)) {
    for (const [other, wait] of Object.entries(others)) {
      const { condition } = wait as { condition: string };
      if (condition === 'service_healthy') expect(services[other]?.healthcheck, `${name} → ${other}`).toBeDefined();
      else expect([other, condition]).toEqual(['setup', 'service_completed_successfully']);
    }
  }
  for (const { image } of Object.values(services)) expect(image).toMatch(/:\d+\.\d+\.?\d*/);
  expect(services.worker).toMatchObject({ read_only: true, deploy: { replicas: 2 } });
});

it('kubernetes.yml: what selects the workers selects these, and the metrics’ port is the one they listen on', () => {
  expect(template.metadata.labels).toEqual(selector.matchLabels);
  expect(kubernetes.of('PodDisruptionBudget')).toMatchObject({ spec: { minAvailable: 1, selector } });
  expect(kubernetes.deployment.spec.replicas).toBeGreaterThan(1);
  expect(kubernetes.of('NetworkPolicy')).toMatchObject({ spec: { podSelector: selector } });
  const [{ name, containerPort } = { name: '', containerPort: 0 }] = container.ports;
  expect(kubernetes.config.METRICS_ADDRESS).toBe(`:${containerPort}`);
  expect(template.metadata.annotations['prometheus.io/port']).toBe(String(containerPort));
  for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe])
    expect(probe.httpGet.port).toBe(name);
});

it('kubernetes.yml: temporary files have a place although the root is read-only', () => {
  const temporary = container.env.find(({ name }) => name === 'TMPDIR')?.value;
  const mount = container.volumeMounts.find(({ mountPath }) => mountPath === temporary);
  expect(mount?.readOnly).toBeUndefined();
  expect(template.spec.volumes).toContainEqual({ name: mount?.name, emptyDir: { sizeLimit: '2Gi' } });
  expect(imageVariables().TMPDIR).toBe(temporary);
});
