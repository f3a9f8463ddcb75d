import { expect, it } from 'vitest';
import { groupsOf } from '../../console/pages/settings/groups.ts';
import { SETTINGS } from '../../model/settings/registry.ts';

it('puts every setting into a group that has a name for people', () => {
  const groups = groupsOf(SETTINGS);
  expect(
    groups
      .flatMap(({ settings }) => settings)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(SETTINGS.map(({ key }) => key).sort());
  expect(
    groups.map(({ name }) => name).filter((name) => name !== name.charAt(0).toUpperCase() + name.slice(1)),
  ).toEqual([]);
});
