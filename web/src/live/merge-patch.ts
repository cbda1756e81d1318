/** Applies a JSON merge patch (RFC 7396). Returns the same object where nothing changed, so that readers can compare by identity. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const base: Record<string, unknown> = isRecord(target) ? target : {};
  let result: Record<string, unknown> | null = isRecord(target) ? null : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key === '__proto__') continue;
    if (value === null) {
      if (Object.hasOwn(base, key)) {
        result ??= { ...base };
        delete result[key];
      }
      continue;
    }
    const before = Object.hasOwn(base, key) ? base[key] : undefined;
    const after = mergePatch(before, value);
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
