import { programOf } from './gl.ts';
import type { Box } from './orbit.ts';
import type { Drawable, View } from './stage.ts';

const VERTEX = `
in vec2 corner;
uniform mat4 matrix;
uniform float floorZ;
void main() { gl_Position = matrix * vec4(corner, floorZ, 1.0); }`;
const FRAGMENT = `
uniform vec3 colour;
uniform float strength;
out vec4 pixelColour;
void main() { pixelColour = vec4(colour * strength, strength); }`;

/** Lines of the bed, this far apart. */
const STEP_MM = 10;
/** Around an object whose bed nobody knows. */
const ROOM_MM = 20;
const LINES_MAX = 200;

type Corner = readonly [x: number, y: number];

/** The bed below: its outline where the file tells it, else lines below the object, which say how large it is. */
export class FloorDrawable implements Drawable {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;
  readonly #outline: number;
  readonly #grid: number;
  readonly #floorMm: number;
  #colour: readonly [number, number, number] = [0.5, 0.5, 0.5];

  constructor(gl: WebGL2RenderingContext, bed: readonly Corner[] | null, box: Box, floorMm: number) {
    this.#gl = gl;
    this.#floorMm = floorMm;
    this.#program = programOf(gl, VERTEX, FRAGMENT);
    const outline = bed ?? [];
    const grid = gridOf(bed ?? around(box));
    this.#outline = outline.length;
    this.#grid = grid.length;
    this.#array = gl.createVertexArray();
    this.#buffer = gl.createBuffer();
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([...outline, ...grid].flat()), gl.STATIC_DRAW);
    const place = gl.getAttribLocation(this.#program, 'corner');
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
    gl.bindVertexArray(null);
  }

  colour(colour: readonly [number, number, number]): void {
    this.#colour = colour;
  }

  draw({ gl, matrix }: View): void {
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#array);
    const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.#program, name);
    gl.uniformMatrix4fv(place('matrix'), false, matrix as number[]);
    gl.uniform1f(place('floorZ'), this.#floorMm);
    gl.uniform3fv(place('colour'), this.#colour as unknown as number[]);
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
    const gl = this.#gl;
    gl.deleteBuffer(this.#buffer);
    gl.deleteVertexArray(this.#array);
    gl.deleteProgram(this.#program);
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
