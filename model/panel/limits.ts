/** Numbers of product.md 7. */
export const PANEL_DAYS = 90;
export const PANEL_MOST_PEOPLE = 800;
/** Weeks that the last 90 days can touch. */
export const PANEL_MOST_WEEKS = 14;

/** As many of each part of a person's row are kept (design section 5). */
export const ROW_ENTRIES = 1_000;

const DAY_MS = 86_400_000;

/** Nothing before this moment is shown or kept. */
export function windowStart(now: Date): Date {
  return new Date(now.getTime() - PANEL_DAYS * DAY_MS);
}

/**
 * An activity may be committed well after its own time (marketo-rest 5.5): the next look goes back this far before the
 * last one. It costs nothing: a day of 30 people fits into the one page that is asked for anyway.
 */
export const OVERLAP_MS = DAY_MS;
/** A merge brings old activities under another person, which no overlap finds: so often everything is read again. */
export const WHOLE_AGAIN_MS = 7 * DAY_MS;
/** Of what we have logged ourselves the truth is here: what others logged is looked for once a day. */
export const LOGGED_AGE_MS = DAY_MS;
