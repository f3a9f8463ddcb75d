import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { usage, withoutAddresses } from '../lib/normalize.ts';

const DAY = z.iso.date();
const ID = /^[A-Za-z0-9._:-]{1,64}$/;

export function day(text: string): string {
  if (!DAY.safeParse(text).success) throw new InvalidArgumentError('It must be a day such as 2026-12-01.');
  return text;
}

const TIME = z.iso.datetime({ offset: true });

export function time(text: string): Date {
  if (!TIME.safeParse(text).success) throw new InvalidArgumentError('It must be a time such as 2026-12-01T10:00:00Z.');
  return new Date(text);
}

export const NO_DAY = 'none';

/** A day, or `NO_DAY`. */
export function dayOrNone(text: string): string {
  return text.toLowerCase() === NO_DAY ? NO_DAY : day(text);
}

export function oneOf<const T extends readonly string[]>(...allowed: T) {
  return (text: string): T[number] => {
    const found = allowed.find((one) => one === text.toLowerCase());
    if (found === undefined) throw new InvalidArgumentError(`It must be ${allowed.join(' or ')}.`);
    return found;
  };
}

/** @throws AppError `usage.wrong`; an address is not repeated */
export function taskId(text: string): string {
  if (ID.test(text)) return text;
  throw usage(`'${withoutAddresses(text)}' is no id of a task`, 'Give an id as `actions-sync tasks list` shows it.');
}
