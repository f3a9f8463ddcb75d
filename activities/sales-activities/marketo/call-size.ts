/** How many activities one call takes: fewer after a call that Marketo has refused as a whole, more after each that went. */
export class CallSize {
  most: number;
  private readonly largest: number;

  constructor(largest: number) {
    this.largest = largest;
    this.most = largest;
  }

  grow(): void {
    this.most = Math.min(this.largest, this.most * 2);
  }

  /** @returns whether the next call can be smaller than the one refused */
  shrink(claimed: number): boolean {
    const refused = Math.min(this.most, claimed);
    if (refused <= 1) return false;
    this.most = Math.ceil(refused / 2);
    return true;
  }
}
