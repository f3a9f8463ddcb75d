import { AppError } from '../model/errors/app-error.ts';
import type { EndpointName } from './endpoints.ts';

/** Marketo documents no code for a list that is too long (marketo-rest 3.1): it is not sent. */
export function atMost(values: readonly unknown[], most: number, endpoint: EndpointName): void {
  if (values.length > most)
    throw new AppError('marketo.badCall', { details: { endpoint, given: values.length, most } });
}

export function atLeastOne(values: readonly unknown[], endpoint: EndpointName): void {
  if (values.length === 0) throw new AppError('marketo.badCall', { details: { endpoint, given: 0, least: 1 } });
}
