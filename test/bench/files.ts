/**
 * `npm run bench:files [events metadata analysis list large form upload …]`: what the farm's memory costs. Each figure stands beside what the
 * same machine needs at least, in the same run. Without arguments: everything.
 */
import { measureEvents } from './events.ts';
import { measureAnalysis, measureForm, measureLarge, measureList, measureMetadata } from './library-files.ts';
import { runParts } from './measure.ts';
import { measureUpload } from './upload.ts';

await runParts('files', {
  events: measureEvents,
  metadata: measureMetadata,
  analysis: measureAnalysis,
  list: measureList,
  large: measureLarge,
  form: measureForm,
  upload: measureUpload,
});
