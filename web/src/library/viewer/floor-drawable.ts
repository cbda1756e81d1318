import type { Colour } from './gl.ts';
import type { Box } from './orbit.ts';
import { Shape } from './shape.ts';
import type { Drawable, View } from './stage.ts';

const SHADERS = {
  vertex: `
in vec2 corner;
uniform mat4 matrix;
uniform float floorZ;
void main() { gl_Position = matrix * vec4(corner, floorZ, 1.0); }`,
  fragment: `
uniform vec3 colour;
uniform float strength;
out vec4 pixelColour;
void main() { pixelColour = vec4(colour * strength, strength); }`,
};

/** Lines of the bed, this far apart. */
const STEP_MM = 10;
/** Around an object whose bed nobody knows. */
const ROOM_MM = 20;
const LINES_MAX = 200;

type Corner = readonly [x: number, y: number];

/** The bed below: its outline where the file tells it, else lines below the object, which say how large it is. */
export class FloorDrawable implements Drawable {
  readonly #shape: Shape;
  readonly #outline: number;
  readonly #grid: number;
  readonly #floorMm: number;
  #colour: Colour = [0.5, 0.5, 0.5];

  constructor(gl: WebGL2RenderingContext, bed: readonly Corner[] | null, box: Box, floorMm: number) {
    const outline = bed ?? [];
    const grid = gridOf(bed ?? around(box));
    this.#floorMm = floorMm;
    this.#outline = outline.length;
    this.#grid = grid.length;
    this.#shape = new Shape(gl, SHADERS, new Float32Array([...outline, ...grid].flat()), 2);
  }

  colour(colour: Colour): void {
    this.#colour = colour;
  }

  draw(view: View): void {
    const { gl } = view;
    const place = this.#shape.begin(view);
    gl.uniform1f(place('floorZ'), this.#floorMm);
    gl.uniform3f(place('colour'), ...this.#colour);
    gl.uniform1f(place('strength'), 1);
    gl.drawArrays(gl.LINE_LOOP, 0, this.#outline);
    gl.uniform1f(place('strength'), 0.45);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawArrays(gl.LINES, this.#outline, this.#grid);
    gl.disable(gl.BLEND);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    this.#shape.dispose();
  }
}

/** A rectangle around the object, on whole lines. */
function around({ minMm, maxMm }: Box): readonly Corner[] {
  const low = (value: number): number => Math.floor((value - ROOM_MM) / STEP_MM) * STEP_MM;
  const high = (value: number): number => Math.ceil((value + ROOM_MM) / STEP_MM) * STEP_MM;
  return [
    [low(minMm[0]), low(minMm[1])],
    [high(maxMm[0]), high(maxMm[1])],
  ];
}

/** Ends of lines inside of the rectangle around the corners; of a round bed inside of its outline. */
function gridOf(corners: readonly Corner[]): readonly Corner[] {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, right, front, back] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const isRound = corners.length > 8;
  const radius = isRound ? (right - left) / 2 : 0;
  const [middleX, middleY] = [(left + right) / 2, (front + back) / 2];
  const reach = (off: number): number => Math.sqrt(Math.max(0, radius * radius - off * off));
  const lines: Corner[] = [];
  for (let x = Math.ceil(left / STEP_MM) * STEP_MM; x <= right && lines.length < LINES_MAX; x += STEP_MM) {
    const [from, to] = isRound ? [middleY - reach(x - middleX), middleY + reach(x - middleX)] : [front, back];
    lines.push([x, from], [x, to]);
  }
  const before = lines.length;
  for (let y = Math.ceil(front / STEP_MM) * STEP_MM; y <= back && lines.length - before < LINES_MAX; y += STEP_MM) {
    const [from, to] = isRound ? [middleX - reach(y - middleY), middleX + reach(y - middleY)] : [left, right];
    lines.push([from, y], [to, y]);
  }
  return lines;
}
