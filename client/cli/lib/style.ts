import { styleText } from 'node:util';

type Paint = (text: string) => string;
export interface Style {
  strong: Paint;
  dim: Paint;
  good: Paint;
  warn: Paint;
  bad: Paint;
}

const plain: Paint = (text) => text;
export const PLAIN: Style = { strong: plain, dim: plain, good: plain, warn: plain, bad: plain };
const COLOURS: Style = {
  strong: (text) => styleText('bold', text),
  dim: (text) => styleText('dim', text),
  good: (text) => styleText('green', text),
  warn: (text) => styleText('yellow', text),
  bad: (text) => styleText('red', text),
};

/** Colours only on a terminal, and only where NO_COLOR is unset or empty. */
export function styleFor(stream: { isTTY?: boolean }): Style {
  return stream.isTTY === true && !process.env.NO_COLOR ? COLOURS : PLAIN;
}
