/** From a shape to paths in the plane: outlines at a depth inside its edge, and lines that fill it. */

const GRID_MM = 0.15;

/** Closed outlines where the shape is `depth` mm inside its edge, as lists of points without repetition. */
export function outlines(shape, depth, extent) {
  const count = Math.ceil((2 * extent) / GRID_MM) + 1;
  const at = (i) => -extent + i * GRID_MM;
  const field = Array.from({ length: count }, (_, j) =>
    Float64Array.from({ length: count }, (_, i) => shape(at(i), at(j)) + depth),
  );
  const crossing = (a, b) => a / (a - b);
  /** Each edge of the grid that the outline crosses, with its point and its two neighbours. */
  const points = new Map();
  const link = (a, b) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ]) {
      const [key, x, y] = from;
      if (!points.has(key)) points.set(key, { x, y, next: [] });
      points.get(key).next.push(to[0]);
    }
  };
  for (let j = 0; j + 1 < count; j++)
    for (let i = 0; i + 1 < count; i++) {
      const [a, b, c, d] = [field[j][i], field[j][i + 1], field[j + 1][i + 1], field[j + 1][i]];
      const edges = [];
      if (a < 0 !== b < 0) edges.push([`h${i},${j}`, at(i + crossing(a, b)), at(j)]);
      if (b < 0 !== c < 0) edges.push([`v${i + 1},${j}`, at(i + 1), at(j + crossing(b, c))]);
      if (d < 0 !== c < 0) edges.push([`h${i},${j + 1}`, at(i + crossing(d, c)), at(j + 1)]);
      if (a < 0 !== d < 0) edges.push([`v${i},${j}`, at(i), at(j + crossing(a, d))]);
      if (edges.length === 2) link(edges[0], edges[1]);
      // A saddle: corners a and c belong together when they are inside.
      else if (edges.length === 4 && a < 0) {
        link(edges[0], edges[1]);
        link(edges[2], edges[3]);
      } else if (edges.length === 4) {
        link(edges[0], edges[3]);
        link(edges[1], edges[2]);
      }
    }
  const loops = [];
  const seen = new Set();
  for (const start of points.keys()) {
    const loop = [];
    let key = start;
    while (key !== undefined && !seen.has(key)) {
      seen.add(key);
      const { x, y, next } = points.get(key);
      loop.push([x, y]);
      key = next.find((neighbour) => !seen.has(neighbour));
    }
    if (loop.length > 8) loops.push(simplifyLoop(loop));
  }
  return loops.filter((loop) => loop.length > 2);
}

/** How far a simplified line may leave the exact one. */
const TOLERANCE_MM = 0.012;

function simplifyLoop(loop) {
  const half = Math.floor(loop.length / 2);
  return [...simplify(loop.slice(0, half + 1)).slice(0, -1), ...simplify([...loop.slice(half), loop[0]]).slice(0, -1)];
}

function simplify(points) {
  const [ax, ay] = points[0];
  const [bx, by] = points.at(-1);
  const length = Math.hypot(bx - ax, by - ay) || 1;
  let worst = 0;
  let at = 0;
  for (let i = 1; i + 1 < points.length; i++) {
    const [x, y] = points[i];
    const away = Math.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length;
    if (away > worst) [worst, at] = [away, i];
  }
  if (worst <= TOLERANCE_MM) return [points[0], points.at(-1)];
  return [...simplify(points.slice(0, at + 1)).slice(0, -1), ...simplify(points.slice(at))];
}

/** Parallel lines `spacing` apart that fill the shape from `depth` inside its edge, joined to zigzags where they may be. */
export function fill(shape, depth, extent, spacing, degrees) {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const inside = (u, v) => shape(u * cos - v * sin, u * sin + v * cos) + depth < 0;
  const edge = (u0, u1, v) => {
    let [from, to] = [u0, u1];
    for (let i = 0; i < 12; i++) {
      const middle = (from + to) / 2;
      if (inside(middle, v) === inside(from, v)) from = middle;
      else to = middle;
    }
    return (from + to) / 2;
  };
  /** Zigzags that may go on with the next line. */
  let open = [];
  const done = [];
  let forwards = true;
  for (let v = -extent + spacing / 2; v < extent; v += spacing) {
    const segments = [];
    let begin = null;
    for (let u = -extent; u < extent; u += 0.1) {
      if (inside(u, v) && begin === null) begin = edge(u - 0.1, u, v);
      else if (!inside(u, v) && begin !== null) {
        const end = edge(u - 0.1, u, v);
        if (end - begin > 0.3) segments.push([begin, end]);
        begin = null;
      }
    }
    const next = [];
    for (const [from, to] of segments) {
      const [first, last] = forwards ? [from, to] : [to, from];
      const before = open.find(
        (path) =>
          Math.abs(path.at(-1)[0] - first) < 2.5 * spacing && inside((path.at(-1)[0] + first) / 2, v - spacing / 2),
      );
      const path = before ?? [];
      open = open.filter((other) => other !== before);
      path.push([first, v], [last, v]);
      next.push(path);
    }
    done.push(...open);
    open = next;
    forwards = !forwards;
  }
  return [...done, ...open].map((path) => path.map(([u, v]) => [u * cos - v * sin, u * sin + v * cos]));
}

/** Puts paths into an order of short travels, turning open ones round where that is nearer. */
export function ordered(paths, from) {
  const left = [...paths];
  const order = [];
  let [x, y] = from;
  const away = ([px, py]) => Math.hypot(px - x, py - y);
  while (left.length > 0) {
    const nearest = left.reduce((best, path) =>
      Math.min(away(path.points[0]), away(path.points.at(-1))) <
      Math.min(away(best.points[0]), away(best.points.at(-1)))
        ? path
        : best,
    );
    left.splice(left.indexOf(nearest), 1);
    let points = nearest.points;
    if (nearest.closed) {
      const at = points.reduce((best, point, i) => (away(point) < away(points[best]) ? i : best), 0);
      points = [...points.slice(at), ...points.slice(0, at + 1)];
    } else if (away(points.at(-1)) < away(points[0])) points = points.toReversed();
    order.push({ ...nearest, points });
    [x, y] = points.at(-1);
  }
  return order;
}
