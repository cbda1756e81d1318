/**
 * Applies a JSON merge patch (RFC 7396). Returns the same object where nothing changed, so that readers can compare by identity.
 * From depth `nullsFrom` on a null is a value and removes nothing: the fields of a printer or a job are always there.
 */
export function mergePatch(target: unknown, patch: unknown, nullsFrom = Number.POSITIVE_INFINITY): unknown {
  if (!isRecord(patch)) return patch;
  const base: Record<string, unknown> = isRecord(target) ? target : {};
  let result: Record<string, unknown> | null = isRecord(target) ? null : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key === '__proto__') continue;
    const before = Object.hasOwn(base, key) ? base[key] : undefined;
    if (value === null && nullsFrom > 0) {
      if (!Object.hasOwn(base, key)) continue;
      result ??= { ...base };
      delete result[key];
      continue;
    }
    const after = value === null ? null : mergePatch(before, value, nullsFrom - 1);
    if (after !== before) {
      result ??= { ...base };
      result[key] = after;
    }
  }
  return result ?? base;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
