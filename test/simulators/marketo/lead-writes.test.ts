import { describe, expect, it } from 'vitest';
import { codeOf, rig } from './harness.ts';

describe('writing people', () => {
  it('M39 losers of a merge vanish, the winner keeps its id and gets what it lacked', async () => {
    const r = await rig();
    const contact = ({ sfdcContactId }: Record<string, unknown>) => sfdcContactId !== undefined;
    const winner = r.find((p) => contact(p) && p.mobilePhone === undefined && p.title !== undefined);
    const loser = r.find((p) => !contact(p) && p.mobilePhone !== undefined && p.title !== undefined);
    const before = r.sim.instance.state.book.read(winner);
    const { mobilePhone } = r.sim.instance.state.book.read(loser) ?? {};
    expect(await r.post(`leads/${winner}/merge.json?leadId=${loser}`)).toMatchObject({ success: true });
    const { result } = await r.people('id', [winner, loser], { fields: 'mobilePhone,title' });
    expect(result).toEqual([{ id: winner, mobilePhone, title: before?.title }]);
  });

  it('a merge asked the wrong way round is won by the CRM record, unless switched off', async () => {
    const r = await rig();
    const crm = r.find(({ sfdcContactId }) => sfdcContactId !== undefined);
    const [plain = 0, other = 0] = [...r.sim.instance.truth()]
      .filter(({ sfdcId }) => sfdcId === undefined)
      .map(({ id }) => id);
    await r.post(`leads/${plain}/merge.json?leadIds=${crm}`);
    expect(r.sim.instance.gone()).toEqual([{ id: plain, winner: crm }]);
    r.sim.instance.setSwitches({ mergeSwapsWinner: false });
    await r.post(`leads/${other}/merge.json?leadIds=${crm}`);
    expect(r.sim.instance.gone()).toContainEqual({ id: crm, winner: other });
  });

  it('M40 a merge of more than 25 losers is a 1080', async () => {
    const r = await rig();
    const [winner, ...losers] = r.ids(27);
    expect(codeOf(await r.post(`leads/${winner}/merge.json?leadIds=${losers.join(',')}`))).toBe('1080');
    expect(codeOf(await r.post(`leads/${winner}/merge.json?leadIds=${losers.slice(1).join(',')}`))).toBeUndefined();
    expect(r.sim.instance.people).toBe(475);
  });

  it('M41 a deleted person is reported deleted and absent from then on', async () => {
    const r = await rig();
    const [id = 0] = r.ids(1);
    expect((await r.post('leads/delete.json', { input: [{ id }, { id: 7 }] })).result).toEqual([
      { id, status: 'deleted' },
      { id: 7, status: 'skipped', reasons: [{ code: '1004', message: 'Lead not found' }] },
    ]);
    expect((await r.people('id', [id])).result).toEqual([]);
  });

  it('createOrUpdate creates, then updates; records answer in order, bad ones are skipped with reasons', async () => {
    const r = await rig();
    const email = 'new.person@x.example';
    const first = await r.post('leads.json', {
      input: [
        { email, firstName: 'A' },
        { email, tea: 'x' },
        { email, leadScore: 'x' },
      ],
    });
    expect(
      first.result?.map(({ status, reasons }) => [status, (reasons as { code: string }[] | undefined)?.[0]?.code]),
    ).toEqual([
      ['created', undefined],
      ['skipped', '1006'],
      ['skipped', '1003'],
    ]);
    const again = await r.post('leads.json', { input: [{ email, firstName: 'B\0\r\n"ß"' }] });
    expect(again.result).toEqual([{ id: first.result?.[0]?.id, status: 'updated' }]);
    expect((await r.people('email', [email])).result?.[0]?.firstName).toBe('B\r\n"ß"');
  });

  it('createOnly, updateOnly and createDuplicate keep to their name', async () => {
    const r = await rig();
    const send = async (action: string, email: string) => {
      const { result } = await r.post('leads.json', { action, input: [{ email, title: action }] });
      const reasons = result?.[0]?.reasons as { code: string }[] | undefined;
      return reasons?.[0]?.code ?? result?.[0]?.status;
    };
    const email = 'twin@x.example';
    expect(await send('updateOnly', email)).toBe('1004');
    expect(await send('createOnly', email)).toBe('created');
    expect(await send('createOnly', email)).toBe('1005');
    expect(await send('createDuplicate', email)).toBe('created');
    expect(await send('createOrUpdate', email)).toBe('1007');
  });

  it('batches that are empty or above 300 are refused whole', async () => {
    const r = await rig();
    expect((await r.post('leads.json', { input: [] })).errors).toEqual([
      { code: '1003', message: 'Leads not specified' },
    ]);
    const input = Array.from({ length: 301 }, (_, i) => ({ email: `x${i}@x.example` }));
    expect(codeOf(await r.post('leads.json', { input }))).toBe('1003');
    expect(r.sim.instance.people).toBe(500);
  });
});
