/** How far a scan is, in the unit of its strategy. */
export interface ScanCounts {
  done: number;
  total: number;
  read: number;
  qualified: number;
}
