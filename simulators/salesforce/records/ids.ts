import { checkCharacters, sfdcId } from '../../lib/population/sfdc-id.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const VALUE = new Map(Array.from(DIGITS, (digit, value) => [digit, value]));
const FORM = /^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/;

function numberOf(id15: string): number {
  let number = 0;
  for (const digit of id15.slice(8)) number = number * 62 + (VALUE.get(digit) ?? 0);
  return number;
}

/** The 18-character form of an id of 15 or 18 characters; undefined when it is none or its check characters are wrong. */
export function sfdcId18(text: string): string | undefined {
  if (!FORM.test(text)) return undefined;
  const id15 = text.slice(0, 15);
  const made = id15 + checkCharacters(id15);
  return text.length === 15 || text.slice(15).toUpperCase() === made.slice(15) ? made : undefined;
}

/** Ids of one object: its prefix and a number. */
export class Ids {
  readonly prefix: string;
  readonly #start: string;

  constructor(prefix: string) {
    this.prefix = prefix;
    this.#start = sfdcId(prefix, 0).slice(0, 8);
  }

  /** The 18-character id of a number; ascending numbers have ascending ids. */
  of(number: number): string {
    return sfdcId(this.prefix, number);
  }

  /** The least number whose id is not below a text; Infinity when all ids are. */
  from(text: string): number {
    const head = text.slice(0, 8);
    if (head !== this.#start) return head < this.#start ? 0 : Number.POSITIVE_INFINITY;
    return numberOf(text.slice(0, 15).padEnd(15, '0'));
  }

  /** The number of an 18-character id; undefined for one that this org can't have made. */
  numberOf(id18: string): number | undefined {
    return id18.startsWith(this.#start) ? numberOf(id18.slice(0, 15)) : undefined;
  }
}
