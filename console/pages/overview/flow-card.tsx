import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { instance } from '../../lib/instance.ts';
import { WorkflowLink } from '../../ui/workflow-link.tsx';

interface FlowCardProps {
  title: string;
  state: ComponentChildren;
  /** Last part of its workflow's id. */
  flow: string;
  /** The page where it is worked on. */
  href: string;
  children: ComponentChildren;
}

/** One flow: its state, its facts, and where to look further. */
export function FlowCard({ title, state, flow, href, children }: FlowCardProps) {
  const id = useId();
  const name = instance.value?.instance;
  const showsWorkflow = name !== undefined && instance.value?.temporalUi != null;
  return (
    <section class="card flow-card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>
          <a href={href}>{title}</a>
        </h2>
        {state}
      </div>
      {children}
      {showsWorkflow && (
        <div class="flow-card-end small">
          <WorkflowLink id={`${name}/${flow}`} text="In Temporal" />
        </div>
      )}
    </section>
  );
}
