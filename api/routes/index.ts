import type { Routes } from '../context.ts';
import { healthRoutes } from './health.ts';
import { statusRoutes } from './status.ts';

/** Every group of addresses. */
export const ROUTES: readonly Routes[] = [healthRoutes, statusRoutes];
