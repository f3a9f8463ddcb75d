import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../client/cli/program.ts';

function leaves(command: Command, path: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[path.join(' '), command]];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}
const all = leaves(createProgram());
const OPTIONS = (command: Command) => command.options.map(({ long }) => long);

test.each(all)('%s has a summary, a description and an example that names it', (path, command) => {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  expect(command.summary()).not.toBe('');
  expect(command.description()).not.toBe('');
  expect(text).toContain(`$ actions-sync ${path}`);
});

test('reading commands take --json, those that change much --yes, those that start something --wait', () => {
  const having = (option: string) =>
    all.filter(([, command]) => OPTIONS(command).includes(option)).map(([path]) => path);
  const reading = [
    'people status',
    'people show',
    'people explain',
    'people find',
    'activities show',
    'unsubscribes list',
    'unsubscribes show',
    'tasks list',
    'tasks show',
    'status',
    'panel',
    'quota',
    'failures list',
    'failures show',
    'audit',
    'settings show',
    'settings history',
    'sellers list',
    'doctor',
  ];
  expect(having('--json')).toEqual(expect.arrayContaining(reading));
  expect(having('--yes')).toEqual([
    'people start',
    'people cancel',
    'people approve',
    'people reconcile',
    'people erase',
    'unsubscribes resubscribe',
    'unsubscribes reconcile',
    'failures retry',
    'failures dismiss',
    'settings import',
    'repair restore',
    'repair instance',
  ]);
  expect(having('--wait')).toEqual(['people start', 'people reconcile', 'activities log', 'unsubscribes reconcile']);
});

test('no option takes an e-mail address', () => {
  expect(all.flatMap(([, command]) => OPTIONS(command)).filter((name) => /mail|address/.test(name ?? ''))).toEqual([]);
});

test('no secret is an option or an argument: those end up in shell histories and process lists', () => {
  const words = all.flatMap(([path, command]) => [
    ...OPTIONS(command).map((option) => ({ path, word: option })),
    ...command.registeredArguments.map((argument) => ({ path, word: argument.name() })),
  ]);
  expect(words.length).toBeGreaterThan(50);
  expect(words.filter(({ word }) => /secret|token|password|credential|private|uri$/i.test(word ?? ''))).toEqual([]);
});
