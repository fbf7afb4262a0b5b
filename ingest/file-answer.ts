import { createHash } from 'node:crypto';
import type { Sources } from './contracts.ts';
import type { Corrections } from './core/corrected.ts';
import { correctionsBook, hasCorrections } from './core/corrections.ts';
import { read } from './core/readers/read.ts';
import { receive } from './core/reception.ts';
import { safeName, shownText, vocabularyOf } from './core/safe-name.ts';

export interface AnswerOptions {
  sources: Sources;
  /** The pseudonyms' key for a sample or a real file; without one a file of names is not read. */
  key: Uint8Array | undefined;
  /** The day of the answer, `YYYY-MM-DD`. */
  jour: string;
  corrections?: Corrections | undefined;
}

/** A key that stands for none: the checks of a file do not depend on it, and no pseudonym of it is kept. */
const NO_KEY = new Uint8Array(32);

/**
 * The workbook of corrections that answers a file; undefined where nothing is to correct, or where the file was not
 * recognised. It leaves the warehouse's side, so that it repeats what the ledger may keep and no more: neither a cell's
 * text that no list holds, nor a name of file or sheet made of other words.
 */
export function correctionsFor(
  bytes: Uint8Array,
  fichier: string,
  options: AnswerOptions,
): Uint8Array | undefined {
  const { sources, key, jour, corrections } = options;
  const opened = read(bytes, fichier);
  if (!opened.ok) return undefined;
  const received = receive(opened.classeur, { sources, key: key ?? NO_KEY, aujourdhui: jour, corrections });
  const { classeur, origine, problemes, lus, charges, a_corriger, nominatif } = received;
  if (!origine || (nominatif && key === undefined)) return undefined;
  const counts = { lus, charges, a_corriger };
  if (!hasCorrections(problemes)) return undefined;
  const vocabulary = vocabularyOf(sources.contracts);
  const empreinte = createHash('sha256').update(bytes).digest('hex');
  const { source } = origine.contract;
  const feuilles = classeur.feuilles.map(
    ({ nom }, index) => [nom, safeName(nom, vocabulary, `feuille ${index + 1}`)] as const,
  );
  return correctionsBook({
    classeur,
    ...origine,
    problemes,
    counts,
    empreinte,
    jour,
    lists: sources,
    montre: shownText(sources),
    noms: {
      fichier: safeName(fichier, vocabulary, `${source}-${origine.annee}`),
      feuilles: new Map(feuilles),
    },
  });
}
