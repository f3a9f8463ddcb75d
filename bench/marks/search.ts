import { isDeepStrictEqual } from 'node:util';
import { type Collection, type Document, type Filter, MongoClient } from 'mongodb';
import { Pool } from 'undici';
import { z } from 'zod';
import type { PersonDocument } from '../../model/person.ts';
import type { Store } from '../../store/types.ts';
import { percentile, type Result, result, rounded } from '../result.ts';
import { type ServedApi, startApi } from '../rig/api.ts';
import { fill } from '../rig/filled.ts';
import { inTurn } from '../rig/in-turn.ts';
import type { Rig } from '../rig/rig.ts';

const MOST = 1.5;
const WARM_UP = 3;
/** A page of the console; one more tells whether there is a next. */
const PAGE = 50;

const page = z.object({ items: z.array(z.object({ marketoId: z.number() })) });

/** What is asked for, and the same as a filter of MongoDB. */
interface Question {
  body: Record<string, string>;
  filter: Filter<Document>;
}

/**
 * `POST /api/v1/people/search` by address and by name, by one kept connection with a token, beside the same question by the
 * driver alone: one query for one page, no index named, nothing made of what is found. In turn, with the same answers.
 */
export async function search(rig: Rig): Promise<Result[]> {
  const { people, quick } = rig.options;
  const rounds = quick ? 10 : 100;
  rig.say(`search: ${rounds} pairs of searches of each kind, ${people} people`);
  const filled = await fill(rig, people);
  const api = await startApi(rig, { ...filled, scope: 'viewer' });
  const mongo = await MongoClient.connect(rig.stack.mongo.uri);
  const collection = mongo.db(filled.dbName).collection('people');
  const rows: Result[] = [];
  const asked = await someone(filled.store, rounds + WARM_UP);
  for (const [kind, question] of [
    ['address', byAddress],
    ['name', byName],
  ] as const) {
    const { ours, bare } = await measure(api, collection, asked.map(question), rounds);
    rows.push(row({ kind, people, ours, bare }));
  }
  await mongo.close();
  await api.stop();
  await filled.stop();
  return rows;
}

function row({ kind, people, ours, bare }: { kind: string; people: number; ours: number[]; bare: number[] }): Result {
  const p99 = { ours: percentile(ours, 0.99), bare: percentile(bare, 0.99) };
  const medians = { ours: percentile(ours, 0.5), bare: percentile(bare, 0.5) };
  return result({
    mark: 'search',
    what: `p99 of a search by ${kind} among ${people} people over HTTP, of the bare query`,
    measured: `${rounded(p99.ours, 1)} of ${rounded(p99.bare, 1)} ms`,
    ratio: p99.ours / p99.bare,
    needs: { atMost: MOST },
    details: {
      ...{ people, rounds: ours.length },
      medianMs: rounded(medians.ours, 1),
      bareMedianMs: rounded(medians.bare, 1),
      ratioOfMedians: rounded(medians.ours / medians.bare, 3),
    },
  });
}

/** People spread over all ids. */
async function someone(store: Store, count: number): Promise<PersonDocument[]> {
  const { highestId } = await store.peopleState.get();
  const found: PersonDocument[] = [];
  for (let index = 0; index < count; index += 1) {
    const near = await store.people.above(Math.floor(((highestId ?? 0) * index) / count), PAGE);
    const one = near.find(({ marketo }) => marketo?.state === 'qualified' && marketo.email && marketo.lastName);
    if (one !== undefined) found.push(one);
  }
  return found;
}

const VISIBLE = { 'marketo.ownerId': { $exists: true }, 'marketo.state': 'qualified' };

function byAddress({ marketo }: PersonDocument): Question {
  const email = marketo?.email ?? '';
  return { body: { email }, filter: { 'marketo.emailKey': email.trim().toLowerCase(), ...VISIBLE } };
}

/** First name, and how the last name begins. */
function byName({ marketo }: PersonDocument): Question {
  const [first, last] = [marketo?.firstName ?? '', (marketo?.lastName ?? '').slice(0, 4)];
  const text = `${first} ${last}`.trim();
  const begins = (start: string) => new RegExp(`^${Array.from(start, inAnyCase).join('')}`);
  const names = ['lastName', 'firstName', 'company', 'emailKey'].map((field) => ({
    [`marketo.${field}`]: begins(text),
  }));
  const both = { 'marketo.firstName': begins(first), 'marketo.lastName': begins(last) };
  return { body: { text }, filter: { $or: [...names, both], ...VISIBLE } };
}

/** Not the flag `i`: by it MongoDB's stand-in finds Smıth where Smith is asked for. */
function inAnyCase(letter: string): string {
  if (!/[\p{L}\p{N} ]/u.test(letter)) return `\\${letter}`;
  const cases = [letter.toLowerCase(), letter.toUpperCase()].filter((one) => Array.from(one).length === 1);
  return `[${[...new Set([letter, ...cases])].join('')}]`;
}

async function measure(
  { url, headers }: ServedApi,
  people: Collection<Document>,
  questions: readonly Question[],
  rounds: number,
) {
  const pool = new Pool(url, { connections: 1 });
  const overHttp = async (body: object): Promise<number[]> => {
    const answer = await pool.request({
      ...{ path: '/api/v1/people/search', method: 'POST', body: JSON.stringify({ ...body, limit: PAGE }) },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    if (answer.statusCode !== 200)
      throw new Error(`the API answered ${answer.statusCode}: ${await answer.body.text()}`);
    return page.parse(await answer.body.json()).items.map(({ marketoId }) => marketoId);
  };
  const byDriver = async (filter: Filter<Document>): Promise<number[]> => {
    const cursor = people
      .find(filter)
      .sort({ _id: 1 })
      .limit(PAGE + 1);
    return (await cursor.toArray()).slice(0, PAGE).map(({ _id }) => Number(_id));
  };
  const answers: Record<'ours' | 'bare', number[][]> = { ours: [], bare: [] };
  const turns = { ours: 0, bare: 0 };
  const next = (way: 'ours' | 'bare') => {
    const question = questions[turns[way] % questions.length];
    turns[way] += 1;
    if (question === undefined) throw new Error('there is nobody to search for');
    return question;
  };
  const times = await inTurn(
    {
      ours: async () => answers.ours.push(await overHttp(next('ours').body)),
      bare: async () => answers.bare.push(await byDriver(next('bare').filter)),
    },
    { rounds, warmUp: WARM_UP },
  );
  await pool.close();
  if (!isDeepStrictEqual(answers.ours, answers.bare)) throw new Error('a search found others than the bare query');
  if (answers.ours.some((ids) => ids.length === 0)) throw new Error('a search found nobody');
  return times;
}
