import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../client/cli/lib/exit-codes.ts';
import { normalize, usage } from '../../client/cli/lib/normalize.ts';
import { debugLine, errorJson, errorText } from '../../client/cli/lib/report.ts';
import { PLAIN, styleFor } from '../../client/cli/lib/style.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';

test.each<[ErrorKey, number]>([
  ['usage.wrong', 2],
  ['config.environment', 2],
  ['people.notStarted', 2],
  ['temporal.namespaceMissing', 2],
  ['store.unreachable', 3],
  ['temporal.unreachable', 3],
  ['marketo.dns', 3],
  ['marketo.refused', 3],
  ['marketo.timeout', 3],
  ['store.auth', 1],
  ['marketo.credentials', 1],
  ['person.unknown', 1],
  ['unexpected', 1],
])('%s ends with exit code %d', (key, code) => {
  expect(exitCodeOf(new AppError(key))).toBe(code);
});

test('an error is told as what, cause and fix, one line each', () => {
  expect(errorText(new AppError('people.notStarted'), PLAIN).split('\n')).toEqual([
    'Error: The people sync has not been started',
    'Cause: No one has run `actions-sync people start` on this database.',
    'Fix: Run `actions-sync people start`.',
    '',
  ]);
});

test('each bad variable has a line of its own', () => {
  const details = { MONGODB_URI: 'is not set', MARKETO_RATE_SHARE: 'must be a number' };
  const text = errorText(new AppError('config.environment', { details }), PLAIN);
  expect(text).toContain('\n  MONGODB_URI         is not set\n  MARKETO_RATE_SHARE  must be a number\n');
});

test('a cause and a fix given with the error replace the registry’s', () => {
  const details = { cause: 'the folder is of another sync', fix: 'use --ephemeral' };
  const text = errorText(new AppError('usage.wrong', { details }), PLAIN);
  expect(text).toContain('Cause: the folder is of another sync\nFix: use --ephemeral\n');
});

test('with --json an error is one JSON document that says when it goes on', () => {
  const retryAt = new Date('2026-11-25T06:00:00Z');
  const text = errorJson(new AppError('quota.dayShareUsed', { retryAt, details: { used: 7 } }));
  expect(JSON.parse(text)).toEqual({
    error: expect.objectContaining({
      key: 'quota.dayShareUsed',
      class: 'quota',
      details: { used: 7 },
      retryAt: '2026-11-25T06:00:00.000Z',
    }),
  });
  expect(text.trimEnd()).not.toContain('\n');
});

test('an unexpected error shows its kind, never its text', () => {
  const known = normalize(new TypeError('ada@example.com is not a function'));
  expect(known.key).toBe('unexpected');
  expect(errorText(known, PLAIN)).toContain('kind TypeError');
  expect(errorText(known, PLAIN)).not.toContain('ada@');
});

test('the debug line says where, without the messages of the errors', () => {
  const inner = new Error('mongodb://user:secret@host');
  const line = debugLine(new Error('ada@example.com', { cause: inner }));
  expect(line).toMatch(/^debug: Error at .*errors\.test\.ts.* caused by Error at /);
  expect(line).not.toMatch(/secret|ada@/);
  expect(line.trimEnd()).not.toContain('\n');
});

test('commander’s suggestion stays, an address typed as a command is not repeated', () => {
  const wrong = (message: string) =>
    errorText(normalize(new CommanderError(1, 'commander.unknownCommand', message)), PLAIN);
  expect(wrong("error: unknown command 'peple'\n(Did you mean people?)")).toContain(
    "Error: The command was not understood: unknown command 'peple' (Did you mean people?)\n",
  );
  expect(wrong("error: unknown command 'ada@example.com'")).not.toContain('example');
});

test('a right that Temporal denies is told as such', () => {
  const denied = new AppError('temporal.failed', { details: { status: 7 } });
  expect(normalize(denied).key).toBe('temporal.denied');
  expect(normalize(new AppError('temporal.failed', { details: { status: 13 } })).key).toBe('temporal.failed');
});

test('usage errors carry a better fix where one is known', () => {
  expect(errorText(usage('no id', 'Give one.'), PLAIN)).toContain('not understood: no id\n');
  expect(errorText(usage('no id', 'Give one.'), PLAIN)).toContain('Fix: Give one.\n');
});

test('no colours off a terminal', () => {
  expect(styleFor({ isTTY: false }).bad('x')).toBe('x');
  expect(styleFor({}).good('x')).toBe('x');
});
