import { describe, expect, it } from 'vitest';
import { quotaLimits } from '../../../model/quota.ts';
import type { FaultRule } from '../../../simulators/marketo/faults/schema.ts';
import { checkOf } from './fakes.ts';
import { openLimited, openSimulated, populate } from './rig.ts';

describe('the check against the simulator', () => {
  it('blocks whoever shares an opted-out address, comes back with it, or takes it', async () => {
    const { instance, reasons, settings } = await openSimulated({ settings: { otherFlags: true } });
    const [ann = 0] = ['Ann@Example.com', 'ann@example.com', 'bob@example.com'].map((email) =>
      instance.create({ email }),
    );
    instance.create({ email: 'bounced@example.com', emailInvalid: true });
    const all = ['ann@EXAMPLE.com', 'bob@example.com', 'bounced@example.com', 'unknown@example.com'];
    expect(await reasons(...all)).toEqual(['ok', 'ok', 'emailInvalid', 'ok']);
    instance.update(ann, { unsubscribed: true });
    instance.delete(ann);
    expect(await reasons(...all)).toEqual(['unsubscribedInMarketo', 'ok', 'emailInvalid', 'ok']);
    settings.otherFlags = false;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await reasons(...all)).toEqual(['unsubscribedInMarketo', 'ok', 'ok', 'ok']);
  });

  it('reads all pages where many people have few addresses, however short a page is', async () => {
    const { instance, store, marketo, leadCalls } = await openSimulated();
    const addresses = Array.from({ length: 100 }, (_, n) => `shared${n}@example.com`);
    for (const email of addresses) for (let n = 0; n < 8; n += 1) instance.create({ email });
    const last = instance.create({ email: 'shared99@example.com' });
    instance.update(last, { unsubscribed: true });
    // Each with a memory of its own.
    const reasons = () => checkOf({ store, marketo }).reasons(...addresses);
    const right = addresses.map((_, n) => (n === 99 ? 'unsubscribedInMarketo' : 'ok'));
    expect(await reasons()).toEqual(right);
    expect(leadCalls()).toBe(3);
    instance.setFaults([{ match: { class: 'leads', every: 2 }, do: { shortPage: 100 } }]);
    expect(await reasons()).toEqual(right);
    instance.setFaults([{ match: { class: 'leads', every: 2 }, do: { emptyPage: true } }]);
    expect(await reasons()).toEqual(right);
  });

  it('halves a call that more than 1,000 people match', async () => {
    const { instance, mayEmail } = await openSimulated();
    const addresses = Array.from({ length: 250 }, (_, n) => `crowd${n}@example.com`);
    for (const email of addresses) for (let n = 0; n < 5; n += 1) instance.create({ email });
    instance.update(instance.create({ email: 'crowd249@example.com' }), { unsubscribed: true });
    const answers = await mayEmail(addresses);
    expect(answers.filter(({ mayEmail: yes }) => !yes).map(({ address, reason }) => [address, reason])).toEqual([
      ['crowd249@example.com', 'unsubscribedInMarketo'],
    ]);
  });

  it('asks for addresses with signs that mean something in a query', async () => {
    const { instance, reasons } = await openSimulated();
    const odd = [
      'a+b@example.com',
      "o'neil&co=1@example.com",
      '100%25#?@example.com',
      'é@example.com',
      'ann@bücher.example',
    ];
    for (const email of odd) instance.create({ email, unsubscribed: true });
    expect(await reasons(...odd)).toEqual(odd.map(() => 'unsubscribedInMarketo'));
    expect(await reasons('a b@example.com', 'a+c@example.com')).toEqual(['invalidAddress', 'ok']);
  });
});

const LEADS_ALWAYS = { class: 'leads' } as const;

describe('trouble of Marketo’s', () => {
  it.each<[string, FaultRule['do'], string]>([
    ['606', { code: '606' }, 'marketo.606'],
    ['607', { code: '607' }, 'marketo.607'],
    ['615', { code: '615' }, 'marketo.615'],
    ['603', { code: '603' }, 'marketo.603'],
    ['604', { code: '604' }, 'marketo.604'],
    ['608', { code: '608' }, 'marketo.608'],
    ['611', { code: '611' }, 'marketo.611'],
    ['713', { code: '713' }, 'marketo.713'],
    ['1006', { code: '1006' }, 'check.fieldMissing'],
    ['an unknown code', { code: '799' }, 'marketo.unknown'],
    ['a page of HTML', { http: 502, html: true }, 'marketo.http5xx'],
    ['a bare 503', { http: 503 }, 'marketo.http5xx'],
    ['an empty body', { emptyBody: true }, 'marketo.emptyBody'],
    ['half a JSON', { badJson: true }, 'marketo.unreadable'],
    ['half a body', { truncate: true }, 'marketo.truncated'],
    ['a reset before', { resetBefore: true }, 'marketo.reset'],
    ['a reset after', { resetAfter: true }, 'marketo.reset'],
    ['tokens that end at once', { expireToken: true }, 'marketo.tokenRefused'],
  ])('%s: no answer for anybody, and the right one when it is over', async (_, fault, error) => {
    const { instance, mayEmail, reasons } = await openSimulated();
    instance.create({ email: 'out@example.com', unsubscribed: true });
    instance.create({ email: 'in@example.com' });
    instance.setFaults([{ match: LEADS_ALWAYS, do: fault }]);
    const answers = await mayEmail(['out@example.com', 'in@example.com', 'unknown@example.com']);
    expect(answers).toMatchObject(
      Array.from({ length: 3 }, () => ({ mayEmail: false, reason: 'unavailable', source: 'setting', error })),
    );
    instance.setFaults([]);
    expect(await reasons('out@example.com', 'in@example.com', 'unknown@example.com')).toEqual([
      'unsubscribedInMarketo',
      'ok',
      'ok',
    ]);
  });

  it('on a later page: no answer, not half of one', async () => {
    const { instance, mayEmail } = await openSimulated();
    for (let n = 0; n < 400; n += 1) instance.create({ email: 'many@example.com' });
    instance.create({ email: 'many@example.com', unsubscribed: true });
    instance.setFaults([{ match: { class: 'leads', every: 2 }, do: { code: '606' } }]);
    expect(await mayEmail(['many@example.com', 'b@example.com'])).toMatchObject([
      { reason: 'unavailable', error: 'marketo.606' },
      { reason: 'unavailable', error: 'marketo.606' },
    ]);
  });

  it('one passing fault, or a token that ends between two checks, is not seen', async () => {
    const { instance, reasons } = await openSimulated();
    instance.create({ email: 'out@example.com', unsubscribed: true });
    expect(await reasons('in@example.com')).toEqual(['ok']);
    instance.expireTokens();
    expect(await reasons('in@example.com')).toEqual(['ok']);
    instance.setFaults([{ match: { class: 'leads', times: 1 }, do: { http: 502, html: true } }]);
    expect(await reasons('out@example.com')).toEqual(['unsubscribedInMarketo']);
  });

  it('a slow answer is unavailable after the time given, 5 s where none is', async () => {
    const { instance, mayEmail } = await openSimulated();
    instance.setFaults([{ match: LEADS_ALWAYS, do: { delayMs: 6_000 } }]);
    const startedAt = performance.now();
    expect(await mayEmail(['a@example.com'], { timeoutMs: 100 })).toMatchObject([{ error: 'check.timeout' }]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(await mayEmail(['b@example.com'])).toMatchObject([{ reason: 'unavailable', error: 'check.timeout' }]);
    expect(performance.now() - startedAt).toBeGreaterThan(5_000);
  });

  it('wrong credentials, a missing right and a wrong host are told as such', async () => {
    const wrong = await openSimulated({ client: { clientSecret: 'wrong' } });
    expect(await wrong.mayEmail(['a@example.com'])).toMatchObject([{ error: 'marketo.credentials' }]);
    const { instance, simulator, mayEmail } = await openSimulated();
    instance.setPermissions(simulator.clientId, ['Read-Only Activity']);
    expect(await mayEmail(['a@example.com'])).toMatchObject([{ mayEmail: false, error: 'marketo.603' }]);
    await simulator.close();
    expect(await mayEmail(['b@example.com'])).toMatchObject([{ mayEmail: false, error: 'marketo.refused' }]);
  });
});

describe('the quota', () => {
  it('of the day used up: unavailable at once, without a call, and when it goes on', async () => {
    const { mayEmail, leadCalls } = await openLimited({
      limits: quotaLimits({ rate: 0.5, day: 0, dailyCalls: 50_000 }),
    });
    const [answer] = await mayEmail(['a@example.com']);
    expect(answer).toMatchObject({ reason: 'unavailable', error: 'quota.dayShareUsed' });
    expect(answer?.retryAt?.getTime()).toBeGreaterThan(Date.now());
    expect(leadCalls()).toBe(0);
  });

  it('is used with the check’s priority, one call for 300 addresses of 300 callers', async () => {
    const { instance, reasons, quota, leadCalls } = await openLimited({ simulator: { limits: 'on' } });
    const addresses = populate(instance, 300);
    const answers = await Promise.all(addresses.map((address) => reasons(address)));
    expect(new Set(answers.flat())).toEqual(new Set(['ok']));
    expect(leadCalls()).toBe(1);
    expect((await quota()).byPriority).toMatchObject({ check: 1 });
  });

  it('10,000 callers of one address each need at most 1.2 times the fewest calls, and none is refused', async () => {
    const { instance, reasons, leadCalls } = await openLimited({ simulator: { limits: 'on', latencyMs: 50 } });
    const addresses = populate(instance, 10_000);
    const out = instance.create({ email: 'out@example.com', unsubscribed: true });
    expect(out).toBeGreaterThan(0);
    const answers = await Promise.all([...addresses, 'out@example.com'].map((address) => reasons(address)));
    expect(answers.flat().filter((reason) => reason !== 'ok')).toEqual(['unsubscribedInMarketo']);
    expect(leadCalls()).toBeLessThanOrEqual(Math.floor(1.2 * 34));
    const { rejected, peakAtOnce } = instance.stats();
    expect([rejected, peakAtOnce]).toEqual([0, 5]);
  });

  it('one caller’s 10,000 addresses take 34 calls', async () => {
    const { instance, mayEmail, leadCalls } = await openLimited({ simulator: { limits: 'on' } });
    const answers = await mayEmail(populate(instance, 10_000));
    expect(answers.every(({ reason }) => reason === 'ok')).toBe(true);
    expect(leadCalls()).toBe(34);
  });
});
