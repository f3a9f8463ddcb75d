import { AppError } from './app-error.ts';

/**
 * The database knows less than `remembered`, a flow's committed sequence that was seen before. The number goes with the
 * error, so that the flow remembers it too where its own memory is younger.
 */
export function restored(remembered: number): AppError {
  return new AppError('store.restored', { details: { remembered } });
}

/** What such an error's details say; null: another error, or nobody knew. */
export function rememberedOf({ remembered }: AppError['details']): number | null {
  return typeof remembered === 'number' ? remembered : null;
}
