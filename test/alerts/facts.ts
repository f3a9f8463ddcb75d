import { type AlertFacts, FLOWS, type FlowFact, LAGS } from '../../model/alerts/facts.ts';

export const NOW = new Date('2026-11-28T12:00:00.000Z');
export const ago = (minutes: number, now = NOW) => new Date(now.getTime() - minutes * 60_000);

/** A day on which nothing is wrong. */
export function calm(now = NOW): AlertFacts {
  return {
    now,
    flows: FLOWS.map((flow) => flowFact(flow, now)),
    lags: LAGS.map((what) => ({ what, since: ago(1, now), pauseMs: 0, error: null })),
    failed: { 'sender-marketo': 0, 'sender-salesforce': 1, tasks: 0 },
    quota: { used: 100, share: 1_000, instanceTotal: 500, instanceLimit: 2_000 },
    held: 0,
    pushesIncomplete: null,
    troubles: [],
    temporal: null,
  };
}

export const flowFact = (flow: FlowFact['flow'], now = NOW): FlowFact => ({
  ...{ flow, isOn: true, workedAt: ago(1, now), pauseMs: 0, isGone: false, troubles: [] },
});

/** A day on which everything is. */
export function dreadful(now = NOW): AlertFacts {
  const trouble = (key: string) => ({ key, since: ago(5, now), until: null });
  return {
    now,
    flows: FLOWS.map((flow) => ({ ...flowFact(flow, now), troubles: [trouble('store.restored')] })),
    lags: LAGS.map((what) => ({ what, since: ago(60, now), pauseMs: 0, error: null })),
    failed: { 'sender-marketo': 1_000, 'sender-salesforce': 1_000, tasks: 1_000 },
    quota: { used: 1_000, share: 1_000, instanceTotal: 1_900, instanceLimit: 2_000 },
    held: 7,
    pushesIncomplete: ago(5, now),
    troubles: [
      ...['marketo.credentials', 'salesforce.INVALID_LOGIN', 'salesforce.REQUEST_LIMIT_EXCEEDED', 'unsubscribes.many'],
    ].map(trouble),
    temporal: 'temporal.unreachable',
  };
}
