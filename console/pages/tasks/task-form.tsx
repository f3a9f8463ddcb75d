import { useState } from 'preact/hooks';
import type { Task, TaskResult } from '../../../api/schemas/tasks.ts';
import { TASK_KINDS } from '../../lib/tasks.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { AreaField, SelectField, TextField } from '../../ui/field.tsx';

interface TaskFormProps {
  /** null: a new one. */
  task: Told<Task> | null;
  onClose: () => void;
  onDone: () => void;
}

const PRIORITIES = [
  ['normal', 'Normal'],
  ['high', 'High'],
] as const;

/** Makes a task, or changes one: what is left as it was is not sent. */
export function TaskForm({ task, onClose, onDone }: TaskFormProps) {
  const [name, setName] = useState(task?.name ?? '');
  const [seller, setSeller] = useState('');
  const [person, setPerson] = useState('');
  const [kind, setKind] = useState<(typeof TASK_KINDS)[number][0]>('custom');
  const [due, setDue] = useState(task?.due ?? '');
  const [priority, setPriority] = useState<'normal' | 'high'>(task?.priority ?? 'normal');
  const [details, setDetails] = useState(task?.details ?? '');
  const { busy, fault, run } = useAction();
  const isPerson = /^\d{0,15}$/.test(person);
  const texts = { name: name.trim(), due: due === '' ? null : due, details: details === '' ? null : details };
  const content = { ...texts, priority };
  const save = async () => {
    const outcome =
      task === null
        ? await run<Told<TaskResult>>('POST', '/api/v1/tasks', {
            body: { ...content, kind, seller: seller.trim(), personId: person === '' ? null : Number(person) },
          })
        : await run<Told<TaskResult>>('PATCH', `/api/v1/tasks/${encodeURIComponent(task.id)}`, {
            body: changed(content, task),
          });
    if (outcome?.ok !== true) return;
    say(task === null ? 'The task is made.' : outcome.value.changed ? 'Changed.' : 'It was so already.');
    onDone();
  };
  return (
    <Confirm
      title={task === null ? 'New task' : 'Change the task'}
      action={task === null ? 'Make it' : 'Save'}
      busy={busy}
      fault={fault}
      ready={name.trim() !== '' && isPerson && (task !== null || seller.includes('@'))}
      onConfirm={() => void save()}
      onClose={onClose}
    >
      <TextField label="What is to be done" value={name} onText={setName} required />
      {task === null && (
        <>
          <TextField
            label="Seller"
            placeholder="seller@example.com"
            inputMode="email"
            value={seller}
            onText={setSeller}
            required
          />
          <TextField
            label="Person"
            hint="Marketo ID; may be left out."
            inputMode="numeric"
            wrong={isPerson ? null : 'A Marketo ID is a whole number.'}
            value={person}
            onText={(text) => setPerson(text.trim())}
          />
          <SelectField label="Kind" value={kind} options={TASK_KINDS} onPick={setKind} />
        </>
      )}
      <TextField label="Due" type="date" value={due} onText={setDue} />
      <SelectField label="Priority" value={priority} options={PRIORITIES} onPick={setPriority} />
      <AreaField label="Details" rows={4} value={details} onText={setDetails} />
    </Confirm>
  );
}

/** What differs. */
function changed(content: Record<string, unknown>, task: Told<Task>): Record<string, unknown> {
  const before = new Map<string, unknown>(Object.entries(task));
  return Object.fromEntries(Object.entries(content).filter(([member, value]) => before.get(member) !== value));
}
