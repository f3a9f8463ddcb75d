import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SALES_ACTIVITY_KINDS } from '../../../model/sales-activity/kinds.ts';
import { marksOf } from '../../../model/salesforce-task/marks.ts';
import { type LoggedAsTask, newTask } from '../../../model/salesforce-task/new-task.ts';
import { SALESFORCE_SKIPS } from '../../../model/salesforce-task/skips.ts';
import { activityOf } from '../sales-activity/lines.ts';
import { EVERY_FIELD } from './org.ts';

const page = readFileSync(new URL('../../../docs/salesforce-tasks.md', import.meta.url), 'utf8');

it('docs/salesforce-tasks.md tells why activities are skipped', () => {
  for (const [reason, text] of Object.entries(SALESFORCE_SKIPS)) {
    expect(page).toMatch(new RegExp(`\\| \`${reason}\` +\\| ${text}`));
  }
});

it('docs/salesforce-tasks.md names every field that a Task may have', () => {
  const target = {
    key: 'a-1',
    ownerId: '005A',
    timeZone: null,
    whoId: '003A',
    status: 'Finished',
    subjectTemplate: '{{activity_type}}',
    fields: EVERY_FIELD,
  };
  const more = { opportunityId: '006000000000001AAA', campaignStepName: 'First' };
  const tasks = [
    activityOf('emailSent', { ...more, emailText: 'a', emailUrl: 'https://app.example/m' }),
    activityOf('callReceived', { ...more, callReason: 'b', localPresenceId: 'c' }),
  ].map((activity) => newTask(activity as LoggedAsTask, target));
  const marks = marksOf(SALES_ACTIVITY_KINDS, { fields: EVERY_FIELD, use: 'update' });
  const set = new Set([...tasks, marks].flatMap((values) => Object.keys(values)));
  for (const name of ['OwnerId', 'WhoId', 'Status']) set.delete(name);
  expect([...set].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(set.size).toBeGreaterThan(20);
});
