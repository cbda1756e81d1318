import type { BedId } from './ids.ts';

/**
 * What stands on the build platform, as far as anybody knows (BE1). `bedId` names one stay away from clear: a person's
 * confirmation answers exactly one of them (BE4). Times are milliseconds since the Unix epoch, the machine's clock.
 */
export type Bed =
  | { readonly kind: 'clear'; readonly since: number }
  | { readonly kind: 'occupied'; readonly bedId: BedId; readonly since: number }
  | { readonly kind: 'unknown'; readonly bedId: BedId; readonly since: number; readonly reason: string };

export type BedKind = Bed['kind'];

/** The id that a confirmation must name, or null when there is nothing to confirm. */
export const bedIdOf = (bed: Bed): BedId | null => (bed.kind === 'clear' ? null : bed.bedId);
