import { useEffect } from 'preact/hooks';
import type { Explanation } from '../../../api/schemas/people.ts';
import { exact } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { Card } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Answer } from '../../ui/states.tsx';

/** The API tells moments in UTC. */
function withMoments(sentence: string): string {
  return sentence.replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, exact);
}

/** Why the person is here or not. */
export function Explained({ id, turn }: { id: number; turn: number }) {
  const data = useData<Told<Explanation>>(`/api/v1/people/${id}/explanation`);
  const { reload } = data;
  useEffect(() => {
    if (turn > 0) reload();
  }, [turn, reload]);
  const here = data.value?.here;
  return (
    <Card title={here === undefined ? 'Why' : here ? 'Why this person is here' : 'Why this person is not here'}>
      <Answer data={data} lines={3}>
        {({ sentences, next }) => (
          <div class="stack tight">
            {sentences.map((sentence) => (
              <p key={sentence}>{withMoments(sentence)}</p>
            ))}
            {next !== null && (
              <p class="row">
                Next: <Code text={next} />
              </p>
            )}
          </div>
        )}
      </Answer>
    </Card>
  );
}
