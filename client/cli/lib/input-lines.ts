import { createInterface } from 'node:readline';
import { usage } from './normalize.ts';
import { say } from './output.ts';

/** Lines of standard input, one when it is asked for; on a terminal with a question. */
export function inputLines(): { next: (question: string) => Promise<string> } {
  const lines = createInterface({ input: process.stdin, terminal: false })[Symbol.asyncIterator]();
  return {
    next: async (question) => {
      if (process.stdin.isTTY) say(question);
      process.stdin.resume();
      const { value, done } = await lines.next();
      if (done === true) throw usage(`a line is missing on standard input (${question.replace(/:$/, '')})`);
      // An open standard input would keep the command from ending.
      process.stdin.pause();
      return value.trim();
    },
  };
}
