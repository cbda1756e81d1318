import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sendFault } from './wire-errors.ts';

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Croft</title>
<h1>Croft is running</h1><p>Its page is not built yet. In its folder, run <code>npm run build</code>, then start it again.</p>
<p>The API works: <a href="/healthz">/healthz</a>.</p></html>
`;

/** Addresses that are never the page, so that a mistyped one of a program is an error and no HTML. */
const NO_PAGE = /^\/(api|graphql|healthz|metrics|assets)(\/|\?|$)/;

/** The built page, at every address that is nothing else; names with a hash in them never change. */
export async function addPage(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  // In a scope of its own: what is open to everybody here must open nothing beside it.
  await app.register(async (page) => {
    if (built) await addBuilt(page, folder);
    page.setNotFoundHandler((request, reply) => {
      const wantsPage = (request.method === 'GET' || request.method === 'HEAD') && !NO_PAGE.test(request.url);
      if (wantsPage && built) return reply.sendFile('index.html');
      if (wantsPage) return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(NOT_BUILT);
      return sendFault(reply, 404, {
        code: 'not-found',
        message: 'There is nothing here.',
        remedy: 'Check the address.',
      });
    });
  });
}

async function addBuilt(page: FastifyInstance, folder: string): Promise<void> {
  const assets = `${join(folder, 'assets')}/`;
  // The page holds nothing of the farm, and is what asks for a key.
  page.addHook('onRoute', (route) => {
    route.config = { need: 'public', ...route.config };
  });
  await page.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('cache-control', path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
