/**
 * The token: a round key fob with a croft on it – house, two firs, three furrows – in millimetres around its centre, y up.
 * A shape is its signed distance: below 0 inside, roughly the distance to the edge in mm.
 */

export const RADIUS_MM = 18;
export const BASE_LAYERS = 8;
export const LAYERS = 12;

const circle = (cx, cy, radius) => (x, y) => Math.hypot(x - cx, y - cy) - radius;

const box = (x0, y0, x1, y1) => (x, y) => {
  const dx = Math.max(x0 - x, x - x1);
  const dy = Math.max(y0 - y, y - y1);
  return dx > 0 && dy > 0 ? Math.hypot(dx, dy) : Math.max(dx, dy);
};

/** Distance to a simple polygon. */
const polygon = (corners) => (x, y) => {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [ax, ay] = corners[i];
    const [bx, by] = corners[j];
    const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside ? -nearest : nearest;
};

const ring = (cx, cy, radius, width) => (x, y) => Math.abs(Math.hypot(x - cx, y - cy) - radius) - width / 2;
const union =
  (...shapes) =>
  (x, y) => {
    let least = Infinity;
    for (const shape of shapes) least = Math.min(least, shape(x, y));
    return least;
  };
const both = (a, b) => (x, y) => Math.max(a(x, y), b(x, y));
const without = (a, b) => (x, y) => Math.max(a(x, y), -b(x, y));

const keyHole = circle(0, 13.4, 1.9);
const fir = (cx, foot, size) =>
  union(
    polygon([
      [cx - 2.3 * size, foot],
      [cx + 2.3 * size, foot],
      [cx, foot + 4.2 * size],
    ]),
    polygon([
      [cx - 1.8 * size, foot + 2.2 * size],
      [cx + 1.8 * size, foot + 2.2 * size],
      [cx, foot + 6 * size],
    ]),
    box(cx - 0.55, foot - 1.3, cx + 0.55, foot + 0.2),
  );

const walls = box(-5.8, -6.3, 5.8, 1);
const roof = polygon([
  [-7.8, 0.4],
  [7.8, 0.4],
  [0, 7.2],
]);
const chimney = box(3.2, 2, 5, 6.6);
const openings = union(
  box(-1.4, -6.4, 1.4, -2.6),
  circle(0, -2.6, 1.4),
  box(-4.5, -3.7, -2.6, -1.8),
  box(2.6, -3.7, 4.5, -1.8),
  circle(0, 3.2, 1.05),
);
const house = without(union(walls, roof, chimney), openings);
const furrows = both(
  union(ring(0, -40, 31.7, 1.2), ring(0, -40, 29.2, 1.2), ring(0, -40, 26.7, 1.2)),
  circle(0, 0, 15),
);
const smoke = union(circle(5.3, 8.4, 0.75), circle(6.6, 9.9, 0.95));

/** The disc with its key hole, and what stands on it. */
export const disc = without(circle(0, 0, RADIUS_MM), keyHole);
export const relief = both(
  without(
    union(
      ring(0, 0, RADIUS_MM - 0.95, 1.9),
      ring(0, 13.4, 2.7, 1.6),
      house,
      furrows,
      smoke,
      fir(10.9, -4.9, 1),
      fir(-10.8, -5, 0.85),
    ),
    keyHole,
  ),
  disc,
);

export const shapeOfLayer = (layer) => (layer < BASE_LAYERS ? disc : relief);
