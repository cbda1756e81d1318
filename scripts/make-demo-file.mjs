/**
 * Makes assets/croft-token.gcode, the small file that the demonstration prints: sliced here, by the shape in demo-file/, so
 * that it is wholly ours. Run it after changing the token: `node scripts/make-demo-file.mjs`. The same source gives the same
 * bytes.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fill, ordered, outlines } from './demo-file/paths.mjs';
import { COLOUR, drawToken } from './demo-file/picture.mjs';
import { BASE_LAYERS, LAYERS, RADIUS_MM, shapeOfLayer } from './demo-file/shape.mjs';
import { MotionTime } from '../src/gcode/motion-time.ts';

const VERSION = '1.0';
const MADE = '2026-11-24 at 12:00:00 UTC';
const BED_MM = 220;
const LAYER_MM = 0.2;
const LINE_MM = 0.45;
const FILAMENT_MM = 1.75;
const DENSITY = 1.24;
const INFILL_PERCENT = 40;
const NOZZLE_CELSIUS = { first: 210, others: 205 };
const BED_CELSIUS = 60;
const SPEED = { first: 25, outer: 35, inner: 50, solid: 60, sparse: 70, travel: 120 };
const RETRACT_MM = 0.8;
/** Solid layers below and above the sparse ones. */
const SKINS = 2;

/** Filament per mm of line: a rectangle with round sides. */
const perMm = ((LINE_MM - LAYER_MM) * LAYER_MM + Math.PI * (LAYER_MM / 2) ** 2) / (Math.PI * (FILAMENT_MM / 2) ** 2);

const contours = new Map();
function contoursOf(shape, depth) {
  const known = contours.get(shape) ?? new Map();
  contours.set(shape, known);
  if (!known.has(depth)) known.set(depth, outlines(shape, depth, RADIUS_MM + 1));
  return known.get(depth);
}

function pathsOf(layer, from) {
  const shape = shapeOfLayer(layer);
  const raised = layer >= BASE_LAYERS;
  const loops = (depth, type, speed) =>
    contoursOf(shape, depth).map((points) => ({ points, closed: true, type, speed }));
  const walls = raised ? 1 : 2;
  const inner = ordered(walls === 1 ? [] : loops(1.5 * LINE_MM, 'Perimeter', SPEED.inner), from);
  const outer = ordered(loops(LINE_MM / 2, 'External perimeter', SPEED.outer), inner.at(-1)?.points.at(-1) ?? from);
  const solid = raised || layer < SKINS || layer >= BASE_LAYERS - SKINS;
  const spacing = solid ? LINE_MM : (LINE_MM * 100) / INFILL_PERCENT;
  const lines = fill(shape, walls * LINE_MM + 0.15, RADIUS_MM + 1, spacing, layer % 2 === 0 ? 45 : -45);
  const type = solid ? (layer === LAYERS - 1 ? 'Top solid infill' : 'Solid infill') : 'Internal infill';
  const infill = lines.map((points) => ({ points, closed: false, type, speed: solid ? SPEED.solid : SPEED.sparse }));
  return [...inner, ...outer, ...ordered(infill, outer.at(-1)?.points.at(-1) ?? from)];
}

const lines = [];
let [x, y] = [0, 0];
let feed = 0;
let usedMm = 0;

const number = (value, digits) =>
  value
    .toFixed(digits)
    .replace(/\.?0+$/, '')
    .replace(/^(-?)0\./, '$1.') || '0';
const place = ([px, py]) => `X${number(px + BED_MM / 2, 3)} Y${number(py + BED_MM / 2, 3)}`;
const speedWord = (mmPerSecond) => {
  const word = feed === mmPerSecond ? '' : ` F${mmPerSecond * 60}`;
  feed = mmPerSecond;
  return word;
};

function travel(point) {
  const far = Math.hypot(point[0] - x, point[1] - y);
  if (far < 0.02) return;
  const retracts = far > 1.5;
  if (retracts) lines.push(`G1 E-${RETRACT_MM} F2100`);
  lines.push(`G1 ${place(point)} F${SPEED.travel * 60}`);
  if (retracts) lines.push(`G1 E${RETRACT_MM} F2100`);
  feed = 0;
  [x, y] = point;
}

function extrude(point, mmPerSecond) {
  const filament = Math.hypot(point[0] - x, point[1] - y) * perMm;
  const word = number(filament, 5);
  if (word === '0') return;
  lines.push(`G1 ${place(point)} E${word}${speedWord(mmPerSecond)}`);
  usedMm += filament;
  [x, y] = point;
}

function print(paths, first) {
  let type = '';
  for (const path of paths) {
    travel(path.points[0]);
    if (path.type !== type) lines.push(`;TYPE:${path.type}`);
    type = path.type;
    for (const point of path.points.slice(1)) extrude(point, first ? SPEED.first : path.speed);
  }
}

const skirt = [3, 3 + LINE_MM].map((gap) => {
  const radius = RADIUS_MM + gap;
  const points = Array.from({ length: 97 }, (_, i) => [
    Math.cos((i * Math.PI) / 48) * radius,
    Math.sin((i * Math.PI) / 48) * radius,
  ]);
  return { points, closed: false, type: 'Skirt/Brim', speed: SPEED.first };
});

lines.push(
  `M140 S${BED_CELSIUS} ; bed and nozzle heat together`,
  `M104 S${NOZZLE_CELSIUS.first}`,
  'G21 ; millimetres',
  'G90 ; absolute coordinates',
  'M83 ; relative extrusion',
  `M190 S${BED_CELSIUS}`,
  `M109 S${NOZZLE_CELSIUS.first}`,
  'G28 ; home all axes',
  'G92 E0',
  'M107',
  'G1 Z5 F3000 ; lift the nozzle',
);
for (let layer = 0; layer < LAYERS; layer++) {
  const z = number((layer + 1) * LAYER_MM, 3);
  lines.push(';LAYER_CHANGE', `;Z:${z}`, `;HEIGHT:${LAYER_MM}`, `G1 Z${z} F3000`);
  feed = 0;
  if (layer === 1) lines.push('M106 S255 ; fan', `M104 S${NOZZLE_CELSIUS.others}`);
  print([...(layer === 0 ? skirt : []), ...pathsOf(layer, [x, y])], layer === 0);
}
lines.push(
  ';TYPE:Custom',
  'G1 E-2 F2100',
  'G1 Z12 F3000 ; clear of the object',
  `G1 X5 Y${BED_MM - 20} F${SPEED.travel * 60} ; present it`,
  'M104 S0',
  'M140 S0',
  'M107',
  'M84',
);

const motion = new MotionTime();
const times = lines.map((line) => motion.advance(line).seconds);
const total = Math.round(times.reduce((sum, seconds) => sum + seconds, 0));
const secondLayer = lines.findIndex((line, i) => i > lines.indexOf(';LAYER_CHANGE') && line === ';LAYER_CHANGE');
const firstLayer = Math.round(times.slice(0, secondLayer).reduce((sum, seconds) => sum + seconds, 0));

/** The commands with a progress report for each percent. */
function withProgress() {
  const out = [];
  let spent = 0;
  let told = -1;
  for (const [i, line] of lines.entries()) {
    const percent = Math.min(100, Math.floor((100 * spent) / total));
    if (percent > told && !line.startsWith(';')) {
      out.push(`M73 P${percent} R${Math.ceil((total - spent) / 60)}`);
      told = percent;
    }
    out.push(line);
    spent += times[i];
  }
  return [...out, 'M73 P100 R0'];
}

function thumbnail(size) {
  const text = drawToken(size).toString('base64');
  const rows = text.match(/.{1,78}/g).map((row) => `; ${row}`);
  return [';', `; thumbnail begin ${size}x${size} ${text.length}`, ...rows, '; thumbnail end', ';', ''];
}

const volumeMm3 = usedMm * Math.PI * (FILAMENT_MM / 2) ** 2;
const grams = (volumeMm3 / 1000) * DENSITY;
const duration = (seconds) => (seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${seconds % 60}s`);
const config = {
  bed_shape: `0x0,${BED_MM}x0,${BED_MM}x${BED_MM},0x${BED_MM}`,
  bed_temperature: BED_CELSIUS,
  filament_colour: COLOUR,
  filament_density: DENSITY,
  filament_diameter: FILAMENT_MM,
  filament_settings_id: '"Terracotta PLA"',
  filament_type: 'PLA',
  fill_density: `${INFILL_PERCENT}%`,
  first_layer_bed_temperature: BED_CELSIUS,
  first_layer_height: LAYER_MM,
  first_layer_temperature: NOZZLE_CELSIUS.first,
  gcode_flavor: 'marlin2',
  layer_height: LAYER_MM,
  nozzle_diameter: 0.4,
  perimeters: 2,
  support_material: 0,
  temperature: NOZZLE_CELSIUS.others,
};

const file = [
  `; generated by Croft token maker ${VERSION} on ${MADE}`,
  ';',
  '; A key fob with a croft on it, for any printer with Marlin and a bed of 220 x 220 mm.',
  '; Made by scripts/make-demo-file.mjs, without a slicer; the comments are in the form of PrusaSlicer.',
  '',
  ...thumbnail(48),
  ...thumbnail(300),
  `; max_layer_z = ${(LAYERS * LAYER_MM).toFixed(2)}`,
  '',
  ...withProgress(),
  `; filament used [mm] = ${usedMm.toFixed(2)}`,
  `; filament used [cm3] = ${(volumeMm3 / 1000).toFixed(2)}`,
  `; filament used [g] = ${grams.toFixed(2)}`,
  `; total filament used [g] = ${grams.toFixed(2)}`,
  `; total layers count = ${LAYERS}`,
  `; estimated printing time (normal mode) = ${duration(total)}`,
  `; estimated first layer printing time (normal mode) = ${duration(firstLayer)}`,
  '',
  '; croft_config = begin',
  ...Object.entries(config).map(([key, value]) => `; ${key} = ${value}`),
  '; croft_config = end',
  '',
].join('\n');

const target = fileURLToPath(new URL('../assets/croft-token.gcode', import.meta.url));
writeFileSync(target, file);
process.stdout.write(
  `${target}: ${(file.length / 1000).toFixed(0)} kB, ${lines.length} lines, ${duration(total)}, ${usedMm.toFixed(0)} mm, ${grams.toFixed(2)} g\n`,
);
