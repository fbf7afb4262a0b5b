/**
 * The process that answers one query and ends. It is given the task by message, an empty environment and a ceiling on
 * its memory; whatever happens to it, who asked goes on.
 */
import { writeSync } from 'node:fs';
import { PublicationError } from './publication-error.ts';
import { answerQuery, type QueryTask } from './query-answer.ts';
import type { ChildAnswer, ChildTask } from './query-apart.ts';

/** Where the content of an answer goes: a pipe that who asked reads. */
const CONTENT = 3;
const WATCH_MS = 50;

process.once('message', (sent) => {
  const { task, octets } = sent as ChildTask;
  // Texts that are made row by row escape the engine's own limit.
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > octets) process.exit(TOO_HEAVY);
  }, WATCH_MS);
  answer(task)
    .then((reply) => {
      clearInterval(watch);
      process.send?.(reply, () => process.exit(0));
    })
    .catch(() => process.exit(1));
});

/** The exit code of an answer that grew too large. */
const TOO_HEAVY = 86;

async function answer(task: QueryTask): Promise<ChildAnswer> {
  try {
    const { contenu, ...about } = await answerQuery(task);
    const bytes = typeof contenu === 'string' ? Buffer.from(contenu, 'utf8') : contenu;
    for (let at = 0; at < bytes.length; ) at += write(bytes, at);
    return { ok: true, ...about, texte: typeof contenu === 'string' };
  } catch (error) {
    // Anything else may name a file of the machine.
    if (!(error instanceof PublicationError)) return { ok: false, problemes: [] };
    return { ok: false, problemes: [...error.problemes] };
  }
}

const PIECE = 65_536;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function write(bytes: Uint8Array, at: number): number {
  try {
    return writeSync(CONTENT, bytes, at, Math.min(PIECE, bytes.length - at));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    // The pipe is full until who asked has read.
    Atomics.wait(PAUSE, 0, 0, 1);
    return 0;
  }
}
