import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Task, TaskResult } from '../../../api/schemas/tasks.ts';
import { may } from '../../lib/session.ts';
import { SYNC_STATES } from '../../lib/tasks.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { useData } from '../../lib/use-data.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer, FaultNotice } from '../../ui/states.tsx';
import { SyncBadge, TaskStatus } from '../tasks/index.tsx';
import { TaskForm } from '../tasks/task-form.tsx';
import { Lost } from './lost.tsx';

type View = Told<Task>;

/** One reminder task, and how it is with Salesforce. */
export default function TaskDetail() {
  const id = useRoute().params.id ?? '';
  const path = `/api/v1/tasks/${encodeURIComponent(id)}`;
  const data = useData<View>(path);
  const [asked, setAsked] = useState<'edit' | 'delete' | null>(null);
  const { busy, fault, run } = useAction();
  const task = data.value;
  const change = async (method: 'POST' | 'DELETE', at: string, done: string) => {
    const outcome = await run<Told<TaskResult>>(method, at);
    if (outcome?.ok !== true) return;
    data.set(outcome.value.task);
    setAsked(null);
    say(done);
  };
  const toggle = (of: View) =>
    of.status === 'open'
      ? change('POST', `${path}/complete`, 'Complete.')
      : change('POST', `${path}/reopen`, 'Open again.');
  const isSteered = may('operator') && task !== null && task.deletedAt === null;
  return (
    <Page
      title={task?.name ?? 'Task'}
      about={
        <span class="row">
          {task !== null && <TaskStatus task={task} />}
          <Code text={id} bare />
        </span>
      }
      actions={
        isSteered && (
          <>
            <Button kind="primary" busy={busy} onClick={() => void toggle(task)}>
              {task.status === 'open' ? 'Complete' : 'Reopen'}
            </Button>
            <Button onClick={() => setAsked('edit')}>Change</Button>
            <Button kind="danger" onClick={() => setAsked('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      {fault !== null && asked === null && <FaultNotice fault={fault} />}
      <Answer data={data} lines={8}>
        {(value) => (
          <>
            <div class="grid">
              <Content task={value} />
              <WithSalesforce task={value} />
            </div>
            {value.lost.length > 0 && <Lost of={value.lost} />}
          </>
        )}
      </Answer>
      {asked === 'edit' && task !== null && (
        <TaskForm
          task={task}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            data.reload();
          }}
        />
      )}
      {asked === 'delete' && (
        <Confirm
          title="Delete the task"
          action="Delete"
          danger
          busy={busy}
          fault={fault}
          onConfirm={() => void change('DELETE', path, 'Deleted.')}
          onClose={() => setAsked(null)}
        >
          <p>
            It goes from the seller’s list here, and from Salesforce with the next turn, even if it was edited there
            meanwhile.
          </p>
        </Confirm>
      )}
    </Page>
  );
}

function Content({ task }: { task: View }) {
  const { seller, personId, due, priority, kind, details, origin, createdAt, changedAt, completedAt, completedIn } =
    task;
  return (
    <Card title="Task">
      <Facts
        of={[
          ['Seller', seller],
          [
            'Person',
            personId === null ? null : (
              <a key="person" href={`/people/${personId}`}>
                {personId}
              </a>
            ),
          ],
          ['Kind', kind],
          ['Due', due ?? 'no day'],
          ['Priority', priority],
          ['Details', details],
          ['Made', <Made key="made" at={createdAt} origin={origin} />],
          ['Changed', <Moment key="changed" at={changedAt} />],
          ['Completed', completedAt === null ? null : <Made key="completed" at={completedAt} origin={completedIn} />],
        ]}
      />
    </Card>
  );
}

function Made({ at, origin }: { at: string; origin: View['completedIn'] }) {
  return (
    <>
      <Moment at={at} />
      {origin !== null && `, ${origin === 'salesforce' ? 'in Salesforce' : 'here'}`}
    </>
  );
}

function WithSalesforce({ task: { salesforce } }: { task: View }) {
  const { state, taskId, unsent, parted, error, refusedAt } = salesforce;
  return (
    <Card title="Salesforce" aside={<SyncBadge state={state} />}>
      <div class="stack">
        <p>{SYNC_STATES[state].means}</p>
        <Facts
          of={[
            ['Task there', taskId === null ? null : <Code key="task" text={taskId} bare />],
            ['To be sent', unsent.length === 0 ? null : unsent.join(', ')],
            ['Parted', parted],
            [
              'Error',
              error === null ? null : (
                <a key="error" href="/failures">
                  <code>{error}</code>
                </a>
              ),
            ],
            ['Refused', refusedAt === null ? null : <Moment key="refused" at={refusedAt} />],
          ]}
        />
      </div>
    </Card>
  );
}
