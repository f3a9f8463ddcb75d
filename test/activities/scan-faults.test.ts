import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../simulators/marketo/index.ts';
import { activitiesOf, openRig, type Rig, start } from './rig.ts';
import { expectTruth } from './truth.ts';

type Fault = FaultRule['do'];

/** What Marketo and the way to it may do, and what the attempt must end as. */
const FAULTS: readonly [what: string, fault: Fault, key: string, errorClass: string][] = [
  ['601 again and again', { code: '601' }, 'marketo.tokenRefused', 'auth'],
  ['602 again and again', { code: '602' }, 'marketo.tokenRefused', 'auth'],
  ['606', { code: '606' }, 'marketo.606', 'rate'],
  ['608', { code: '608' }, 'marketo.608', 'retry'],
  ['611', { code: '611' }, 'marketo.611', 'retry'],
  ['713', { code: '713' }, 'marketo.713', 'retry'],
  ['a code nobody knows', { code: '799' }, 'marketo.unknown', 'bug'],
  ['502 with a page', { http: 502, html: true }, 'marketo.http5xx', 'retry'],
  ['a reset before the work', { resetBefore: true }, 'marketo.reset', 'retry'],
  ['a reset after the work', { resetAfter: true }, 'marketo.reset', 'retry'],
  ['a truncated body', { truncate: true }, 'marketo.truncated', 'retry'],
  ['an empty body', { emptyBody: true }, 'marketo.emptyBody', 'retry'],
  ['half of the JSON', { badJson: true }, 'marketo.unreadable', 'retry'],
  ['an answer slower than the deadline', { delayMs: 2_000 }, 'marketo.timeout', 'retry'],
];

async function preparedRig(): Promise<Rig> {
  const rig = await openRig();
  await start(rig);
  await activitiesOf(rig.deps).prepareInitial();
  return rig;
}

describe('a fault in the middle of the scan ends the attempt with its key; the next attempt completes', () => {
  it.each(FAULTS)('%s', async (_, fault, key, errorClass) => {
    const rig = await preparedRig();
    rig.instance.setFaults([{ match: { class: 'leads', after: 4 }, do: fault }]);
    const deps = { ...rig.deps, marketo: rig.client({ timeouts: { leads: 500 } }) };
    await expect(activitiesOf(deps).scanPeople()).rejects.toMatchObject({ key, entry: { class: errorClass } });
    expect((await rig.store.peopleState.get()).troubles.initial).toMatchObject({ key });

    rig.instance.setFaults([]);
    rig.clock.advance(1);
    expect(await activitiesOf(rig.deps).scanPeople()).toMatchObject({ kind: 'complete', read: 300 });
    expect((await rig.store.peopleState.get()).troubles.initial).toBeNull();
    await expectTruth(rig);
  });
});

describe('what is no failure at all', () => {
  it('a token that ends in the middle is renewed without anyone noticing', async () => {
    const rig = await preparedRig();
    rig.instance.setFaults([{ match: { class: 'leads', after: 4, times: 1 }, do: { expireToken: true } }]);
    expect(await activitiesOf(rig.deps).scanPeople()).toMatchObject({ kind: 'complete', read: 300 });
    await expectTruth(rig);
  });

  it.each([
    ['rows that come twice', { duplicateRows: true }],
    ['short pages', { shortPage: 7 }],
  ] as const)('%s', async (_, fault) => {
    const rig = await preparedRig();
    rig.instance.setFaults([{ match: { class: 'leads', every: 2, times: 30 }, do: fault }]);
    expect(await activitiesOf(rig.deps).scanPeople()).toMatchObject({ kind: 'complete', read: 300 });
    await expectTruth(rig);
  });
});
