import type { ComponentChildren } from 'preact';

/** Lines of 24 × 24 each, drawn for this console. */
const SHAPES = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z',
  quota: 'M4.5 17a8.5 8.5 0 1 1 15 0M12 13l4-4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  activities: 'M3 12h4l3-8 4 16 3-8h4',
  tasks: 'M4 6l2 2 3-4M4 17l2 2 3-4M13 7h7M13 18h7',
  unsubscribes: 'M3 6h18v12H3zM3 7l9 6 9-6M15 16l6 6M21 16l-6 6',
  failures: 'M12 4L2.5 20h19zM12 10v4M12 17v.500',
  start: 'M7 4l12 8-12 8z',
  settings: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5',
  doctor: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 8v8M8 12h8',
  audit: 'M7 3h10v18l-5-3-5 3zM10 8h4M10 12h4',
  access: 'M8 20a4 4 0 1 0 0-8 4 4 0 0 0 0 8M11 13l9-9M16 8l3 3',
  menu: 'M4 6h16M4 12h16M4 18h16',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  done: 'M5 12l5 5 9-11',
  out: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  leave: 'M10 4H4v16h6M9 12h12M17 8l4 4-4 4',
  refresh: 'M20 11a8 8 0 0 0-14-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14 4l2-2M20 20v-5h-5',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l5 5',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  plus: 'M12 5v14M5 12h14',
} as const;

export type IconName = keyof typeof SHAPES;

/** Says nothing by itself: the text beside it, or the label of its button, does. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <Frame size={size}>
      <path d={SHAPES[name]} />
    </Frame>
  );
}

function Frame({ size, children }: { size: number; children: ComponentChildren }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {children}
    </svg>
  );
}
