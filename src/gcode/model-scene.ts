import type { TakeTriangle } from './model-file.ts';
import { type ModelPart, ModelProblem, type Placed, type Transform, UNMOVED } from './model-parts.ts';

/** Objects within objects; deeper was made to harm. */
const DEPTH_MAX = 16;
/** Ten components of ten components … are how a kilobyte becomes a billion triangles. */
const DRAWN_MAX = 8_000_000;
/** Empty objects draw nothing, and cost time as well. */
const PLACED_MAX = 100_000;
/** A kilometre. */
const FAR_MM = 1e6;

/**
 * Hands on every triangle that a 3MF builds, in millimetres, each object as often as it is placed. Called twice it does the same twice.
 * Throws a `ModelProblem` for what is built of itself, or of more than anybody draws.
 */
export function drawScene(main: string, parts: ReadonlyMap<string, ModelPart>, take: TakeTriangle): number {
  const corners = new Float64Array(9);
  const unit = parts.get(main)?.unitMm ?? 1;
  let drawn = 0;
  let placed = 0;

  function place({ part, id, transform }: Placed, outer: Transform, depth: number): void {
    if (depth > DEPTH_MAX) throw new ModelProblem(`objects within objects, more than ${DEPTH_MAX} deep`);
    if (++placed > PLACED_MAX) throw new ModelProblem(`more than ${PLACED_MAX} objects put together`);
    const object = parts.get(part)?.objects.get(id);
    if (object === undefined) return;
    const whole = combined(transform, outer);
    const { vertices, triangles } = object;
    drawn += triangles.length / 3;
    if (drawn > DRAWN_MAX) throw new ModelProblem(`more than ${DRAWN_MAX} triangles`);
    for (let i = 0; i < triangles.length; i += 3) {
      for (let k = 0; k < 3; k++) {
        const at = (triangles[i + k] ?? 0) * 3;
        if (at + 2 >= vertices.length) throw new ModelProblem('a triangle of corners that are not there');
        const [x = 0, y = 0, z = 0] = [vertices[at], vertices[at + 1], vertices[at + 2]];
        for (let axis = 0; axis < 3; axis++) {
          const place =
            (x * (whole[axis] ?? 0) +
              y * (whole[3 + axis] ?? 0) +
              z * (whole[6 + axis] ?? 0) +
              (whole[9 + axis] ?? 0)) *
            unit;
          // Beyond what a number holds there is no place either.
          if (!(Math.abs(place) <= FAR_MM)) throw new ModelProblem('a corner farther away than any printer reaches');
          corners[k * 3 + axis] = place;
        }
      }
      take(corners);
    }
    for (const component of object.components) place(component, whole, depth + 1);
  }

  for (const item of parts.get(main)?.items ?? []) place(item, UNMOVED, 1);
  return drawn;
}

/** First the inner one, then the outer one. */
function combined(inner: Transform, outer: Transform): Transform {
  const at = (row: number, column: number): number => inner[row * 3 + column] ?? 0;
  return [0, 1, 2, 3].flatMap((row) =>
    [0, 1, 2].map(
      (column) =>
        at(row, 0) * (outer[column] ?? 0) +
        at(row, 1) * (outer[3 + column] ?? 0) +
        at(row, 2) * (outer[6 + column] ?? 0) +
        (row === 3 ? (outer[9 + column] ?? 0) : 0),
    ),
  );
}
