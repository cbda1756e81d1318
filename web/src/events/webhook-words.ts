import { plural } from '../format.ts';
import { type EventKind, namesOf, type Topic, TOPICS } from './event-kinds.ts';

/** Names beyond these are counted: a topic of twenty names is one word, and a list of twenty is read by nobody. */
const NAMES_SHOWN = 3;

/** Whole topics, and the names that belong to none of these. */
export interface Choice {
  readonly topics: readonly Topic[];
  readonly others: readonly string[];
}

export function choiceOf(names: readonly string[], kinds: readonly EventKind[]): Choice {
  const given = new Set(names);
  const topics = (Object.keys(TOPICS) as readonly Topic[]).filter((topic) => {
    const all = namesOf(topic, kinds);
    return all.length > 0 && all.every((name) => given.has(name));
  });
  const covered = new Set(topics.flatMap((topic) => namesOf(topic, kinds)));
  return { topics, others: names.filter((name) => !covered.has(name)) };
}

/** What that choice is called for; null for every event, which no choice means as well. */
export function chosenNames({ topics, others }: Choice, kinds: readonly EventKind[]): readonly string[] | null {
  const names = [...topics.flatMap((topic) => namesOf(topic, kinds)), ...others];
  return names.length === 0 ? null : [...new Set(names)];
}

/** What a webhook is told of: whole topics by their names, then the events that belong to none of these. */
export function toldOf(names: readonly string[] | null, kinds: readonly EventKind[] | null): string {
  if (names === null) return 'Every event';
  if (kinds === null) return plural(names.length, 'kind of event', 'kinds of events');
  const { topics, others } = choiceOf(names, kinds);
  const hidden = others.length - NAMES_SHOWN;
  const shown = hidden > 1 ? others.slice(0, NAMES_SHOWN) : others;
  const parts = [
    topics.length === 0 ? null : `Events of ${topics.join(', ')}`,
    shown.length === 0 ? null : shown.join(', '),
  ];
  const told = parts.filter((part) => part !== null).join('; ');
  return hidden > 1 ? `${told} and ${hidden} others` : told;
}

export interface WebhookState {
  readonly tag: string;
  readonly trouble: boolean;
  /** What it means for what is owed; null where all is well. */
  readonly note: string | null;
}

/** How it stands with a webhook. */
export function stateOf({
  enabled,
  failures,
  failingSince,
}: {
  readonly enabled: boolean;
  readonly failures: number;
  readonly failingSince: string | null;
}): WebhookState {
  if (enabled && failures === 0) return { tag: 'On', trouble: false, note: null };
  const since = failingSince === null ? '' : ` since ${new Date(failingSince).toLocaleString()}`;
  const tries = plural(failures, 'try', 'tries');
  if (enabled)
    return {
      tag: 'Failing',
      trouble: true,
      note: `Nothing has been taken${since}, in ${tries}. Croft goes on trying, and sends what it owes in order.`,
    };
  if (failures === 0)
    return { tag: 'Off', trouble: false, note: 'What happens meanwhile is sent when it is on again.' };
  return {
    tag: 'Given up',
    trouble: true,
    note: `Nothing has been taken${since}, in ${tries}. Switch it on when the receiver is back: what it has missed is sent then.`,
  };
}

/** What the codes of the network mean, for people who have never met them. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that port',
  ECONNRESET: 'the receiver hung up',
  ENOTFOUND: 'nobody knows that name',
  EAI_AGAIN: 'the name could not be looked up',
  ETIMEDOUT: 'the receiver cannot be reached',
  EHOSTUNREACH: 'the receiver cannot be reached',
  ENETUNREACH: 'there is no network',
  EPIPE: 'the receiver hung up',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'nobody known has signed its certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'nobody known has signed its certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** Why something was not taken. */
export const reasonWords = (error: string): string =>
  Object.hasOwn(REASONS, error) ? `${REASONS[error]} (${error})` : error;

/** How long the receiver took to answer. */
export const tookWords = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);
