import { MongoClient } from 'mongodb';
import { Pool } from 'undici';
import { z } from 'zod';
import type { Finish, ScanRun } from './scan.ts';

export interface BareLoopOptions {
  uri: string;
  dbName: string;
  marketo: { baseUrl: string; clientId: string; clientSecret: string };
  fields: readonly string[];
  /** The pages to read: those of our own run. */
  ranges: readonly { from: number; to: number }[];
  /** Loops side by side, and connections to Marketo. */
  loops: number;
  connections: number;
}

const granted = z.object({ access_token: z.string() });
interface Answer {
  success: boolean;
  result: { id: number }[];
}

/**
 * The least that does the job: read a page, parse it, upsert what came by `_id` in one unordered bulk of `$set`. No
 * ticket, no stored rows read, no decision, no record of the range. Same concern of writing as the store's.
 */
export async function bareLoop(options: BareLoopOptions): Promise<ScanRun> {
  const { marketo, loops, connections, ranges } = options;
  const mongo = await MongoClient.connect(options.uri, { writeConcern: { w: 'majority', journal: true } });
  const pool = new Pool(marketo.baseUrl, { connections, pipelining: 1 });
  try {
    const people = mongo.db(options.dbName).collection<{ _id: number }>('people');
    const token = await askToken(pool, marketo);
    const finishes: Finish[] = [];
    let next = 0;
    const loop = async () => {
      for (let range = ranges[next++]; range !== undefined; range = ranges[next++]) {
        const leads = await readPage(pool, token, options.fields, range);
        if (leads.length > 0) await people.bulkWrite(leads.map(upsert), { ordered: false });
        const counts = { asked: range.to - range.from + 1, read: leads.length, qualified: leads.length };
        finishes.push({ from: range.from, to: range.to, ...counts, at: performance.now() });
      }
    };
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: loops }, loop));
    return { startedAt, endedAt: performance.now(), finishes };
  } finally {
    await pool.close();
    await mongo.close();
  }
}

function upsert({ id, ...lead }: { id: number }) {
  return { updateOne: { filter: { _id: id }, update: { $set: { marketo: lead } }, upsert: true } };
}

async function askToken(pool: Pool, { clientId, clientSecret }: BareLoopOptions['marketo']): Promise<string> {
  const query = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
  const answer = await pool.request({ method: 'GET', path: `/identity/oauth/token?${query}` });
  return granted.parse(await answer.body.json()).access_token;
}

async function readPage(
  pool: Pool,
  token: string,
  fields: readonly string[],
  { from, to }: { from: number; to: number },
): Promise<{ id: number }[]> {
  const ids = Array.from({ length: to - from + 1 }, (_, index) => from + index).join(',');
  const path = `/rest/v1/leads.json?filterType=id&filterValues=${ids}&fields=${fields.join(',')}&batchSize=300`;
  const answer = await pool.request({ method: 'GET', path, headers: { authorization: `Bearer ${token}` } });
  const { success, result } = JSON.parse(await answer.body.text()) as Answer;
  if (!success) throw new Error('the simulator refused a page of the bare loop');
  return result;
}
