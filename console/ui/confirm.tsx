import type { ComponentChildren } from 'preact';
import type { Fault } from '../lib/fault.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNotice } from './states.tsx';

interface ConfirmProps {
  title: string;
  /** What will happen, what it costs, whether it can be undone. */
  children: ComponentChildren;
  /** The verb of the button: never "OK". */
  action: string;
  danger?: boolean;
  busy: boolean;
  /** False: something is still missing in the form. */
  ready?: boolean;
  fault: Fault | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something happens that costs or can't be undone. */
export function Confirm(props: ConfirmProps) {
  const { title, children, action, danger, busy, ready = true, fault, onConfirm, onClose } = props;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onConfirm();
        }}
      >
        {children}
        {fault !== null && <FaultNotice fault={fault} />}
        <div class="actions">
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" kind={danger === true ? 'danger' : 'primary'} busy={busy} disabled={!ready}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
