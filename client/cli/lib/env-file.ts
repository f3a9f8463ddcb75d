import { existsSync } from 'node:fs';
import { AppError } from '../../../model/errors/app-error.ts';

/**
 * Reads `.env` of the working folder when there is one; what the environment already has wins.
 * @throws AppError `config.environment`
 */
export function loadEnvFile(path = '.env'): void {
  if (!existsSync(path)) return;
  try {
    process.loadEnvFile(path);
  } catch {
    throw new AppError('config.environment', { details: { '.env': 'is there, but can’t be read' } });
  }
}
