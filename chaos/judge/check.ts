/** One thing that must hold at the end, counted. */
export interface Check {
  name: string;
  found: number;
  /** `found` may be this much at most. */
  allowed: number;
  /** Some of what was found, to look into. */
  examples?: readonly (string | number)[];
}

export const holds = ({ found, allowed }: Check): boolean => found <= allowed;

const EXAMPLES = 10;

/** Counts what must not be, and keeps some of it. */
export class Count {
  found = 0;
  private readonly examples: (string | number)[] = [];

  add(example: string | number): void {
    this.found += 1;
    if (this.examples.length < EXAMPLES) this.examples.push(example);
  }

  check(name: string, allowed = 0): Check {
    return { name, found: this.found, allowed, examples: this.examples };
  }
}
