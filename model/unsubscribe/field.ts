import { EMAIL_OPT_OUT, type UnsubscribeSettings } from '../settings.ts';

/** The objects that have an opt-out, a contact before a lead. */
export const OPT_OUT_OBJECTS = ['Contact', 'Lead'] as const;
/** An object of Salesforce that has an opt-out. */
export type OptOutObject = (typeof OPT_OUT_OBJECTS)[number];

/** The only field that is read and written (product.md Q36); while the nightly run is off, Salesforce's own (Q37). */
export function fieldInUse({ nightly, field }: Pick<UnsubscribeSettings, 'nightly' | 'field'>): string {
  return nightly ? field : EMAIL_OPT_OUT;
}
