import { describe, expect, it, test } from 'vitest';
import { ALERT_IDS, type AlertId } from '../../model/alerts/catalogue.ts';
import { alertEvent, alertSummary } from '../../model/alerts/event.ts';
import type { AlertFacts, FlowFact } from '../../model/alerts/facts.ts';
import { type Judgement, judge, LASTING_MS } from '../../model/alerts/rules.ts';
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from '../../model/alerts/settings.ts';
import { type AlertState, CLEAR_AFTER_MS, newAlertState, nextAlert } from '../../model/alerts/transition.ts';
import { settingOf } from '../../model/settings/registry.ts';
import { ago, calm, dreadful, flowFact, NOW } from '../alerts/facts.ts';

const judged = (facts: Partial<AlertFacts>, settings: Partial<AlertSettings> = {}) =>
  new Map(
    judge({ ...calm(), ...facts }, { ...DEFAULT_ALERT_SETTINGS, ...settings }).map((one) => [one.alert, one] as const),
  );
const bad = (...given: Parameters<typeof judged>) =>
  [...judged(...given).values()].filter(({ standing }) => standing === 'bad').map(({ alert }) => alert);
const flow = (name: FlowFact['flow'], change: Partial<FlowFact>) => ({
  flows: calm().flows.map((one) => (one.flow === name ? { ...flowFact(name), ...change } : one)),
});
const trouble = (key: string, minutes = 1) => ({ key, since: ago(minutes), until: null });

test('every alert is judged at each look, once; on a calm day none fires, on a dreadful one all do', () => {
  const ids = judge(calm(), DEFAULT_ALERT_SETTINGS).map(({ alert }) => alert);
  expect(ids.toSorted()).toEqual(ALERT_IDS.toSorted());
  expect(bad({})).toEqual([]);
  expect(bad(dreadful()).toSorted()).toEqual(ALERT_IDS.toSorted());
});

describe('a flow has stopped', () => {
  const changes = 'stopped/people-changes';
  const of = (change: Partial<FlowFact>) => judged(flow('people-changes', change)).get(changes);

  it('by an error that a person must see to, since then, with its cause', () => {
    expect(of({ troubles: [trouble('people.ownerFieldMissing', 3)] })).toMatchObject({
      ...{ standing: 'bad', key: 'people.ownerFieldMissing', since: ago(3), lastsMs: 0 },
    });
    expect(of({ troubles: [trouble('of.another.version')] })).toMatchObject({ standing: 'bad', key: 'unexpected' });
  });

  it('when it has done nothing for long, beyond its own pause; passing trouble gives the cause', () => {
    expect(of({ workedAt: ago(20) })).toMatchObject({
      standing: 'bad',
      key: 'alerts.flowSilent',
      value: 1_200,
      limit: 900,
    });
    expect(of({ workedAt: ago(20), pauseMs: 600_000 })).toMatchObject({ standing: 'good', limit: 1_500 });
    expect(of({ workedAt: ago(20), troubles: [trouble('marketo.unreachable', 18)] })?.standing).toBe('bad');
  });

  it('when its workflow is gone, and stays so for some looks', () => {
    expect(of({ isGone: true })).toMatchObject({ standing: 'bad', key: 'alerts.flowGone', lastsMs: LASTING_MS });
    expect(of({ isGone: null })?.standing).toBe('good');
  });

  it('not when it is off, has never worked, waits for the day’s calls, or has passing trouble', () => {
    expect(of({ isOn: false, workedAt: ago(999), isGone: true })?.standing).toBe('good');
    expect(of({ workedAt: null })?.standing).toBe('good');
    expect(of({ workedAt: ago(600), troubles: [trouble('quota.dayShareUsed')] })?.standing).toBe('good');
    expect(of({ troubles: [trouble('store.unreachable', 99)] })?.standing).toBe('good');
  });
});

test('credentials that are refused are the vendor’s alert, not the flow’s', () => {
  const troubles = [trouble('salesforce.INVALID_LOGIN', 4)];
  expect(bad({ ...flow('tasks', { troubles }), troubles })).toEqual(['auth/salesforce']);
  expect(judged({ troubles }).get('auth/salesforce')).toMatchObject({ key: 'salesforce.INVALID_LOGIN', since: ago(4) });
});

test('quota fires at its limit, ours and the instance’s; what the usage call has not told is nothing', () => {
  const quota = (used: number, instanceTotal: number | null) => ({
    quota: { used, share: 1_000, instanceTotal, instanceLimit: 2_000 },
  });
  expect(bad(quota(899, 1_799))).toEqual([]);
  expect(bad(quota(900, 1_800))).toEqual(['quota/marketo-share', 'quota/marketo-instance']);
  expect(bad(quota(600, null), { quota: 60 })).toEqual(['quota/marketo-share']);
});

test('between 80 % of a limit and the limit nothing changes', () => {
  const lag = (minutes: number) =>
    judged({ lags: [{ what: 'tasks', since: ago(minutes), pauseMs: 0, error: null }] }).get('lag/tasks')?.standing;
  expect([lag(16), lag(15), lag(12.5), lag(12), lag(0)]).toEqual(['bad', 'same', 'same', 'good', 'good']);
});

test('a lag tells why, where that is known', () => {
  const lags = [{ what: 'sender-marketo', since: ago(30), pauseMs: 0, error: 'marketo.601' } as const];
  expect(judged({ lags }).get('lag/sender-marketo')).toMatchObject({ standing: 'bad', key: 'marketo.601' });
});

test('any number of failures is well where the setting says so; people held fire at the first', () => {
  const failed = { 'sender-marketo': 21, 'sender-salesforce': 20, tasks: 0 };
  expect(bad({ failed })).toEqual(['failures/sender-marketo']);
  expect(bad({ failed }, { failureRate: null })).toEqual([]);
  expect(bad({ held: 1 })).toEqual(['held/people']);
  expect(bad({ pushesIncomplete: NOW })).toEqual(['incomplete/pushes']);
});

test('what is muted, by name or kind, and everything when alerts are off, is well', () => {
  expect(bad(dreadful(), { enabled: false })).toEqual([]);
  const left = bad(dreadful(), { mute: 'lag, stopped, failures/tasks' });
  expect(left).not.toContain('lag/people');
  expect(left).not.toContain('failures/tasks');
  expect(left).toContain('failures/sender-marketo');
});

describe('turns', () => {
  const ALERT: AlertId = 'lag/tasks';
  const look = (standing: Judgement['standing'], change: Partial<Judgement> = {}): Judgement => ({
    ...{ alert: ALERT, standing, key: 'alerts.late', since: null, value: 5, limit: 3, lastsMs: 0 },
    ...change,
  });
  /** Seconds and judgements, one after the other: what was told, and when. */
  function play(looks: readonly (readonly [second: number, Judgement])[]) {
    let state: AlertState = newAlertState(look('good'));
    const told: string[] = [];
    for (const [second, judgement] of looks) {
      const next = nextAlert(state, judgement, new Date(NOW.getTime() + second * 1_000), CLEAR_AFTER_MS);
      if (next === null) continue;
      state = next.state;
      if (next.event !== null) told.push(`${next.event} ${second}`);
    }
    return { told, state };
  }

  it('fires once and clears once, when it has been well for a minute', () => {
    const looks = [0, 30, 60].map((at) => [at, look('bad')] as const);
    const well = [90, 120, 149, 150, 180].map((at) => [at, look('good')] as const);
    expect(play([...looks, ...well]).told).toEqual(['fired 0', 'cleared 150']);
  });

  it('what comes and goes does not clear, and what is near its limit changes nothing', () => {
    const { told, state } = play([
      ...([
        [0, look('bad')],
        [30, look('good')],
        [60, look('bad')],
        [90, look('same')],
        [120, look('good')],
      ] as const),
      ...([
        [150, look('bad', { value: 9 })],
        [180, look('same')],
      ] as const),
    ]);
    expect(told).toEqual(['fired 0']);
    expect(state).toMatchObject({ firing: true, value: 9 });
  });

  it('what must last fires when every look has seen it so long', () => {
    const lasting = look('bad', { lastsMs: 100_000 });
    const interrupted = [
      [0, lasting],
      [90, look('good')],
      [110, lasting],
      [209, lasting],
      [210, lasting],
    ] as const;
    expect(play(interrupted).told).toEqual(['fired 210']);
    expect(play(interrupted).state.since).toEqual(new Date(NOW.getTime() + 110_000));
  });

  it('a look that changes nothing writes nothing', () => {
    const { state } = play([[0, look('bad')]]);
    expect(nextAlert(state, look('bad'), NOW, 0)).toBeNull();
    expect(nextAlert(newAlertState(look('good')), look('good'), NOW, 0)).toBeNull();
  });

  it('the event says what, since when, how much, why and what to do', () => {
    const { state } = play([[0, look('bad', { since: ago(20), value: 1_200, limit: 900 })]]);
    expect(alertEvent(state, 'fired', { id: 'e1', instance: 'i' })).toEqual({
      ...{ id: 'e1', event: 'fired', alert: ALERT, instance: 'i', at: NOW.toISOString(), since: ago(20).toISOString() },
      ...{ key: 'alerts.late', value: 1_200, limit: 900, unit: 'seconds' },
      summary: 'Reminder tasks: What waits has waited for longer than it should (1,200 s, limit 900 s)',
      cause: expect.stringContaining('More comes than goes out'),
      fix: expect.stringContaining('actions-sync status'),
    });
    expect(alertSummary({ ...state, alert: 'auth/marketo' })).not.toContain('(');
  });
});

describe('settings', () => {
  it('a share is whole percent, with or without the sign', () => {
    const kind = settingOf('alerts.quota');
    expect(['90 %', '90%', ' 5 ', '100'].map((text) => kind.parse(text))).toEqual([90, 90, 5, 100]);
    for (const wrong of ['', '0', '101', '9.5', '90 calls']) expect(kind.parse(wrong), wrong).toBeUndefined();
    expect(kind.print(90)).toBe('90 %');
  });

  it('what is muted are alerts that there are, each once', () => {
    const kind = settingOf('alerts.mute');
    expect(kind.parse('lag, auth/marketo,lag')).toBe('auth/marketo, lag');
    expect(kind.parse('none')).toBeNull();
    for (const wrong of ['', 'lags', 'lag/', 'auth/hubspot']) expect(kind.parse(wrong), wrong).toBeUndefined();
    expect([kind.fits('auth/marketo, lag'), kind.fits('lag, auth/marketo'), kind.fits(null)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
