import { signal } from '@preact/signals';

export interface Toast {
  id: number;
  kind: 'ok' | 'bad';
  text: string;
}

const SHOWN_MS = 6_000;
let last = 0;

export const toasts = signal<readonly Toast[]>([]);

/** Says in a corner, and to screen readers, what was done. */
export function say(text: string, kind: Toast['kind'] = 'ok'): void {
  last += 1;
  const toast = { id: last, kind, text };
  toasts.value = [...toasts.value, toast];
  if (kind === 'ok') setTimeout(() => dismiss(toast.id), SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
