/** A made-up value; dates are ISO text. */
export type Value = string | number | boolean | null;
