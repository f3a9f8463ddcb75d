import { Option } from 'commander';
import { SCOPES } from '../../../model/access/scope.ts';
import { createAccess } from '../../access/index.ts';
import { type Session, userName } from '../lib/session.ts';

export async function accessOf(session: Session): Promise<ReturnType<typeof createAccess>> {
  return createAccess({ store: await session.store(), by: userName() });
}

export function scopeOption(): Option {
  return new Option('--scope <scope>', 'what it may do').choices([...SCOPES]);
}
