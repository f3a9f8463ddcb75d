import type { Piece } from '../syntax/string-literal.ts';

type Step = 'any' | 'one' | { readonly text: string };

const stepsOf = ({ text, escaped }: Piece): Step[] => {
  if (!escaped && text === '%') return ['any'];
  if (!escaped && text === '_') return ['one'];
  // A letter in lower case may be several characters.
  return text.split('').map((character) => ({ text: character }));
};

/**
 * Makes a test from a LIKE pattern: `%` stands for any characters, `_` for one, a backslash takes their meaning away.
 * Time is at most pattern × text, whatever the pattern.
 */
export function makeLike(pieces: readonly Piece[]): (text: string) => boolean {
  const steps = pieces.flatMap(stepsOf);
  const fits = (step: Step | undefined, character: string): boolean =>
    step === 'one' || (typeof step === 'object' && step.text === character);
  return (text) => {
    let at = 0;
    let step = 0;
    // Where to go on when what follows the last `%` doesn't fit: that `%` then takes one character more.
    let retryAt = -1;
    let retryStep = -1;
    while (at < text.length) {
      if (steps[step] === 'any') {
        retryAt = at;
        retryStep = step;
        step += 1;
      } else if (fits(steps[step], text.charAt(at))) {
        at += 1;
        step += 1;
      } else if (retryStep >= 0) {
        retryAt += 1;
        at = retryAt;
        step = retryStep + 1;
      } else return false;
    }
    while (steps[step] === 'any') step += 1;
    return step === steps.length;
  };
}
