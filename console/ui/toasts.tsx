import { dismiss, toasts } from '../lib/toasts.ts';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

/** What was just done; a live region, so that screen readers say it too. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, kind, text }) => (
        <div key={id} class={`toast ${kind}`}>
          <span>{text}</span>
          <Button kind="quiet" small label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="close" size={14} />
          </Button>
        </div>
      ))}
    </div>
  );
}
