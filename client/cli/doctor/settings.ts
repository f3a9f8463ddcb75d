import { type Finding, fail, isPassed, ok } from '../../../model/doctor/finding.ts';
import { rollupsOn, type SalesforceUses, salesforceFinding, taskWriters } from '../../../model/doctor/settings.ts';
import type { Store } from '../../../store/types.ts';
import { check } from './finding.ts';
import type { SalesforceExamined } from './salesforce.ts';

const UNSET = (keys: readonly string[]) => keys.map((key) => `\`actions-sync settings unset ${key}\``).join(', ');

/** Settings that contradict what is connected, or what the org lets us do. */
export async function checkSettings(
  store: Pick<Store, 'settings'>,
  isConnected: boolean,
  examined: SalesforceExamined,
): Promise<Finding[]> {
  return check('settings.salesforce', async () => {
    const [salesforce, tasks, unsubscribes] = await Promise.all([
      store.settings.salesforce(),
      store.settings.tasks(),
      store.settings.unsubscribes(),
    ]);
    const uses = { salesforce, tasks, unsubscribes };
    const first = salesforceFinding(uses, isConnected);
    if (!isConnected) return [first];
    return [
      first,
      ...keyFindings(uses, examined),
      ...optOutFindings(uses, examined),
      ...rollupFindings(uses, examined),
    ];
  });
}

function keyFindings(uses: SalesforceUses, { findings }: SalesforceExamined): Finding[] {
  const key = findings.find(({ id }) => id === 'salesforce.task.key');
  if (key === undefined) return [];
  const on = taskWriters(uses);
  if (isPassed(key) || on.length === 0)
    return [ok('settings.keyField', on.length === 0 ? 'no Task is written' : 'there')];
  const fix = `Make the key field (salesforce.task.key says how), or switch off: ${UNSET(on)}.`;
  const cause = 'Without its key field no Task is written, so that a repeated call never makes a second one.';
  return [fail('settings.keyField', `on without the key field: ${on.join(', ')}`, cause, fix)];
}

function optOutFindings({ unsubscribes }: SalesforceUses, { findings }: SalesforceExamined): Finding[] {
  const own = findings.filter(({ id }) => id === 'salesforce.lead.optOut' || id === 'salesforce.contact.optOut');
  if (own.length === 0) return [];
  const useless = own.filter(({ status }) => status !== 'ok').map(({ id }) => id);
  if (!unsubscribes.nightly || useless.length === 0) return [ok('settings.optOut', 'no contradiction')];
  const cause = 'The field of the opt-out is hidden, read-only or no checkbox: unsubscribes would wait without end.';
  const fix = `Follow ${useless.join(' and ')}, or switch it off: ${UNSET(['unsubscribes.nightly'])}.`;
  return [fail('settings.optOut', 'unsubscribes.nightly is on, but the opt-out can’t be written', cause, fix)];
}

function rollupFindings(uses: SalesforceUses, { rollupFields }: SalesforceExamined): Finding[] {
  if (rollupFields.length === 0) return [];
  const usable = new Set(
    rollupFields
      .filter(({ standing }) => standing === 'there' || standing === 'shorter')
      .map(({ object }) => `salesforce.rollups.${object.toLowerCase()}`),
  );
  const empty = rollupsOn(uses).filter((key) => !usable.has(key));
  if (empty.length === 0) return [ok('settings.rollups', 'no contradiction')];
  const cause = 'None of the roll-up fields is there, may be written and has the right type on these objects.';
  const fix = `Make them as \`actions-sync setup salesforce\` lists them, or switch off: ${UNSET(empty)}.`;
  return [fail('settings.rollups', `on without a field to write: ${empty.join(', ')}`, cause, fix)];
}
