/** What a job asks of a printer, whatever its place in the queue (JO4). */
export interface Needs {
  readonly tags: readonly string[];
  readonly printerIds: readonly string[];
  readonly fileKind: string;
}

/**
 * Needs as one text, the same for the same needs. Ten thousand jobs have a handful of them, so that a free printer is compared
 * with those instead of with every job.
 */
export function needsOf({ tags, printerIds, fileKind }: Needs): string {
  return JSON.stringify({ fileKind, tags: [...tags].sort(), printerIds: [...printerIds].sort() });
}

export const parseNeeds = (text: string): Needs => JSON.parse(text) as Needs;
