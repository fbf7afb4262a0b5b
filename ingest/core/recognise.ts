import { listOf } from './code-list.ts';
import type { Contract, Nomenclatures, RowContract } from './contract.ts';
import { filledCells } from './declared-cell.ts';
import { type ShownTitles, shownTitles, titlesFound } from './declared-title.ts';
import { exerciseOf } from './exercise.ts';
import { type Problem, problem } from './problem.ts';
import { modelsOf } from './row-header.ts';
import { headersIn } from './row-table.ts';
import { fold } from './text.ts';
import type { Workbook } from './workbook.ts';

export type Recognition = { ok: true; contract: Contract; annee: number } | { ok: false; probleme: Problem };

/** So many tables of one sender, and none of another's, name him without his name. */
const TABLES_THAT_NAME = 3;
/** The region's name stands in the head of every antenne's file. */
const REGION = 'CPCA';

/**
 * Which source a workbook comes from, and for which year. A contract is a candidate by its tables or columns; the
 * sender's name decides among candidates. A file that names nobody, or two antennes, is refused rather than guessed.
 */
export function recognise(workbook: Workbook, contracts: readonly Contract[]): Recognition {
  const { fichier } = workbook;
  const annee = exerciseOf(workbook);
  const declared = contracts.filter((contract) => contract.genre === 'annuel');
  const titles = shownTitles(workbook, declared, annee ?? 0);
  const scored = contracts
    .map((contract) => ({
      contract,
      found: found(workbook, contract, titles),
      named: isNamed(workbook, contract),
    }))
    .sort((a, b) => Number(b.named) - Number(a.named) || b.found - a.found);
  const candidates = scored.filter((one) => one.found > 0);
  const [best, second] = candidates;
  if (!best) {
    return refuse(
      fichier,
      'SOURCE_INCONNUE',
      `Aucun tableau connu n’a été trouvé dans « ${fichier} ».`,
      'Le fichier suit le modèle d’une antenne : ses titres de tableaux ou ses intitulés de colonnes.',
      `Vérifiez les titres et les en-têtes. Sources connues : ${contracts.map((contract) => contract.libelle).join(' ; ')}.`,
    );
  }
  const named = new Set(
    scored.filter((one) => one.named && one.contract.antenne !== REGION).map((one) => one.contract.antenne),
  );
  const other = candidates.find((one) => isMixed(best, one));
  if (other && named.size <= 1) {
    const [bilan, liste] = best.contract.genre === 'annuel' ? [best, other] : [other, best];
    return refuse(
      fichier,
      'CLASSEUR_MELE',
      `« ${fichier} » contient à la fois des tableaux annuels (« ${bilan.contract.libelle} ») et une liste de lignes (« ${liste.contract.libelle} ») : rien n’en a été lu.`,
      'Un fichier contient les tableaux annuels ou la liste, pas les deux : ainsi, rien n’est compté deux fois.',
      'Enregistrez deux fichiers, l’un avec les feuilles des tableaux annuels, l’autre avec celles de la liste, et envoyez les deux.',
    );
  }
  if (named.size > 1 || (second && best.named === second.named && best.found === second.found)) {
    return refuse(
      fichier,
      'SOURCE_AMBIGUE',
      `« ${fichier} » peut venir de plusieurs antennes.`,
      'Le fichier nomme l’antenne qui l’envoie, et elle seule, en tête.',
      'Écrivez le nom de l’antenne seul dans la première ligne, ou dans le nom du fichier.',
    );
  }
  if (!best.named && (best.found < TABLES_THAT_NAME || second)) {
    return refuse(
      fichier,
      'SOURCE_NON_NOMMEE',
      `« ${fichier} » ne dit pas quelle antenne l’envoie.`,
      'Le fichier nomme l’antenne qui l’envoie, en tête ou dans son nom.',
      `Écrivez le nom de l’antenne dans la première ligne, par exemple « ${best.contract.mentions[0]} ».`,
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

interface Candidate {
  contract: Contract;
  found: number;
  named: boolean;
}

/** True for two contracts of one antenne, the annual tables and the list, that a workbook both holds. */
function isMixed(one: Candidate, other: Candidate): boolean {
  if (one.contract.genre === other.contract.genre || one.contract.antenne !== other.contract.antenne)
    return false;
  const [annual, list] = one.contract.genre === 'annuel' ? [one, other] : [other, one];
  // A title or two in a workbook of lists may stand there by chance.
  return annual.found >= Math.min(TABLES_THAT_NAME, list.found);
}

function found(workbook: Workbook, contract: Contract, titles: ShownTitles): number {
  return contract.genre === 'annuel' ? titlesFound(titles, contract) : sheetsFound(workbook, contract);
}

function sheetsFound(workbook: Workbook, contract: RowContract): number {
  const models = modelsOf(contract.feuilles);
  return new Set(workbook.feuilles.flatMap((sheet) => headersIn(sheet, models).map(({ feuille }) => feuille)))
    .size;
}

function isNamed(workbook: Workbook, contract: Contract): boolean {
  const places = [
    workbook.fichier.replace(/[_-]/g, ' '),
    // Lines of a title hold little; a line of data may name any antenne.
    ...workbook.feuilles.flatMap((sheet) =>
      sheet.rows
        .slice(0, 4)
        .filter((row) => filledCells(row).length <= 2)
        .flatMap((row) => row.map((cell) => cell.text)),
    ),
  ].map((text) => ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ')} `);
  return contract.mentions.some((mention) => {
    const wanted = ` ${fold(mention)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `;
    return places.some((place) => place.includes(wanted));
  });
}

function refuse(fichier: string, code: string, message: string, regle: string, remede: string): Recognition {
  return { ok: false, probleme: problem({ fichier }, { code, message, regle, remede }) };
}

/** Code lists that a contract names and the project does not hold: an error of the contract's author, not of a sender. */
export function missingLists(contract: Contract, nomenclatures: Nomenclatures): string[] {
  return listsOf(contract).filter((name) => !nomenclatures.has(name));
}

/** Names of the code lists that a contract reads by. */
export function listsOf(contract: Contract): string[] {
  const named =
    contract.genre === 'annuel'
      ? contract.tableaux.flatMap((table) =>
          [table.lignes, table.colonnes].flatMap((axis) =>
            axis && 'nomenclature' in axis ? [axis.nomenclature] : [],
          ),
        )
      : contract.feuilles.flatMap((sheet) =>
          Object.values(sheet.colonnes).flatMap((column) => listOf(column) ?? []),
        );
  return [...new Set(named)];
}
