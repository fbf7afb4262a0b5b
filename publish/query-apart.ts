import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Problem, type ProblemDraft, PublicationError } from './publication-error.ts';
import type { QueryAnswer, QueryTask } from './query-answer.ts';
import { DEFAULT_LIMITS } from './query-limits.ts';

/** What the process is told. */
export interface ChildTask {
  task: QueryTask;
  /** Bytes of memory it may hold. */
  octets: number;
}

/** What it says when it is done; the content of the answer comes by a pipe. */
export type ChildAnswer =
  | ({ ok: true; texte: boolean } & Omit<QueryAnswer, 'contenu'>)
  | { ok: false; problemes: Problem[] };

/** A process that waits for one query. */
export interface QueryProcess {
  /** Errors (`PublicationError`): those of `answerQuery`; a process that died is a query that was too heavy or too long. */
  answer(task: QueryTask): Promise<QueryAnswer>;
  /** Ends it, when there is nothing to ask after all. */
  stop(): void;
}

/** Beside the engine's own limit: the program, and the texts of an answer. */
const MEMORY_BYTES = 3_000_000_000;
const HEAP_MEGABYTES = 2048;
/** The engine stops a query at its limit; what does not stop then is ended after this long. */
const GRACE_MS = 5000;
const CONTENT = 3;

/** What a program needs of its environment to start; none of it is about this user or his data. */
const KEPT = ['SystemRoot', 'TMPDIR', 'TEMP', 'TMP'];

/**
 * Starts a process for one query: as soon as one is wanted, since starting takes longer than most answers. It has no
 * environment, no standard input or output, and a ceiling on its memory and time.
 */
export function startQueryProcess(env: NodeJS.ProcessEnv = process.env): QueryProcess {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = fileURLToPath(new URL('./query-child.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MEGABYTES}`, '--no-warnings', '--import', loader, program],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'ipc'],
      env: Object.fromEntries(KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      windowsHide: true,
    },
  );
  return { answer: (task) => answerOf(child, task), stop: () => child.kill('SIGKILL') };
}

/** Answers one query in a process of its own. */
export async function queryApart(task: QueryTask): Promise<QueryAnswer> {
  const process = startQueryProcess();
  try {
    return await process.answer(task);
  } finally {
    process.stop();
  }
}

function answerOf(child: ChildProcess, task: QueryTask): Promise<QueryAnswer> {
  const seconds = task.limits?.secondes ?? DEFAULT_LIMITS.secondes;
  const pieces: Buffer[] = [];
  (child.stdio[CONTENT] as Readable).on('data', (piece: Buffer) => pieces.push(piece));
  return new Promise((resolve, reject) => {
    let reply: ChildAnswer | undefined;
    let late = false;
    const timer = setTimeout(
      () => {
        late = true;
        child.kill('SIGKILL');
      },
      seconds * 1000 + GRACE_MS,
    );
    child.on('message', (sent) => {
      reply = sent as ChildAnswer;
    });
    child.on('error', (cause) => reject(cause));
    // Closed only when the pipe is read to its end.
    child.on('close', () => {
      clearTimeout(timer);
      if (reply === undefined) return reject(new PublicationError([late ? tooLong(seconds) : died()]));
      if (reply.ok) return resolve(answerFrom(reply, Buffer.concat(pieces)));
      const [first = failed(), ...rest] = reply.problemes;
      return reject(new PublicationError([first, ...rest]));
    });
    const told: ChildTask = { task, octets: MEMORY_BYTES };
    child.send(told, (error) => (error === null ? undefined : child.kill('SIGKILL')));
  });
}

function answerFrom({ ok: _, texte, ...about }: ChildAnswer & { ok: true }, content: Buffer): QueryAnswer {
  return { ...about, contenu: texte ? content.toString('utf8') : new Uint8Array(content) };
}

function tooLong(seconds: number): ProblemDraft {
  return {
    code: 'requete_trop_longue',
    message: `Requête arrêtée : elle dépasse ${seconds} secondes.`,
    regle: 'temps limité',
    remede: 'Filtrez davantage, ou agrégez avant de joindre.',
  };
}

function died(): ProblemDraft {
  return {
    code: 'requete_trop_lourde',
    message: 'Requête arrêtée : sa réponse ou sa mémoire dépasse la limite.',
    regle: 'taille limitée',
    remede: 'Choisissez moins de colonnes ou de lignes, ou agrégez.',
  };
}

function failed(): ProblemDraft {
  return {
    code: 'requete_en_erreur',
    message: 'La requête échoue.',
    regle: 'SQL de DuckDB',
    remede: 'Vérifiez les noms de colonnes (« describe <cube> ») et les fonctions utilisées.',
  };
}
