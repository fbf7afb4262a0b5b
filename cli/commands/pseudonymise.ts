import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { loadSources } from '../../ingest/contracts.ts';
import { type Corrections, correct } from '../../ingest/core/corrected.ts';
import { isWarning, type Problem } from '../../ingest/core/problem.ts';
import {
  type LeftOut,
  type Pseudonymised,
  type PseudonymisingOptions,
  pseudonymise,
} from '../../ingest/core/pseudonymise.ts';
import { correctionsAmong, type SentCorrections, withoutOriginal } from '../../ingest/corrections-sent.ts';
import { bytesOf } from '../../ingest/file-bytes.ts';
import { type Output, printableName } from '../output.ts';
import { readRealKey, readSampleKey } from '../pipeline.ts';
import { LISTS_DIR, SOURCES_DIR } from '../places.ts';

export interface PseudonymiseOptions {
  cle?: string;
  out?: string;
}

/** What came of one file; `ecrit` is null for one that gave none. */
interface Told extends ReturnType<typeof summaryOf> {
  fichier: string;
  ecrit: string | null;
  /** A workbook of corrections, whose file is read with it. */
  corrections: boolean;
}

/**
 * Writes, for each file that names persons, one without their names: beside it or in `--out`. A workbook of corrections
 * among the files mends the one that it is about. Samples take the public key unless another is given. Exit 1 when a file
 * gave none, when lines of it are to correct, or when a correction found no place.
 */
export async function pseudonymiseCommand(
  files: readonly string[],
  options: PseudonymiseOptions,
  output: Output,
  clock: () => Date = () => new Date(),
): Promise<number> {
  const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  const real =
    options.cle === undefined ? undefined : await readRealKey(options.cle, (text) => output.note(text));
  const sample = await readSampleKey();
  const aujourdhui = clock().toISOString().slice(0, 10);
  const keyFor = (isSample: boolean) => real ?? (isSample ? sample : undefined);
  const sent = await correctionsAmong(
    files.map((chemin) => ({ chemin, nom: basename(chemin), absent: false })),
  );
  const used = new Set<string>();
  const written = new Set<string>();
  const told: Told[] = [];
  for (const path of files.filter((one) => !sent.byPath.has(one))) {
    const done = await withoutNames(path, sent, used, { sources, keyFor, aujourdhui });
    let ecrit: string | null = null;
    if (done.ok) {
      ecrit = free(join(options.out ?? dirname(path), done.nom), written);
      await writeWhole(ecrit, done.bytes);
    }
    tell(basename(path), ecrit, done, output);
    told.push({ fichier: basename(path), ecrit, corrections: false, ...summaryOf(done) });
  }
  for (const [path, corrections] of sent.byPath)
    told.push(tellCorrections(basename(path), corrections, sent, used, output));
  const count = written.size;
  const asked = files.length - sent.byPath.size;
  output.result(
    { fichiers: told },
    `${count} fichier${count > 1 ? 's' : ''} sans noms écrit${count > 1 ? 's' : ''} sur ${asked}.`,
  );
  return told.every(isGood) ? 0 : 1;
}

function isGood({ ecrit, corrections, a_corriger, problemes }: Told): boolean {
  if (corrections) return problemes.length === 0;
  return ecrit !== null && a_corriger === 0 && problemes.every(isWarning);
}

/** A file without names, read with what its sender corrected of it. `used` takes down whose corrections were. */
async function withoutNames(
  path: string,
  sent: SentCorrections,
  used: Set<string>,
  options: Omit<PseudonymisingOptions, 'corriger'>,
): Promise<Pseudonymised> {
  const bytes = await bytesOf(path).catch(() => undefined);
  if (!bytes) return absent(basename(path));
  const print = createHash('sha256').update(bytes).digest('hex');
  const corrections = sent.byPrint.get(print);
  if (!corrections) return pseudonymise(bytes, basename(path), options);
  used.add(print);
  const misplaced: Problem[] = [];
  const done = pseudonymise(bytes, basename(path), {
    ...options,
    corriger: (classeur) => {
      const mended = correct(classeur, corrections);
      misplaced.push(...mended.problemes);
      return mended.classeur;
    },
  });
  return { ...done, problemes: [...misplaced, ...done.problemes] };
}

/** Says of a workbook of corrections that it was taken, or why not. */
function tellCorrections(
  fichier: string,
  corrections: Corrections,
  { byPrint }: SentCorrections,
  used: ReadonlySet<string>,
  output: Output,
): Told {
  const waits = byPrint.has(corrections.empreinte) && !used.has(corrections.empreinte);
  const problemes = waits ? [withoutOriginal(fichier)] : corrections.problemes;
  if (problemes.length === 0)
    output.note(`${printableName(fichier)} : ${corrections.corrections.length} corrections lues`);
  for (const found of problemes) output.problem(found);
  const nothing = { lus: 0, ecrites: 0, a_corriger: 0, ecartes: [] };
  return { fichier, ecrit: null, corrections: true, ...nothing, problemes };
}

function absent(fichier: string): Pseudonymised {
  const probleme = {
    ...{
      code: 'FICHIER_ABSENT',
      message: `Le fichier « ${fichier} » n’existe pas ou ne s’ouvre pas.`,
      fichier,
    },
    ...{ feuille: null, cellule: null, ligne: null, colonne: null },
    ...{ regle: 'Le chemin désigne un fichier.', remede: 'Vérifiez le nom du fichier et le dossier.' },
  };
  return { ok: false, problemes: [probleme] };
}

/** A path that no file of this run was written to; two files of one name get a number. */
function free(path: string, written: Set<string>): string {
  let chosen = path;
  for (let number = 2; written.has(chosen); number++) chosen = path.replace(/\.xlsx$/, `-${number}.xlsx`);
  written.add(chosen);
  return chosen;
}

/** Written aside and renamed, so that a file of that name is whole or as it was. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const aside = `${path}.en-cours`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(aside, bytes);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}

function summaryOf(done: Pseudonymised): {
  lus: number;
  ecrites: number;
  a_corriger: number;
  ecartes: LeftOut[];
  problemes: Problem[];
} {
  if (!done.ok) return { lus: 0, ecrites: 0, a_corriger: 0, ecartes: [], problemes: done.problemes };
  const { lus, ecrites, a_corriger, ecartes, problemes } = done;
  return { lus, ecrites, a_corriger, ecartes, problemes };
}

function tell(fichier: string, ecrit: string | null, done: Pseudonymised, output: Output): void {
  if (done.ok) {
    output.note(
      `${printableName(fichier)} : écrit sans noms dans ${printableName(ecrit ?? '')} ; ${done.lus} lignes lues = ${done.ecrites} écrites + ${done.a_corriger} à corriger, restées dans le fichier d’origine`,
    );
    for (const { feuille, colonne } of done.ecartes)
      output.note(
        colonne === null
          ? `  feuille « ${printableName(feuille)} » : non reprise`
          : `  feuille « ${printableName(feuille)} », colonne « ${printableName(colonne)} » : non reprise`,
      );
  } else output.note(`${printableName(fichier)} : rien n’a été écrit`);
  for (const found of done.problemes) {
    if (isWarning(found)) output.warning(found);
    else output.problem(found);
  }
}
