import { AppError } from '../model/errors/app-error.ts';
import type { Api } from './context.ts';

/**
 * Listens on `API_ADDRESS`: `host:port`, `[::1]:port`, or `:port` for every address of the machine; port 0: a free one.
 * @returns the port @throws AppError `api.address`
 */
export async function listen(api: Api, address: string): Promise<number> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  try {
    await api.listen({ port: Number(address.slice(at + 1)), host: host === '' ? '::' : host });
  } catch (error) {
    const problem = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new AppError('api.address', { details: { API_ADDRESS: address, problem }, cause: error });
  }
  const bound = api.server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : Number(address.slice(at + 1));
}
