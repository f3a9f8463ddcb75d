/** What a schema of the API gives, as it arrives in JSON: moments are ISO 8601 text. */
export type Told<T> = T extends Date ? string : T extends object ? { [Member in keyof T]: Told<T[Member]> } : T;

/** One page of a list; `next`: the cursor of the page after it. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}
