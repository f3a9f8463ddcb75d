import { isMarketoId, type MarketoId } from '../ids.ts';

/** As many people one push may name. */
export const MOST_IDS = 1_000;

/**
 * The people whom a push names; null: it names none in a way that is understood. A webhook's payload is whatever its
 * template makes of it: JSON with `id` or `ids`, or a form with `id`; JSON encoding may put quotes about a number.
 */
export function pushedIds(text: string, contentType: string | undefined): MarketoId[] | null {
  const body = text.trim();
  const given = body.startsWith('{') ? fromJson(body) : fromForm(body, contentType);
  if (given === null || given.length === 0 || given.length > MOST_IDS) return null;
  const ids = given.map(idOf);
  return ids.every((id) => id !== null) ? [...new Set(ids)] : null;
}

function fromJson(body: string): unknown[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  if ('ids' in parsed) return Array.isArray(parsed.ids) ? parsed.ids : null;
  return 'id' in parsed ? [parsed.id] : null;
}

/** `id=1&id=2`; a template without any encoding comes as text, with the same words. */
function fromForm(body: string, contentType: string | undefined): unknown[] | null {
  if (contentType !== undefined && !/^(application\/x-www-form-urlencoded|text\/plain)\b/i.test(contentType))
    return null;
  return new URLSearchParams(body).getAll('id');
}

function idOf(value: unknown): MarketoId | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  return isMarketoId(id) ? id : null;
}
