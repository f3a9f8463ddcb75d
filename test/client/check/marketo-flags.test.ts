import { describe, expect, it } from 'vitest';
import { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../model/errors/registry.ts';
import { checkOf, lead, memoryStore, scriptedMarketo } from './fakes.ts';

const addresses = (count: number) => Array.from({ length: count }, (_, n) => `p${n}@example.com`);

/** A check over a Marketo that answers as told. */
function open(answer: Parameters<typeof scriptedMarketo>[0]) {
  const scripted = scriptedMarketo(answer);
  return { ...scripted, ...checkOf({ store: memoryStore().store, marketo: scripted.marketo }) };
}

describe('an address that Marketo refuses', () => {
  it.each(['marketo.1003.value', 'marketo.1003', 'marketo.1001'] as const)(
    '(%s) is found by halving, and no neighbour fails with it',
    async (key) => {
      const { mayEmail, asked } = open(async (all) => {
        if (all.includes('p77@example.com')) throw new AppError(key);
        return all.includes('p5@example.com') ? [lead('p5@example.com', { unsubscribed: true })] : [];
      });
      const answers = await mayEmail(addresses(300));
      expect(answers[77]).toMatchObject({ mayEmail: false, reason: 'unavailable', error: key });
      expect(answers[5]).toMatchObject({ reason: 'unsubscribedInMarketo' });
      expect(answers.filter(({ reason }) => reason === 'ok')).toHaveLength(298);
      expect(asked.length).toBeLessThanOrEqual(19);
    },
  );

  it('is not looked for without end where everything is refused', async () => {
    const { mayEmail, asked } = open(async () => {
      throw new AppError('marketo.1003');
    });
    const answers = await mayEmail(addresses(300));
    expect(new Set(answers.map(({ error }) => error))).toEqual(new Set(['marketo.1003']));
    expect(asked.length).toBeLessThanOrEqual(81);
  });
});

describe('many people', () => {
  it('behind the addresses of one call are read in parts', async () => {
    const each = 12;
    const { mayEmail, asked } = open(async (all) => {
      if (all.length * each > 1_000) throw new AppError('marketo.1003.tooMany');
      return all.flatMap((one) => Array.from({ length: each }, (_, n) => lead(one, { unsubscribed: n === 11 })));
    });
    const answers = await mayEmail(addresses(300));
    expect(new Set(answers.map(({ reason }) => reason))).toEqual(new Set(['unsubscribedInMarketo']));
    expect(asked.map((all) => all.length)).toEqual([300, 150, 150, 75, 75, 75, 75]);
  });

  it('behind one address, more than Marketo answers, are no answer', async () => {
    const { mayEmail } = open(async (all) => {
      if (all.includes('p1@example.com')) throw new AppError('marketo.1003.tooMany');
      return [];
    });
    expect(await mayEmail(addresses(3))).toMatchObject([
      { reason: 'ok' },
      { reason: 'unavailable', error: 'marketo.1003.tooMany' },
      { reason: 'ok' },
    ]);
  });
});

describe('a row of an address that was not asked for', () => {
  it('belongs to the one that brings it when asked alone: Marketo compares in its own way', async () => {
    const { reasons, asked } = open(async (all) =>
      all.includes('jose@example.com') ? [lead('josé@example.com', { unsubscribed: true })] : [],
    );
    expect(await reasons('ann@example.com', 'jose@example.com', 'bob@example.com')).toEqual([
      'ok',
      'unsubscribedInMarketo',
      'ok',
    ]);
    expect(asked).toHaveLength(5);
  });

  it('that blocks nobody costs no call', async () => {
    const { reasons, asked } = open(async () => [lead('somebody@example.com')]);
    expect(await reasons('ann@example.com', 'bob@example.com')).toEqual(['ok', 'ok']);
    expect(asked).toHaveLength(1);
  });

  it('without any address is found the same way', async () => {
    const { reasons } = open(async (all) => (all.includes('bob@example.com') ? [{ id: 1, unsubscribed: true }] : []));
    expect(await reasons('ann@example.com', 'bob@example.com')).toEqual(['ok', 'unsubscribedInMarketo']);
  });
});

describe('the field `unsubscribed`', () => {
  const without = async (all: readonly string[]) => all.map((email) => ({ id: 1, email }));

  it('may be absent where it is false; that there is such a field is asked for once', async () => {
    const { reasons, described } = open(without);
    expect(await reasons('ann@example.com')).toEqual(['ok']);
    expect(await reasons('ann@example.com')).toEqual(['ok']);
    expect(described.calls).toBe(1);
  });

  it('needs no Describe where any person has it, or nobody was found', async () => {
    const { reasons, described } = open(async (all) =>
      all.includes('ann@example.com') ? [lead('ann@example.com'), { id: 2, email: 'bob@example.com' }] : [],
    );
    expect(await reasons('ann@example.com', 'bob@example.com')).toEqual(['ok', 'ok']);
    expect(await reasons('carl@example.com')).toEqual(['ok']);
    expect(described.calls).toBe(0);
  });

  it('hidden from the API user is a set-up error, never a yes', async () => {
    const { mayEmail, described } = open(without);
    described.names = ['email'];
    expect(await mayEmail(['ann@example.com'])).toMatchObject([{ reason: 'unavailable', error: 'check.fieldMissing' }]);
  });

  it.each(['marketo.1006', 'marketo.1003.fields'] as const)('refused by name (%s) is the same', async (key) => {
    const { mayEmail, asked } = open(async () => {
      throw new AppError(key);
    });
    const answers = await mayEmail(addresses(10));
    expect(new Set(answers.map(({ error }) => error))).toEqual(new Set(['check.fieldMissing']));
    expect(asked).toHaveLength(1);
  });
});

describe('trouble', () => {
  it.each([
    ['marketo.http5xx', 2],
    ['marketo.unreadable', 2],
    ['marketo.reset', 2],
    ['marketo.608', 2],
    ['marketo.615', 2],
    ['marketo.606', 1],
    ['marketo.timeout', 1],
    ['marketo.607', 1],
    ['quota.dayShareUsed', 1],
    ['marketo.603', 1],
    ['marketo.tokenRefused', 1],
    ['marketo.unknown', 1],
    ['marketo.badAnswer', 1],
    ['store.unreachable', 2],
  ] as const satisfies [ErrorKey, number][])('%s is no answer after %i calls', async (key, calls) => {
    const { mayEmail, asked } = open(async () => {
      throw new AppError(key);
    });
    expect(await mayEmail(addresses(2))).toMatchObject([{ reason: 'unavailable', error: key }, { error: key }]);
    expect(asked).toHaveLength(calls);
  });

  it('that passes at once is not seen', async () => {
    let calls = 0;
    const { reasons } = open(async (all) => {
      calls += 1;
      if (calls === 1) throw new AppError('marketo.http5xx');
      return all.map((one) => lead(one, { unsubscribed: true }));
    });
    expect(await reasons('ann@example.com')).toEqual(['unsubscribedInMarketo']);
  });

  it('that is no error of ours is told as unexpected', async () => {
    const { mayEmail } = open(async () => {
      throw new TypeError('x');
    });
    expect(await mayEmail(['ann@example.com'])).toMatchObject([{ reason: 'unavailable', error: 'unexpected' }]);
  });
});
