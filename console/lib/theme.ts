import { signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'actions-sync.theme';

/** What the person chose; `system`: as the device. */
export const theme = signal<Theme>(stored());

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Storage may be forbidden: the choice then lasts until the page is left.
  }
  apply();
}

/** Sets it on the document. */
export function apply(): void {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') delete dataset.theme;
  else dataset.theme = theme.value;
}

function stored(): Theme {
  try {
    const text = localStorage.getItem(KEY);
    return THEMES.find((each) => each === text) ?? 'system';
  } catch {
    return 'system';
  }
}
