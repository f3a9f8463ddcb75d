import { holds } from './judge/check.ts';
import { type ChaosOptions, replayCommand } from './options.ts';
import { roundLine } from './round.ts';
import type { Finding, Outcome } from './run.ts';

export interface Report extends Outcome {
  options: ChaosOptions;
  at: string;
  seconds: number;
  servers: string;
  /** What kept the run from its end; null when it got there. */
  error: string | null;
  /** Where data and logs are, when they were kept. */
  folder: string | null;
}

export const passed = ({ error, findings }: Report): boolean => error === null && findings.every(holds);

/** One document, for programs. */
export function reportJson(report: Report): string {
  const { options, ...rest } = report;
  const { json: _, ...given } = options;
  return JSON.stringify({ ok: passed(report), ...given, replay: replayCommand(options), ...rest });
}

/** The tables, the sum, and after a failure what is needed to look into it. */
export function reportText(report: Report): string {
  const { facts, findings, options, seconds, servers } = report;
  return [
    columns(Object.entries(facts).map(([name, value]) => [name, String(value)])),
    columns(checkRows(findings)),
    `seed ${options.seed} · ${options.rounds} rounds · ${options.people.toLocaleString('en')} people · ${Math.round(seconds)} s · ${servers}`,
    passed(report) ? sum(findings) : failure(report),
  ].join('\n\n');
}

/** A check that both acts ended with is one row. */
function checkRows(findings: readonly Finding[]): string[][] {
  const rounds = [...new Set(findings.map(({ afterRound }) => afterRound))].toSorted((a, b) => a - b);
  const names = [...new Set(findings.map(({ name }) => name))];
  const rows = names.map((name) => {
    const own = findings.filter((finding) => finding.name === name);
    const found = rounds.map((round) => own.find(({ afterRound }) => afterRound === round)?.found.toLocaleString('en'));
    const examples = own.flatMap((finding) => (holds(finding) ? [] : (finding.examples ?? [])));
    const allowed = (own[0]?.allowed ?? 0).toLocaleString('en');
    return [own.every(holds) ? 'ok' : 'NO', name, ...found.map((count) => count ?? ''), allowed, examples.join(', ')];
  });
  return [['', 'must hold', ...rounds.map((round) => `after round ${round}`), 'at most', ''], ...rows];
}

function sum(findings: readonly Finding[]): string {
  const none = findings.filter(({ allowed }) => allowed === 0).map(({ name }) => name);
  return `0 ${[...new Set(none)].join(', 0 ')}.`;
}

function failure(report: Report): string {
  const { error, findings, rounds, options, folder } = report;
  const wrong = findings.filter((finding) => !holds(finding));
  return [
    ...rounds.map((round) => roundLine(round, options.rounds)),
    ...(error === null ? [] : [`FAILED: ${error}`]),
    ...wrong.map(({ name, found, afterRound }) => `FAILED: ${found} ${name} (after round ${afterRound})`),
    `Seed ${options.seed}. To play it again: ${replayCommand(options)}`,
    ...(folder === null ? [] : [`Data and logs are kept in ${folder}`]),
  ].join('\n');
}

/** Plain text, the widest cell decides. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
