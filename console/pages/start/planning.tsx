import { useState } from 'preact/hooks';
import type { Plan, StartResult } from '../../../api/schemas/syncs.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { FaultNotice, Loading } from '../../ui/states.tsx';
import { PlanFacts } from './plan-facts.tsx';
import { PlanTable } from './plan-table.tsx';
import { choiceOf, type Offer, Price, WAY_NAMES, type Way } from './price.tsx';

const SAID: Record<StartResult['outcome'], string> = {
  started: 'Started: everyone is read once, changes are followed from now on.',
  alreadyRunning: 'It runs already; nothing changed.',
  alreadyComplete: 'Everyone was read already; changes are followed.',
};

const TITLES: Record<string, string> = {
  none: 'Start',
  cancelled: 'Start again',
  complete: 'Read everyone once more',
};

/** Plan, look at the price, start. Nothing to do while it runs. */
export function Planning({ state }: { state: string }) {
  const [plan, setPlan] = useState<Told<Plan> | null>(null);
  const planning = useAction();
  const title = TITLES[state];
  if (title === undefined || !may('operator')) return null;
  const makePlan = async () => {
    const outcome = await planning.run<Told<Plan>>('POST', '/api/v1/syncs/people/plan', { body: {} });
    if (outcome?.ok === true) setPlan(outcome.value);
  };
  return (
    <Card
      title={title}
      aside={
        <Button kind={plan === null ? 'primary' : undefined} busy={planning.busy} onClick={() => void makePlan()}>
          {planning.busy ? 'Planning' : plan === null ? 'Make a plan' : 'Plan again'}
        </Button>
      }
    >
      <div class="stack">
        {plan === null && !planning.busy && (
          <p class="soft">
            A plan writes nothing. It looks at a sample of Marketo (a few dozen calls) and says how many people there
            are, and what reading them costs by each strategy.
          </p>
        )}
        {planning.busy && <Loading lines={5} label="Planning" />}
        {planning.fault !== null && <FaultNotice fault={planning.fault} retry={() => void makePlan()} />}
        {plan !== null && !planning.busy && <Priced plan={plan} again={state === 'complete'} />}
        {plan === null && (planning.fault !== null || state === 'cancelled') && <Unpriced state={state} />}
      </div>
    </Card>
  );
}

/** A plan, and the start of one of its strategies. */
function Priced({ plan, again }: { plan: Told<Plan>; again: boolean }) {
  const [way, setWay] = useState<Way>(plan.pick.way);
  const [asking, setAsking] = useState(false);
  const chosen = plan.strategies.find((offer) => offer.way === way);
  return (
    <>
      <PlanFacts plan={plan} />
      <PlanTable plan={plan} way={way} onPick={setWay} />
      <div class="row spread">
        <span class="soft small">
          Picked: {WAY_NAMES[plan.pick.way]}; {plan.pick.why}. Planning took {plan.planningCalls} calls.
        </span>
        <Button kind="primary" onClick={() => setAsking(true)} disabled={chosen?.cost == null}>
          Start: {WAY_NAMES[way]}
        </Button>
      </div>
      {asking && chosen !== undefined && <Starting offer={chosen} again={again} onClose={() => setAsking(false)} />}
    </>
  );
}

function Starting({ offer, again, onClose }: { offer: Offer; again: boolean; onClose: () => void }) {
  const starting = useStart(onClose);
  return (
    <Confirm
      title={again ? 'Read everyone once more?' : 'Read everyone in Marketo?'}
      action="Start"
      busy={starting.busy}
      fault={starting.fault}
      onConfirm={() => void starting.start({ again, ...choiceOf(offer) })}
      onClose={onClose}
    >
      <p>
        People with an owner become visible as they are read. Changes in Marketo are followed from now on. It can be
        paused and cancelled at any time; what was read stays.
      </p>
      <Price offer={offer} />
    </Confirm>
  );
}

/** Where no price can be told, or none is needed: it goes on where it was. */
function Unpriced({ state }: { state: string }) {
  const starting = useStart(() => {});
  const goesOn = state === 'cancelled';
  return (
    <div class="stack tight">
      <p class="soft">
        {goesOn
          ? 'It can also go on where it was cancelled: what was read is not read again.'
          : 'It can also start without a plan: the worker then picks the strategy when it begins.'}
      </p>
      <div class="row">
        <Button busy={starting.busy} onClick={() => void starting.start({})}>
          {goesOn ? 'Go on' : 'Start without a plan'}
        </Button>
      </div>
      {starting.fault !== null && <FaultNotice fault={starting.fault} />}
    </div>
  );
}

function useStart(onStarted: () => void) {
  const { busy, fault, run } = useAction();
  const start = async (body: Record<string, unknown>) => {
    const outcome = await run<StartResult>('POST', '/api/v1/syncs/people/start', { body });
    if (outcome?.ok !== true) return;
    say(SAID[outcome.value.outcome]);
    onStarted();
  };
  return { busy, fault, start };
}
