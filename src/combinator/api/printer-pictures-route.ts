import type { FastifyInstance } from 'fastify';
import type { PrinterId } from '#model/ids';
import type { PrinterPictures } from '../downloads/printer-pictures.ts';
import { sandboxed } from './files-route.ts';
import { sendFault } from './wire-errors.ts';

/** `GET /api/printers/<id>/file-picture?path=…`: the printer's own picture of a file that lies on it. */
export function addPrinterPictures(app: FastifyInstance, pictures: PrinterPictures): void {
  app.get<{ Params: { id: string }; Querystring: { path?: string | string[] } }>(
    '/api/printers/:id/file-picture',
    async (request, reply) => {
      const { path } = request.query;
      // What is no id is that of no printer.
      const id = request.params.id as PrinterId;
      const picture = typeof path === 'string' ? await pictures.picture(id, path) : null;
      // Not asked again each time that somebody looks at the list.
      if (picture === null) {
        return sendFault(reply.header('cache-control', 'private, max-age=300'), 404, {
          code: 'no-picture',
          message: 'The printer has no picture of this file.',
          remedy: 'Slice it with thumbnails switched on, or fetch the file.',
        });
      }
      return sandboxed(reply)
        .type(picture.type)
        .header('cache-control', 'private, max-age=3600')
        .send(Buffer.from(picture.bytes));
    },
  );
}
