import { describe, expect, it } from 'vitest';
import { lookUpUnknown } from '../../../../activities/sales-activities/look-up.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import { sent } from '../../../store/sales-activities.ts';
import { HOUR, MINUTE, SECOND } from '../../clock.ts';
import { KEY } from './fake-salesforce.ts';
import { CONTACT, LEAD, running } from './rig.ts';
import { called, keyOf, open, opened, replied } from './sender-rig.ts';

describe('what is refused', () => {
  it('for its fields is written at once without them, after a fresh look at the org', async () => {
    const { rig, salesforce, task } = await open();
    salesforce.fate = (record) =>
      'MSE_Template__c' in record ? { key: 'salesforce.INVALID_FIELD', fields: ['MSE_Template__c'] } : null;
    await rig.take(sent('a'), called('b'));
    await rig.send();
    expect(salesforce.writes.map(({ records }) => records.length)).toEqual([2, 1]);
    expect(task('a')).toMatchObject({ MSE_Campaign__c: 'Autumn' });
    expect(task('a')).not.toHaveProperty('MSE_Template__c');
    expect(salesforce.describes).toBe(2);
  });

  it('as a whole call for a field hidden since: all go without it', async () => {
    const { rig, salesforce, task } = await open();
    salesforce.onCall = (_, records) => {
      if (!records.some((record) => 'MSE_Campaign__c' in record)) return;
      salesforce.hidden.add('mse_campaign__c');
      throw new AppError('salesforce.INVALID_FIELD');
    };
    await rig.take(sent('a'), called('b'));
    await rig.send();
    expect(task('a')).not.toHaveProperty('MSE_Campaign__c');
    expect(await rig.ends('a', 'b')).toEqual({ a: 'done', b: 'done' });
  });

  it('because the lead was converted goes to its contact, with the opportunity', async () => {
    const { rig, salesforce, task } = await open({ salesforceLeadId: LEAD });
    salesforce.rows.Lead = [{ Id: LEAD, ConvertedContactId: CONTACT }];
    salesforce.fate = ({ WhoId }) =>
      WhoId === LEAD ? { key: 'salesforce.CANNOT_UPDATE_CONVERTED_LEAD', fields: ['WhoId'] } : null;
    await rig.take(sent('a', { opportunityId: '006000000000001AAA' }));
    await rig.send();
    expect(task('a')).toMatchObject({ WhoId: CONTACT, WhatId: '006000000000001AAA' });
    salesforce.rows.Lead = [];
    await rig.take(sent('b'));
    await rig.send();
    expect(await rig.ends('b')).toEqual({ b: 'failed salesforce.CANNOT_UPDATE_CONVERTED_LEAD' });
  });

  it('because another call has made it is done', async () => {
    const { rig, salesforce } = await open();
    await rig.take(sent('a'), sent('b'), opened('o', 'a'));
    salesforce.tasks.set('00TX', { [KEY]: keyOf('a'), Subject: 'there' });
    salesforce.tasks.set('00TY', { [KEY]: keyOf('b'), Subject: 'there' });
    salesforce.fate = (record) =>
      record[KEY] === keyOf('a')
        ? { key: 'salesforce.DUPLICATE_VALUE', fields: [KEY] }
        : { key: 'salesforce.INVALID_FIELD', fields: ['TaskSubtype'] };
    await rig.send();
    expect(await rig.statusOf('a')).toEqual({ state: 'done', reference: '00TX' });
    expect(await rig.statusOf('b')).toEqual({ state: 'done', reference: '00TY' });
    expect(salesforce.tasks.get('00TX')).toEqual({ [KEY]: keyOf('a'), Subject: 'there' });
    expect(await rig.ends('o')).toEqual({ o: 'parked sendNotDone' });
    salesforce.fate = () => null;
    rig.clock.advance(5 * SECOND);
    await rig.resume();
    await rig.send();
    expect(salesforce.tasks.get('00TX')).toEqual({ [KEY]: keyOf('a'), Subject: 'there', MSE_Viewed__c: true });
  });

  it('for a lock comes again within seconds; for an inactive owner fails; neighbours go', async () => {
    const { rig, salesforce } = await open();
    salesforce.fate = (record) => {
      if (record[KEY] === keyOf('locked')) return { key: 'salesforce.UNABLE_TO_LOCK_ROW' };
      return record[KEY] === keyOf('owner') ? { key: 'salesforce.INACTIVE_OWNER_OR_USER' } : null;
    };
    await rig.take(sent('locked'), sent('owner'), sent('fine'));
    await rig.send();
    expect(await rig.ends('locked', 'owner', 'fine')).toEqual({
      locked: 'parked salesforce.UNABLE_TO_LOCK_ROW',
      owner: 'failed salesforce.INACTIVE_OWNER_OR_USER',
      fine: 'done',
    });
    salesforce.fate = () => null;
    rig.clock.advance(2 * SECOND);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('locked')).toEqual({ locked: 'done' });
  });

  it('as a whole call for one record’s value: that one fails alone', async () => {
    const { rig, salesforce } = await open();
    salesforce.onCall = (_, records) => {
      if (records.some(({ Subject }) => Subject === 'Email: bad')) throw new AppError('salesforce.JSON_PARSER_ERROR');
    };
    const ids = Array.from({ length: 200 }, (_, index) => `m-${index}`);
    await rig.take(...ids.map((id, index) => sent(id, index === 77 ? { emailSubject: 'bad' } : {})));
    await rig.send();
    const ends = Object.entries(await rig.ends(...ids)).filter(([, end]) => end !== 'done');
    expect(ends).toEqual([['m-77', 'failed salesforce.JSON_PARSER_ERROR']]);
    expect(salesforce.tasks.size).toBe(199);
  });

  it('as a whole call for a value of each: all fail, but not in hundreds of calls', async () => {
    const { rig, salesforce } = await open();
    let calls = 0;
    salesforce.onCall = (endpoint) => {
      if (endpoint !== 'upsert') return;
      calls += 1;
      throw new AppError('salesforce.JSON_PARSER_ERROR');
    };
    const ids = Array.from({ length: 32 }, (_, index) => `m-${index}`);
    await rig.take(...ids.map((id) => sent(id)));
    await rig.send();
    expect(calls).toBeLessThan(40);
    for (let times = 0; times < 9; times++) {
      await rig.resume();
      await rig.send();
    }
    const ends = new Set(Object.values(await rig.ends(...ids)));
    expect([...ends]).toEqual(['failed salesforce.JSON_PARSER_ERROR']);
  });

  it('for want of the key field waits: nothing is ever written without a key', async () => {
    const { rig, salesforce } = await open();
    salesforce.hidden.add(KEY.toLowerCase());
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked salesforce.keyField.missing' });
    expect(salesforce.writes).toEqual([]);
    salesforce.hidden.clear();
    rig.clock.advance(10 * MINUTE);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'done' });
  });

  it('because the key field was hidden since: it waits, and nothing was written', async () => {
    const { rig, salesforce } = await open();
    salesforce.onCall = (endpoint) => {
      if (endpoint !== 'upsert') return;
      salesforce.hidden.add(KEY.toLowerCase());
      throw new AppError('salesforce.INVALID_FIELD');
    };
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked salesforce.keyField.missing' });
    expect(salesforce.tasks.size).toBe(0);
  });

  it('for want of a closed status waits', async () => {
    const { rig, salesforce } = await open();
    salesforce.rows.TaskStatus = [];
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked salesforce.closedStatus.missing' });
  });
});

describe('a call whose end is not known', () => {
  it('is looked up after 95 s: what is there is done, what is not is sent again, once each', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(sent('mail'));
    await rig.send();
    await rig.take(sent('a'), sent('b'), opened('o', 'mail'), replied('r', 'mail'));
    salesforce.fate = (record) =>
      record[KEY] === keyOf('b') ? { key: 'salesforce.UNABLE_TO_LOCK_ROW' } : 'unanswered';
    await rig.send();
    expect(await rig.ends('a', 'b', 'o', 'r')).toEqual({
      a: 'unknown',
      b: 'parked salesforce.UNABLE_TO_LOCK_ROW',
      o: 'unknown',
      r: 'unknown',
    });
    salesforce.fate = () => null;
    rig.clock.advance(94 * SECOND);
    expect(await lookUpUnknown(rig.deps, running)).toBe(0);
    rig.clock.advance(2 * SECOND);
    expect(await lookUpUnknown(rig.deps, running)).toBe(3);
    expect(await rig.ends('a', 'o', 'r')).toEqual({ a: 'done', o: 'done', r: 'done' });
    expect(await rig.statusOf('o')).toMatchObject({ reference: '00T000000000001AAA' });
    await rig.resume();
    await rig.send();
    expect(task('b')).toBeDefined();
    expect(salesforce.tasks.size).toBe(4);
  });

  it('of which nothing is there is sent again; of a reply only what is missing', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(sent('mail'));
    await rig.send();
    await rig.take(opened('o', 'mail'), sent('a'), replied('r', 'mail'));
    await rig.store.salesActivities.claim({ vendor: 'salesforce', batch: 'dead', limit: 9, now: rig.clock.now() });
    salesforce.tasks.set('00TR', { [KEY]: keyOf('r'), Subject: 'changed by a seller' });
    rig.clock.advance(121 * SECOND);
    expect(await lookUpUnknown(rig.deps, running)).toBe(3);
    await rig.send();
    expect(await rig.ends('o', 'a', 'r')).toEqual({ o: 'done', a: 'done', r: 'done' });
    expect(task('mail')).toMatchObject({ MSE_Viewed__c: true, MSE_Replied__c: true });
    expect(task('r')?.Subject).toBe('changed by a seller');
    expect(salesforce.tasks.size).toBe(3);
  });
});

describe('too late, or told to stop', () => {
  it('after 5 s nothing is written, and it is claimed anew', async () => {
    const { rig, salesforce } = await open();
    await rig.take(sent('a'));
    salesforce.onCall = (endpoint) => {
      if (endpoint === 'query') rig.clock.advance(5_001);
    };
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked heldUp' });
    expect(salesforce.writes).toEqual([]);
    rig.clock.advance(1);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'done' });
  });

  it('a call that Salesforce refuses as a whole before anything was written waits', async () => {
    const { rig, salesforce } = await open();
    await rig.take(sent('a'), sent('b'));
    const retryAt = new Date(rig.clock.ms + HOUR);
    salesforce.onCall = () => {
      throw new AppError('quota.dayShareUsed', { retryAt });
    };
    await rig.send();
    expect(await rig.statusOf('b')).toEqual({ state: 'parked', until: retryAt, reason: 'quota.dayShareUsed' });
    expect(salesforce.writes).toEqual([]);
  });
});
