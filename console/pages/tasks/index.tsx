import { useState } from 'preact/hooks';
import type { Task } from '../../../api/schemas/tasks.ts';
import { may } from '../../lib/session.ts';
import { SYNC_STATES } from '../../lib/tasks.ts';
import type { Told } from '../../lib/told.ts';
import { useKept } from '../../lib/use-kept.ts';
import { useSearch } from '../../lib/use-list.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Listing } from '../../ui/listing.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Column } from '../../ui/table.tsx';
import { TaskForm } from './task-form.tsx';

type Row = Told<Task>;
type Status = 'open' | 'complete' | '';

const STATUSES = [
  ['', 'Any'],
  ['open', 'Open'],
  ['complete', 'Complete'],
] as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    name: 'Task',
    cell: ({ id, name, kind }) => (
      <>
        <a href={`/tasks/${encodeURIComponent(id)}`}>{name}</a>
        <div class="faint small">{kind}</div>
      </>
    ),
  },
  { name: 'Seller', cell: ({ seller }) => seller },
  {
    name: 'Person',
    cell: ({ personId }) => (personId === null ? '–' : <a href={`/people/${personId}`}>{personId}</a>),
    fit: true,
  },
  { name: 'Due', cell: ({ due, priority }) => <Due due={due} isHigh={priority === 'high'} />, fit: true },
  { name: 'Status', cell: (row) => <TaskStatus task={row} />, fit: true },
  { name: 'Salesforce', cell: ({ salesforce }) => <SyncBadge state={salesforce.state} />, fit: true },
];

/** Reminder tasks of sellers, the same here and in Salesforce. */
export default function Tasks() {
  const [making, setMaking] = useState(false);
  const [form, change] = useKept<{ seller: string; status: Status; all: boolean }>('tasks', {
    ...{ seller: '', status: 'open', all: false },
  });
  const { seller, status, all } = useSettled(form);
  // An address that is still typed is none: everyone's are shown until it is.
  const isAddress = /^[^@\s]+@[^@\s]+$/.test(seller);
  const list = useSearch<Row>('/api/v1/tasks/search', {
    ...(isAddress && { seller }),
    ...(status !== '' && { status }),
    all,
  });
  return (
    <Page
      title="Tasks"
      about="Reminder tasks of sellers. What is changed here goes to Salesforce, and back."
      actions={
        may('operator') && (
          <Button kind="primary" onClick={() => setMaking(true)}>
            New task
          </Button>
        )
      }
    >
      <Filters label="Filter tasks">
        <TextField
          type="search"
          label="Seller"
          placeholder="seller@example.com"
          inputMode="email"
          value={form.seller}
          onText={(value) => change({ seller: value.trim() })}
        />
        <SelectField
          label="Status"
          value={form.status}
          options={STATUSES}
          onPick={(value) => change({ status: value })}
        />
        <CheckField
          label="Deleted and reassigned ones, too"
          checked={form.all}
          onCheck={(value) => change({ all: value })}
        />
      </Filters>
      <Listing
        caption="Reminder tasks"
        list={list}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No task is found">
            <p>
              Tasks come from apps, from here, and from Salesforce once <code>tasks.sync</code> is on and a seller’s
              tasks are synced.
            </p>
          </Empty>
        }
      />
      {making && (
        <TaskForm
          task={null}
          onClose={() => setMaking(false)}
          onDone={() => {
            setMaking(false);
            list.reload();
          }}
        />
      )}
    </Page>
  );
}

export function TaskStatus({ task }: { task: Row }) {
  if (task.deletedAt !== null) return <Badge tone="warn">Deleted</Badge>;
  return task.status === 'complete' ? <Badge tone="ok">Complete</Badge> : <Badge tone="info">Open</Badge>;
}

export function SyncBadge({ state }: { state: Row['salesforce']['state'] }) {
  const { text, tone } = SYNC_STATES[state];
  return <Badge tone={tone}>{text}</Badge>;
}

function Due({ due, isHigh }: { due: string | null; isHigh: boolean }) {
  return (
    <div>
      <span class="number">{due ?? '–'}</span>
      {isHigh && <div class="faint small">high priority</div>}
    </div>
  );
}
