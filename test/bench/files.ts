/**
 * `npm run bench:files [events …]`: what the farm's memory costs. Each figure stands beside what the same machine needs at least, in
 * the same run. Without arguments: everything.
 */
import { measureEvents } from './events.ts';
import { runParts } from './measure.ts';

await runParts('files', { events: measureEvents });
