import { readFileSync } from 'node:fs';

export interface Block {
  /** Number of the step of docs/setup.md. */
  step: number;
  /** What is typed: one command, without `npx actions-sync`, as words. */
  commands: string[][];
  /** `status id` of each line that the page shows as a good answer of the last one. */
  answers: string[];
}

export interface SetupPage {
  blocks: Block[];
  /** Permissions that the page says to tick in the API user's role. */
  permissions: string[];
}

const FENCE = /```(\w*)\n([\s\S]*?)```/g;

/** The commands of docs/setup.md in their order, and what they should say. */
export function readSetupPage(): SetupPage {
  const text = readFileSync(new URL('../../../docs/setup.md', import.meta.url), 'utf8');
  const permissions = [...text.matchAll(/^ {3}\| (Read-\S+ [\w ]+?) +\|/gm)].map(([, name = '']) => name);
  const blocks: Block[] = [];
  for (const section of text.split(/^## /m).slice(1)) {
    const step = Number(/^(\d+)\. /.exec(section)?.[1]);
    for (const [, language, body = ''] of section.matchAll(FENCE)) {
      const lines = body.trim().split('\n');
      if (language === 'sh') blocks.push({ step, commands: lines.flatMap(commandOf), answers: [] });
      else blocks.at(-1)?.answers.push(...lines.flatMap(answerOf));
    }
  }
  return { blocks: blocks.filter(({ commands }) => commands.length > 0), permissions };
}

function commandOf(line: string): string[][] {
  const found = /^npx actions-sync ([^#]+)/.exec(line);
  return found?.[1] === undefined ? [] : [found[1].trim().split(/ +/)];
}

function answerOf(line: string): string[] {
  const found = /^(ok|warn|fail|skip) +([\w.]+): /.exec(line);
  return found === null ? [] : [`${found[1]} ${found[2]}`];
}

/** The same of an answer: one entry for each id of a line. */
export function answersOf(stdout: string): string[] {
  return stdout.split('\n').flatMap((line) => {
    const found = /^(ok|warn|fail|skip) +([\w., ]+): /.exec(line);
    return found?.[2]?.split(', ').map((id) => `${found[1]} ${id}`) ?? [];
  });
}
