import type { ReportedSlot } from './slots.ts';

/** What follows for the farm's spools when a printer tells something else of its slots than before. PURE. */
export interface SlotChanges {
  readonly load: readonly { readonly spoolId: string; readonly slot: number }[];
  /** Spools that are there no more. */
  readonly unload: readonly string[];
}

/**
 * A spool that names itself is loaded where it appears; one whose slot was emptied, or names another spool, is not there any more. Only
 * what changes counts, so that what a person says afterwards stands; what is not said proves nothing, for readers fail and lie.
 *
 * `before`: what was told last, null for a printer that is heard for the first time. `owners`: the spools that tags are remembered of.
 */
export function slotChanges(
  before: readonly ReportedSlot[] | null,
  now: readonly ReportedSlot[],
  loaded: readonly { readonly spoolId: string; readonly slot: number }[],
  owners: ReadonlyMap<string, string>,
): SlotChanges {
  const load: { readonly spoolId: string; readonly slot: number }[] = [];
  const unload = new Set<string>();
  for (const { slot, filled, tag } of now) {
    const was = before?.find((each) => each.slot === slot);
    const here = loaded.find((each) => each.slot === slot)?.spoolId ?? null;
    const seen = uniqueTag(now, tag);
    if (seen !== null && seen !== uniqueTag(before ?? [], was?.tag ?? null)) {
      const owner = owners.get(seen) ?? null;
      if (owner !== null && owner !== here) load.push({ spoolId: owner, slot });
      // Another spool than the one that was linked: known by its own tag, or by the one that was here before.
      else if (owner === null && here !== null && (isTagged(here, owners) || was?.tag != null)) unload.add(here);
    } else if (filled === false && was !== undefined && was.filled !== false && here !== null) unload.add(here);
  }
  const arriving = new Set(load.map(({ spoolId }) => spoolId));
  return { load, unload: [...unload].filter((spoolId) => !arriving.has(spoolId)) };
}

/** A tag in two slots at once is a lie in one of them. */
export const uniqueTag = (slots: readonly ReportedSlot[], tag: string | null): string | null =>
  tag !== null && slots.filter((each) => each.tag === tag).length === 1 ? tag : null;

const isTagged = (spoolId: string, owners: ReadonlyMap<string, string>): boolean =>
  [...owners.values()].includes(spoolId);
