import type { CodeLists, Contract } from './contract.ts';
import { fold } from './text.ts';

/** Words that files and sheets are commonly named by. A name of a person is not among them. */
const COMMON =
  `a actif active activite actives an annee annees annexe antenne antennes associations au auteurs aux avec
  annuel annuelle auteures bilan brut chiffres classeur complet copie corrige corrigee csv d de des definitif demande declare declares decembre
  donnees du dossier en entree entrees envoi essai equipe et etat excel export extrait extraits feuil feuille femmes fevrier fiche fichier
  file fin final finale gouvernance graphique graphiques groupe groupes hebergement identite janvier juillet juin l la le les liste listes mai mars mensuel mise
  mois moyens n nouveau nouvelle novembre o octobre ods offre orientations par participations perimetre permanence personnes pole
  pour presences pseudonyme pseudonymise pseudonymisee public qualitatif quantitatif rapport rev s seances semestre septembre sheet site sites sociodemographiques socio
  situation sociale sorties stages suivi suivis sur synthese tab tableau tableaux territoire total transmis trimestre
  tsv txt v version xls xlsm xlsx aout avril`.split(/\s+/);

/** The words that names kept in the warehouse may be made of: the contracts' own, and common ones. */
export function vocabularyOf(contracts: readonly Contract[]): ReadonlySet<string> {
  const own = contracts.flatMap((contract) => [
    contract.source,
    contract.libelle,
    contract.antenne,
    ...contract.mentions,
    ...(contract.genre === 'annuel'
      ? contract.tableaux.flatMap((table) => table.titres)
      : contract.feuilles.flatMap((sheet) => [...sheet.onglets, sheet.nom])),
  ]);
  return new Set([...COMMON, ...own.flatMap(wordsOf)]);
}

/**
 * The name of a file or a sheet as the warehouse may keep it: as it is when it holds known words and short numbers
 * only, else the fallback. People name files after people, and these names reach sites as a figure's source.
 */
export function safeName(name: string, vocabulary: ReadonlySet<string>, fallback: string): string {
  const words = wordsOf(name);
  const numbers = words.filter(isNumber);
  return words.every((word) => isNumber(word) || vocabulary.has(word)) && areHarmless(numbers)
    ? name
    : fallback;
}

function isNumber(word: string): boolean {
  return /^\d{1,4}$/.test(word);
}

/** Numbers of a telephone or of a day of birth, written apart, are none of these: a lone one, two, or a recent date. */
function areHarmless(numbers: readonly string[]): boolean {
  if (numbers.length <= 1) return true;
  const years = numbers.filter((number) => number.length >= 3);
  return (
    numbers.length <= 3 &&
    years.every((year) => Number(year) >= 2015) &&
    (numbers.length < 3 || years.length > 0)
  );
}

const vocabularies = new WeakMap<CodeLists, ReadonlySet<string>>();

/**
 * Text of a coded cell as a message may repeat it to the sender: when each of its words stands in a code list or is a
 * common one, or a short number. A name typed in the wrong column is not repeated: the message gives its place.
 */
export function shownText(lists: CodeLists): (text: string) => string | undefined {
  const known = vocabularies.get(lists) ?? listedWords(lists);
  vocabularies.set(lists, known);
  return (text) => {
    if (text.length > LONGEST_SHOWN) return undefined;
    const words = wordsOf(text);
    const isKnown = words.every((word) => isNumber(word) || word.length === 1 || known.has(word));
    return isKnown && areHarmless(words.filter(isNumber)) ? text : undefined;
  };
}

const LONGEST_SHOWN = 80;

function listedWords({ nomenclatures, tranches }: CodeLists): ReadonlySet<string> {
  const labels = [
    ...[...nomenclatures.values()].flatMap((codes) => codes.map((code) => code.libelle)),
    ...tranches.map((band) => band.libelle),
  ];
  return new Set([...COMMON, ...labels.flatMap(wordsOf)]);
}

function wordsOf(text: string): string[] {
  return fold(text)
    .replace(/(\p{L})(?=\d)|(\d)(?=\p{L})/gu, '$1$2 ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
