import { type Colour, programOf } from './gl.ts';
import { PACKED_BYTES, type PackedPaths, pointsOf } from './packed-paths.ts';
import type { Drawable, View } from './stage.ts';

/** What a line is coloured by, in the numbers of the shader. */
export const PAINT_BY = { kind: 0, tool: 1, speed: 2 } as const;
export type PaintBy = keyof typeof PAINT_BY;

export interface Paint {
  readonly by: PaintBy;
  /** 64 colours: of kinds (0 is travel), of tools, or from the slowest to the fastest. */
  readonly colours: readonly Colour[];
  /** Kinds that are not shown. */
  readonly hidden: ReadonlySet<number>;
}

export const PAINT_COLOURS = 64;

/**
 * Each line is one instance of four corners, between two neighbours of the same buffer, turned to who looks and shaded as if it were
 * round. A hundred thousand lines are one call.
 */
const VERTEX = `
in vec3 from;
in vec3 to;
in uvec4 paint;
uniform mat4 matrix;
uniform vec3 eye;
uniform float pixel;
uniform float width;
uniform int paintBy;
uniform vec3 colours[${PAINT_COLOURS}];
uniform uvec2 hidden;
out vec3 colour;
out vec3 across;
out vec3 up;
out float side;

void main() {
  uint kind = paint.x;
  bool isHidden = kind > 63u || (((kind < 32u ? hidden.x : hidden.y) >> (kind & 31u)) & 1u) == 1u;
  vec3 along = to - from;
  float reach = length(along);
  if (isHidden || reach < 1e-6) {
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
    return;
  }
  bool travels = kind == 0u;
  float height = travels ? 0.0 : float(paint.w) / 50.0;
  vec3 direction = along / reach;
  float end = float(gl_VertexID >> 1);
  side = float(gl_VertexID & 1) * 2.0 - 1.0;
  vec3 at = mix(from, to, end) - vec3(0.0, 0.0, height / 2.0);
  vec3 toEye = eye - at;
  float away = max(length(toEye), 1e-3);
  vec3 turned = cross(direction, toEye / away);
  float sine = length(turned);
  across = sine < 1e-3 ? vec3(-direction.y, direction.x, 0.0) : turned / sine;
  up = cross(across, direction);
  float thin = pixel * away * (travels ? 0.9 : 0.65);
  vec3 profile = vec3(across.xy * width, across.z * height) * 0.5;
  float halfWidth = travels ? thin : max(thin, length(profile));
  at += across * side * halfWidth + direction * (end * 2.0 - 1.0) * min(halfWidth, width * 0.4);
  int index = paintBy == 0 || travels ? int(kind) : paintBy == 1 ? int(paint.y) : int(paint.z) >> 2;
  colour = travels && paintBy != 0 ? vec3(0.42, 0.56, 0.72) : colours[index];
  gl_Position = matrix * vec4(at, 1.0);
}`;

const FRAGMENT = `
in vec3 colour;
in vec3 across;
in vec3 up;
in float side;
out vec4 pixelColour;

void main() {
  vec3 normal = across * side + up * sqrt(max(0.0, 1.0 - side * side));
  float light = 0.58 + 0.34 * max(0.0, dot(normal, vec3(-0.37, -0.55, 0.75))) + 0.14 * max(0.0, normal.z);
  pixelColour = vec4(colour * light, 1.0);
}`;

interface Chunk {
  readonly packed: Omit<PackedPaths, 'bytes'>;
  readonly buffer: WebGLBuffer;
}

/** The lines of a file: layers as they come, of which a range is shown. */
export class PathDrawable implements Drawable {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #array: WebGLVertexArrayObject;
  readonly #at: Readonly<Record<'from' | 'to' | 'paint', number>>;
  readonly #uniforms: ReadonlyMap<string, WebGLUniformLocation | null>;
  readonly #widthMm: number;
  #chunks: Chunk[] = [];
  /** The topmost layers with all of their points, in place of what is seen from afar. */
  #detail: { readonly chunk: Chunk; readonly from: number; readonly to: number } | null = null;
  #range = { from: 0, to: Number.MAX_SAFE_INTEGER };
  #paint: Paint = { by: 'kind', colours: [], hidden: new Set() };

  constructor(gl: WebGL2RenderingContext, widthMm: number) {
    this.#gl = gl;
    this.#widthMm = widthMm;
    this.#program = programOf(gl, VERTEX, FRAGMENT);
    this.#array = gl.createVertexArray();
    const at = (name: string): number => gl.getAttribLocation(this.#program, name);
    this.#at = { from: at('from'), to: at('to'), paint: at('paint') };
    const names = ['matrix', 'eye', 'pixel', 'width', 'paintBy', 'colours', 'hidden'];
    this.#uniforms = new Map(names.map((name) => [name, gl.getUniformLocation(this.#program, name)]));
  }

  add(packed: PackedPaths): void {
    if (packed.points > 1) this.#chunks.push(this.#upload(packed));
  }

  range(from: number, to: number): void {
    this.#range = { from, to };
  }

  paint(paint: Paint): void {
    this.#paint = paint;
  }

  /** Shows the layers from one up to another as they are. */
  detail(packed: PackedPaths | null, from: number, to: number): void {
    if (this.#detail !== null) this.#gl.deleteBuffer(this.#detail.chunk.buffer);
    this.#detail = packed === null ? null : { chunk: this.#upload(packed), from, to };
  }

  draw({ gl, matrix, eye, pixel }: View): void {
    const { by, colours, hidden } = this.#paint;
    const place = (name: string): WebGLUniformLocation | null => this.#uniforms.get(name) ?? null;
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#array);
    gl.uniformMatrix4fv(place('matrix'), false, matrix);
    gl.uniform3f(place('eye'), ...eye);
    gl.uniform1f(place('pixel'), pixel);
    gl.uniform1f(place('width'), this.#widthMm);
    gl.uniform1i(place('paintBy'), PAINT_BY[by]);
    const flat = new Float32Array(PAINT_COLOURS * 3).fill(0.5);
    flat.set(colours.slice(0, PAINT_COLOURS).flat());
    gl.uniform3fv(place('colours'), flat);
    gl.uniform2ui(place('hidden'), bitsOf(hidden, 0), bitsOf(hidden, 32));
    const { from, to } = this.#range;
    const detail = this.#detail !== null && this.#detail.from <= to && this.#detail.to >= to ? this.#detail : null;
    for (const chunk of this.#chunks)
      this.#drawChunk(chunk, from, detail === null ? to : Math.min(to, detail.from - 1));
    if (detail !== null) this.#drawChunk(detail.chunk, Math.max(from, detail.from), to);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    const gl = this.#gl;
    for (const { buffer } of this.#chunks) gl.deleteBuffer(buffer);
    this.#chunks = [];
    this.detail(null, 0, 0);
    gl.deleteVertexArray(this.#array);
    gl.deleteProgram(this.#program);
  }

  #upload(packed: PackedPaths): Chunk {
    const gl = this.#gl;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, packed.bytes, gl.STATIC_DRAW);
    const { layers, starts, points } = packed;
    return { packed: { layers, starts, points }, buffer };
  }

  #drawChunk({ packed, buffer }: Chunk, from: number, to: number): void {
    const span = from > to ? null : pointsOf(packed, from, to);
    if (span === null || span.count < 2) return;
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    const first = span.first * PACKED_BYTES;
    const numbers = (place: number, offset: number): void => {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 3, gl.FLOAT, false, PACKED_BYTES, offset);
      gl.vertexAttribDivisor(place, 1);
    };
    numbers(this.#at.from, first);
    numbers(this.#at.to, first + PACKED_BYTES);
    gl.enableVertexAttribArray(this.#at.paint);
    gl.vertexAttribIPointer(this.#at.paint, 4, gl.UNSIGNED_BYTE, PACKED_BYTES, first + PACKED_BYTES + 12);
    gl.vertexAttribDivisor(this.#at.paint, 1);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, span.count - 1);
  }
}

function bitsOf(numbers: ReadonlySet<number>, from: number): number {
  let bits = 0;
  for (const number of numbers) if (number >= from && number < from + 32) bits |= 1 << (number - from);
  return bits >>> 0;
}
