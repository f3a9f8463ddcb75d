import type { ComponentChildren } from 'preact';

/** The fields that narrow a list, side by side; below each other on phones. */
export function Filters({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <search class="filters" aria-label={label}>
      {children}
    </search>
  );
}
