import { instance, workflowUrl } from '../lib/instance.ts';
import { Code } from './code.tsx';
import { Icon } from './icons.tsx';

/** A workflow in Temporal's UI; where nobody told where that is, its id to copy. */
export function WorkflowLink({ id, text = 'Workflow' }: { id: string; text?: string }) {
  const ui = instance.value?.temporalUi ?? null;
  if (ui === null) return <Code text={id} bare label={`Copy the id of the workflow: ${text}`} />;
  return (
    <a class="row" href={workflowUrl(ui, id)} target="_blank" rel="noreferrer" title={`${id}, in the Temporal UI`}>
      {text} <Icon name="out" size={14} />
    </a>
  );
}
