import { programOf } from './gl.ts';
import type { View } from './stage.ts';

/** Corners that stay as they are, and the program that draws them; it has them as `corner`, and where they are seen as `matrix`. */
export class Shape {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;

  /** `numbers` of each corner: two or three. Whole numbers count from 0 to 1. */
  constructor(
    gl: WebGL2RenderingContext,
    shaders: { readonly vertex: string; readonly fragment: string },
    corners: Float32Array | Uint16Array,
    numbers: 2 | 3,
  ) {
    this.#gl = gl;
    this.#program = programOf(gl, shaders.vertex, shaders.fragment);
    this.#array = gl.createVertexArray();
    this.#buffer = gl.createBuffer();
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, corners, gl.STATIC_DRAW);
    const place = gl.getAttribLocation(this.#program, 'corner');
    const isWhole = corners instanceof Uint16Array;
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, numbers, isWhole ? gl.UNSIGNED_SHORT : gl.FLOAT, isWhole, 0, 0);
    gl.bindVertexArray(null);
  }

  /** What is drawn next is this; gives back where the program takes its other values. */
  begin({ gl, matrix }: View): (name: string) => WebGLUniformLocation | null {
    const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.#program, name);
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#array);
    gl.uniformMatrix4fv(place('matrix'), false, matrix);
    return place;
  }

  dispose(): void {
    const gl = this.#gl;
    gl.deleteBuffer(this.#buffer);
    gl.deleteVertexArray(this.#array);
    gl.deleteProgram(this.#program);
  }
}
