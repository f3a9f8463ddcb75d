import type { ComponentChildren } from 'preact';
import type { Status } from '../../../api/schemas/status.ts';
import {
  pushesText,
  reconcileState,
  stateWord,
  strategyName,
  toneOf,
  total,
  VENDOR_NAMES,
  vendorState,
} from '../../lib/flows.ts';
import { count, duration, percent } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Badge } from '../../ui/badge.tsx';
import { Bar } from '../../ui/bar.tsx';
import { Facts } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { FlowCard } from './flow-card.tsx';

type Stand = Told<Status>;

/** One card for each flow, and what is given. */
export function FlowCards({ status, children }: { status: Stand; children: ComponentChildren }) {
  const { people, salesActivities, tasks, unsubscribes } = status;
  return (
    <div class="grid">
      <Initial {...people} />
      <Changes {...people} />
      <Reconcile {...people} />
      {salesActivities.map((vendor) => (
        <Vendor key={vendor.vendor} {...vendor} />
      ))}
      <Tasks {...tasks} />
      <Unsubscribes {...unsubscribes} />
      {children}
    </div>
  );
}

function Initial({ initial }: Stand['people']) {
  const { state, share, strategy, peopleRead, qualified, calls, secondsLeft, completedAt, startedAt } = initial;
  return (
    <FlowCard
      title="Initial sync"
      state={<Badge tone={toneOf(state)}>{stateWord(state)}</Badge>}
      flow="people-initial"
      href="/start"
    >
      {share !== null && state !== 'complete' && <Bar label="Initial sync" share={share} />}
      <Facts
        of={[
          ['Done', state === 'complete' || share === null ? null : percent(share)],
          ['Time left', secondsLeft === null ? null : duration(secondsLeft)],
          ['Read', `${count(peopleRead)}, ${count(qualified)} with an owner`],
          ['Calls', count(calls)],
          ['Strategy', strategyName(strategy)],
          completedAt === null
            ? ['Started', <Moment key="at" at={startedAt} />]
            : ['Complete', <Moment key="at" at={completedAt} />],
        ]}
      />
    </FlowCard>
  );
}

function Changes({ changes, settings, pushes }: Stand['people']) {
  const { state, caughtUpAt, lastTurn } = changes;
  const off = state !== 'off' && !settings.sync;
  return (
    <FlowCard
      title="Changes"
      state={
        <Badge tone={off ? 'warn' : state === 'running' ? 'ok' : toneOf(state)}>
          {off ? 'Switched off' : stateWord(state)}
        </Badge>
      }
      flow="people-changes"
      href="/start"
    >
      <Facts
        of={[
          ['Caught up', <Moment key="at" at={caughtUpAt} none="Not yet" />],
          ['Last turn', <Moment key="at" at={lastTurn?.at} none="None yet" />],
          [
            'It found',
            lastTurn === null ? null : `${count(lastTurn.records)} records, ${count(lastTurn.written)} people written`,
          ],
          ['It took', lastTurn === null ? null : `${duration(lastTurn.seconds)}, ${count(lastTurn.calls)} calls`],
          ['Pushes', pushes.state === 'none' ? null : pushesText(pushes)],
        ]}
      />
    </FlowCard>
  );
}

function Reconcile({ reconcile }: Stand['people']) {
  const { run, last } = reconcile;
  const stand = reconcileState(reconcile);
  const share = run?.progress == null || run.progress.total === 0 ? null : run.progress.done / run.progress.total;
  return (
    <FlowCard
      title="Reconcile"
      state={<Badge tone={stand.tone}>{stand.word}</Badge>}
      flow="people-reconcile"
      href="/start"
    >
      {share !== null && <Bar label="Reconcile" share={share} />}
      <Facts
        of={[
          [
            'Now',
            run === null ? 'Runs every week by itself' : `${run.reason}${share === null ? '' : `, ${percent(share)}`}`,
          ],
          ['Last', <Moment key="at" at={last?.finishedAt} none="None yet" />],
          [
            'Repaired',
            last === null ? null : `${count(last.repaired)}${last.held > 0 ? `, ${count(last.held)} held` : ''}`,
          ],
          ['Complete', last === null || last.complete ? null : 'No: part of it could not be compared'],
        ]}
      />
    </FlowCard>
  );
}

function Vendor(status: Stand['salesActivities'][number]) {
  const { vendor, on, pending, sending, inDoubt, parked, failed, oldestAt } = status;
  const { tone, word } = vendorState(status);
  return (
    <FlowCard
      title={`${VENDOR_NAMES[vendor]} activities`}
      state={<Badge tone={tone}>{word}</Badge>}
      flow={`sender-${vendor}`}
      href="/activities"
    >
      <Facts
        of={[
          ['To be sent', count(pending + sending)],
          ['In doubt', inDoubt === 0 ? null : `${count(inDoubt)}, looked up before they are sent again`],
          [
            'Waiting',
            total(parked) === 0
              ? null
              : parked.map(({ reason, count: of }) => `${count(of)} ${parkedWord(reason)}`).join(', '),
          ],
          ['Failed', total(failed) === 0 ? null : failed.map(({ key, count: of }) => `${count(of)} ${key}`).join(', ')],
          ['Oldest', oldestAt === null ? null : <Moment key="at" at={oldestAt} />],
          ['New ones', on ? null : 'not sent: switched off'],
        ]}
      />
    </FlowCard>
  );
}

/** Why activities wait: for a person who is not here yet, or for an error of the registry. */
function parkedWord(reason: string): string {
  return reason === 'personUnknown' ? 'for their person to arrive' : reason;
}

function Tasks({ on, sellers, open, linked, unsent, held, refused }: Stand['tasks']) {
  const many = total(refused);
  return (
    <FlowCard
      title="Reminder tasks"
      state={
        <Badge tone={many > 0 ? 'bad' : on ? 'ok' : 'idle'}>
          {many > 0 ? `${many} refused` : on ? 'In sync' : 'Off'}
        </Badge>
      }
      flow="tasks"
      href="/tasks"
    >
      <Facts
        of={[
          ['Open', on ? `${count(open)} of ${count(sellers)} sellers` : count(open)],
          ['Linked', `${count(linked)} with a task in Salesforce`],
          ['To be sent', unsent.count === 0 ? null : count(unsent.count)],
          ['Oldest', unsent.oldestAt === null ? null : <Moment key="at" at={unsent.oldestAt} />],
          ['Held', held === 0 ? null : count(held)],
        ]}
      />
    </FlowCard>
  );
}

function Unsubscribes({ optedOut, pushes, nightly, nightlyAt, running, last }: Stand['unsubscribes']) {
  const waiting = pushes.waiting + pushes.sending;
  const bad = total(pushes.errors);
  return (
    <FlowCard
      title="Unsubscribes"
      state={
        <Badge tone={bad > 0 ? 'bad' : waiting > 0 ? 'info' : 'ok'}>
          {bad > 0 ? `${bad} not taken` : waiting > 0 ? 'Sending' : 'Up to date'}
        </Badge>
      }
      flow="unsubscribes"
      href="/unsubscribes"
    >
      <Facts
        of={[
          ['Addresses', count(optedOut)],
          ['To be sent', waiting === 0 ? null : count(waiting)],
          ['Waiting', pushes.parked === 0 ? null : count(pushes.parked)],
          ['Nightly', nightly ? `at ${nightlyAt}` : 'Off'],
          ['Running', running === null ? null : <Moment key="at" at={running.startedAt} />],
          ['Last night', last === null ? null : `${count(last.added)} added, ${count(last.queued)} sent`],
        ]}
      />
    </FlowCard>
  );
}
