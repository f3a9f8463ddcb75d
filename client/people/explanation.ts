export interface Explanation {
  /** In the visible set. */
  here: boolean;
  /** A word for programs: the state, or why there is none. */
  because: string;
  sentences: string[];
  /** A command to run next. */
  next: string | null;
}
