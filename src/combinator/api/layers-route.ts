import type { FastifyInstance } from 'fastify';
import { pointsIn } from '#gcode/layer-points';
import { defineErrors, errorEntry } from '#lib/user-error';
import { type Library, parseDigest } from '../library/library.ts';
import type { WhichLayers } from '../library/tool-path-files.ts';
import { parsePlate, sandboxed } from './files-route.ts';
import { sendFault } from './wire-errors.ts';

const errors = defineErrors({
  layers: errorEntry<{ said: string }>({
    code: 'bad-layers',
    cause: ({ said }) => `${JSON.stringify(said.slice(0, 40))} names no layers.`,
    remedy: 'Use /layers/12 or /layers/0-99, with every=4 for each fourth of them, and far=1 for fewer points.',
    field: 'layers',
  }),
  tooMany: errorEntry<{ bytes: number }>({
    code: 'too-many-layers',
    cause: ({ bytes }) => `These layers are ${bytes} bytes, more than one answer carries (${ANSWER_MAX_BYTES}).`,
    remedy: 'Ask for fewer layers at once: the list of the layers says how many points each has, of 8 bytes.',
    field: 'layers',
  }),
});

/** What is asked for together is held in memory together. */
const ANSWER_MAX_BYTES = 32 * 1024 * 1024;
/** A file is named by its content, and what is made of it never changes. */
const FOR_EVER = 'private, max-age=31536000, immutable';

interface Query {
  readonly plate?: string | string[];
  readonly every?: string | string[];
  readonly far?: string | string[];
}

/** What is drawn of a file: its layers, listed once and sent a few at a time; of a model its triangles. */
export function addLayers(app: FastifyInstance, library: Library): void {
  app.get<{ Params: { digest: string }; Querystring: Query }>('/api/files/:digest/layers', async (request, reply) => {
    const plate = parsePlate(request.query.plate);
    const { written: _, layers, ...facts } = await library.layers(parseDigest(request.params.digest), plate);
    return reply.header('cache-control', FOR_EVER).send({
      ...facts,
      layers: layers.map(({ zMm, near, far }) => ({
        zMm,
        points: pointsIn(near.bytes),
        farPoints: pointsIn(far.bytes),
      })),
    });
  });
  app.get<{ Params: { digest: string; layers: string }; Querystring: Query }>(
    '/api/files/:digest/layers/:layers',
    async (request, reply) => {
      const digest = parseDigest(request.params.digest);
      const plate = parsePlate(request.query.plate);
      const which = parseLayers(request.params.layers, request.query);
      const { layers } = await library.layers(digest, plate);
      const asked = layers.slice(which.from, which.to + 1).filter((_, i) => i % which.every === 0);
      const size = asked.reduce((sum, layer) => sum + (which.far ? layer.far : layer.near).bytes, 0);
      if (size > ANSWER_MAX_BYTES && asked.length > 1) throw errors.tooMany({ bytes: size });
      const bytes = await library.layerBytes(digest, plate, which);
      if (bytes === null) {
        const remedy = 'Ask for the layers of the file first: they are counted from 0.';
        return sendFault(reply, 404, { code: 'no-layer', message: 'This file has no such layer.', remedy });
      }
      return sandboxed(reply)
        .type('application/octet-stream')
        .header('cache-control', FOR_EVER)
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
  );
  app.get<{ Params: { digest: string } }>('/api/files/:digest/mesh', async (request, reply) => {
    const bytes = await library.mesh(parseDigest(request.params.digest));
    return sandboxed(reply)
      .type('application/octet-stream')
      .header('cache-control', FOR_EVER)
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  });
}

/** `12`, or `0-99`, the last one with them. */
function parseLayers(said: string, { every = '1', far = '0' }: Query): WhichLayers {
  const [, from, to] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(said) ?? [];
  if (from === undefined) throw errors.layers({ said });
  if (typeof every !== 'string' || !/^[1-9]\d{0,4}$/.test(every))
    throw errors.layers({ said: `every=${String(every)}` });
  if (far !== '0' && far !== '1') throw errors.layers({ said: `far=${String(far)}` });
  return { from: Number(from), to: Number(to ?? from), every: Number(every), far: far === '1' };
}
