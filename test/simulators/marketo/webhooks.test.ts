import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import type { WebhookOption } from '../../../simulators/marketo/webhooks/schema.ts';
import { itCoversStatements } from '../conformance.ts';
import { type Answer, type Received, startReceiver } from './receiver.ts';

async function open(
  webhook: Omit<WebhookOption, 'url'> & { path?: string } = {},
  options: MarketoSimulatorOptions & { answer?: (received: Received) => Answer } = {},
) {
  const { answer, ...rest } = options;
  const { path = '', ...given } = webhook;
  const { received, url } = await startReceiver(answer);
  const simulator = await startMarketoSimulator({ people: 200, limits: 'off', ...rest });
  onTestFinished(() => simulator.close());
  const { instance } = simulator;
  const id = instance.webhooks.add({ ...given, url: url + path });
  const report = () => instance.webhooks.report();
  /** Until nothing is under way. */
  const settled = () =>
    vi.waitFor(() => {
      const { open: calls, waiting } = report();
      if (calls + waiting > 0) throw new Error(`${calls} open, ${waiting} wait`);
    });
  const mine = () => report().webhooks.find((one) => one.id === id);
  return { ...{ instance, simulator, received, settled, report, id, mine, url } };
}

const someone = (instance: Awaited<ReturnType<typeof open>>['instance'], count: number) =>
  [...instance.truth({ owned: true })].slice(0, count).map(({ id }) => id);
const bodies = (received: readonly Received[]) => received.map(({ body }) => body);

describe('webhooks', () => {
  it('W1 every change that fires a trigger runs the step once, for one person', async () => {
    const { instance, received, settled } = await open();
    const [id = 0] = someone(instance, 1);
    instance.update(id, { title: 'One', phone: '1' });
    instance.update(id, { sfdcLeadOwnerId: '005000000000009AAA' });
    const created = instance.create({ lastName: 'New' });
    instance.update(id, { title: 'One' });
    await settled();
    expect(bodies(received).sort()).toEqual([id, id, id, created].map((one) => `{"id": ${one}}`).sort());
  });

  it('W2 in a batch campaign nobody is called: error 1000', async () => {
    const { instance, received, settled, mine } = await open({ on: 'batch' });
    for (const id of someone(instance, 3)) instance.update(id, { title: 'Batch' });
    await settled();
    expect(received).toEqual([]);
    expect(mine()).toMatchObject({ called: 3, succeeded: 0, failed: { 1000: 3 } });
  });

  it('W3 what changes without an activity record fires nothing, nor do deletions and merges by themselves', async () => {
    const { instance, received, settled } = await open();
    const [first = 0, second = 0, third = 0] = someone(instance, 3);
    instance.update(first, { title: 'Silent' }, { silent: true });
    instance.delete(second);
    instance.delete(third);
    await settled();
    expect(received).toEqual([]);
  });

  it('W4 a smart list hears its triggers and fields alone', async () => {
    const { instance, received, settled } = await open({ triggers: ['dataValueChanges'], fields: ['title'] });
    const [id = 0] = someone(instance, 1);
    instance.update(id, { phone: '1' });
    instance.update(id, { sfdcLeadOwnerId: '005000000000009AAA' });
    instance.create({ lastName: 'New' });
    instance.update(id, { title: 'Heard' });
    await settled();
    expect(received).toHaveLength(1);
  });

  it('W5 JSON encoding quotes texts and leaves numbers; the payload is what the template makes of it', async () => {
    const template = '{"id": {{lead.Id}}, "title": {{lead.Job Title}}, "city": {{lead.City:default=none}}}';
    const { instance, received, settled } = await open({ template, triggers: ['dataValueChanges'], fields: ['title'] });
    const [id = 0] = someone(instance, 1);
    instance.update(id, { city: null });
    instance.update(id, { title: 'A "b" & c' });
    await settled();
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ id, title: 'A "b" & c', city: 'none' });
    expect(received[0]?.headers['content-type']).toBe('application/json');
  });

  it('W6 form encoding codes texts, none leaves them as they are', async () => {
    const template = 'id={{lead.Id}}&title={{lead.Job Title}}';
    const { instance, received, settled, url } = await open({ template, encoding: 'form', fields: ['title'] });
    instance.webhooks.add({ url, template, encoding: 'none', fields: ['title'] });
    const [id = 0] = someone(instance, 1);
    instance.update(id, { title: 'A & b' });
    await settled();
    expect(bodies(received).sort()).toEqual([`id=${id}&title=A & b`, `id=${id}&title=A+%26+b`]);
    expect(new Set(received.map(({ headers }) => headers['content-type']))).toEqual(
      new Set(['application/x-www-form-urlencoded; charset=UTF-8', 'text/plain; charset=UTF-8']),
    );
  });

  it('W7 at most 20 calls are under way at once over all webhooks; the others wait for theirs', async () => {
    let release = () => {};
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { instance, received, settled, report, url } = await open({}, { answer: () => ({ after }) });
    instance.webhooks.add({ url });
    for (const id of someone(instance, 30)) instance.update(id, { title: 'Many' });
    await vi.waitFor(() => expect(received).toHaveLength(20));
    expect(report()).toMatchObject({ open: 20, waiting: 40 });
    release();
    await settled();
    expect(received).toHaveLength(60);
    expect(report().peakAtOnce).toBe(20);
  });

  it('W8 an answer without a body is error 1001, whatever its status says', async () => {
    const { instance, settled, mine } = await open({}, { answer: () => ({ status: 200, body: '' }) });
    for (const id of someone(instance, 2)) instance.update(id, { title: 'Empty' });
    await settled();
    expect(mine()).toMatchObject({ succeeded: 0, failed: { 1001: 2 } });
  });

  it('W9 what fails is not tried again; redirects are not followed', async () => {
    let status = 500;
    const { instance, received, settled, mine } = await open({}, { answer: () => ({ status }) });
    const [first = 0, second = 0] = someone(instance, 2);
    instance.update(first, { title: 'Fails' });
    await settled();
    status = 302;
    instance.update(second, { title: 'Moved' });
    await settled();
    expect(received).toHaveLength(2);
    expect(mine()).toMatchObject({ succeeded: 0, failed: { 302: 1, 500: 1 } });
  });

  it('W10 an answer is waited for 30 s at most, then the flow goes on', async () => {
    const { instance, settled, mine } = await open(
      {},
      { webhookTimeoutMs: 50, answer: () => ({ after: new Promise(() => {}) }) },
    );
    for (const id of someone(instance, 2)) instance.update(id, { title: 'Slow' });
    await settled();
    expect(mine()).toMatchObject({ succeeded: 0, failed: { none: 2 } });
  });

  it('W11 a campaign that is switched off starts nobody any more; who is in the flow goes through', async () => {
    const { instance, received, settled, id } = await open({ faults: { delayMs: [50, 50] } });
    const [first = 0, second = 0] = someone(instance, 2);
    instance.update(first, { title: 'On' });
    expect(instance.webhooks.remove(id)).toBe(1);
    instance.update(second, { title: 'Off' });
    await settled();
    expect(bodies(received)).toEqual([`{"id": ${first}}`]);
  });

  it('W12 address and headers hold tokens, and are passed as they are written', async () => {
    const headers = { 'X-Secret': 'a,b', 'X-Id': '{{lead.Id}}', 'Content-Type': 'application/vnd.own' };
    const { instance, received, settled } = await open({ path: '/a%26b?x=1&id={{lead.Id}}', headers });
    const [id = 0] = someone(instance, 1);
    instance.update(id, { title: 'Where' });
    await settled();
    expect(received[0]?.url).toBe(`/hook/a%26b?x=1&id=${id}`);
    expect(received[0]?.headers).toMatchObject({
      'x-secret': 'a,b',
      'x-id': String(id),
      'content-type': 'application/vnd.own',
    });
  });

  it('W13 faults: calls are lost, doubled, delayed and out of order, by the seed alone', async () => {
    const run = async () => {
      const { instance, received, settled, mine } = await open({
        faults: { lost: 0.2, doubled: 0.2, delayMs: [0, 60] },
        triggers: ['dataValueChanges'],
      });
      for (const id of someone(instance, 100)) instance.update(id, { title: 'Faults' });
      await settled();
      return { ids: received.map(({ body }) => (JSON.parse(body) as { id: number }).id), ...mine() };
    };
    const [one, other] = [await run(), await run()];
    expect(one.ids.length).toBe(100 - (one.lost ?? 0) + (one.doubled ?? 0));
    expect([one.lost, one.doubled].every((count) => count !== undefined && count > 5 && count < 40)).toBe(true);
    const sorted = ({ ids }: { ids: readonly number[] }) => ids.toSorted((a, b) => a - b);
    expect(one.ids).not.toEqual(sorted(one));
    expect(sorted(one)).toEqual(sorted(other));
  });

  it('W14 tokens are filled in when the step runs; whoever is deleted by then is not called', async () => {
    const template = '{"title": {{lead.Job Title}}}';
    const { instance, received, settled } = await open({ template, fields: ['title'], faults: { delayMs: [50, 50] } });
    const [first = 0, gone = 0] = someone(instance, 2);
    instance.update(first, { title: 'Early' });
    instance.update(gone, { title: 'Gone' });
    instance.update(first, { title: 'Late' });
    instance.delete(gone);
    await settled();
    expect(bodies(received)).toEqual(['{"title": "Late"}', '{"title": "Late"}']);
  });
});

it('the control API adds, shows and removes them, and says what is wrong with one', async () => {
  const { simulator } = await open();
  const { url } = await startReceiver();
  const control = async (method: string, path: string, body?: unknown) => {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${simulator.controlUrl}${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  expect((await control('POST', '/webhooks', { url, name: 'Second' })).body).toEqual({ id: 2 });
  expect((await control('GET', '/webhooks')).body.webhooks).toMatchObject([{ id: 1 }, { id: 2, name: 'Second' }]);
  expect((await control('POST', '/webhooks', { url, on: 'sometimes' })).status).toBe(400);
  expect((await control('DELETE', '/webhooks/1')).body).toEqual({ removed: 1 });
  expect((await control('DELETE', '/webhooks')).body).toEqual({ removed: 1 });
});

describe('list of webhooks', () => {
  itCoversStatements({ folder: new URL('./', import.meta.url), letter: 'W', last: 14, leftOut: [] });
});
