export type Flow = 'initial' | 'changes' | 'reconcile';

/** What can be done to a flow, and what that does. */
export interface Step {
  verb: string;
  path: string;
  /** The address serves all flows. */
  takesFlow: boolean;
  question: string;
  effect: string;
  said: string;
  danger?: boolean;
}

const WORDS: Record<Flow, string> = {
  initial: 'the initial sync',
  changes: 'the changes',
  reconcile: 'the comparison',
};

/** What makes sense in these states, the likeliest first. */
export function stepsFor(flow: Flow, states: Record<Flow, string>): Step[] {
  const state = states[flow];
  const steps: Step[] = [];
  if (state === 'running') steps.push(pause(flow));
  if (state === 'paused') steps.push(resume(flow));
  if (flow === 'initial' && (state === 'running' || state === 'paused')) steps.push(CANCEL);
  if (flow === 'reconcile' && state === 'none' && states.initial === 'complete') steps.push(COMPARE);
  return steps;
}

const pause = (flow: Flow): Step => ({
  ...{ verb: 'Pause', path: '/api/v1/syncs/people/pause', takesFlow: true },
  question: `Pause ${WORDS[flow]}?`,
  effect:
    flow === 'changes'
      ? 'Nothing new comes from Marketo until it is resumed. It keeps its place for 14 days; after longer, everyone is compared.'
      : 'It stops after the calls that are under way, and keeps its place. What was read stays.',
  said: `Paused ${WORDS[flow]}.`,
});

const resume = (flow: Flow): Step => ({
  ...{ verb: 'Resume', path: '/api/v1/syncs/people/resume', takesFlow: true },
  question: `Resume ${WORDS[flow]}?`,
  effect: 'It goes on where it was paused. Nothing is read twice.',
  said: `Resumed ${WORDS[flow]}.`,
});

const CANCEL: Step = {
  ...{ verb: 'Cancel', path: '/api/v1/syncs/people/cancel', takesFlow: false, danger: true },
  question: 'Cancel the initial sync?',
  effect:
    'It stops. People who were read stay, and changes are still followed. It can go on later where it was, or begin anew.',
  said: 'Cancelled the initial sync.',
};

const COMPARE: Step = {
  ...{ verb: 'Compare now', path: '/api/v1/syncs/people/reconcile', takesFlow: false },
  question: 'Compare everyone with Marketo now?',
  effect:
    'Everyone is read again, by what is spare of the quota: changes and sales activities come first. What differs is repaired.',
  said: 'The comparison was asked for.',
};
