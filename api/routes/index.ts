import type { Routes } from '../context.ts';
import { healthRoutes } from './health.ts';
import { instanceRoutes } from './instance.ts';
import { pushRoutes } from './push.ts';
import { quotaRoutes } from './quota.ts';
import { sampleRoutes } from './samples.ts';
import { statusRoutes } from './status.ts';

/** Every group of addresses. */
export const ROUTES: readonly Routes[] = [
  healthRoutes,
  instanceRoutes,
  statusRoutes,
  sampleRoutes,
  quotaRoutes,
  pushRoutes,
];
