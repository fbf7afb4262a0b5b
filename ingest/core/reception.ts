import type { Counts } from './answer.ts';
import type { CodeLists, Contract } from './contract.ts';
import { type Corrections, correct } from './corrected.ts';
import { readDeclared } from './declared.ts';
import { isSample } from './exercise.ts';
import type { Problem } from './problem.ts';
import { brokenCells, type OpenedWorkbook } from './readers/read.ts';
import { recognise } from './recognise.ts';
import { showsKeys } from './row-keyed.ts';
import { readRows } from './rows.ts';
import { shownText } from './safe-name.ts';

/** What a file is received by. */
export interface ReceptionOptions {
  sources: CodeLists & { contracts: readonly Contract[] };
  /** The pseudonyms' key; one made up for the reading checks as well as any other. */
  key: Uint8Array;
  aujourdhui: string;
  corrections?: Corrections | undefined;
}

/** A file as its sender may look at it before sending it; nothing of its lines is kept. */
export interface Reception extends Counts {
  classeur: OpenedWorkbook;
  /** Undefined where the file was not recognised. */
  origine: { contract: Contract; annee: number; echantillon: boolean } | undefined;
  /** True when lines name persons: the file goes through the key before it is sent. */
  nominatif: boolean;
  /** True when keys already stand for its persons. */
  pseudonyme: boolean;
  totaux: number;
  problemes: Problem[];
}

/** Reads and checks an opened workbook as loading it would, and keeps counts and problems only. */
export function receive(opened: OpenedWorkbook, options: ReceptionOptions): Reception {
  const { sources, corrections } = options;
  const { classeur, problemes: misplaced } = corrections
    ? correct(opened, corrections)
    : { classeur: opened, problemes: [] };
  const before = [...(corrections?.problemes ?? []), ...misplaced, ...brokenCells(classeur)];
  const nothing = { lus: 0, charges: 0, a_corriger: 0, totaux: 0, nominatif: false, pseudonyme: false };
  const recognised = recognise(classeur, sources.contracts);
  if (!recognised.ok)
    return { classeur, origine: undefined, ...nothing, problemes: [...before, recognised.probleme] };
  const { contract, annee } = recognised;
  const origine = { contract, annee, echantillon: isSample(classeur) };
  if (contract.genre === 'annuel') {
    const { figures, problemes, lus, a_corriger } = readDeclared(
      classeur,
      contract,
      sources.nomenclatures,
      annee,
    );
    const counts = { ...nothing, lus, charges: figures.length, a_corriger };
    return { classeur, origine, ...counts, problemes: [...before, ...problemes] };
  }
  let pseudonyme = false;
  const { lus, charges, a_corriger, totaux, nominatif, problemes } = readRows(classeur, contract, {
    lists: sources,
    annee,
    key: options.key,
    aujourdhui: options.aujourdhui,
    montre: shownText(sources),
    onTable: (_, header) => {
      pseudonyme ||= showsKeys(header);
    },
  });
  const counts = { lus, charges, a_corriger, totaux };
  return { classeur, origine, ...counts, nominatif, pseudonyme, problemes: [...before, ...problemes] };
}
