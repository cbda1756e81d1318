/**
 * The difference of two values as a JSON merge patch (RFC 7396); undefined when there is none. In the farm's live state a field
 * that is null and a field that is absent mean the same (docs/guide/live-state.md), which is what a merge patch can say.
 */
export function mergePatchOf(before: unknown, after: unknown): unknown {
  if (before === after) return undefined;
  if (!isRecord(before) || !isRecord(after)) {
    if (!isRecord(after) && JSON.stringify(before) === JSON.stringify(after)) return undefined;
    return after ?? null;
  }
  let patch: Record<string, unknown> | undefined;
  for (const key of Object.keys(before)) {
    if (Object.hasOwn(after, key) && after[key] !== undefined) continue;
    if (before[key] === null || before[key] === undefined) continue;
    patch ??= {};
    patch[key] = null;
  }
  for (const [key, value] of Object.entries(after)) {
    const own = Object.hasOwn(before, key) ? before[key] : undefined;
    if ((own === undefined || own === null) && (value === undefined || value === null)) continue;
    const part = mergePatchOf(own ?? null, value);
    if (part === undefined) continue;
    patch ??= {};
    patch[key] = part;
  }
  return patch;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
