import { ZodError } from 'zod';
import { FaultRulesError } from '../faults/rules.ts';

/** Why a control call failed, and what to do instead. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly fix: string;
}

/** A control call that can't be answered. */
export class ControlError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.error);
    this.refusal = refusal;
  }
}

/** What a failed control call is told, where the error is none of the simulator's own. */
export function commonRefusal(error: unknown): Refusal {
  if (error instanceof ControlError) return error.refusal;
  if (error instanceof FaultRulesError) return { status: 400, error: error.message, fix: 'correct the named field' };
  if (error instanceof ZodError) {
    const issues = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    return { status: 400, error: issues.join('; '), fix: 'correct the named fields of the JSON body' };
  }
  return { status: 500, error: String(error), fix: 'this is a defect of the simulator; report it' };
}
