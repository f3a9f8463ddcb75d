import { useState } from 'preact/hooks';
import type { AccessToken } from '../../../api/schemas/access.ts';
import { sessionState } from '../../lib/session.ts';
import type { Told } from '../../lib/told.ts';
import type { Tone } from '../../lib/tone.ts';
import { useData } from '../../lib/use-data.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer, Empty } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { MakeToken } from './make-token.tsx';
import { RevokeToken } from './revoke-token.tsx';

type Token = Told<AccessToken>;

/** Tokens: who may use the API and this console. */
export default function Access() {
  const tokens = useData<{ items: Token[] }>('/api/v1/tokens');
  const [making, setMaking] = useState(false);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const state = sessionState.value;
  return (
    <Page
      title="Access"
      about="Tokens for the API and for signing in here. A viewer looks, an operator works, an admin decides."
      actions={
        <Button kind="primary" onClick={() => setMaking(true)}>
          Make a token
        </Button>
      }
    >
      <Answer data={tokens} lines={6}>
        {({ items }) => (
          <div class="card flush">
            {items.length === 0 ? (
              <Empty title="There is no token yet" />
            ) : (
              <Table
                caption="Tokens"
                rows={items}
                keyOf={({ id }) => id}
                columns={[
                  { name: 'Name', cell: ({ name }) => <strong>{name}</strong> },
                  { name: 'Scope', fit: true, cell: ({ scope }) => scope },
                  { name: 'State', fit: true, cell: (token) => <State {...token} /> },
                  {
                    name: 'Made',
                    cell: ({ createdAt, createdBy }) => (
                      <span>
                        <Moment at={createdAt} /> by {createdBy}
                      </span>
                    ),
                  },
                  { name: 'Last used', fit: true, cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} none="Never" /> },
                  { name: 'Expires', fit: true, cell: ({ expiresAt }) => <Moment at={expiresAt} none="Never" /> },
                  {
                    ...{ name: '', fit: true },
                    cell: (token) =>
                      token.active && (
                        <Button kind="danger" small onClick={() => setRevoked(token)}>
                          Revoke<span class="unseen"> {token.name}</span>
                        </Button>
                      ),
                  },
                ]}
              />
            )}
          </div>
        )}
      </Answer>
      {making && <MakeToken onClose={() => setMaking(false)} onMade={tokens.reload} />}
      {revoked !== null && (
        <RevokeToken
          token={revoked}
          isOwn={state.kind === 'in' && state.session.actor.name === revoked.name}
          onClose={() => setRevoked(null)}
          onRevoked={tokens.reload}
        />
      )}
    </Page>
  );
}

function State({ active, revokedAt }: Token) {
  const [tone, word]: [Tone, string] = active
    ? ['ok', 'Active']
    : revokedAt === null
      ? ['idle', 'Expired']
      : ['idle', 'Revoked'];
  return <Badge tone={tone}>{word}</Badge>;
}
