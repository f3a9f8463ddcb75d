import { AppError } from '../model/errors/app-error.ts';
import type { EndpointName } from './endpoints.ts';

/** API name of an object or a field, or a path of fields such as `Who.Type`. */
const NAME = /^[A-Za-z]\w{0,79}(\.[A-Za-z]\w{0,79}){0,5}$/;

/** Names become part of addresses and queries, where jsforce encodes nothing. @throws AppError `salesforce.badCall` */
export function checkNames(endpoint: EndpointName, names: readonly string[]): void {
  if (!names.every((name) => NAME.test(name))) throw badCall(endpoint, 'name');
}

/** API names that an error lists; anything else in their place is dropped. */
export function harmlessNames(names: readonly unknown[]): string[] {
  return names.filter((name): name is string => typeof name === 'string' && NAME.test(name));
}

/** A mistake of the code that calls, found before anything is sent. */
export function badCall(endpoint: EndpointName, at: string): AppError {
  return new AppError('salesforce.badCall', { details: { endpoint, at } });
}
