/** When a print of another began that has lasted for so long, by what its printer says of that; never after now, nor before all time. */
export const sinceOf = (now: number, elapsedSeconds: number): number => within(now, now - elapsedSeconds * 1_000);

/** The same of a printer that says when, s since the epoch. */
export const sinceAt = (now: number, startedAt: number): number => within(now, startedAt * 1_000);

const within = (now: number, at: number): number => Math.round(Math.min(now, Math.max(0, Number.isNaN(at) ? now : at)));
