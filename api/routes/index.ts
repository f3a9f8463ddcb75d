import type { Routes } from '../context.ts';
import { activityRoutes } from './activities.ts';
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { doctorRoutes } from './doctor.ts';
import { failureRoutes } from './failures.ts';
import { healthRoutes } from './health.ts';
import { instanceRoutes } from './instance.ts';
import { mayEmailRoutes } from './may-email.ts';
import { panelRoutes } from './panels.ts';
import { peopleRoutes } from './people.ts';
import { personRoutes } from './person.ts';
import { pushRoutes } from './push.ts';
import { quotaRoutes } from './quota.ts';
import { sampleRoutes } from './samples.ts';
import { sellerRoutes } from './sellers.ts';
import { settingRoutes } from './settings.ts';
import { statusRoutes } from './status.ts';
import { syncRoutes } from './syncs.ts';
import { taskRoutes } from './tasks.ts';
import { tokenRoutes } from './tokens.ts';
import { unsubscribeRoutes } from './unsubscribes.ts';

/** Every group of addresses. */
export const ROUTES: readonly Routes[] = [
  healthRoutes,
  instanceRoutes,
  statusRoutes,
  sampleRoutes,
  quotaRoutes,
  pushRoutes,
  tokenRoutes,
  activityRoutes,
  taskRoutes,
  unsubscribeRoutes,
  mayEmailRoutes,
  panelRoutes,
  failureRoutes,
  settingRoutes,
  sellerRoutes,
  auditRoutes,
  alertRoutes,
  peopleRoutes,
  personRoutes,
  syncRoutes,
  doctorRoutes,
];
