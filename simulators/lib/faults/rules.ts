import { readFileSync } from 'node:fs';
import { z } from 'zod';

const count = z.int().positive();

/** Conditions of a rule that every simulator knows. Counting conditions count what the others let through. */
export const commonConditions = {
  method: z.string().optional(),
  /** Prefix of the path, or a pattern with `*`. */
  path: z.string().optional(),
  /** Skips the first n. */
  after: z.int().nonnegative().optional(),
  /** Only the n-th (after `after`). */
  nth: count.optional(),
  /** Each n-th. */
  every: count.optional(),
  probability: z.number().min(0).max(1).optional(),
  /** At most so many times. */
  times: count.optional(),
};

/** Lets an action through that has exactly one of these members. */
export const exactlyOne = (names: readonly string[]) =>
  z.refine<object>((action) => names.filter((name) => name in action).length === 1, {
    error: `needs exactly one of ${names.join(', ')}`,
  });

/** A list of fault rules that can't be used; the message names the source, the rule's index and the field. */
export class FaultRulesError extends Error {}

/** Checks a list of fault rules. `source` (a file name, say) stands in the error. */
export function checkRules<Rule>(rules: z.ZodType<Rule[]>, given: unknown, source: string): Rule[] {
  const parsed = rules.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => {
    const [index, ...field] = path;
    return typeof index === 'number' ? `rule ${index}, field ${field.join('.') || '(rule)'}: ${message}` : message;
  });
  throw new FaultRulesError(`${source}: ${lines.join('; ')}`);
}

/** Reads a fault file (a JSON array of rules). Throws a FaultRulesError that names file, rule index and field. */
export function checkRulesFile<Rule>(rules: z.ZodType<Rule[]>, path: string): Rule[] {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new FaultRulesError(`${path}: not a readable JSON file (${String(error)})`, { cause: error });
  }
  return checkRules(rules, given, path);
}
