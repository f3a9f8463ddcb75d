import { useState } from 'preact/hooks';
import type { Status } from '../../../api/schemas/status.ts';
import { reconcileState, stateWord, toneOf } from '../../lib/flows.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import type { Tone } from '../../lib/tone.ts';
import { useAction } from '../../lib/use-action.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Table } from '../../ui/table.tsx';
import { type Flow, type Step, stepsFor } from './steps.ts';

type People = Told<Status>['people'];

interface Row {
  flow: Flow;
  name: string;
  tone: Tone;
  word: string;
  does: string;
}

/** Pauses, resumes, cancels, compares. */
export function Steering({ people }: { people: People }) {
  const [asked, setAsked] = useState<{ flow: Flow; step: Step } | null>(null);
  const states = { initial: people.initial.state, changes: people.changes.state, reconcile: people.reconcile.state };
  const plain = (state: string) => ({ tone: toneOf(state), word: stateWord(state) });
  const rows: Row[] = [
    {
      ...{ flow: 'initial', name: 'Initial sync', ...plain(states.initial) },
      does: 'Reads everyone in Marketo once.',
    },
    {
      ...{ flow: 'changes', name: 'Changes', ...plain(states.changes) },
      does: 'Follows what changes in Marketo.',
    },
    {
      ...{ flow: 'reconcile', name: 'Reconcile', ...reconcileState(people.reconcile) },
      does: 'Compares everyone with Marketo and repairs what differs; every week by itself.',
    },
  ];
  return (
    <Card title="Steer" flush>
      <Table
        caption="Flows of the people sync"
        rows={rows}
        keyOf={({ flow }) => flow}
        columns={[
          { name: 'Flow', fit: true, cell: ({ name }) => <strong>{name}</strong> },
          { name: 'State', fit: true, cell: ({ tone, word }) => <Badge tone={tone}>{word}</Badge> },
          { name: 'What it does', cell: ({ does }) => <span class="soft">{does}</span> },
          {
            ...{ name: '', fit: true },
            cell: ({ flow }) =>
              may('operator') && (
                <div class="row">
                  {stepsFor(flow, states).map((step) => (
                    <Button key={step.verb} small onClick={() => setAsked({ flow, step })}>
                      {step.verb}
                    </Button>
                  ))}
                </div>
              ),
          },
        ]}
      />
      {asked !== null && <Asked {...asked} onClose={() => setAsked(null)} />}
    </Card>
  );
}

function Asked({ flow, step, onClose }: { flow: Flow; step: Step; onClose: () => void }) {
  const { busy, fault, run } = useAction();
  const confirm = async () => {
    const outcome = await run('POST', step.path, { body: step.takesFlow ? { flow } : {} });
    if (outcome?.ok !== true) return;
    say(step.said);
    onClose();
  };
  return (
    <Confirm
      title={step.question}
      action={step.verb}
      danger={step.danger}
      busy={busy}
      fault={fault}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{step.effect}</p>
    </Confirm>
  );
}
