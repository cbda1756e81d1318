import { type Box, eyeOf, framed, matrixOf, type Orbit, pixelAtOne, type Vector } from './orbit.ts';

/** What is given to everything that draws itself. */
export interface View {
  readonly gl: WebGL2RenderingContext;
  /** From the world to the picture, column by column. */
  readonly matrix: Float32Array;
  readonly eye: Vector;
  /** Millimetres of one pixel at a distance of one. */
  readonly pixel: number;
}

export interface Drawable {
  draw(view: View): void;
  dispose(): void;
}

/** More pixels than this per point of the page are not told apart, and cost. */
const PIXEL_RATIO_MAX = 2;

/**
 * A canvas that things stand on and somebody looks at. Draws when something changed, and never otherwise: a page that lies open costs
 * nothing. Behind it shows the page, so that light and dark are the page's.
 */
export class Stage {
  readonly gl: WebGL2RenderingContext;
  readonly #canvas: HTMLCanvasElement;
  readonly #drawables = new Set<Drawable>();
  readonly #observer: ResizeObserver;
  #frame: number | null = null;
  #orbit: Orbit;
  #box: Box;

  /** Null where the browser has no WebGL 2. */
  static on(canvas: HTMLCanvasElement, box: Box): Stage | null {
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: true, powerPreference: 'low-power' });
    return gl === null ? null : new Stage(canvas, gl, box);
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, box: Box) {
    this.#canvas = canvas;
    this.gl = gl;
    this.#box = box;
    this.#orbit = framed(box, this.#aspect());
    this.#observer = new ResizeObserver(() => this.redraw());
    this.#observer.observe(canvas);
  }

  get orbit(): Orbit {
    return this.#orbit;
  }

  look(orbit: Orbit): void {
    this.#orbit = orbit;
    this.redraw();
  }

  /** Looks at everything again. */
  fit(from?: Pick<Orbit, 'azimuth' | 'elevation'>): void {
    this.look(framed(this.#box, this.#aspect(), from));
  }

  add<Type extends Drawable>(drawable: Type): Type {
    this.#drawables.add(drawable);
    this.redraw();
    return drawable;
  }

  redraw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#draw();
    });
  }

  dispose(): void {
    this.#observer.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    for (const drawable of this.#drawables) drawable.dispose();
  }

  #aspect(): number {
    return Math.max(1, this.#canvas.clientWidth) / Math.max(1, this.#canvas.clientHeight);
  }

  #draw(): void {
    const { gl } = this;
    const canvas = this.#canvas;
    const ratio = Math.min(PIXEL_RATIO_MAX, window.devicePixelRatio || 1);
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (width === 0 || height === 0 || gl.isContextLost()) return;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const view: View = {
      gl,
      matrix: new Float32Array(matrixOf(this.#orbit, width / height, this.#reach())),
      eye: eyeOf(this.#orbit),
      pixel: pixelAtOne(height),
    };
    for (const drawable of this.#drawables) drawable.draw(view);
  }

  /** The bed is a good deal larger than what lies on it. */
  #reach(): number {
    const { minMm, maxMm } = this.#box;
    const { target } = this.#orbit;
    const far = ([0, 1, 2] as const).map((i) =>
      Math.max(Math.abs(minMm[i] - target[i]), Math.abs(maxMm[i] - target[i])),
    );
    return Math.hypot(...far) + 600;
  }
}
