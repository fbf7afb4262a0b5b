import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { loadSources } from '../../ingest/contracts.ts';
import { isWarning } from '../../ingest/core/problem.ts';
import { type Pseudonymised, pseudonymise } from '../../ingest/core/pseudonymise.ts';
import { bytesOf } from '../../ingest/file-bytes.ts';
import { type Output, printableName } from '../output.ts';
import { readRealKey, readSampleKey } from '../pipeline.ts';
import { LISTS_DIR, SOURCES_DIR } from '../places.ts';

export interface PseudonymiseOptions {
  cle?: string;
  out?: string;
}

/**
 * Writes, for each file that names persons, one without their names: beside it or in `--out`. Samples take the public
 * key unless another is given. Exit 1 when a file gave none, or when lines of it are to correct.
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
  const written = new Set<string>();
  const told = [];
  for (const path of files) {
    const done = await bytesOf(path).then(
      (bytes) =>
        pseudonymise(bytes, basename(path), {
          sources,
          keyFor: (isSample) => real ?? (isSample ? sample : undefined),
          aujourdhui,
        }),
      () => absent(basename(path)),
    );
    let ecrit: string | null = null;
    if (done.ok) {
      ecrit = free(join(options.out ?? dirname(path), done.nom), written);
      await writeWhole(ecrit, done.bytes);
    }
    tell(basename(path), ecrit, done, output);
    told.push({ fichier: basename(path), ecrit, ...summaryOf(done) });
  }
  const count = written.size;
  output.result(
    { fichiers: told },
    `${count} fichier${count > 1 ? 's' : ''} sans noms écrit${count > 1 ? 's' : ''} sur ${files.length}.`,
  );
  return told.every(({ ecrit, a_corriger }) => ecrit !== null && a_corriger === 0) ? 0 : 1;
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

function summaryOf(done: Pseudonymised) {
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
