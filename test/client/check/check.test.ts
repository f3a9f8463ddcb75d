import { describe, expect, it } from 'vitest';
import { AppError } from '../../../model/errors/app-error.ts';
import { summarize } from '../../../model/mail-check/answer.ts';
import { checkOf, lead, memoryStore, SINCE, scriptedMarketo } from './fakes.ts';

const START = new Date('2026-11-24T19:00:00Z');
/** Moved by hand. */
function handClock() {
  const clock = { ms: START.getTime(), now: () => new Date(clock.ms), sleep: async () => {} };
  return clock;
}

const nobody = async () => [];

describe('what is ours', () => {
  it('blocks first, and Marketo is not asked for it', async () => {
    const { marketo, asked } = scriptedMarketo(nobody);
    const { store } = memoryStore({}, ['ann@example.com']);
    const { mayEmail } = checkOf({ store, marketo });
    expect(await mayEmail([' Ann@EXAMPLE.com', 'bob@example.com'])).toMatchObject([
      { address: ' Ann@EXAMPLE.com', mayEmail: false, reason: 'unsubscribed', source: 'actions', since: SINCE },
      { address: 'bob@example.com', mayEmail: true, reason: 'ok', source: 'marketo', since: null, error: null },
    ]);
    expect(asked).toEqual([['bob@example.com']]);
  });

  it('is all there is while check.marketo is off', async () => {
    const { marketo, asked } = scriptedMarketo(nobody);
    const { store } = memoryStore({ marketo: false }, ['ann@example.com']);
    const { mayEmail } = checkOf({ store, marketo });
    expect(await mayEmail(['ann@example.com', 'bob@example.com'])).toMatchObject([
      { reason: 'unsubscribed' },
      { mayEmail: true, reason: 'ok', source: 'actions' },
    ]);
    expect(asked).toEqual([]);
  });

  it('is read live: neither answer is kept', async () => {
    const { store, own } = memoryStore({ marketo: false });
    const { reasons } = checkOf({ store, marketo: null });
    expect(await reasons('ann@example.com')).toEqual(['ok']);
    own.add('ann@example.com');
    expect(await reasons('ann@example.com')).toEqual(['unsubscribed']);
    own.clear();
    expect(await reasons('ann@example.com')).toEqual(['ok']);
  });

  it('cannot be read: no answer at all, rather than a wrong one', async () => {
    const { store } = memoryStore();
    const down = new AppError('store.unreachable');
    const { mayEmail } = checkOf({
      store: { ...store, unsubscribes: { read: () => Promise.reject(down) } },
      marketo: scriptedMarketo(nobody).marketo,
    });
    await expect(mayEmail(['ann@example.com'])).rejects.toBe(down);
  });

  it('is read once for all who ask in the same moment', async () => {
    const { store, reads } = memoryStore({ marketo: false });
    const { reasons } = checkOf({ store, marketo: null });
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => reasons(`p${n % 2_000}@example.com`)));
    expect(reads.map((one) => one.length)).toEqual([1_000, 1_000]);
  });
});

describe('blocked domains', () => {
  it('block themselves and what is below them, whatever is sent', async () => {
    const { store } = memoryStore({ blockedDomains: 'example.com, xn--bcher-kva.example' });
    const { mayEmail } = checkOf({ store, marketo: scriptedMarketo(nobody).marketo });
    const addresses = [
      'a@example.com',
      'a@Mail.Example.COM',
      'a@notexample.com',
      'a@example.com.org',
      'a@bücher.example',
      'a@example',
    ];
    for (const commercial of [true, false]) {
      const answers = await mayEmail(addresses, { commercial });
      expect(answers.map(({ reason }) => reason)).toEqual([
        'blockedDomain',
        'blockedDomain',
        'ok',
        'ok',
        'blockedDomain',
        'ok',
      ]);
      expect(answers[0]).toMatchObject({ mayEmail: false, source: 'setting' });
    }
  });
});

describe('a non-commercial email', () => {
  it('passes our own unsubscribe and Marketo’s, which is not asked', async () => {
    const { marketo, asked } = scriptedMarketo(async (all) => all.map((one) => lead(one, { unsubscribed: true })));
    const { store } = memoryStore({}, ['ann@example.com']);
    const { mayEmail } = checkOf({ store, marketo });
    const answers = await mayEmail(['ann@example.com', 'bob@example.com', 'nonsense'], { commercial: false });
    expect(answers.map(({ reason }) => reason)).toEqual(['ok', 'ok', 'invalidAddress']);
    expect(asked).toEqual([]);
  });
});

describe('an address', () => {
  it('that is none is said so, without asking anybody', async () => {
    const { marketo, asked } = scriptedMarketo(nobody);
    const { mayEmail } = checkOf({ store: memoryStore().store, marketo });
    expect(await mayEmail(['', 'ann', 'ann@', '@example.com', 'a b@example.com'])).toMatchObject(
      Array.from({ length: 5 }, () => ({ mayEmail: false, reason: 'invalidAddress', source: 'actions' })),
    );
    expect(await mayEmail([])).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('with a comma can’t be asked for in Marketo, and does not get as far as to match others', async () => {
    const { marketo, asked } = scriptedMarketo(nobody);
    const { mayEmail } = checkOf({ store: memoryStore().store, marketo });
    const answers = await mayEmail(['"a,b"@example.com', 'bob@example.com']);
    expect(answers).toMatchObject([{ reason: 'invalidAddress', source: 'marketo', mayEmail: false }, { reason: 'ok' }]);
    expect(asked).toEqual([['bob@example.com']]);
  });

  it('given twice, in any case, goes once and is answered twice', async () => {
    const { marketo, asked } = scriptedMarketo(async (all) => all.map((one) => lead(one, { unsubscribed: true })));
    const { mayEmail } = checkOf({ store: memoryStore().store, marketo });
    const answers = await mayEmail(['Ann@example.com', 'ann@EXAMPLE.com']);
    expect(answers.map(({ address, reason }) => [address, reason])).toEqual([
      ['Ann@example.com', 'unsubscribedInMarketo'],
      ['ann@EXAMPLE.com', 'unsubscribedInMarketo'],
    ]);
    expect(asked).toEqual([['ann@example.com']]);
  });

  it('of an international domain is asked for in both spellings, and either one blocks', async () => {
    for (const written of ['ann@bücher.example', 'ann@xn--bcher-kva.example', 'ANN@BÜCHER.example']) {
      const { marketo, asked } = scriptedMarketo(async (all) =>
        all.includes(written.toLowerCase()) ? [lead(written, { unsubscribed: true })] : [],
      );
      const { reasons } = checkOf({ store: memoryStore().store, marketo });
      expect(await reasons('ann@bücher.example')).toEqual(['unsubscribedInMarketo']);
      expect(asked).toEqual([['ann@xn--bcher-kva.example', 'ann@bücher.example']]);
    }
  });
});

describe('Marketo’s answer', () => {
  it('of anybody behind an address blocks; an address that it does not know is free', async () => {
    const { marketo } = scriptedMarketo(async () => [
      lead('ann@example.com'),
      lead('Ann@Example.com', { unsubscribed: true }),
      lead('ann@example.com'),
    ]);
    const { reasons } = checkOf({ store: memoryStore().store, marketo });
    expect(await reasons('ann@example.com', 'unknown@example.com')).toEqual(['unsubscribedInMarketo', 'ok']);
  });

  it.each([
    [{ unsubscribed: true, emailInvalid: true }, 'unsubscribedInMarketo', 'unsubscribedInMarketo'],
    [{ blackListed: true, emailInvalid: true }, 'ok', 'blackListed'],
    [{ emailInvalid: 'true' }, 'ok', 'emailInvalid'],
    [{ marketingSuspended: 1 }, 'ok', 'marketingSuspended'],
    [{ unsubscribed: null }, 'ok', 'ok'],
    [{ unsubscribed: undefined, marketingSuspended: 'false', blackListed: '0', emailInvalid: '' }, 'ok', 'ok'],
  ])('%j: %s, and %s with check.otherFlags', async (flags, alone, withOthers) => {
    for (const otherFlags of [false, true]) {
      const { marketo, fields } = scriptedMarketo(async () => [
        lead('ann@example.com', { blackListed: false, emailInvalid: false, marketingSuspended: false, ...flags }),
      ]);
      const { reasons } = checkOf({ store: memoryStore({ otherFlags }).store, marketo });
      expect(await reasons('ann@example.com')).toEqual([otherFlags ? withOthers : alone]);
      expect(fields[0]).toHaveLength(otherFlags ? 5 : 2);
    }
  });

  it('that is no yes and no no is no answer', async () => {
    const { marketo } = scriptedMarketo(async () => [lead('ann@example.com', { unsubscribed: 'perhaps' })]);
    const { mayEmail } = checkOf({ store: memoryStore().store, marketo });
    expect(await mayEmail(['ann@example.com'])).toMatchObject([
      { mayEmail: false, reason: 'unavailable', source: 'setting', error: 'marketo.badAnswer' },
    ]);
  });

  it('against an address is kept for an hour, for one never', async () => {
    const clock = handClock();
    let unsubscribed = true;
    const { marketo, asked } = scriptedMarketo(async (all) => all.map((one) => lead(one, { unsubscribed })));
    const { mayEmail } = checkOf({ store: memoryStore().store, marketo, clock });
    expect(await mayEmail(['ann@example.com'])).toMatchObject([{ askedAt: START, ageMs: 0 }]);
    unsubscribed = false;
    clock.ms += 3_599_999;
    expect(await mayEmail(['ann@example.com'])).toMatchObject([
      { reason: 'unsubscribedInMarketo', source: 'marketo', askedAt: START, ageMs: 3_599_999 },
    ]);
    expect(asked).toHaveLength(1);
    clock.ms += 1;
    expect(await mayEmail(['ann@example.com'])).toMatchObject([{ reason: 'ok' }]);
    unsubscribed = true;
    expect(await mayEmail(['ann@example.com'])).toMatchObject([{ reason: 'unsubscribedInMarketo' }]);
    expect(asked).toHaveLength(3);
  });

  it('that was kept for a flag counts no longer than the flag does', async () => {
    const clock = handClock();
    const { marketo, asked } = scriptedMarketo(async (all) =>
      all.map((one) => lead(one, { emailInvalid: true, blackListed: false, marketingSuspended: false })),
    );
    const { store, settings } = memoryStore({ otherFlags: true });
    const { reasons } = checkOf({ store, marketo, clock });
    expect(await reasons('ann@example.com')).toEqual(['emailInvalid']);
    settings.otherFlags = false;
    clock.ms += 2_000;
    expect(await reasons('ann@example.com')).toEqual(['ok']);
    expect(asked).toHaveLength(2);
  });

  it('that nobody waits for any more is kept all the same', async () => {
    let answer: () => void = () => {};
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { marketo, asked } = scriptedMarketo(async (all) => {
      await late;
      return all.map((one) => lead(one, { unsubscribed: true }));
    });
    const { mayEmail, reasons } = checkOf({ store: memoryStore().store, marketo });
    expect(await mayEmail(['ann@example.com'], { timeoutMs: 20 })).toMatchObject([{ error: 'check.timeout' }]);
    answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await reasons('ann@example.com')).toEqual(['unsubscribedInMarketo']);
    expect(asked).toHaveLength(1);
  });
});

describe('when Marketo can’t be asked', () => {
  it('the answer blocks, or does not, as check.whenUnavailable says, with the error and when it makes sense again', async () => {
    const retryAt = new Date('2026-11-25T06:00:05Z');
    const { marketo } = scriptedMarketo(async () => {
      throw new AppError('marketo.607', { retryAt });
    });
    for (const whenUnavailable of ['block', 'allow'] as const) {
      const { mayEmail } = checkOf({ store: memoryStore({ whenUnavailable }).store, marketo });
      expect(await mayEmail(['ann@example.com'])).toMatchObject([
        {
          mayEmail: whenUnavailable === 'allow',
          reason: 'unavailable',
          source: 'setting',
          error: 'marketo.607',
          retryAt,
        },
      ]);
    }
  });

  it('because there is no client, the cause and the fix are told by the error', async () => {
    const { mayEmail } = checkOf({ store: memoryStore().store, marketo: null });
    expect(await mayEmail(['ann@example.com'])).toMatchObject([{ reason: 'unavailable', error: 'check.noMarketo' }]);
  });

  it('in time, only what is open is unavailable, and the call goes on for the others', async () => {
    const slow = new Promise<void>((resolve) => {
      setTimeout(resolve, 150);
    });
    const { marketo, asked } = scriptedMarketo(async (all) => {
      if (all.includes('slow@example.com')) await slow;
      return [];
    });
    const { mayEmail, reasons } = checkOf({ store: memoryStore().store, marketo });
    const patient = reasons('slow@example.com');
    const impatient = mayEmail(['slow@example.com'], { timeoutMs: 30 });
    expect(await impatient).toMatchObject([{ reason: 'unavailable', error: 'check.timeout' }]);
    expect(await patient).toEqual(['ok']);
    expect(asked).toEqual([['slow@example.com']]);
  });

  it('an answer for one spelling is not enough', async () => {
    let calls = 0;
    const { marketo } = scriptedMarketo(async (all) => {
      calls += 1;
      if (calls === 1) throw new AppError('marketo.1003.value');
      if (all[0] === 'ann@bücher.example') throw new AppError('marketo.1003.value');
      return [];
    });
    const { mayEmail } = checkOf({ store: memoryStore().store, marketo });
    expect(await mayEmail(['ann@bücher.example'])).toMatchObject([
      { reason: 'unavailable', error: 'marketo.1003.value' },
    ]);
  });
});

describe('settings', () => {
  it('hold within two seconds, and a burst reads them once', async () => {
    const clock = handClock();
    const { store, settings } = memoryStore({ marketo: false });
    let reads = 0;
    const check = () => {
      reads += 1;
      return store.settings.check();
    };
    const counted = { ...store, settings: { check } };
    const { reasons } = checkOf({ store: counted, marketo: null, clock });
    await Promise.all(Array.from({ length: 50 }, () => reasons('a@example.com')));
    expect(reads).toBe(1);
    settings.blockedDomains = 'example.com';
    clock.ms += 2_000;
    expect(await reasons('a@example.com')).toEqual(['blockedDomain']);
  });
});

describe('the summary of a group send', () => {
  it('counts by reason and lists who is skipped, in order', async () => {
    const { marketo } = scriptedMarketo(async () => [lead('out@example.com', { unsubscribed: true })]);
    const { store } = memoryStore({}, ['ours@example.com']);
    const { mayEmail } = checkOf({ store, marketo });
    const answers = await mayEmail([
      'out@example.com',
      'a@example.com',
      'ours@example.com',
      'nonsense',
      'b@example.com',
    ]);
    expect(summarize(answers)).toEqual({
      asked: 5,
      mayEmail: 2,
      counts: { unsubscribedInMarketo: 1, ok: 2, unsubscribed: 1, invalidAddress: 1 },
      skipped: [answers[0], answers[2], answers[3]],
    });
  });
});
