import type { SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import { type Dice, dice as newDice } from '../../plan/dice.ts';

/** Somebody whom activities are about. */
export interface Someone {
  id: number;
  /** Qualified, and a lead or contact of Salesforce is there: a Task must be, too. */
  hasRecord: boolean;
}

/** One line of `activities log`, as a sales app writes it. */
export interface Line {
  id: string;
  type: SalesActivityKind;
  personId: number;
  occurredAt: string;
  seller: string;
  emailId?: string;
  [attribute: string]: string | number | undefined;
}

/** How often each kind comes, among a hundred. */
const MIX: readonly (readonly [SalesActivityKind, number])[] = [
  ['emailSent', 30],
  ['emailOpened', 22],
  ['emailClicked', 10],
  ['emailReplied', 8],
  ['emailBounced', 5],
  ['callReceived', 13],
  ['campaignAdded', 7],
  ['campaignRemoved', 5],
];
const TIED: ReadonlySet<SalesActivityKind> = new Set(['emailOpened', 'emailClicked', 'emailReplied', 'emailBounced']);
const STATUSES = ['completed', 'no answer', 'cancelled', 'failed'] as const;
const HOUR_MS = 3_600_000;
/** Longer than a field of either vendor, with characters that a cut must not halve. */
const LONG = '🚀 Grüße aus Köln — '.repeat(40);

/** Draws activities: sends, what becomes of them later, calls and campaigns. Some opens come before their send. */
export class Lines {
  private readonly sellers: readonly [string, ...string[]];
  private readonly sends: { id: string; personId: number }[] = [];
  private made = 0;

  constructor(sellers: readonly [string, ...string[]]) {
    this.sellers = sellers;
  }

  /** So many about some of these people, one for each of `late` among them, in no order. */
  burst(
    { count, seed }: { count: number; seed: number },
    people: readonly Someone[],
    late: readonly Someone[],
  ): Line[] {
    const dice = newDice(seed);
    const lines = Array.from({ length: count }, (_, index) => {
      const own = late[index];
      const person = own ?? people[dice.below(people.length)];
      if (person === undefined) throw new RangeError('nobody to log anything about');
      return this.line(dice, own === undefined ? drawn(dice) : 'callReceived', person.id);
    });
    return shuffled(lines, dice);
  }

  private line(dice: Dice, kind: SalesActivityKind, personId: number): Line {
    const send = TIED.has(kind) ? this.sends[dice.below(this.sends.length)] : undefined;
    const type = TIED.has(kind) && send === undefined ? 'emailSent' : kind;
    this.made += 1;
    const id = `${type}-${this.made}`;
    if (type === 'emailSent') this.sends.push({ id, personId });
    const common = {
      ...{ id, type, personId: send?.personId ?? personId },
      occurredAt: new Date(Date.now() - dice.below(HOUR_MS)).toISOString(),
      seller: dice.oneOf(this.sellers),
    };
    const tie = send === undefined ? {} : { emailId: send.id };
    return { ...common, ...tie, ...ATTRIBUTES[type](dice, this.made) };
  }
}

const template = (n: number) => ({
  templateId: `t-${n % 9}`,
  templateName: `Letter no. ${n % 9} of the spring series`,
});
const campaign = (n: number) => ({
  campaignName: `Campaign of week ${n % 52} for new customers`,
  campaignUrl: `https://app.example/campaigns/${n % 52}`,
});
const subject = (dice: Dice, n: number) => ({
  emailSubject: `Your question of ${n} about prices${dice.chance(0.1) ? LONG : ''}`,
});

const ATTRIBUTES: Record<SalesActivityKind, (dice: Dice, n: number) => Record<string, string | number>> = {
  emailSent: (dice, n) => ({
    ...{ ...template(n), ...campaign(n), ...subject(dice, n) },
    emailText: `Good morning, as to your question of ${n}:\n${dice.chance(0.1) ? LONG : 'it depends.'}`,
    emailUrl: `https://app.example/mails/${n}`,
  }),
  emailOpened: (dice, n) => ({ ...template(n), ...subject(dice, n) }),
  emailClicked: (dice, n) => ({ ...subject(dice, n), link: `https://product.example/prices?of=${n}` }),
  emailReplied: (dice, n) => ({ ...subject(dice, n), emailText: `Thank you for the answer to ${n}.` }),
  emailBounced: (_, n) => ({ email: `gone.${n}@engines.example`, details: `550 no mailbox here for ${n}` }),
  callReceived: (dice, n) => ({
    ...campaign(n),
    callStatus: dice.oneOf(STATUSES),
    callSubject: `Asked for an offer of ${n}`,
    phoneNumberCalled: `+49 30 ${1_000_000 + n}`,
    callDurationSeconds: dice.below(3_600),
    callNotes: `Wants to hear from us in week ${n % 52}, asked for a copy of ${n}.`,
  }),
  campaignAdded: (_, n) => ({ ...campaign(n), campaignId: `c-${n % 52}` }),
  campaignRemoved: (_, n) => ({ ...campaign(n), campaignId: `c-${n % 52}` }),
};

function drawn(dice: Dice): SalesActivityKind {
  let left = dice.below(MIX.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [kind, weight] of MIX) {
    if (left < weight) return kind;
    left -= weight;
  }
  return 'emailSent';
}

function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  const left = [...list];
  return list.flatMap(() => left.splice(dice.below(left.length), 1));
}
