import encodeQr from 'qr';
import { compressedPng } from '../library/clean-picture.ts';
import { LETTERS } from './label-letters.ts';
import { coloursOf, type SpoolRow, titleOf } from './store.ts';

/** Labels that printers of labels have in them, in mm. */
export const LABEL_SIZES = {
  '50x30': { width: 50, height: 30 },
  '62x29': { width: 62, height: 29 },
  '89x36': { width: 89, height: 36 },
  '40x12': { width: 40, height: 12 },
} as const;

export type LabelSize = keyof typeof LABEL_SIZES;

export const isLabelSize = (text: string): text is LabelSize => Object.hasOwn(LABEL_SIZES, text);

type Labelled = Pick<SpoolRow, 'code' | 'vendor' | 'name' | 'type' | 'colours' | 'diameter' | 'lot'>;

/** What the code of a label says: the address at which its spool opens. */
export const addressOf = (origin: string, { code }: Pick<SpoolRow, 'code'>): string => `${origin}/s/${code}`;

/** Dark modules of the code, with the quiet zone that readers need. */
const modulesOf = (address: string): readonly (readonly boolean[])[] =>
  encodeQr(address, 'raw', { ecc: 'medium', border: 2 });

const POINTS_PER_MM = 72 / 25.4;
const MARGIN_MM = 1.2;

/** One page per spool: the code, what it is, its colours. */
export async function labelsPdf(spools: readonly Labelled[], size: LabelSize, origin: string): Promise<Uint8Array> {
  // Loaded when the first label is printed: a farm starts without it.
  const { PDFDocument, rgb, StandardFonts } = await import('pdf-lib');
  const document = await PDFDocument.create();
  document.setTitle('Labels of spools');
  const [plain, bold] = [
    await document.embedFont(StandardFonts.Helvetica),
    await document.embedFont(StandardFonts.HelveticaBold),
  ];
  const black = rgb(0, 0, 0);
  for (const spool of spools) {
    const [width, height] = [LABEL_SIZES[size].width * POINTS_PER_MM, LABEL_SIZES[size].height * POINTS_PER_MM];
    const margin = MARGIN_MM * POINTS_PER_MM;
    const page = document.addPage([width, height]);
    const modules = modulesOf(addressOf(origin, spool));
    const edge = height - 2 * margin;
    const module = edge / modules.length;
    modules.forEach((row, y) => {
      for (const [from, to] of darkRuns(row))
        page.drawRectangle({
          x: margin + from * module,
          y: height - margin - (y + 1) * module,
          width: (to - from) * module,
          height: module,
          color: black,
        });
    });
    const left = 2 * margin + edge;
    const room = width - left - margin;
    const lines = [
      { text: titleOf(spool), font: bold, part: 0.2 },
      { text: `${spool.type}  ${spool.diameter} mm`, font: plain, part: 0.15 },
      { text: spool.lot === '' ? '' : `lot ${spool.lot}`, font: plain, part: 0.12 },
      { text: spool.code, font: bold, part: 0.22 },
    ].filter(({ text }) => text !== '');
    let y = height - margin;
    for (const { text, font, part } of lines) {
      const written = writable(text, font);
      const wanted = edge * part;
      const points = Math.min(wanted, (wanted * room) / Math.max(1, font.widthOfTextAtSize(written, wanted)));
      y -= wanted;
      page.drawText(written, { x: left, y, size: points, font, color: black });
      y -= wanted * 0.18;
    }
    const colours = coloursOf(spool);
    colours.forEach((colour, i) =>
      page.drawRectangle({
        x: left + (room / colours.length) * i,
        y: margin,
        width: room / colours.length,
        height: edge * 0.1,
        color: rgb(part(colour, 1), part(colour, 3), part(colour, 5)),
        borderColor: black,
        borderWidth: 0.3,
      }),
    );
  }
  return document.save();
}

const part = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16) / 255;

/** Letters that the fonts of every PDF reader have; the code, which is what counts, is always among them. */
function writable(text: string, font: { encodeText(text: string): unknown }): string {
  return Array.from(text)
    .map((letter) => {
      try {
        font.encodeText(letter);
        return letter;
      } catch {
        return '?';
      }
    })
    .join('');
}

function darkRuns(row: readonly boolean[]): readonly (readonly [from: number, to: number])[] {
  const runs: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last?.[1] === x) last[1] = x + 1;
    else runs.push([x, x + 1]);
  });
  return runs;
}

const DOTS_PER_MM = 300 / 25.4;

/** The code, its letters and the colours of one spool, at 300 dots per inch. */
export function labelPng(spool: Labelled, size: LabelSize, origin: string): Uint8Array {
  const width = Math.round(LABEL_SIZES[size].width * DOTS_PER_MM);
  const height = Math.round(LABEL_SIZES[size].height * DOTS_PER_MM);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const fill = (x: number, y: number, w: number, h: number, colour = '#000000'): void => {
    const bytes = [1, 3, 5].map((at) => Math.round(part(colour, at) * 255));
    for (let row = y; row < Math.min(y + h, height); row++)
      for (let column = x; column < Math.min(x + w, width); column++) rgba.set(bytes, (row * width + column) * 4);
  };
  const modules = modulesOf(addressOf(origin, spool));
  const module = Math.floor(height / modules.length);
  const edge = module * modules.length;
  const top = Math.floor((height - edge) / 2);
  modules.forEach((row, y) => {
    for (const [from, to] of darkRuns(row)) fill(from * module, top + y * module, (to - from) * module, module);
  });
  const room = width - edge;
  const dot = Math.max(1, Math.floor(room / (spool.code.length * 6 + 1)));
  const wordTop = Math.floor(height / 2 - 3.5 * dot);
  Array.from(spool.code).forEach((letter, i) =>
    LETTERS[letter]?.forEach((bits, y) => {
      for (let x = 0; x < 5; x++)
        if ((bits & (0b10000 >> x)) !== 0) fill(edge + (i * 6 + x) * dot, wordTop + y * dot, dot, dot);
    }),
  );
  const colours = coloursOf(spool);
  const band = Math.max(2, Math.floor(height / 10));
  colours.forEach((colour, i) =>
    fill(
      edge + Math.floor((i * room) / colours.length),
      height - 2 * band,
      Math.floor(room / colours.length) - module,
      band,
      colour,
    ),
  );
  return compressedPng({ width, height, rgba });
}
