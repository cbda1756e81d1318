import type { Colour } from './gl.ts';
import type { Mesh } from './mesh.ts';
import { Shape } from './shape.ts';
import type { Drawable, View } from './stage.ts';

/** The side of a triangle is told from its neighbours on the picture, and both sides are lit alike: many a model has some turned round. */
const SHADERS = {
  vertex: `
in vec3 corner;
uniform mat4 matrix;
uniform vec3 low;
uniform float side;
out vec3 place;
void main() {
  place = low + corner * side;
  gl_Position = matrix * vec4(place, 1.0);
}`,
  fragment: `
in vec3 place;
uniform vec3 colour;
out vec4 pixelColour;
void main() {
  vec3 across = cross(dFdx(place), dFdy(place));
  float reach = length(across);
  vec3 normal = reach < 1e-12 ? vec3(0.0, 0.0, 1.0) : across / reach;
  float light = 0.5 + 0.42 * abs(dot(normal, vec3(-0.35, -0.55, 0.76))) + 0.12 * abs(normal.z);
  pixelColour = vec4(colour * light, 1.0);
}`,
};

/** A model, as it will be sliced. */
export class MeshDrawable implements Drawable {
  readonly #shape: Shape;
  readonly #mesh: Omit<Mesh, 'corners'>;
  readonly #corners: number;
  readonly #colour: Colour;

  constructor(gl: WebGL2RenderingContext, { corners, ...mesh }: Mesh, colour: Colour) {
    this.#mesh = mesh;
    this.#colour = colour;
    this.#corners = corners.length / 3;
    this.#shape = new Shape(gl, SHADERS, corners, 3);
  }

  draw(view: View): void {
    const { gl } = view;
    const place = this.#shape.begin(view);
    gl.uniform3f(place('low'), ...this.#mesh.box.minMm);
    gl.uniform1f(place('side'), this.#mesh.sideMm);
    gl.uniform3f(place('colour'), ...this.#colour);
    gl.drawArrays(gl.TRIANGLES, 0, this.#corners);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    this.#shape.dispose();
  }
}
