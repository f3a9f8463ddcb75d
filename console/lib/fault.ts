import type { Problem } from '../../api/schemas/problem.ts';

/** Why a request gave nothing, in words for a person. */
export interface Fault {
  /** Key of docs/errors.md; `console.unreachable`: no answer came. */
  key: string;
  status: number;
  title: string;
  cause: string;
  fix: string;
  retryAt: string | null;
  /** Members of the request that are wrong; `at`: such as `body.name`. */
  problems: readonly { at: string; reason: string }[];
  details: Readonly<Record<string, string | number | boolean>>;
}

const NONE = { retryAt: null, problems: [], details: {} };

export const UNREACHABLE: Fault = {
  ...NONE,
  key: 'console.unreachable',
  status: 0,
  title: 'The server does not answer',
  cause: 'The API is stopped, is starting, or the network between it and this browser is cut.',
  fix: 'Look whether "actions-sync api" runs, then try again. The syncs run in the worker and go on without it.',
};

export function isUnreachable({ key }: Fault): boolean {
  return key === UNREACHABLE.key;
}

/** Whether what was asked for may have been done, or is being done: no answer came, or none of the API's own decision. */
export function isUndecided({ key, status }: Fault): boolean {
  return status === 0 || status >= 500 || key === 'api.idempotencyOpen';
}

/** The fault of an answer that is no success; `body`: its JSON, whatever it is. */
export function faultOf(status: number, body: unknown): Fault {
  if (isProblem(body)) {
    const { key, title, cause, fix, retryAt, problems = [], details } = body;
    return { key, status, title, cause, fix, retryAt, problems, details };
  }
  // A proxy between answers for the server.
  if (status === 502 || status === 503 || status === 504) return { ...UNREACHABLE, status };
  return {
    ...NONE,
    key: 'console.answer',
    status,
    title: `The server answered ${status} in a form that the console does not know`,
    cause: 'Something between this browser and the API answered in its place, or the two are of different versions.',
    fix: 'Reload this page. If it stays, look into the log of the API and of the proxy in front of it.',
  };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'key' in body && 'cause' in body && 'fix' in body;
}
