import { useState } from 'preact/hooks';
import type { ActivityRow } from '../../../api/schemas/activities.ts';
import { BRANCH_STATES, type BranchState, KINDS, type Kind } from '../../lib/activities.ts';
import { may } from '../../lib/session.ts';
import type { Told } from '../../lib/told.ts';
import { useKept } from '../../lib/use-kept.ts';
import { useList } from '../../lib/use-list.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Filters } from '../../ui/filters.tsx';
import { Listing } from '../../ui/listing.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { ACTIVITY_COLUMNS } from './columns.tsx';
import { LogOne } from './log-one.tsx';

type Row = Told<ActivityRow>;
type Any<Value extends string> = Value | '';

const ANY_KIND: readonly (readonly [Any<Kind>, string])[] = [['', 'Any'], ...KINDS];
const ANY_STATE: readonly (readonly [Any<BranchState>, string])[] = [
  ['', 'Any'],
  ...(Object.entries(BRANCH_STATES) as [BranchState, { text: string }][]).map(
    ([state, { text }]) => [state, text] as const,
  ),
];
const ANY_VENDOR: readonly (readonly [Any<'marketo' | 'salesforce'>, string])[] = [
  ['', 'Either'],
  ['marketo', 'Marketo'],
  ['salesforce', 'Salesforce'],
];

/** What sellers did, and how far it is on its way to Marketo and Salesforce. */
export default function Activities() {
  const [logging, setLogging] = useState(false);
  const [form, change] = useKept<{
    personId: string;
    type: Any<Kind>;
    state: Any<BranchState>;
    vendor: Any<'marketo' | 'salesforce'>;
  }>('activities', { personId: '', type: '', state: '', vendor: '' });
  const filter = useSettled(form);
  const isId = /^\d{0,15}$/.test(filter.personId);
  const list = useList<Row>(isId ? '/api/v1/activities' : null, filter);
  return (
    <Page
      title="Activities"
      about="Sales activities, the newest first, and how far each is at Marketo and Salesforce."
      actions={
        may('operator') && (
          <Button kind="primary" onClick={() => setLogging(true)}>
            Log one by hand
          </Button>
        )
      }
    >
      <Filters label="Filter activities">
        <TextField
          label="Person"
          placeholder="Marketo ID"
          inputMode="numeric"
          wrong={isId ? null : 'A Marketo ID is a whole number.'}
          value={form.personId}
          onText={(value) => change({ personId: value.trim() })}
        />
        <SelectField label="Kind" value={form.type} options={ANY_KIND} onPick={(type) => change({ type })} />
        <SelectField label="State" value={form.state} options={ANY_STATE} onPick={(state) => change({ state })} />
        <SelectField label="At" value={form.vendor} options={ANY_VENDOR} onPick={(vendor) => change({ vendor })} />
      </Filters>
      <Listing
        caption="Sales activities"
        list={list}
        columns={ACTIVITY_COLUMNS}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No activity is found">
            <p>
              Apps log them with <code>POST /api/v1/activities</code>, up to 1,000 at once;{' '}
              <code>actions-sync activities log</code> takes them from a file.
            </p>
          </Empty>
        }
      />
      {logging && (
        <LogOne
          onClose={() => setLogging(false)}
          onLogged={() => {
            setLogging(false);
            list.reload();
          }}
        />
      )}
    </Page>
  );
}
