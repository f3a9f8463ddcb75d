import { signal } from '@preact/signals';

const STEP_MS = 5_000;

/** The time of texts such as "3 min ago"; it moves in steps, so that a page does not redraw all the time. */
export const now = signal(Date.now());

setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, STEP_MS);
document.addEventListener('visibilitychange', () => {
  now.value = Date.now();
});
