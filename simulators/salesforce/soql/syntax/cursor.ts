import { errorAt, type SoqlError } from '../error.ts';
import { type Token, tokenize } from './lexer.ts';

/** Reads a statement's tokens from left to right. Keywords are given in capitals and match in any case. */
export class Cursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  /** The token `ahead` places further; beyond the last one it is `end`. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError('a statement has at least its end');
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  atWord(word: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'word' && text.toUpperCase() === word;
  }

  atSymbol(symbol: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'symbol' && text === symbol;
  }

  /** Takes the words when they all come next, in this order. */
  takeWords(...words: string[]): boolean {
    if (!words.every((word, i) => this.atWord(word, i))) return false;
    this.#next += words.length;
    return true;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.atSymbol(symbol)) return false;
    this.#next += 1;
    return true;
  }

  expectWord(word: string): void {
    if (!this.takeWords(word)) throw this.unexpected();
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected();
  }

  unexpected(token: Token = this.peek()): SoqlError {
    return this.malformed(token.at, `unexpected token: '${token.text}'`);
  }

  /** Right in SOQL, but beyond what this simulator answers: better refused than answered wrongly. */
  unsupported(what: string, at: number): SoqlError {
    return this.malformed(at, `${what} is not supported by this simulator`);
  }

  malformed(at: number, reason: string): SoqlError {
    return errorAt('MALFORMED_QUERY', this.text, at, reason);
  }
}
