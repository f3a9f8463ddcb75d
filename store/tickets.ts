import { AppError } from '../model/errors/app-error.ts';
import type { Ticket } from '../model/ids.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { TicketStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

interface Counter {
  _id: 'tickets';
  value: number;
}

/** A lost answer burns a number: tickets grow, but have gaps. */
export function createTicketStore(database: Database): TicketStore {
  const meta = database.collection<Counter>('meta');
  const raise = (operation: string, by: number) =>
    run(operation, async () => {
      const counter = await retryDuplicate(() =>
        meta.findOneAndUpdate({ _id: 'tickets' }, { $inc: { value: by } }, { upsert: true, ...answering('value') }),
      );
      if (counter === null) throw new AppError('store.failed', { details: { operation } });
      return counter.value as Ticket;
    });
  return {
    take: () => raise('tickets.take', 1),
    takeMany: async (count) => {
      const last = await raise('tickets.takeMany', count);
      return Array.from({ length: count }, (_, index) => (last - count + 1 + index) as Ticket);
    },
    raise: (by) => raise('tickets.raise', by),
  };
}
