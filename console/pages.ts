import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import type { Scope } from './lib/session.ts';
import type { IconName } from './ui/icons.tsx';

/** One page of the console. */
export interface PageEntry {
  /** As preact-iso's router matches it. */
  path: string;
  title: string;
  icon: IconName;
  group: 'Watch' | 'Data' | 'Run';
  /** After `g`, it leads here. */
  key: string;
  /** Who sees it in the navigation. */
  scope: Scope;
  component: ComponentType;
}

/** In the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  {
    ...{ path: '/', title: 'Overview', icon: 'overview', group: 'Watch', key: 'o', scope: 'viewer' },
    component: lazy(() => import('./pages/overview/index.tsx')),
  },
];

/** Pages that the navigation does not list: one record of a list. */
export const DETAILS: readonly { path: string; component: ComponentType }[] = [];
