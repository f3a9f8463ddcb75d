import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { AlertView } from '../../client/alerts/index.ts';
import { alertLines } from '../../client/cli/alerts/list.ts';
import { answerText } from '../../client/cli/alerts/test.ts';
import { PLAIN } from '../../client/cli/lib/style.ts';
import { SECRET, startReceiver } from '../alerts/receiver.ts';
import { AT } from './support/evidence.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const LAG: AlertView = {
  ...{ alert: 'lag/tasks', since: AT(8), firedAt: AT(9), summary: 'Reminder tasks: late', key: 'alerts.late' },
  ...{ cause: 'Because.', fix: 'Do it.', value: 1_200, limit: 900, unit: 'seconds', undelivered: 1 },
};

test('an alert is shown with its age, cause and fix, and whether the webhook has it', () => {
  expect(alertLines(LAG, AT(10), PLAIN)).toEqual([
    'Reminder tasks: late',
    '  Alert    lag/tasks (alerts.late)',
    '  Since    2 h ago',
    '  Cause    Because.',
    '  Fix      Do it.',
    '  Webhook  has not taken it yet',
  ]);
  expect(alertLines({ ...LAG, undelivered: 0 }, AT(10), PLAIN)).toHaveLength(5);
});

test('what a receiver answers is told with what to do', () => {
  const answer = { problem: null, status: 204, isPage: false } as const;
  expect(answerText(answer)).toBe('taken, status 204.');
  expect(answerText({ ...answer, isPage: true })).toContain('web page');
  expect(answerText({ ...answer, problem: 'redirect', status: 302 })).toContain('not followed');
  expect(answerText({ ...answer, problem: 'status', status: 401 })).toContain('another secret');
  expect(answerText({ ...answer, problem: 'timeout', status: null })).toContain('the same id');
  expect(answerText({ ...answer, problem: 'unreachable', status: null })).toContain('ALERT_WEBHOOK_URL');
});

test('alerts test sends one signed event and says what came back; without a webhook, or with half of one, it ends with 2', async () => {
  const receiver = await startReceiver((cleanUp) =>
    onTestFinished(async () => {
      await cleanUp();
    }),
  );
  const hook = { ALERT_WEBHOOK_URL: receiver.url, ALERT_WEBHOOK_SECRET: SECRET };
  const sent = await run(['alerts', 'test', '--json'], hook);
  expect(sent).toMatchObject({ code: 0 });
  expect(JSON.parse(sent.stdout)).toMatchObject({ delivered: true, status: 204, id: receiver.events[0]?.id });
  expect(receiver).toMatchObject({ forged: 0, events: [{ event: 'test', alert: 'test', value: null }] });
  receiver.answers.push((response) => response.writeHead(403).end());
  expect(await run(['alerts', 'test'], hook)).toMatchObject({ code: 1, stdout: expect.stringContaining('refused') });
  expect(await run(['alerts', 'test'], {})).toMatchObject({ code: 2 });
  const half = await run(['alerts', 'test'], { ALERT_WEBHOOK_URL: receiver.url });
  expect(half).toMatchObject({ code: 2, stderr: expect.stringContaining('ALERT_WEBHOOK_SECRET') });
}, 60_000);
