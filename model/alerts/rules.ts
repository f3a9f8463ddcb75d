import { type ErrorKey, errorEntry, isErrorKey } from '../errors/registry.ts';
import { type AlertId, alertsNamed } from './catalogue.ts';
import { type AlertFacts, FAILING, type FlowFact, type LagFact, type TroubleFact } from './facts.ts';
import type { AlertSettings } from './settings.ts';

/**
 * How an alert stands by one look. bad: its condition holds. good: it surely does not. same: nobody knows, or it is too
 * near its limit to say so: what fires goes on firing, what does not does not begin.
 */
export interface Judgement {
  alert: AlertId;
  standing: 'bad' | 'good' | 'same';
  /** Whose cause and fix are shown. */
  key: ErrorKey;
  /** Since when, where the facts say. */
  since: Date | null;
  value: number | null;
  limit: number | null;
  /** It fires when it has been so for so long, look after look. */
  lastsMs: number;
}

/** What passes by itself within a few looks (a flow that was just resumed, a server that restarts) is nobody's business. */
export const LASTING_MS = 120_000;

/** What fell below its limit clears here, so that what hovers at the limit does not flap. */
const CLEARS_BELOW = 0.8;

/** One judgement for each alert there is, pure. */
export function judge(facts: AlertFacts, settings: AlertSettings): Judgement[] {
  const all = [
    ...facts.flows.map((flow) => stopped(flow, facts.now, settings.stoppedForMs)),
    ...(['marketo', 'salesforce'] as const).map((vendor) => refused(`auth/${vendor}`, vendor, 'auth', facts.troubles)),
    quotaShare(facts, settings),
    quotaInstance(facts, settings),
    refused('quota/salesforce', 'salesforce', 'quota', facts.troubles),
    ...facts.lags.map((lag) => late(lag, facts.now, settings.lagMs)),
    ...FAILING.map((what) => failing(what, facts.failed[what], settings.failureRate)),
    above('held/people', 'alerts.peopleHeld', facts.held, 0),
    incomplete(facts.pushesIncomplete),
    optOuts(facts.troubles),
    temporal(facts.temporal),
  ];
  const muted = new Set((settings.mute ?? '').split(', ').flatMap(alertsNamed));
  return all.map((one) => (settings.enabled && !muted.has(one.alert) ? one : { ...one, standing: 'good' }));
}

const NOTHING = { since: null, value: null, limit: null, lastsMs: 0 } as const;

/** Passing trouble stops nothing; refused credentials and a used-up day have alerts of their own. */
const STOPS: ReadonlySet<string> = new Set(['config', 'bug']);
const WAITS: ReadonlySet<string> = new Set(['auth', 'quota']);

/** By an error that a person must see to, for lack of a workflow, or by having done nothing for long. */
function stopped({ flow, isOn, workedAt, pauseMs, isGone, troubles }: FlowFact, now: Date, limitMs: number): Judgement {
  const alert = `stopped/${flow}` as const;
  const silent = { ...NOTHING, alert, key: 'alerts.flowSilent' } as const;
  if (!isOn) return { ...silent, standing: 'good' };
  const error = troubles.find(({ key }) => STOPS.has(classOf(key)));
  if (error !== undefined) return { ...silent, standing: 'bad', key: keyOf(error.key), since: error.since };
  // Where a worker lives it is started again before that.
  if (isGone === true) return { ...silent, standing: 'bad', key: 'alerts.flowGone', lastsMs: LASTING_MS };
  if (workedAt === null || troubles.some(({ key }) => WAITS.has(classOf(key)))) return { ...silent, standing: 'good' };
  const silentMs = now.getTime() - workedAt.getTime();
  const lasts = troubles.find(({ since }) => now.getTime() - since.getTime() > limitMs);
  const key = lasts === undefined ? silent.key : keyOf(lasts.key);
  return { alert, key, since: workedAt, ...measured(silentMs, limitMs + pauseMs), lastsMs: LASTING_MS };
}

function refused(alert: AlertId, vendor: string, errorClass: string, troubles: readonly TroubleFact[]): Judgement {
  const found = troubles.find(({ key }) => key.startsWith(`${vendor}.`) && classOf(key) === errorClass);
  if (found === undefined) return { ...NOTHING, alert, standing: 'good', key: 'unexpected' };
  return { ...NOTHING, alert, standing: 'bad', key: keyOf(found.key), since: found.since };
}

function quotaShare({ quota: { used, share } }: AlertFacts, { quota }: AlertSettings): Judgement {
  return above('quota/marketo-share', 'alerts.quotaNear', percentOf(used, share), quota, 'reached');
}

function quotaInstance({ quota: { instanceTotal, instanceLimit } }: AlertFacts, { quota }: AlertSettings): Judgement {
  const value = instanceTotal === null ? 0 : percentOf(instanceTotal, instanceLimit);
  return above('quota/marketo-instance', 'alerts.instanceQuotaNear', value, quota, 'reached');
}

const percentOf = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.floor((part / whole) * 100));

function late({ what, since, pauseMs, error }: LagFact, now: Date, limitMs: number): Judgement {
  const common = { alert: `lag/${what}`, key: error === null ? 'alerts.late' : keyOf(error), since } as const;
  const ms = since === null ? 0 : now.getTime() - since.getTime();
  return { ...common, ...measured(ms, limitMs + pauseMs), lastsMs: what === 'people' ? LASTING_MS : 0 };
}

/** In seconds. */
function measured(ms: number, limitMs: number): Pick<Judgement, 'standing' | 'value' | 'limit'> {
  return { value: Math.max(0, seconds(ms)), limit: seconds(limitMs), ...standingOf(ms, limitMs) };
}

function failing(what: (typeof FAILING)[number], value: number, limit: number | null): Judgement {
  const judged = above(`failures/${what}`, 'alerts.manyFailures', value, limit ?? 0);
  return limit === null ? { ...judged, standing: 'good', limit: null } : judged;
}

/** Nothing holds it up, and Salesforce is believed: but somebody should look. */
function optOuts(troubles: readonly TroubleFact[]): Judgement {
  const key = 'unsubscribes.many';
  const found = troubles.find((one) => one.key === key);
  const standing = found === undefined ? 'good' : 'bad';
  return { ...NOTHING, alert: 'optOuts/salesforce', standing, key, since: found?.since ?? null };
}

/** Nothing is late: polling is as fast as without pushes. */
function incomplete(since: Date | null): Judgement {
  const standing = since === null ? 'good' : 'bad';
  return { ...NOTHING, alert: 'incomplete/pushes', standing, key: 'push.incomplete', since };
}

function temporal(error: string | null): Judgement {
  const key = keyOf(error ?? 'temporal.unreachable');
  return {
    ...NOTHING,
    alert: 'unreachable/temporal',
    standing: error === null ? 'good' : 'bad',
    key,
    lastsMs: LASTING_MS,
  };
}

function above(
  alert: AlertId,
  key: ErrorKey,
  value: number,
  limit: number,
  when: 'over' | 'reached' = 'over',
): Judgement {
  return { ...NOTHING, alert, key, value, limit, ...standingOf(value, limit, when) };
}

function standingOf(value: number, limit: number, when: 'over' | 'reached' = 'over'): Pick<Judgement, 'standing'> {
  if (value > limit || (when === 'reached' && value === limit)) return { standing: 'bad' };
  return { standing: value <= limit * CLEARS_BELOW ? 'good' : 'same' };
}

const seconds = (ms: number): number => Math.round(ms / 1_000);

/** One of another version is told as an unexpected error. */
const keyOf = (key: string): ErrorKey => (isErrorKey(key) ? key : 'unexpected');

const classOf = (key: string): string => (isErrorKey(key) ? errorEntry(key).class : 'bug');
