import { programOf } from './gl.ts';
import type { Mesh } from './mesh.ts';
import type { Drawable, View } from './stage.ts';

const VERTEX = `
in vec3 corner;
uniform mat4 matrix;
uniform vec3 low;
uniform float side;
out vec3 place;
void main() {
  place = low + corner * side;
  gl_Position = matrix * vec4(place, 1.0);
}`;

/** The side of a triangle is told from its neighbours on the picture, and both sides are lit alike: many a model has some turned round. */
const FRAGMENT = `
in vec3 place;
uniform vec3 colour;
out vec4 pixelColour;
void main() {
  vec3 across = cross(dFdx(place), dFdy(place));
  float reach = length(across);
  vec3 normal = reach < 1e-12 ? vec3(0.0, 0.0, 1.0) : across / reach;
  float light = 0.5 + 0.42 * abs(dot(normal, vec3(-0.35, -0.55, 0.76))) + 0.12 * abs(normal.z);
  pixelColour = vec4(colour * light, 1.0);
}`;

/** A model, as it will be sliced. */
export class MeshDrawable implements Drawable {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;
  readonly #mesh: Omit<Mesh, 'corners'>;
  readonly #corners: number;
  readonly #colour: readonly [number, number, number];

  constructor(gl: WebGL2RenderingContext, { corners, ...mesh }: Mesh, colour: readonly [number, number, number]) {
    this.#gl = gl;
    this.#mesh = mesh;
    this.#colour = colour;
    this.#corners = corners.length / 3;
    this.#program = programOf(gl, VERTEX, FRAGMENT);
    this.#array = gl.createVertexArray();
    this.#buffer = gl.createBuffer();
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, corners, gl.STATIC_DRAW);
    const place = gl.getAttribLocation(this.#program, 'corner');
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 3, gl.UNSIGNED_SHORT, true, 6, 0);
    gl.bindVertexArray(null);
  }

  draw({ gl, matrix }: View): void {
    const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.#program, name);
    gl.useProgram(this.#program);
    gl.bindVertexArray(this.#array);
    gl.uniformMatrix4fv(place('matrix'), false, matrix as number[]);
    gl.uniform3fv(place('low'), this.#mesh.box.minMm as unknown as number[]);
    gl.uniform1f(place('side'), this.#mesh.sideMm);
    gl.uniform3fv(place('colour'), this.#colour as unknown as number[]);
    gl.drawArrays(gl.TRIANGLES, 0, this.#corners);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    const gl = this.#gl;
    gl.deleteBuffer(this.#buffer);
    gl.deleteVertexArray(this.#array);
    gl.deleteProgram(this.#program);
  }
}
