import type { Device, Look } from './browser.ts';

/** How every page is looked at. */
export const LOOKS: readonly { look: Look; device: Device }[] = [
  { look: 'light', device: 'desktop' },
  { look: 'dark', device: 'desktop' },
  { look: 'light', device: 'phone' },
  { look: 'dark', device: 'phone' },
];
