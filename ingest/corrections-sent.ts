import { createHash } from 'node:crypto';
import { type Corrections, readCorrections } from './core/corrected.ts';
import { type Problem, problem } from './core/problem.ts';
import { read } from './core/readers/read.ts';
import { bytesOf } from './file-bytes.ts';

/** A file of a sending, as far as it is looked at here. */
interface SentFile {
  chemin: string;
  nom: string;
  absent: boolean;
}

/** Workbooks of corrections keep the word in their name: no other file is opened twice. */
const NAMED = /correction[^/\\]*\.(xlsx|xlsm|xls|ods)$/i;
const LARGEST = 20_000_000;

/** Workbooks of corrections of one sending: by their path, and by the fingerprint of the file that they are about. */
export interface SentCorrections {
  byPath: ReadonlyMap<string, Corrections>;
  byPrint: ReadonlyMap<string, Corrections>;
}

/** The workbooks of corrections among files; of two about one file the last by name counts. */
export async function correctionsAmong(files: readonly SentFile[]): Promise<SentCorrections> {
  const byPath = new Map<string, Corrections>();
  for (const { chemin, nom, absent } of files) {
    if (absent || !NAMED.test(nom)) continue;
    const bytes = await bytesOf(chemin, LARGEST).catch(() => undefined);
    const opened = bytes && bytes.length <= LARGEST ? read(bytes, nom) : undefined;
    const found = opened?.ok ? readCorrections(opened.classeur) : undefined;
    if (found) byPath.set(chemin, found);
  }
  // One that is not filled yet says nothing.
  const filled = [...byPath.values()].filter((one) => one.corrections.length + one.problemes.length > 0);
  return { byPath, byPrint: new Map(filled.map((one) => [one.empreinte, one])) };
}

/** The name of a file with its corrections: another one as soon as a value of them is. */
export function correctedPrint(sha256: string, { corrections }: Corrections): string {
  const values = corrections.map(({ feuille, ligne, rang, valeur }) => [feuille, ligne, rang, valeur.text]);
  return createHash('sha256')
    .update(JSON.stringify([sha256, values]))
    .digest('hex');
}

/** Corrections without the file that they correct: they hold places and values, not its lines. */
export function withoutOriginal(fichier: string): Problem {
  return problem(
    { fichier },
    {
      code: 'CORRECTIONS_SANS_ORIGINAL',
      message: `« ${fichier} » corrige un fichier qui n’est pas dans cet envoi, ou qui a changé depuis.`,
      regle:
        'Un classeur de corrections s’envoie avec le fichier d’origine, inchangé : son empreinte est la même.',
      remede: 'Remettez le fichier d’origine à côté du classeur de corrections, puis recommencez.',
    },
  );
}
