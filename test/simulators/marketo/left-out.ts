/** Statements of marketo-rest.md section 11 that no test carries yet, and why. */
export const LEFT_OUT: readonly { readonly from: number; readonly to: number; readonly reason: string }[] = [];
