import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader, type Row } from '../../marketo/bulk/csv.ts';
import { collect, jobOf, partOf, toCell } from './bulk.ts';
import { CONTEXT, failureOf, startRig } from './rig.ts';

/** All rows of a file that comes in pieces, cut at some places. */
async function read(file: Buffer, cuts: readonly number[] = []): Promise<Row[]> {
  const reader = new CsvReader();
  const rows: Row[] = [];
  const drain = () => {
    for (let row = reader.next(); row !== null; row = reader.next()) rows.push(row);
  };
  const places = [0, ...cuts.map((cut) => cut % (file.length + 1)).sort((a, b) => a - b), file.length];
  for (const [at, from] of places.entries()) {
    // Its own memory, as a chunk of the spool has.
    await reader.feed(Buffer.from(file.subarray(from, places[at + 1])));
    drain();
  }
  await reader.end();
  drain();
  return rows;
}

/** NUL is no text; a text `null` is no value. */
function asRead(value: string | null): string | null {
  const clean = value?.replaceAll('\0', '') ?? null;
  return clean === 'null' ? null : clean;
}

const everyByte = (file: Buffer) => Array.from(file.keys());

const piece = fc.oneof(
  fc.constantFrom('"', ',', '\r', '\n', '\r\n', '\0', '\t', ' ', 'null', '🎈', 'ﷺ', 'e\u0301', '\ufeff', "'", ';'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const cell = fc.option(text, { nil: null, freq: 8 });
const rowsOf3 = fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 });
const HEADER = ['id', 'firstName', 'lastName'];

describe('a text in an export’s file', () => {
  it('comes back exactly, whatever it is and however the file is cut', async () => {
    const file = fc.record({
      rows: rowsOf3,
      lineEnd: fc.constantFrom('\n', '\r\n'),
      endsWithLineEnd: fc.boolean(),
      byteOrderMark: fc.boolean(),
      quoteAll: fc.boolean(),
      cuts: fc.array(fc.nat(), { maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, lineEnd, endsWithLineEnd, byteOrderMark, quoteAll, cuts }) => {
        const quote = (value: string | null) => (value === null ? 'null' : `"${value.replaceAll('"', '""')}"`);
        const lines = [HEADER, ...rows].map((row) => row.map(quoteAll ? quote : toCell).join(','));
        const content = lines.join(lineEnd) + (endsWithLineEnd ? lineEnd : '');
        const given = await read(Buffer.from((byteOrderMark ? '\ufeff' : '') + content), cuts);
        expect(given).toEqual([HEADER, ...rows.map((row) => row.map(asRead))]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes back exactly when the file comes byte by byte', async () => {
    const rows = [HEADER, ['1', 'Ådå "🎈"\r\n', null], ['2', '', 'NULL'], ['3', ',', '""']];
    for (const lineEnd of ['\n', '\r\n']) {
      const file = Buffer.from(`\ufeff${rows.map((row) => row.map(toCell).join(',')).join(lineEnd)}`);
      expect(await read(file, everyByte(file))).toEqual(rows);
    }
  });

  it.each([
    ['CR, where lines end by LF', 'id,a\n1,x\ry\r\n2,\rz\n', ['x\ry\r', '\rz']],
    ['LF, where lines end by CR LF', 'id,a\r\n1,x\ny\r\n2,\nz\r\n', ['x\ny', '\nz']],
    ['all but NUL', 'id,a\n1,x\0y\n2,"\0"\n', ['xy', '']],
    ['all but NUL after a doubled quote', 'id,a\n1,"x""\0y"\n2,"""\0"""\n', ['x"y', '""']],
    ['blanks around it', 'id,a\n1, x \n2," y "\n', [' x ', ' y ']],
    ['null in another case', 'id,a\n1,NULL\n2,Null\n', ['NULL', 'Null']],
  ])('keeps %s', async (_, content, expected) => {
    const [, ...rows] = await read(Buffer.from(content));
    expect(rows).toEqual(expected.map((value, at) => [`${at + 1}`, value]));
  });

  it('of a million characters is read', async () => {
    const long = '🎈"\n'.repeat(250_000);
    const rows = [HEADER, ['1', long, null]];
    const file = Buffer.from(rows.map((row) => row.map(toCell).join(',')).join('\n'));
    expect(await read(file, [65_536, 131_073, 500_000])).toEqual(rows);
  });
});

describe('a row that can’t be read', () => {
  const people = ['1,Ada,a', '2,"Ada ""B""",b', '3,Ada,"c\nc"'];

  it.each([
    ['too few columns', '4,Lovelace', 'columns'],
    ['too many columns', '4,Lovelace,b,c', 'columns'],
    ['nothing', '', 'columns'],
    ['no id', 'null,Lovelace,b', 'id'],
    ['an empty id', ',Lovelace,b', 'id'],
    ['an id of 0', '0,Lovelace,b', 'id'],
    ['a negative id', '-4,Lovelace,b', 'id'],
    ['a broken id', '4.5,Lovelace,b', 'id'],
    ['an id with a blank', ' 4,Lovelace,b', 'id'],
    ['an id in another notation', '4e3,Lovelace,b', 'id'],
    ['an id above what can be compared exactly', '9007199254740993,Lovelace,b', 'id'],
    ['text after a quote', '4,"Love"lace,b', 'quotes'],
    ['a quote in the middle', '4,Love"lace",b', 'quotes'],
    ['a quote that never closes', '4,"Lovelace,b', 'quotes'],
  ])('because of %s is named by its number, never by its values', async (_, row, problem) => {
    const file = Buffer.from(`id,firstName,lastName\n${people.join('\n')}\n${row}\n`);
    const { server, client } = await startRig();
    server.answerRest = (call) => partOf(file, call);
    const rows = client.bulkLeads.rows(jobOf(file), { fields: ['firstName'], batchSize: 3 }, CONTEXT);
    const error = await failureOf(collect(rows));
    expect(error).toMatchObject({ key: 'marketo.bulk.badRow', details: { row: 4, problem } });
    expect(error.entry.class).toBe('bug');
    expect(error.message).not.toMatch(/Love|lace/);
  });

  it('is given up when its quote does not close within 16 MB', async () => {
    const reader = new CsvReader();
    await reader.feed(Buffer.from('id,a\n1,b\n2,"'));
    const feed = async () => {
      for (let chunk = 0; chunk < 100; chunk++) {
        while (reader.next() !== null);
        await reader.feed(Buffer.alloc(262_144, 'x\n'));
      }
    };
    await expect(feed()).rejects.toMatchObject({ details: { row: 2, problem: 'quotes' } });
  });
});

describe('a file of one line', () => {
  it.each([
    ['with a line end', 'id,firstName\n'],
    ['without one', 'id,firstName'],
  ])('%s has no rows', async (_, content) => {
    const file = Buffer.from(content);
    const { server, client } = await startRig();
    server.answerRest = (call) => partOf(file, call);
    const rows = client.bulkLeads.rows(jobOf(file), { fields: ['firstName'], batchSize: 3 }, CONTEXT);
    await expect(collect(rows)).resolves.toEqual([]);
  });

  it('is an AppError when it can’t be read', async () => {
    await expect(read(Buffer.from('id,"firstName\n'))).rejects.toMatchObject({
      key: 'marketo.bulk.badRow',
      details: { row: 0, problem: 'quotes' },
    });
  });
});
