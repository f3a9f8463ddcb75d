import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Check, holds } from '../../chaos/judge/check.ts';
import { judgeLimits } from '../../chaos/judge/limits.ts';
import { judgeLogs, Personal } from '../../chaos/judge/logs.ts';
import { judgePopulation } from '../../chaos/judge/population.ts';
import { judgeWorkers } from '../../chaos/judge/workers.ts';
import type { TruthPerson } from '../../chaos/rig/simulator.ts';
import type { MarketoId, Ticket } from '../../model/ids.ts';
import type { PersonDocument, PersonState } from '../../model/person.ts';

const wrong = (checks: readonly Check[]) =>
  checks.filter((check) => !holds(check)).map(({ name, found, examples }) => ({ name, found, examples }));

const OWNER = '005000000000001AAA';
const person = (id: number, state: PersonState, more: Partial<PersonDocument> = {}): PersonDocument => ({
  _id: id as MarketoId,
  marketo: { asOf: 7 as Ticket, state, syncedAt: new Date(0), evidence: 'initialScan' },
  firstSeen: { asOf: 3 as Ticket, at: new Date(0), evidence: 'initialScan' },
  ...more,
});
const merged = (id: number, winner: number) =>
  person(id, 'merged', { alias: { asOf: 7 as Ticket, winner: winner as MarketoId } });

async function* all<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

/** Three live (an owned, an unowned and one deleted in Salesforce), one was deleted, one merged into the first. */
const LIVING: TruthPerson[] = [
  { id: 1, ownerId: OWNER },
  { id: 2, ownerId: null },
  { id: 3, ownerId: OWNER, sfdcIsDeleted: true },
];
const GONE = [
  { id: 4, winner: null },
  { id: 5, winner: 1 },
  // Lost to somebody who lost in turn.
  { id: 6, winner: 5 },
];
const LOSERS = [merged(5, 1), merged(6, 5)];
const RIGHT = [person(1, 'qualified'), person(2, 'unowned'), person(3, 'unowned'), person(4, 'deleted'), ...LOSERS];

describe('whether everyone is there', () => {
  const judge = (stored: readonly PersonDocument[]) =>
    judgePopulation({ truth: () => all(LIVING), gone: async () => GONE }, { stream: () => all(stored) }).then(wrong);
  const instead = (id: number, ...people: PersonDocument[]) => [...RIGHT.filter(({ _id }) => _id !== id), ...people];

  it('finds nothing wrong where nothing is', async () => {
    expect(await judge(RIGHT)).toEqual([]);
    // A record of a merge that moved with its winner names the next one.
    expect(await judge(instead(6, merged(6, 1)))).toEqual([]);
  });

  it.each([
    ['somebody lost', instead(2), 'people lost', 2],
    ['somebody twice', [...RIGHT, person(2, 'unowned')], 'people doubled', 2],
    ['somebody whom Marketo never had', [...RIGHT, person(9, 'unowned')], 'ids stored that Marketo never had', 9],
    ['an owned person hidden', instead(1, person(1, 'unowned')), 'people in a wrong state', 1],
    ['a person shown who is deleted in Salesforce', instead(3, person(3, 'qualified')), 'people in a wrong state', 3],
    ['a deleted person kept', instead(4, person(4, 'qualified')), 'people kept who are gone', 4],
    ['a merge told as a deletion', instead(5, person(5, 'deleted')), 'people kept who are gone', 5],
    ['no tombstone', instead(4), 'gone people without a tombstone', 4],
    ['another winner', instead(5, merged(5, 2)), 'merged people under a wrong winner', 5],
    ['another winner of a chain', instead(6, merged(6, 2)), 'merged people under a wrong winner', 6],
  ])('finds %s', async (_, stored, name, id) => {
    expect(await judge(stored)).toContainEqual({ name, found: 1, examples: [id] });
  });

  it('finds a first sight that is missing, or later than what is stored', async () => {
    const { firstSeen: _, ...unseen } = person(1, 'qualified');
    const name = 'people without a first sight';
    expect(await judge(instead(1, unseen))).toEqual([{ name, found: 1, examples: [1] }]);
    const later = { asOf: 8 as Ticket, at: new Date(0), evidence: 'initialScan' as const };
    const early = person(1, 'qualified', { firstSeen: later });
    expect(await judge(instead(1, early))).toEqual([{ name, found: 1, examples: [1] }]);
  });
});

describe('whether the limits were kept', () => {
  const none = { in20s: 0, atOnce: 0, rejected: 0 };
  const ours = { share: 0.3, dailyCalls: 1_000, dailyShare: 0.5 };
  const judge = (peaks: Partial<Record<'alone' | 'shared' | 'overrun', Partial<typeof none>>>, callsToday = 0) => {
    const all = {
      alone: { ...none, ...peaks.alone },
      shared: { ...none, ...peaks.shared },
      overrun: { ...none, ...peaks.overrun },
    };
    return wrong(judgeLimits({ peaks: all, callsToday, callsOfOthers: 100 }, ours)).map(({ name }) => name);
  };

  it('takes what is allowed, and whatever happens while others overrun the window', () => {
    expect(judge({ alone: { in20s: 33, atOnce: 3 }, shared: { in20s: 100, atOnce: 10 } }, 600)).toEqual([]);
    expect(judge({ overrun: { in20s: 150, atOnce: 3, rejected: 9 } })).toEqual([]);
  });

  it('finds each excess', () => {
    expect(judge({ shared: { in20s: 101 } })).toEqual(['most calls in 20 s, others’ too']);
    expect(judge({ shared: { atOnce: 11 } })).toEqual(['most calls at once']);
    expect(judge({ shared: { rejected: 1 } })).toEqual(['calls refused by the limits']);
    expect(judge({ alone: { in20s: 34 } })).toEqual(['most calls of ours in 20 s']);
    expect(judge({ alone: { atOnce: 4 } })).toEqual(['most calls of ours at once']);
    expect(judge({}, 601)).toEqual(['calls of ours today']);
  });
});

describe('whether the logs are clean', () => {
  async function judge(...lines: string[]) {
    const folder = await mkdtemp(join(tmpdir(), 'actions-sync-chaos-logs-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'worker.log');
    await writeFile(file, lines.join('\n'));
    const personal = new Personal();
    personal.add('Анна', true);
    personal.add('anna.smith@example.com', true);
    personal.add('Northwind GmbH & Co. KG', false);
    return wrong(await judgeLogs([file], personal)).map(({ name, examples }) => [
      name,
      ...(examples ?? []).map((at) => String(at).replace(file, '')),
    ]);
  }
  const state = '{"level":30,"flow":"people-initial","state":"reading","msg":"state"}';

  it('finds nothing in what a worker says', async () => {
    const files = '{"level":40,"error":"store.unreachable","msg":"Activity failed, see docs/errors.md at line 3"}';
    expect(await judge(state, files, 'Error: Temporal does not answer')).toEqual([]);
  });

  it.each([
    ['a stack trace', '    at run (/app/dist/worker/index.js:12:3)'],
    ['a stack trace inside JSON', '{"stack":"Error: x\\n    at file:///app/dist/worker/index.js:12:3"}'],
  ])('finds %s', async (_, line) => {
    expect(await judge(state, line)).toEqual([['stack traces in the logs', ':2']]);
  });

  it.each([
    ['a name', '{"msg":"could not read Анна"}'],
    ['an address', '{"msg":"duplicate key { email: \\"anna.smith@example.com\\" }"}'],
    ['an address of somebody unknown', '{"msg":"duplicate key b@c.de"}'],
    ['a company', '{"company":"Northwind GmbH & Co. KG"}'],
  ])('finds %s', async (_, line) => {
    expect(await judge(state, line)).toEqual([['log lines with personal data', ':2']]);
  });

  it('finds what the SDK writes past our logger', async () => {
    const line = '2026-11-27T12:59:20Z WARN temporalio_client::retry: gRPC call retried 5 times';
    expect(await judge(state, line)).toEqual([['log lines past our logger', ':2']]);
  });
});

describe('whether the workers behaved', () => {
  const good = { started: 9, killed: 3, stopped: 2, frozen: 1, endedAlone: [3, 3], stoppedBadly: [], stuck: 0 };

  it('takes one that ends because a server is away while it comes up', () => {
    expect(wrong(judgeWorkers('workers', good))).toEqual([]);
  });

  it('finds one that hangs, stops with an error, or ends for no good reason', () => {
    expect(wrong(judgeWorkers('workers', { ...good, stuck: 1, stoppedBadly: [1], endedAlone: [3, 1] }))).toHaveLength(
      3,
    );
  });
});
