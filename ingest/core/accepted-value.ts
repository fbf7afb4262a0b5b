import { codesOf, listOf } from './code-list.ts';
import type { CodeLists, Column, Contract } from './contract.ts';
import type { Problem } from './problem.ts';

/** How a mend names the accepted value that is nearest to what was written. */
const NEAREST = /^(?:Écrivez|Vouliez-vous dire) « (.+?) »(?:, ou faites ajouter| \? Sinon)/;

/** The accepted value that is nearest to what was written, where the mend names one. */
export function nearestAccepted({ remede }: Pick<Problem, 'remede'>): string | undefined {
  return NEAREST.exec(remede)?.[1];
}

/** The labels that an antenne may write in a column in a year, each once; empty where a column has no list. */
export function acceptedValues(
  column: Column,
  { antenne }: Pick<Contract, 'antenne'>,
  { nomenclatures, tranches }: CodeLists,
  annee: number,
): string[] {
  const list = listOf(column);
  const codes = list ? codesOf(nomenclatures, list, antenne, `${annee}-12-31`) : [];
  const bands = column.type === 'tranche_age' ? tranches.filter((band) => band.antenne === antenne) : [];
  const labels = [...codes, ...bands].map(({ libelle }) => withYears(libelle, annee));
  return [...new Set(labels)];
}

/** `Nouvel accueil 2024` of a list's `Nouvel accueil {n}`. */
export function withYears(label: string, annee: number): string {
  return label.replace(/\{n([+-]\d)?\}/g, (_, change: string | undefined) =>
    String(annee + Number(change ?? 0)),
  );
}

/** The column of a contract that a problem is about, by the sheet and heading that it names. */
export function columnOf(contract: Contract, { feuille, colonne }: Problem): Column | undefined {
  if (contract.genre !== 'lignes' || colonne === null) return undefined;
  const sheets = [
    ...contract.feuilles.filter(({ onglets }) => feuille !== null && onglets.includes(feuille)),
    ...contract.feuilles,
  ];
  return sheets
    .flatMap((sheet) => Object.values(sheet.colonnes))
    .find(({ etiquettes }) => etiquettes[0] === colonne);
}
