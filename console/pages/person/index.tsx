import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { PersonPage, Reread } from '../../../api/schemas/people.ts';
import { counted } from '../../lib/format.ts';
import { nameOf } from '../../lib/people.ts';
import { may } from '../../lib/session.ts';
import { say } from '../../lib/toasts.ts';
import type { Told } from '../../lib/told.ts';
import { useAction } from '../../lib/use-action.ts';
import { useData } from '../../lib/use-data.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Answer, Empty, FaultNotice } from '../../ui/states.tsx';
import { PersonState } from '../people/index.tsx';
import { PersonActivities } from './activities.tsx';
import { Erase } from './erase.tsx';
import { Explained } from './explained.tsx';
import { PersonFacts } from './facts.tsx';
import { PersonHistory } from './history.tsx';
import { PersonPanel } from './panel.tsx';

/** One person: what is here, why, and how it came about. */
export default function PersonDetail() {
  const id = Number(useRoute().params.id);
  if (!Number.isSafeInteger(id) || id < 1) {
    return (
      <Page title="No such person">
        <Empty title="A Marketo ID is a whole number above 0">
          <a href="/people">To the people</a>
        </Empty>
      </Page>
    );
  }
  return <OnePerson key={id} id={id} />;
}

function OnePerson({ id }: { id: number }) {
  const [turn, setTurn] = useState(0);
  const [erasing, setErasing] = useState(false);
  const data = useData<Told<PersonPage>>(`/api/v1/people/${id}`);
  const resync = useAction();
  const again = () => {
    data.reload();
    setTurn((n) => n + 1);
  };
  const readAgain = async () => {
    const outcome = await resync.run<Reread>('POST', '/api/v1/people/resync', { body: { ids: [id] } });
    if (outcome?.ok !== true) return;
    say(
      outcome.value.read === 1
        ? 'Read again from Marketo.'
        : 'Marketo does not return this person: they are asked for again.',
    );
    again();
  };
  const person = data.value?.person ?? null;
  // Nobody of this id was ever read: what can be told is why.
  const unknown = data.fault?.status === 404;
  return (
    <Page
      title={person === null ? `Person ${id}` : nameOf(person)}
      about={
        <span class="row">
          {person !== null && <PersonState state={person.state} />}
          <span>Marketo ID {id}</span>
          {person !== null && (person.company ?? '') !== '' && <span>{person.company}</span>}
        </span>
      }
      actions={
        <>
          {may('operator') && (
            <Button onClick={() => void readAgain()} busy={resync.busy}>
              Read again
            </Button>
          )}
          {may('admin') && person !== null && person.state !== 'erased' && (
            <Button kind="danger" onClick={() => setErasing(true)}>
              Erase
            </Button>
          )}
        </>
      }
    >
      {resync.fault !== null && <FaultNotice fault={resync.fault} />}
      <Explained id={id} turn={turn} />
      {!unknown && (
        <Answer data={data} lines={10}>
          {(value) => (
            <>
              <PersonFacts page={value} />
              <PersonHistory id={id} turn={turn} />
              <PersonActivities id={id} />
              {value.person.state === 'qualified' && <PersonPanel id={id} />}
            </>
          )}
        </Answer>
      )}
      {erasing && (
        <Erase
          id={id}
          onClose={() => setErasing(false)}
          onErased={(people) => {
            setErasing(false);
            say(`Erased: ${counted(people, 'person', 'people')}.`);
            again();
          }}
        />
      )}
    </Page>
  );
}
