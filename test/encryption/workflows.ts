import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';

interface Activities {
  keep(text: string): Promise<string>;
  refuse(problem: string): Promise<void>;
}

const { keep, refuse } = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});
const told = defineSignal<[string]>('told');
const last = defineQuery<string>('last');

/** Keeps a text, then waits until it is told another one. */
export async function keepTold(text: string): Promise<string> {
  let heard = '';
  setHandler(told, (given) => {
    heard = given;
  });
  setHandler(last, () => heard);
  const kept = await keep(text);
  await condition(() => heard !== '');
  return `${kept}, told ${heard}`;
}

export async function failWith(text: string): Promise<void> {
  try {
    await refuse(text);
  } catch (cause) {
    throw ApplicationFailure.create({ message: `outside: ${text}`, cause: cause as Error, details: [text] });
  }
}
