import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openMetrics } from '../../worker/metrics/index.ts';
import { lastStage, readDockerfile, readKubernetes, root, textOf } from './files.ts';

const stage = new Map(lastStage());

it('the image runs as a user by number who is not root, and is told to stop by SIGTERM', () => {
  expect(stage.get('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(Number(stage.get('USER')?.split(':')[0])).toBe(
    readKubernetes().deployment.spec.template.spec.securityContext.runAsUser,
  );
  expect(stage.get('STOPSIGNAL')).toBe('SIGTERM');
  // Without a shell in between, which would keep the signal to itself.
  expect(JSON.parse(stage.get('ENTRYPOINT') ?? '')).toEqual(['node', '/app/bin/actions-sync.js']);
  expect(JSON.parse(stage.get('CMD') ?? '')).toEqual(['worker']);
});

it('every stage begins with the one base image, of a version that package.json takes', () => {
  const [, image] = readDockerfile().find(([name]) => name === 'ARG') ?? [];
  expect(image).toMatch(/^NODE_IMAGE=node:(20\.(19|[2-9]\d)|2[2-9]\.\d+)\.\d+-\w+-slim$/);
  const froms = readDockerfile().filter(([name]) => name === 'FROM');
  expect(froms.length).toBeGreaterThan(1);
  for (const [, rest] of froms) expect(rest).toMatch(/^\$\{NODE_IMAGE\}( AS \w+)?$/);
});

it('the image gets production dependencies alone, and nothing that could hold a secret', () => {
  const runs = readDockerfile()
    .filter(([name]) => name === 'RUN')
    .map(([, rest]) => rest);
  expect(runs.filter((run) => run.includes('--omit=dev'))).toHaveLength(1);
  const copied = lastStage()
    .filter(([name]) => name === 'COPY')
    .map(([, rest]) => rest);
  expect(copied.every((rest) => /^--from=(build|dependencies) /.test(rest))).toBe(true);
  expect(readDockerfile().filter(([name, rest]) => name !== 'RUN' && /SECRET|TOKEN|PASSWORD|_URI/.test(rest))).toEqual(
    [],
  );
});

it('.dockerignore lets through what the build and the package need, and no .env', () => {
  const lines = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines[0]).toBe('*');
  const through = new Set(lines.flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : [])));
  const { include } = z.object({ include: z.array(z.string()) }).parse(JSON.parse(textOf('tsconfig.build.json')));
  const { files } = z.looseObject({ files: z.array(z.string()) }).parse(JSON.parse(textOf('package.json')));
  const needed = [...include, ...files.filter((path) => !/^(!|dist)/.test(path))].map(
    (path) => path.split('/')[0] ?? '',
  );
  expect(needed.filter((path) => !through.has(path))).toEqual([]);
  expect(through.has('.env')).toBe(false);
  expect(lines).toContain('**/.env');
});

it('the probes ask for paths that the worker serves', async () => {
  const metrics = await openMetrics('127.0.0.1:0', 'test', '0.0.0');
  onTestFinished(() => metrics.close());
  const [{ startupProbe, livenessProbe, readinessProbe }] = readKubernetes().deployment.spec.template.spec.containers;
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${metrics.port}${path}`)).status;
  expect(await status(startupProbe.httpGet.path)).toBe(200);
  expect(await status(livenessProbe.httpGet.path)).toBe(200);
  // It starts.
  expect(await status(readinessProbe.httpGet.path)).toBe(503);
});

it('the image’s health check passes while the worker answers, and fails when it does not', async () => {
  const [node, ...args] = z
    .array(z.string())
    .parse(JSON.parse(stage.get('HEALTHCHECK')?.replace(/^.*?CMD /, '') ?? ''));
  expect(node).toBe('node');
  const metrics = await openMetrics('127.0.0.1:0', 'test', '0.0.0');
  const env = { PATH: process.env.PATH, METRICS_ADDRESS: `:${metrics.port}` };
  const check = () => promisify(execFile)(process.execPath, args, { env });
  await check();
  await metrics.close();
  await expect(check()).rejects.toMatchObject({ code: 1 });
});

/** `docker build --check` needs the builder buildx; without a daemon there is none to ask. */
const hasBuilder = spawnSync('docker', ['buildx', 'inspect', '--bootstrap'], { timeout: 20_000 }).status === 0;

it.skipIf(!hasBuilder)('docker finds nothing to complain about in the Dockerfile', () => {
  const { status, stderr } = spawnSync('docker', ['build', '--check', '-f', 'deploy/Dockerfile', '.'], { cwd: root });
  expect([status, stderr.toString()]).toEqual([0, expect.anything()]);
});

it('the image’s version in the examples is the package’s', () => {
  const { version } = z
    .looseObject({ version: z.string() })
    .parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')));
  for (const path of ['deploy/compose.yml', 'deploy/kubernetes.yml'])
    expect(textOf(path), path).toContain(`actions-sync:${version}`);
});
