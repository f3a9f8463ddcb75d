import type { Dice } from './dice.ts';

/** Deals every card once, in an order drawn anew each time, before any comes twice: over a run nothing is left out. */
export class Deck<T> {
  private readonly cards: readonly T[];
  private readonly dice: Dice;
  private left: T[] = [];

  constructor(cards: readonly T[], dice: Dice) {
    if (cards.length === 0) throw new RangeError('a deck needs a card');
    this.cards = cards;
    this.dice = dice;
  }

  deal(): T {
    if (this.left.length === 0) this.left = [...this.cards];
    const [card] = this.left.splice(this.dice.below(this.left.length), 1);
    return card as T;
  }

  /** `count` of them, the next ones of the deck. */
  hand(count: number): T[] {
    return Array.from({ length: count }, () => this.deal());
  }
}
