import type { Routes } from '../context.ts';
import { doctorRoutes } from './doctor.ts';
import { healthRoutes } from './health.ts';
import { instanceRoutes } from './instance.ts';
import { peopleRoutes } from './people.ts';
import { personRoutes } from './person.ts';
import { quotaRoutes } from './quota.ts';
import { sampleRoutes } from './samples.ts';
import { statusRoutes } from './status.ts';
import { syncRoutes } from './syncs.ts';
import { tokenRoutes } from './tokens.ts';

/** Every group of addresses. */
export const ROUTES: readonly Routes[] = [
  healthRoutes,
  instanceRoutes,
  statusRoutes,
  sampleRoutes,
  quotaRoutes,
  tokenRoutes,
  peopleRoutes,
  personRoutes,
  syncRoutes,
  doctorRoutes,
];
