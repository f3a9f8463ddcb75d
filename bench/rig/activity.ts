import { MockActivityEnvironment } from '@temporalio/testing';

/** Runs an activity function as a worker would, without a server in between. */
export function inActivity<T>(body: () => Promise<T>): Promise<T> {
  return new MockActivityEnvironment().run<[], T, () => Promise<T>>(body);
}
