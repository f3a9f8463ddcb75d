import type { ComponentChildren } from 'preact';
import { type Fault, isUnreachable } from '../lib/fault.ts';
import { Button } from './button.tsx';
import { Moment } from './moment.tsx';

/** Nothing here: why, and what could be done. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

const WIDTHS = ['92%', '78%', '85%', '64%', '88%', '71%'];

/** The shape of what is on its way. */
export function Loading({ lines = 4, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div class="stack tight" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} class="skeleton" style={{ width: WIDTHS[line % WIDTHS.length] }} />
      ))}
    </div>
  );
}

/** What went wrong: what it means, why, what to do, the key to look it up by, and another try. */
export function FaultNotice({ fault, retry }: { fault: Fault; retry?: () => void }) {
  return (
    <div class={isUnreachable(fault) ? 'notice warn' : 'notice bad'} role="alert">
      <strong>{fault.title}</strong>
      <p>{fault.cause}</p>
      <p>{fault.fix}</p>
      {fault.problems.length > 0 && (
        <ul>
          {fault.problems.map(({ at, reason }) => (
            <li key={at}>
              <code>{at}</code>: {reason}
            </li>
          ))}
        </ul>
      )}
      <div class="row spread">
        <span class="key">
          <code>{fault.key}</code>
          {Object.entries(fault.details).map(([name, value]) => (
            <span key={name}>
              {' '}
              · {name}: {String(value)}
            </span>
          ))}
          {fault.retryAt !== null && (
            <>
              {' '}
              · can work again <Moment at={fault.retryAt} />
            </>
          )}
        </span>
        {retry !== undefined && (
          <Button small onClick={retry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

interface AnswerProps<T> {
  data: { value: T | null; fault: Fault | null; loading: boolean; reload: () => void };
  lines?: number;
  children: (value: T) => ComponentChildren;
}

/** What `useData` gave in each of its states; an older value stays on the page below the fault of a newer try. */
export function Answer<T>({ data, lines, children }: AnswerProps<T>) {
  const { value, fault, reload } = data;
  return (
    <>
      {fault !== null && <FaultNotice fault={fault} retry={reload} />}
      {value !== null && children(value)}
      {value === null && fault === null && <Loading lines={lines} />}
    </>
  );
}
