import type { OrgRoute } from './call.ts';
import { limitRoutes } from './limit-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { watchRoutes } from './watch-routes.ts';

/** Every control operation; paths are relative to /control. */
export const CONTROL_ROUTES: readonly OrgRoute[] = [...watchRoutes, ...recordRoutes, ...limitRoutes];
