/** What lies on the bed. Times are the printer's, ms. */
export interface BedObject {
  readonly sinceMs: number;
  /** Filament in it, mm. */
  extrudedMm: number;
  /** Homings before it was begun: another count means another print. */
  readonly homing: number;
}

/** What happened on the bed. */
export type BedHappening =
  | { readonly event: 'object' }
  | { readonly event: 'collision'; readonly objectSinceMs: number }
  | { readonly event: 'removed'; readonly by: string };

/** The physical truth about the bed: it knows nothing of phases and confirmations. */
export interface PhysicalBed {
  readonly object: BedObject | null;
  readonly collisions: number;
  /** Z was homed: what is extruded from now on belongs to another print. */
  homed(): void;
  /** A block began that moves the head by `dx, dy` and extrudes `de`, mm. */
  moved(atMs: number, dx: number, dy: number, de: number): void;
  /** Takes the object away; answers whether there was one. */
  remove(by: string, atMs: number): boolean;
  /** Puts back what a state file remembered. */
  restore(object: { readonly extrudedMm: number }): void;
}

/**
 * Extruding while the head moves over the bed leaves an object. A print begins where Z is homed, as every sliced file
 * does; extruding after that while an older object still lies there is a collision, reported once for each homing.
 */
export function createPhysicalBed(happened: (happening: BedHappening, atMs: number) => void): PhysicalBed {
  let object: BedObject | null = null;
  let homing = 0;
  let collisions = 0;
  let collidedHoming = -1;

  return {
    get object() {
      return object;
    },
    get collisions() {
      return collisions;
    },
    homed() {
      homing++;
    },
    moved(atMs, dx, dy, de) {
      if (de <= 0 || (dx === 0 && dy === 0)) return;
      if (object === null) {
        object = { sinceMs: atMs, extrudedMm: de, homing };
        happened({ event: 'object' }, atMs);
        return;
      }
      if (object.homing !== homing && collidedHoming !== homing) {
        collidedHoming = homing;
        collisions++;
        happened({ event: 'collision', objectSinceMs: object.sinceMs }, atMs);
      }
      object.extrudedMm += de;
    },
    remove(by, atMs) {
      if (object === null) return false;
      object = null;
      happened({ event: 'removed', by }, atMs);
      return true;
    },
    restore({ extrudedMm }) {
      object = { sinceMs: 0, extrudedMm, homing: -1 };
    },
  };
}
