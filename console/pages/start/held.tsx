import { useState } from 'preact/hooks';
import type { HeldPage } from '../../../api/schemas/people.ts';
import type { Status } from '../../../api/schemas/status.ts';
import { count, counted } from '../../lib/format.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { useList } from '../../lib/use-list.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Listing } from '../../ui/listing.tsx';
import { Moment } from '../../ui/moment.tsx';

type HeldPerson = Told<HeldPage>['items'][number];

const HINTS: Record<HeldPerson['hint'], string> = {
  deletion: 'Marketo says: deleted',
  merge: 'Marketo says: merged',
  absence: 'Not returned by Marketo',
  none: 'Lost the owner',
};

/** Whom the brake keeps from leaving, until an admin approves. */
export function Held({ people }: { people: Told<Status>['people'] }) {
  const [open, setOpen] = useState<'list' | 'approve' | null>(null);
  const { held, leftWithin24hLimit } = people;
  if (held === 0) return null;
  return (
    <section class="notice warn" aria-label="Held people">
      <strong>{counted(held, 'person is', 'people are')} held by the brake</strong>
      <p>
        At most {count(leftWithin24hLimit)} people leave within 24 hours without asking, in case something is wrong. The
        ones beyond stay visible until somebody has looked.
      </p>
      <div class="row">
        <Button onClick={() => setOpen('list')}>Who</Button>
        {may('admin') && (
          <Button kind="primary" onClick={() => setOpen('approve')}>
            Approve
          </Button>
        )}
      </div>
      {open === 'list' && <HeldList onClose={() => setOpen(null)} />}
      {open === 'approve' && <Approve held={held} onClose={() => setOpen(null)} />}
    </section>
  );
}

function HeldList({ onClose }: { onClose: () => void }) {
  const list = useList<HeldPerson>('/api/v1/people/held');
  return (
    <Dialog title="Held by the brake" wide onClose={onClose}>
      <Listing
        caption="Held people"
        list={list}
        keyOf={({ marketoId }) => marketoId}
        empty={<p class="pad">Nobody is held any more.</p>}
        columns={[
          {
            name: 'Person',
            cell: ({ marketoId, person }) => (
              <a href={`/people/${marketoId}`}>{nameOf(person) ?? `Person ${marketoId}`}</a>
            ),
          },
          { name: 'Marketo ID', fit: true, cell: ({ marketoId }) => <code>{marketoId}</code> },
          {
            name: 'Why',
            cell: ({ hint, winner }) => (winner === null ? HINTS[hint] : `${HINTS[hint]} into ${winner}`),
          },
          { name: 'Since', fit: true, cell: ({ since }) => <Moment at={since} /> },
        ]}
      />
      <div class="actions">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function nameOf(person: HeldPerson['person']): string | null {
  if (person === null) return null;
  const name = [person.firstName, person.lastName].filter(Boolean).join(' ');
  return name === '' ? null : name;
}

function Approve({ held, onClose }: { held: number; onClose: () => void }) {
  const { busy, fault, run } = useAction();
  const approve = async () => {
    const outcome = await run('POST', '/api/v1/syncs/people/approve', { body: {} });
    if (outcome?.ok !== true) return;
    say('Approved: they were read again, and who is gone has left.');
    onClose();
  };
  return (
    <Confirm
      title={`Let ${counted(held, 'person', 'people')} leave?`}
      action="Approve"
      danger
      busy={busy}
      fault={fault}
      onConfirm={() => void approve()}
      onClose={onClose}
    >
      <p>
        Each of them is read again from Marketo (about {counted(Math.ceil(held / 300), 'call')}). Who is really gone, or
        has no owner any more, leaves the visible people; who is there stays.
      </p>
    </Confirm>
  );
}
