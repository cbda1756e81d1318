import { isRecord } from './message.ts';

/** The objects in an answer to `printer/objects/query` over HTTP; null for anything else. PURE. */
export function statusIn(answer: unknown): Readonly<Record<string, unknown>> | null {
  const result = isRecord(answer) && isRecord(answer.result) ? answer.result : null;
  return result !== null && isRecord(result.status) ? result.status : null;
}
