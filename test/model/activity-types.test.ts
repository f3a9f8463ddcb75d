import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTES, EVENT_ID, SELLER } from '../../model/activity-types/attributes.ts';
import { chooseLayout } from '../../model/activity-types/layout.ts';
import { isDone, workOn } from '../../model/activity-types/standing.ts';
import {
  ACTIVITY_KINDS,
  type ActivityLayout,
  COMPACT_TYPE,
  EIGHT_TYPES,
  SELLER_ATTRIBUTES,
  typesOf,
} from '../../model/activity-types/types.ts';
import { AppError } from '../../model/errors/app-error.ts';

const SPEC = new URL('../../../shared/spec/product.md', import.meta.url);
const LAYOUTS: readonly ActivityLayout[] = ['eight', 'compact'];
const all = LAYOUTS.flatMap(typesOf);

/** Cells of the first table below a heading, its head and line of dashes left out; marks of sources taken off. */
function tableUnder(heading: string): string[][] {
  const text = readFileSync(SPEC, 'utf8');
  const lines = text.slice(text.indexOf(heading)).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines.slice(first + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll(/\[[^\]]*\]|\*|;.*$/g, '').trim()),
  );
}

describe('the eight types', () => {
  it.skipIf(!existsSync(SPEC))('have the names of product.md 3.2 with the prefix SIA', () => {
    const rows = tableUnder('### 3.2').map(([name, , trigger, filter]) => [name, trigger, filter]);
    const ours = Object.values(EIGHT_TYPES).map(({ name, triggerName, filterName }) => [name, triggerName, filterName]);
    expect(ours).toEqual(rows.map((row) => row.map((one) => `SIA ${one}`)));
  });

  it.skipIf(!existsSync(SPEC))('have the attributes of product.md 3.3', () => {
    const rows = tableUnder('### 3.3').filter(([name]) => name !== 'Count');
    ACTIVITY_KINDS.forEach((kind, column) => {
      const expected = rows.filter((row) => row[column + 1] === 'x').map(([name]) => String(name));
      const { primary, attributes } = EIGHT_TYPES[kind];
      const ours = [primary, ...attributes].filter((one) => one !== EVENT_ID).map(({ name }) => name);
      expect([kind, ours.toSorted()]).toEqual([kind, expected.toSorted()]);
    });
    expect(Object.values(ATTRIBUTES).map(({ name }) => name)).toEqual(rows.map(([name]) => name));
  });

  it('are listed in docs/marketo-types.md', () => {
    const page = readFileSync(new URL('../../docs/marketo-types.md', import.meta.url), 'utf8').replaceAll(
      / {2,}/g,
      ' ',
    );
    for (const { name, apiName, triggerName, filterName, primary } of Object.values(EIGHT_TYPES))
      expect(page).toContain(`| ${name} (\`${apiName}\`) | ${triggerName} | ${filterName} | ${primary.name} |`);
  });

  it('are called sia and the kind, and each has its primary attribute', () => {
    expect(ACTIVITY_KINDS.map((kind) => [EIGHT_TYPES[kind].apiName, EIGHT_TYPES[kind].primary.name])).toEqual([
      ['siaEmailSent', 'Email Subject'],
      ['siaEmailOpened', 'Email Subject'],
      ['siaEmailClicked', 'Link'],
      ['siaEmailReplied', 'Received By'],
      ['siaEmailBounced', 'Email'],
      ['siaCallReceived', 'Sales Call Subject'],
      ['siaCampaignAdded', 'Sales Campaign Name'],
      ['siaCampaignRemoved', 'Sales Campaign Name'],
    ]);
  });
});

describe('every type', () => {
  it.each(all.map((type) => [type.apiName, type] as const))('%s keeps Marketo’s rules', (_, type) => {
    const attributes = [type.primary, ...type.attributes];
    expect(type.attributes.length).toBeLessThanOrEqual(20);
    expect(type.attributes).toContain(EVENT_ID);
    expect(type.name).toMatch(/^SIA [A-Za-z0-9 _]+$/);
    for (const { apiName } of [type, ...attributes]) expect(apiName).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
    for (const member of ['apiName', 'name'] as const)
      expect(new Set(attributes.map((one) => one[member].toLowerCase())).size).toBe(attributes.length);
  });

  it('has a name, a trigger and a filter of its own', () => {
    for (const member of ['apiName', 'name', 'triggerName', 'filterName'] as const)
      expect(new Set(all.map((one) => one[member].toLowerCase())).size).toBe(all.length);
  });

  it('numbers are integers, URLs links, addresses e-mails, all else strings', () => {
    const of = (dataType: string) =>
      Object.values(ATTRIBUTES)
        .filter((one) => one.dataType === dataType)
        .map(({ apiName }) => apiName);
    expect(of('integer')).toEqual(['callDurationSeconds']);
    expect(of('link')).toEqual(['templateUrl', 'campaignUrl', 'link', 'callRecordingUrl']);
    expect(of('email')).toEqual(['sentBy', 'receivedBy', 'email', 'callMadeBy']);
  });

  it('the compact one has room for all of them, the sellers’ three in one', () => {
    const names = COMPACT_TYPE.attributes.map(({ apiName }) => apiName);
    const single = Object.keys(ATTRIBUTES).filter((name) => !SELLER_ATTRIBUTES.includes(name));
    expect(names.toSorted()).toEqual([SELLER.apiName, ...single, EVENT_ID.apiName].toSorted());
    expect(names).toHaveLength(20);
  });
});

describe('the layout', () => {
  const foreign = (count: number) => Array.from({ length: count }, (_, index) => `acme${index}`);
  const eight = typesOf('eight').map(({ apiName }) => apiName);
  const compact = [COMPACT_TYPE.apiName];

  it.each<[string, string[], ActivityLayout | null, ActivityLayout | null, string]>([
    ['an empty instance', [], null, null, 'eight'],
    ['two foreign types', foreign(2), null, null, 'eight'],
    ['three foreign types', foreign(3), null, null, 'compact'],
    ['nine foreign types', foreign(9), null, null, 'compact'],
    ['ten foreign types', foreign(10), null, null, 'marketo.1027'],
    ['compact wanted though there is room', [], null, 'compact', 'compact'],
    ['eight wanted without room', foreign(3), null, 'eight', 'marketo.1027'],
    ['all eight there and no place left', [...eight, ...foreign(2)], null, null, 'eight'],
    ['eight begun and room for the rest', [...eight.slice(0, 3), ...foreign(2)], null, null, 'eight'],
    ['eight begun, the rest doesn’t fit', [...eight.slice(0, 3), ...foreign(3)], null, null, 'marketo.1027'],
    ['compact begun, room by now', compact, null, null, 'compact'],
    ['compact stored, its type deleted, room by now', [], 'compact', null, 'compact'],
    ['eight stored, wanted again', eight, 'eight', 'eight', 'eight'],
    ['eight stored, compact wanted', eight, 'eight', 'compact', 'marketo.types.layoutFixed'],
    ['compact begun, eight wanted', compact, null, 'eight', 'marketo.types.layoutFixed'],
    ['eight stored, all deleted, places taken', foreign(9), 'eight', null, 'marketo.1027'],
  ])('for %s', (_, existing, stored, wanted, expected) => {
    let chosen: string;
    try {
      chosen = chooseLayout({ existing, stored, wanted });
    } catch (error) {
      chosen = error instanceof AppError ? error.key : String(error);
    }
    expect(chosen).toBe(expected);
  });

  it('without places the fix says how many types to delete', () => {
    const refused = () => chooseLayout({ existing: foreign(9), stored: 'eight', wanted: null });
    expect(refused).toThrow(/8 more types are needed, 1 of 10 places are free/);
    expect(refused).toThrow(/Delete 7 custom activity types/);
  });
});

describe('the work on a type', () => {
  const type = EIGHT_TYPES.emailReplied;
  const whole = { primary: type.primary, attributes: type.attributes };
  const bare = { primary: type.primary, attributes: [] };
  const found = (more: object) => ({ id: 1, apiName: type.apiName, description: '', live: null, draft: null, ...more });
  const marked = (more: object) => found({ description: type.description, ...more });
  const names = type.attributes.map(({ apiName }) => apiName);

  it.each<[string, object | null, { create?: boolean; add?: string[]; approve?: boolean }]>([
    ['not there', null, { create: true, add: names, approve: true }],
    ['a bare draft', marked({ draft: bare }), { add: names, approve: true }],
    ['a whole draft', marked({ draft: whole }), { approve: true }],
    ['approved', marked({ live: whole }), {}],
    ['approved, an admin’s draft beside it', marked({ live: whole, draft: bare }), {}],
    ['approved without attributes', marked({ live: bare }), { add: names, approve: true }],
    ['approved without attributes, a draft with them', marked({ live: bare, draft: whole }), { approve: true }],
    ['described by another text, our mark among its attributes', found({ live: whole }), {}],
    ['more attributes than ours', marked({ live: { ...whole, attributes: [...type.attributes, SELLER] } }), {}],
  ])('%s', (_, existing, { create = false, add = [], approve = false }) => {
    const work = workOn(type, existing as Parameters<typeof workOn>[1]);
    expect({ ...work, add: work.add.map(({ apiName }) => apiName) }).toEqual({ type, create, add, approve });
    expect(isDone(work)).toBe(!create && add.length === 0 && !approve);
  });

  it.each<[string, object, string]>([
    ['neither mark', found({ live: bare }), 'marketo.types.foreign'],
    ['another primary attribute', marked({ live: { ...whole, primary: SELLER } }), 'marketo.types.changed'],
    ['none', marked({ draft: { ...whole, primary: null } }), 'marketo.types.changed'],
    [
      'an attribute of another type',
      marked({ live: { ...whole, attributes: [{ ...EVENT_ID, dataType: 'integer' }] } }),
      'marketo.types.changed',
    ],
  ])('a type with %s is left alone', (_, existing, key) => {
    expect(() => workOn(type, existing as Parameters<typeof workOn>[1])).toThrow(
      expect.objectContaining({ key }) as Error,
    );
  });
});
