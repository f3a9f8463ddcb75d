import type { Collection, Document } from 'mongodb';
import { hostileDriver } from '../../store/hostile.ts';

/** A driver that is calm until `hostile` is set, and then does what a real database may do. */
export function switchable(seed: number, rate = 0.5) {
  const driver = hostileDriver(seed, rate);
  const state = {
    hostile: false,
    wrap,
    /** How many commands were disturbed. */
    mischief: () => Object.entries(driver.counts).reduce((sum, [kind, n]) => (kind === 'none' ? sum : sum + n), 0),
  };

  function wrap<T extends Document>(collection: Collection<T>): Collection<T> {
    const disturbed = driver.wrap(collection);
    return new Proxy(collection, {
      get(target, name) {
        const from = state.hostile ? disturbed : target;
        const member: unknown = Reflect.get(from, name, from);
        return typeof member === 'function' ? member.bind(from) : member;
      },
    });
  }
  return state;
}
