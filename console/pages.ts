import type { Scope } from './lib/session.ts';
import type { IconName } from './ui/icons.tsx';
import { type LazyPage, lazyPage } from './ui/lazy-page.tsx';

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
  component: LazyPage;
}

/** In the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  {
    ...{ path: '/', title: 'Overview', icon: 'overview', group: 'Watch', key: 'o', scope: 'viewer' },
    component: lazyPage(() => import('./pages/overview/index.tsx')),
  },
  {
    ...{ path: '/people', title: 'People', icon: 'people', group: 'Data', key: 'p', scope: 'viewer' },
    component: lazyPage(() => import('./pages/people/index.tsx')),
  },
  {
    ...{ path: '/activities', title: 'Activities', icon: 'activities', group: 'Data', key: 'a', scope: 'viewer' },
    component: lazyPage(() => import('./pages/activities/index.tsx')),
  },
  {
    ...{ path: '/tasks', title: 'Tasks', icon: 'tasks', group: 'Data', key: 't', scope: 'viewer' },
    component: lazyPage(() => import('./pages/tasks/index.tsx')),
  },
  {
    ...{ path: '/unsubscribes', title: 'Unsubscribes', icon: 'unsubscribes', group: 'Data', key: 'u', scope: 'viewer' },
    component: lazyPage(() => import('./pages/unsubscribes/index.tsx')),
  },
  {
    ...{ path: '/failures', title: 'Failures', icon: 'failures', group: 'Data', key: 'f', scope: 'viewer' },
    component: lazyPage(() => import('./pages/failures/index.tsx')),
  },
  {
    ...{ path: '/quota', title: 'Quota', icon: 'quota', group: 'Watch', key: 'q', scope: 'viewer' },
    component: lazyPage(() => import('./pages/quota/index.tsx')),
  },
  {
    ...{ path: '/audit', title: 'Audit', icon: 'audit', group: 'Watch', key: 'l', scope: 'viewer' },
    component: lazyPage(() => import('./pages/audit/index.tsx')),
  },
  {
    ...{ path: '/start', title: 'People sync', icon: 'start', group: 'Run', key: 's', scope: 'viewer' },
    component: lazyPage(() => import('./pages/start/index.tsx')),
  },
  {
    ...{ path: '/settings', title: 'Settings', icon: 'settings', group: 'Run', key: ',', scope: 'viewer' },
    component: lazyPage(() => import('./pages/settings/index.tsx')),
  },
  {
    ...{ path: '/doctor', title: 'Doctor', icon: 'doctor', group: 'Run', key: 'd', scope: 'operator' },
    component: lazyPage(() => import('./pages/doctor/index.tsx')),
  },
  {
    ...{ path: '/access', title: 'Access', icon: 'access', group: 'Run', key: 'k', scope: 'admin' },
    component: lazyPage(() => import('./pages/access/index.tsx')),
  },
];

/** Pages that the navigation does not list: one record of a list. */
export const DETAILS: readonly { path: string; component: LazyPage }[] = [
  { path: '/people/:id', component: lazyPage(() => import('./pages/person/index.tsx')) },
  { path: '/activities/:id', component: lazyPage(() => import('./pages/activity/index.tsx')) },
  { path: '/tasks/:id', component: lazyPage(() => import('./pages/task/index.tsx')) },
];
