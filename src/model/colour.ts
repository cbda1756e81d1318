/** How far apart people see two colours. PURE. */

type Lab = readonly [number, number, number];

/**
 * Below this people call two spools the same colour (CIEDE2000). A slicer's red and a vendor's red are some 3 to 8 apart, black and
 * charcoal about 10, red and orange more than 20.
 */
export const SAME_COLOUR = 10;

/** CIEDE2000 of two colours written `#RRGGBB`; null where one is none. 0: the same; about 2: hardly told apart. */
export function colourDistance(one: string, other: string): number | null {
  const [a, b] = [labOf(one), labOf(other)];
  return a === null || b === null ? null : ciede2000(a, b);
}

/** In the CIE L*a*b* of daylight (D65). */
function labOf(colour: string): Lab | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(colour);
  if (match === null) return null;
  const [r = 0, g = 0, b = 0] = match.slice(1).map((digits) => linear(Number.parseInt(digits, 16) / 255));
  const x = root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = root(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = root((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const root = (part: number): number => (part > 216 / 24389 ? Math.cbrt(part) : ((24389 / 27) * part + 16) / 116);

const TURN = 2 * Math.PI;
const degrees = (angle: number): number => (angle * TURN) / 360;
const hue = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) + TURN) % TURN);
/** 25⁷, from which on the formula trusts chroma. */
const chromaShare = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));

/** The formula of the CIE (Sharma, Wu, Dalal 2005), whose published pairs prove it. */
export function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const grey = 0.5 * (1 - chromaShare((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [x1, x2] = [a1 * (1 + grey), a2 * (1 + grey)];
  const [c1, c2] = [Math.hypot(x1, b1), Math.hypot(x2, b2)];
  const [h1, h2] = [hue(x1, b1), hue(x2, b2)];
  const isGrey = c1 * c2 === 0;
  const apart = h2 - h1;
  const turned = isGrey ? 0 : Math.abs(apart) <= Math.PI ? apart : apart > 0 ? apart - TURN : apart + TURN;
  const [dL, dC, dH] = [l2 - l1, c2 - c1, 2 * Math.sqrt(c1 * c2) * Math.sin(turned / 2)];
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const sum = h1 + h2;
  const h = isGrey ? sum : Math.abs(apart) <= Math.PI ? sum / 2 : (sum < TURN ? sum + TURN : sum - TURN) / 2;
  const t =
    1 -
    0.17 * Math.cos(h - degrees(30)) +
    0.24 * Math.cos(2 * h) +
    0.32 * Math.cos(3 * h + degrees(6)) -
    0.2 * Math.cos(4 * h - degrees(63));
  const sL = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const sC = 1 + 0.045 * c;
  const sH = 1 + 0.015 * c * t;
  const turn = degrees(30) * Math.exp(-((((h * 360) / TURN - 275) / 25) ** 2));
  const rotation = -2 * chromaShare(c) * Math.sin(2 * turn);
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rotation * (dC / sC) * (dH / sH));
}
