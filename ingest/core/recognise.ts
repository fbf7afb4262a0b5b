import type { Contract, Nomenclatures, RowContract } from './contract.ts';
import { titlesFound } from './declared.ts';
import { exerciseOf } from './exercise.ts';
import { type Problem, problem } from './problem.ts';
import { sheetMatches } from './row-sheet.ts';
import { fold } from './text.ts';
import type { Workbook } from './workbook.ts';

export type Recognition = { ok: true; contract: Contract; annee: number } | { ok: false; probleme: Problem };

/**
 * Which source a workbook comes from, and for which year. A contract is a candidate by its tables or columns; among
 * candidates the sender's name decides, then the number of tables recognised. An even match is refused, not guessed.
 */
export function recognise(workbook: Workbook, contracts: readonly Contract[]): Recognition {
  const { fichier } = workbook;
  const annee = exerciseOf(workbook);
  const scored = contracts
    .map((contract) => ({
      contract,
      found: found(workbook, contract, annee ?? 0),
      named: isNamed(workbook, contract),
    }))
    .filter(({ found: tables }) => tables > 0)
    .sort((a, b) => Number(b.named) - Number(a.named) || b.found - a.found);
  const [best, second] = scored;
  if (!best)
    return refuse(
      fichier,
      'SOURCE_INCONNUE',
      `Aucun tableau connu n’a été trouvé dans « ${fichier} ».`,
      'Le fichier suit le modèle d’une antenne : ses titres de tableaux ou ses intitulés de colonnes.',
      `Vérifiez les titres et les en-têtes. Sources connues : ${contracts.map((contract) => contract.libelle).join(' ; ')}.`,
    );
  if (second && best.named === second.named && best.found === second.found) {
    return refuse(
      fichier,
      'SOURCE_AMBIGUE',
      `« ${fichier} » peut venir de « ${best.contract.libelle} » ou de « ${second.contract.libelle} ».`,
      'Le fichier nomme l’antenne qui l’envoie.',
      'Écrivez le nom de l’antenne dans la première ligne ou dans le nom du fichier.',
    );
  }
  if (annee === undefined) {
    return refuse(
      fichier,
      'ANNEE_INTROUVABLE',
      `L’année d’activité n’a pas été trouvée dans « ${fichier} », ou plusieurs années y sont indiquées.`,
      'Une ligne « Exercice » ou le nom du fichier donne une seule année.',
      'Ajoutez en tête une ligne « Exercice » suivie de l’année, par exemple 2024.',
    );
  }
  return { ok: true, contract: best.contract, annee };
}

function found(workbook: Workbook, contract: Contract, annee: number): number {
  return contract.genre === 'annuel'
    ? titlesFound(workbook, contract, annee)
    : sheetsFound(workbook, contract);
}

function sheetsFound(workbook: Workbook, contract: RowContract): number {
  return contract.feuilles.filter((wanted) => workbook.feuilles.some((sheet) => sheetMatches(sheet, wanted)))
    .length;
}

function isNamed(workbook: Workbook, contract: Contract): boolean {
  const places = [
    workbook.fichier.replace(/[_-]/g, ' '),
    ...workbook.feuilles.flatMap((sheet) =>
      sheet.rows.slice(0, 4).flatMap((row) => row.map((cell) => cell.text)),
    ),
  ].map(fold);
  return contract.mentions.some((mention) => places.some((place) => place.includes(fold(mention))));
}

function refuse(fichier: string, code: string, message: string, regle: string, remede: string): Recognition {
  return { ok: false, probleme: problem({ fichier }, { code, message, regle, remede }) };
}

/** Code lists that a contract names and the project does not hold: an error of the contract's author, not of a sender. */
export function missingLists(contract: Contract, nomenclatures: Nomenclatures): string[] {
  const named =
    contract.genre === 'annuel'
      ? contract.tableaux.flatMap((table) =>
          [table.lignes, table.colonnes].flatMap((axis) =>
            axis && 'nomenclature' in axis ? [axis.nomenclature] : [],
          ),
        )
      : contract.feuilles.flatMap((sheet) =>
          Object.values(sheet.colonnes).flatMap((column) =>
            column.nomenclature ? [column.nomenclature] : [],
          ),
        );
  return [...new Set(named)].filter((name) => !nomenclatures.has(name));
}
