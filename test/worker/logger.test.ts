import { pino } from 'pino';
import { expect, it } from 'vitest';
import { AppError } from '../../model/errors/app-error.ts';
import { loggerOptions } from '../../worker/logger.ts';
import { REDACTED } from '../../worker/redact.ts';

/** What a line becomes. */
function logged(members: object): Record<string, unknown> {
  const lines: string[] = [];
  const logger = pino(loggerOptions('info'), { write: (line: string) => void lines.push(line) });
  logger.info(members, 'said');
  return JSON.parse(lines[0] ?? '{}') as Record<string, unknown>;
}

it('what could be personal or secret is left out, however deep it stands', () => {
  const person = { email: 'ada@engines.example', firstName: 'Ada', id: 7 };
  const task = { Subject: 'Call Ada', OwnerId: '005', Description: 'secret' };
  const line = logged({ ...person, rows: [{ marketo: person }], deep: { response: { body: 'Ada' }, task } });
  expect(JSON.stringify(line)).not.toMatch(/ada/i);
  expect(line).toMatchObject({
    ...{ email: REDACTED, firstName: REDACTED, id: 7 },
    rows: [{ marketo: { email: REDACTED, id: 7 } }],
    deep: { response: REDACTED, task: { Subject: REDACTED, OwnerId: '005' } },
  });
});

it('an error is its key or its class: its text may quote data, and its stack has the text', () => {
  const parsed = () => JSON.parse('{"name": Ada}') as unknown;
  let thrown: unknown;
  try {
    parsed();
  } catch (error) {
    thrown = error;
  }
  const line = logged({ err: thrown, error: new AppError('store.failed'), cause: new Error('Ada') });
  expect(line).toMatchObject({ err: 'SyntaxError', error: 'store.failed', cause: 'Error' });
  expect(JSON.stringify(line)).not.toContain('Ada');
});

it('what the worker says stays readable', () => {
  const said = { alert: 'lag/tasks', error: 'alerts.late', flow: 'tasks', taskQueue: 'q', workflowId: 'i/tasks' };
  expect(logged({ value: 1_200, limit: null, title: null })).toMatchObject({ value: 1_200, limit: null, title: null });
  expect(logged(said)).toMatchObject({ ...said, msg: 'said', level: 30 });
});
