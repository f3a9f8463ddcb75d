import type { z } from 'zod';

/** Reads and changes a simulator's switches. Both throw a ZodError that names an unknown or ill-typed switch. */
export interface SwitchReader<Switches> {
  /** All switches, defaults filled in. */
  readonly read: (given: unknown) => Switches;
  /** Puts only the given switches over the current ones. */
  readonly change: (current: Switches, given: unknown) => Switches;
}

/** `schema` gives every switch its default. */
export function switchReader<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
): SwitchReader<z.output<z.ZodObject<Shape, z.core.$strict>>> {
  const partial = schema.partial();
  return {
    read: (given) => schema.parse(given ?? {}),
    change: (current, given) => {
      // A partial schema still fills defaults in, so the keys really given decide.
      const named = Object.keys(Object(given));
      const parsed = Object.entries(partial.parse(given)).filter(([key]) => named.includes(key));
      return schema.parse({ ...current, ...Object.fromEntries(parsed) });
    },
  };
}
