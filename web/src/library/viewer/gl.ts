/** Compiles the two shaders of a program; throws with the compiler's words, which only a fault of ours can cause. */
export function programOf(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error('no shader: the graphics context is lost');
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\nprecision highp int;\n${source}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) === false && !gl.isContextLost())
      throw new Error(gl.getShaderInfoLog(shader) ?? 'a shader that does not compile');
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) === false && !gl.isContextLost())
    throw new Error(gl.getProgramInfoLog(program) ?? 'a program that does not link');
  return program;
}

/** As shaders take it: each from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A colour of the style sheet, `#rgb` or `#rrggbb`; grey for what is none. */
export function colourNumbers(css: string): Colour {
  const long = css.trim().replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  const channel = (at: number): number => Number.parseInt(long.slice(at, at + 2), 16) / 255;
  return /^#[0-9a-f]{6}/i.test(long) ? [channel(1), channel(3), channel(5)] : [0.5, 0.5, 0.5];
}
