import { type Call, ok, type Reply, type Route } from '../http/call.ts';
import { basicInfo, describeGlobal, describeObject } from '../schema/describe.ts';
import { demandObject } from '../writes/records.ts';

const one = ({ caller, args, basePath }: Call): Reply =>
  ok(describeObject(demandObject(caller, args[0] ?? ''), basePath));
const basic = ({ caller, args, basePath }: Call): Reply => ok(basicInfo(demandObject(caller, args[0] ?? ''), basePath));
const all = ({ caller, basePath }: Call): Reply => ok(describeGlobal(caller.schema, basePath));

/** What there is to read and write. */
export const describeRoutes: readonly Route[] = [
  { method: 'GET', path: '/sobjects', class: 'describe', handle: all },
  { method: 'GET', path: '/sobjects/{}', class: 'describe', handle: basic },
  { method: 'GET', path: '/sobjects/{}/describe', class: 'describe', handle: one },
];
