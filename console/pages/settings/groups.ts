const NAMES: Record<string, string> = {
  people: 'People',
  marketo: 'Sales activities to Marketo',
  salesforce: 'Sales activities to Salesforce',
  tasks: 'Reminder tasks',
  unsubscribes: 'Unsubscribes',
  check: 'Check before sending',
  blockedDomains: 'Check before sending',
  panel: 'Panel',
  alerts: 'Alerts',
  retention: 'Retention',
};

/** Settings by what they are for, in their own order. A group that is new here goes by its name. */
export function groupsOf<One extends { key: string }>(settings: readonly One[]): { name: string; settings: One[] }[] {
  const groups = new Map<string, One[]>();
  for (const setting of settings) {
    const first = setting.key.split('.')[0] ?? setting.key;
    const name = NAMES[first] ?? first;
    groups.set(name, [...(groups.get(name) ?? []), setting]);
  }
  return [...groups].map(([name, members]) => ({ name, settings: members }));
}
