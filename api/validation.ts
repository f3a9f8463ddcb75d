import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { reasonOf } from './reasons.ts';

/** What is wrong with one part of a request; fastify adds which part. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  readonly validationContext?: string;
  readonly issues: readonly z.core.$ZodIssue[];

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('the request does not fit its schema');
    this.issues = issues;
  }
}

/** Checks requests by zod schemas, with reasons in words of ours where a schema has none of its own. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) => {
    const parsed = schema.safeParse(data, { error: reasonOf });
    return parsed.success ? { value: parsed.data } : { error: new InvalidRequest(parsed.error.issues) };
  };
