import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JournalError, startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { rig, SECOND } from './harness.ts';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'marketo-')), 'instance.ndjson');

describe('persistFile', () => {
  it('a restart continues the same instance: people, ids gone, log and position tokens', async () => {
    const persistFile = newFile();
    const first = await rig({ persistFile });
    const since = await first.since();
    first.advance(SECOND);
    first.sim.instance.random(150, 9);
    const fields = 'title,phone,email,company';
    const before = await first.drain('/leadchanges', since, { fields });
    const [truth, gone] = [[...first.sim.instance.truth()], first.sim.instance.gone()];
    await first.sim.close();

    const second = await rig({ persistFile });
    second.advance(60 * SECOND);
    expect([...second.sim.instance.truth()]).toEqual(truth);
    expect(second.sim.instance.gone()).toEqual(gone);
    expect((await second.drain('/leadchanges', since, { fields })).rows).toEqual(before.rows);
    second.sim.instance.update(second.ids(1)[0] ?? 0, { title: 'after restart' });
    const after = (await second.drain('/leadchanges', before.token, { fields })).rows;
    expect(after.map((row) => row.fields?.[0]?.newValue)).toEqual(['after restart']);
    expect(before.rows.map(({ marketoGUID }) => marketoGUID)).not.toContain(after[0]?.marketoGUID);
  });

  it('late rows stay late over a restart', async () => {
    const persistFile = newFile();
    const first = await rig({ persistFile, faults: [{ do: { lateMs: 60 * SECOND } }] });
    const since = await first.since();
    first.advance(SECOND);
    first.sim.instance.update(first.ids(1)[0] ?? 0, { title: 'late' });
    await first.sim.close();
    const second = await rig({ persistFile });
    second.advance(2 * SECOND);
    expect((await second.drain('/leadchanges', since, { fields: 'title' })).rows).toEqual([]);
    second.advance(60 * SECOND);
    expect((await second.drain('/leadchanges', since, { fields: 'title' })).rows).toHaveLength(1);
  });

  it('a torn last line is cut off and the next change is written whole', async () => {
    const persistFile = newFile();
    const first = await rig({ persistFile });
    const [a = 0, b = 0] = first.ids(2);
    first.sim.instance.update(a, { title: 'kept' });
    await first.sim.close();
    appendFileSync(persistFile, `{"put":[[${b},{"title":"tor`);
    const second = await rig({ persistFile });
    const titles = (r: typeof second) => [a, b].map((id) => r.sim.instance.state.book.read(id, ['title'])?.title);
    expect(titles(second)[0]).toBe('kept');
    expect(titles(second)[1]).not.toMatch(/^tor/);
    second.sim.instance.update(b, { title: 'whole' });
    await second.sim.close();
    expect(titles(await rig({ persistFile }))).toEqual(['kept', 'whole']);
    expect(readFileSync(persistFile, 'utf8').endsWith('}\n')).toBe(true);
  });

  it('a file of another instance, or damaged in the middle, is refused', async () => {
    const persistFile = newFile();
    await (await rig({ persistFile })).sim.close();
    const other = startMarketoSimulator({ persistFile, people: 501 });
    await expect(other).rejects.toThrow(/belongs to an instance with people=500, not 501/);
    writeFileSync(persistFile, `${readFileSync(persistFile, 'utf8')}{"put":\n{}\n`);
    await expect(startMarketoSimulator({ persistFile, people: 500 })).rejects.toThrow(JournalError);
  });
});
