import { expect, it } from 'vitest';
import { createErasure } from '../../../client/people/erase.ts';
import { openTasks } from './rig.ts';

it('what Salesforce has of an erased person changes and makes nothing here, and is left alone there', async () => {
  const rig = await openTasks();
  const [WhoId, otherWho] = rig.living('Lead');
  if (WhoId === undefined || otherWho === undefined) throw new Error('the org has too few leads');
  await rig.person(7, { salesforceLeadId: WhoId });
  await rig.turn();
  const known = await rig.createThere({ Subject: 'zaphod', Description: 'zaphod', WhoId });
  await rig.look();
  expect((await rig.taskOf(known)).name).toBe('zaphod');

  await createErasure({ store: rig.store, by: 'admin' }).erase([7], { reason: 'request 4711' });
  await rig.editThere(known, { Subject: 'zaphod again', Description: 'zaphod', Status: 'Completed' });
  await rig.createThere({ Subject: 'zaphod once more', WhoId });
  const others = await rig.createThere({ Subject: 'trillian', WhoId: otherWho });
  await rig.look();
  const names = (await rig.tasks()).map(({ name }) => name).sort();
  expect(names).toEqual(['Erased', 'trillian']);
  expect((await rig.taskOf(known)).salesforce).toMatchObject({ parted: 'erased', taskId: known, agreed: null });
  expect((await rig.taskOf(others)).name).toBe('trillian');
  // Both Tasks are there as they were left.
  const subjects = [...rig.simulator.org.store.table('Task').all()].map((row) => String(row.get('Subject')));
  expect(subjects.filter((subject) => subject.startsWith('zaphod')).sort()).toEqual([
    'zaphod again',
    'zaphod once more',
  ]);
});
