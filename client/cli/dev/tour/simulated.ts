import { request } from 'undici';
import type { Simulated } from './types.ts';

export function simulated(controlUrl: string, signal: AbortSignal): Simulated {
  return {
    controlUrl,
    async act(method, path, body) {
      const response = await request(`${controlUrl}${path}`, {
        method,
        signal,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const text = await response.body.text();
      if (response.statusCode >= 400) throw new Error(`${method} ${path}: ${response.statusCode}`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}
