import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { may } from '../lib/session.ts';
import { PAGES } from '../pages.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

const WITHIN_MS = 1_500;

/** Keys that work everywhere but in a field: `?` shows them, `g` and a letter goes to a page, `/` to the search. */
export function Keys() {
  const { route } = useLocation();
  const [shown, setShown] = useState(false);
  const went = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const page = PAGES.find(({ key, scope }) => key === event.key && may(scope));
      if (page !== undefined && event.timeStamp - went.current < WITHIN_MS) route(page.path);
      else if (event.key === '?') setShown(true);
      else if (event.key === '/') focusSearch(event);
      went.current = event.key === 'g' ? event.timeStamp : 0;
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [route]);
  if (!shown) return null;
  return (
    <Dialog title="Keys" onClose={() => setShown(false)}>
      <dl class="facts">
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>These keys</dd>
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>To the search of a page</dd>
        {PAGES.filter(({ scope }) => may(scope)).map(({ key, title }) => (
          <>
            <dt key={`${key}-key`}>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd key={key}>{title}</dd>
          </>
        ))}
      </dl>
      <div class="actions">
        <Button onClick={() => setShown(false)}>Close</Button>
      </div>
    </Dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLElement>('main input[type="search"]');
  if (field === null) return;
  event.preventDefault();
  field.focus();
}
