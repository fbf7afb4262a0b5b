import { withYears } from './accepted-value.ts';
import { bandOf } from './age-band.ts';
import { codesOf, listOf } from './code-list.ts';
import type { CodeEntry, CodeLists, Column } from './contract.ts';
import { dayOf, dayOfMonth, monthOf } from './day.ts';
import { absenceOf, readFigure } from './number.ts';
import { DAMAGE } from './readers/damage.ts';
import { shownText } from './safe-name.ts';
import { fold, foldLabel, nearest, relativeYears } from './text.ts';
import { type Fault, functionOf, type KnownWord, phraseFault, plainLine } from './told-text.ts';
import type { Cell } from './workbook.ts';

/** A cell of a line as its column reads it: a value, nothing (not known), or why it cannot be read. */
export type Parsed =
  | { ok: true; value: string | number | null /** The cell gives the month only. */; auMois?: true }
  | { ok: false; regle: string; remede: string; coded: boolean };

export type CellParser = (cell: Cell) => Parsed;

/** What the cells of a sheet are read by. */
export interface CellReading {
  lists: CodeLists;
  antenne: string;
  /** The file's year. */
  annee: number;
  date1904: boolean;
}

/** A capacity, a length in hours: larger numbers are days of a calendar or telephones that slipped in. */
const MOST = 9_999;
const MOST_EUROS = 1_000_000_000;
/** From here on, an amount that is not in whole millions is a telephone number that lost its zero. */
const TELEPHONES = 100_000_000;
const MILLION = 1_000_000;
const OUTSIDE = /^(0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-6]|98[678]|99)$/i;
/** What stands in a name's place when there is no name: "so" and "na" are names. */
const NO_NAME =
  /^(n\.?c\.?|n\.r\.?|nr|s\.o\.?|n\.a\.?|n\/a|x+|[-?/.]+|inconnue?|anonyme|non (connue?|renseignee?|communiquee?|precisee?))$/;

/** Unknown values of a column for which a near label is looked for, and how much of them is compared. */
const SUGGESTED = 1000;
const LONGEST_LABEL = 200;
/** Below three letters, any label is near. */
const LETTERS = /\p{L}.*\p{L}.*\p{L}/u;

/** What begins with another plain letter needs no closer look. */
const NAMES_BEGIN = /^[b-hj-mo-rt-wyz]/i;

function isNoName(text: string): boolean {
  return !NAMES_BEGIN.test(text) && NO_NAME.test(fold(text));
}

const ABSENT: Parsed = { ok: true, value: null };

/** Columns whose texts hardly come back; of names nothing is remembered anyway. */
const UNLIKE: ReadonlySet<Column['type']> = new Set(['nom', 'prenom', 'dossier']);
/** Answers remembered at once; a column of births of a country's file has fewer. */
const REMEMBERED = 40_000;

/** Reads cells of one column; built once per sheet, so that code lists are looked up by a map. */
export function cellParser(column: Column, reading: CellReading): CellParser {
  const parse = parserOf(column, reading);
  const parser: CellParser = (cell) => {
    if (cell.kind === 'empty' || cell.text.trim() === '') return ABSENT;
    return cell.kind === 'error' ? (DAMAGED.get(cell.text) ?? FORMULA_ERROR) : parse(cell);
  };
  return UNLIKE.has(column.type) ? parser : remembering(parser);
}

/**
 * A text that comes back in a column is read once, and so is a day, which readers make one cell of. Numbers are read each
 * time: their text is not all of them.
 */
function remembering(parser: CellParser): CellParser {
  const known = new Map<string | Cell, Parsed>();
  return (cell) => {
    if (cell.kind !== 'text' && cell.kind !== 'date') return parser(cell);
    const key = cell.kind === 'text' ? cell.text : cell;
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    if (known.size >= REMEMBERED) known.clear();
    const read = parser(cell);
    known.set(key, read);
    return read;
  };
}

function parserOf(column: Column, reading: CellReading): CellParser {
  switch (column.type) {
    case 'date':
    case 'mois':
      return dateParser(column, reading);
    case 'naissance':
      return birthParser(column, reading);
    case 'entier':
    case 'decimal':
      return inHours(column) ? hoursParser(numberParser(column.type)) : numberParser(column.type);
    case 'montant':
      return amountOf;
    case 'tranche_age':
      return bandParser(column, reading);
    case 'departement':
      return departementParser(column, codeReader(column, reading));
    case 'code':
    case 'sexe':
      return codeParser(column, codeReader(column, reading));
    case 'repere':
      return reperes;
    case 'reference':
      return references;
    case 'phrase':
      return phraseParser(knownIn(reading));
    case 'fonction':
      return functionParser(knownIn(reading));
    case 'nom':
    case 'prenom':
      return (cell) => (isNoName(cell.text) ? ABSENT : { ok: true, value: cell.text.trim() });
    case 'dossier':
      return dossierOf;
  }
}

const FORMULA_ERROR: Parsed = unreadable(
  'Une cellule ne contient pas une erreur de formule.',
  'Corrigez la formule ou remplacez-la par sa valeur.',
);

/** What a cell that the reader could not trust is refused for, by what stands in its place. */
const DAMAGED: ReadonlyMap<string, Parsed> = new Map(
  Object.entries(DAMAGE).map(([text, { regle, remede }]) => [text, unreadable(regle, remede)]),
);

function unreadable(regle: string, remede: string, coded = false): Parsed {
  return { ok: false, regle, remede, coded };
}

/** True for "NC", "n.r.", "-", "?" and the like. */
function isAbsence(cell: Cell): boolean {
  return cell.kind === 'text' && absenceOf(fold(cell.text)) !== undefined;
}

const NOT_A_DATE = unreadable(
  'Une date s’écrit jj/mm/aaaa et existe au calendrier.',
  'Écrivez la date sous la forme 03/10/2024.',
);

function dateParser(column: Column, { annee, date1904 }: CellReading): CellParser {
  const end = column.au_mois ?? (column.type === 'mois' ? 'debut' : undefined);
  return (cell) => {
    const day = dayOf(cell, date1904);
    const month = day === undefined || cell.kind === 'date' ? monthOf(cell, annee) : undefined;
    // A day that its format hides is known all the same, unless it is the first: what a month alone is stored as.
    const monthOnly = month !== undefined && (day === undefined || day.endsWith('-01'));
    if (end !== undefined && (monthOnly || (column.type === 'mois' && day !== undefined)))
      return { ok: true, value: dayOfMonth(month ?? String(day).slice(0, 7), end), auMois: true };
    if (day !== undefined && !monthOnly) return { ok: true, value: day };
    if (isAbsence(cell)) return ABSENT;
    return monthOnly ? MONTH_ONLY : NOT_A_DATE;
  };
}

const MONTH_ONLY = unreadable(
  'Cette date donne le jour.',
  'Ajoutez le jour : écrivez la date sous la forme 03/10/2024.',
);

const BARE_NUMBER = unreadable(
  'Une date de naissance s’écrit jj/mm/aaaa, ou la cellule est au format date.',
  'Mettez la colonne au format date, ou écrivez la date sous la forme 03/10/1985.',
);

/** A day of birth, or in a column that may be empty the year alone. A bare number may as well be a postcode. */
function birthParser(column: Column, { annee, date1904 }: CellReading): CellParser {
  return (cell) => {
    const year = cell.kind === 'number' ? String(cell.value) : cell.text.trim();
    if (!column.requis && /^(19|20)\d\d$/.test(year) && Number(year) <= annee)
      return { ok: true, value: year };
    if (cell.kind === 'number') return BARE_NUMBER;
    const day = dayOf(cell, date1904);
    if (day !== undefined) return { ok: true, value: day };
    return isAbsence(cell) ? ABSENT : NOT_A_DATE;
  };
}

function numberParser(type: 'entier' | 'decimal'): CellParser {
  const refused = unreadable(
    type === 'entier' ? 'La cellule contient un nombre entier.' : 'La cellule contient un nombre.',
    'Écrivez le nombre seul, avec une virgule pour les décimales.',
  );
  return (cell) => {
    const reading = readFigure(cell);
    if (reading.genre === 'absence') return ABSENT;
    if (reading.genre !== 'chiffre') return refused;
    const { valeur, valeurMax, unite, approche } = reading.figure;
    const plain = valeurMax === null && unite === '' && !approche && valeur >= 0 && valeur <= MOST;
    return plain && (type === 'decimal' || Number.isInteger(valeur)) ? { ok: true, value: valeur } : refused;
  };
}

/** True for a column of durations, by its headings. */
function inHours({ type, etiquettes }: Column): boolean {
  return type === 'decimal' && etiquettes.some((etiquette) => /heures?|duree|\(h\)/.test(fold(etiquette)));
}

const HOURS = /^(\d{1,3}) ?(?:h|heures?)\.? ?(?:([0-5]\d)(?: ?mi?n)?)?$|^(\d{1,3}):([0-5]\d)(?::00)?$/;
/** What a spreadsheet makes of a time of day: a day before its first one. */
const NO_DAY = /^(1899|1900-01-0|1904-01-01)/;

/** A length in hours: "2h30", "2 h", "02:30", or a time of a spreadsheet by what it shows; else a number. */
function hoursParser(number: CellParser): CellParser {
  return (cell) => {
    const [, hours, minutes, shown, after] = HOURS.exec(fold(cell.text)) ?? [];
    const day = cell.kind === 'date' && !NO_DAY.test(String(cell.value));
    if (day || (hours === undefined && shown === undefined)) return number(cell);
    const length = Number(hours ?? shown) + Number(minutes ?? after ?? 0) / 60;
    return { ok: true, value: Number(length.toFixed(2)) };
  };
}

const NOT_AN_AMOUNT = unreadable(
  'La cellule contient un montant en euros.',
  'Écrivez le montant seul, par exemple 1 200,50 ou 76 K€.',
);

const BELOW_NOTHING = unreadable(
  'Un montant n’est pas négatif.',
  'Vérifiez ce montant et écrivez-le sans signe moins ni parenthèses.',
);
const IN_BRACKETS = /^\(.*\d.*\) ?(€|euros?)?$/i;

function amountOf(cell: Cell): Parsed {
  if (cell.kind === 'text' && IN_BRACKETS.test(cell.text.trim())) return BELOW_NOTHING;
  const reading = readFigure(cell);
  if (reading.genre === 'absence') return ABSENT;
  if (reading.genre !== 'chiffre') return NOT_AN_AMOUNT;
  const { valeur, valeurMax, unite, approche } = reading.figure;
  const euros = valeurMax === null && !approche && /^(€|euros?|eur)?$/.test(unite);
  if (euros && valeur < 0) return BELOW_NOTHING;
  const telephone = valeur >= TELEPHONES && valeur % MILLION !== 0;
  return euros && !telephone && valeur <= MOST_EUROS ? { ok: true, value: valeur } : NOT_AN_AMOUNT;
}

/** A written absence as a column that may be empty keeps it; undefined where none is written or none may be. */
function keptAbsence(column: Column, text: string): Parsed | undefined {
  const folded = fold(text);
  const absence = column.requis ? undefined : (absenceOf(folded) ?? absenceOf(folded.replace(/_/g, ' ')));
  return absence && { ok: true, value: absence };
}

function bandParser(column: Column, { lists, antenne }: CellReading): CellParser {
  const bands = lists.tranches.filter((band) => band.antenne === antenne);
  const refused = unreadable(
    `Tranches d’âge acceptées : ${bands.map((band) => band.libelle).join(' ; ')}.`,
    'Écrivez la tranche en toutes lettres, par exemple « 18 à 25 ans ».',
    true,
  );
  return (cell) => {
    const band = bandOf(cell, bands);
    return band ? { ok: true, value: band.code } : (keptAbsence(column, cell.text) ?? refused);
  };
}

interface CodeReader {
  codes: readonly CodeEntry[];
  /** Its labels as they are written in the file's year, each once. */
  labels: readonly string[];
  /** The line of the list that a text is: by its label, else by its code. */
  known: (text: string) => CodeEntry | undefined;
}

function codeReader(column: Column, { lists, antenne, annee }: CellReading): CodeReader {
  const list = listOf(column);
  const codes = list ? codesOf(lists.nomenclatures, list, antenne, `${annee}-12-31`) : [];
  const byCode = new Map(codes.map((code) => [code.code, code] as const));
  const byLabel = new Map(codes.map((code) => [foldLabel(code.libelle), code] as const));
  return {
    codes,
    labels: [...new Set(codes.map(({ libelle }) => withYears(libelle, annee)))],
    known: (text) => {
      const bare = text.trim().replace(/^['’]/, '');
      return byLabel.get(relativeYears(bare, annee)) ?? byCode.get(bare);
    },
  };
}

function codeParser(column: Column, { labels, known }: CodeReader): CellParser {
  const regle = `Valeurs acceptées : ${labels.join(' ; ')}.`;
  let looked = 0;
  return (cell) => {
    const found = known(cell.text) ?? (column.type === 'sexe' ? known(numberedSex(cell.text)) : undefined);
    if (found) return { ok: true, value: found.code };
    const absence = keptAbsence(column, cell.text);
    if (absence) return absence;
    // A column of names in the place of codes has no near label, and looking for one takes its time.
    const likely = looked < SUGGESTED && LETTERS.test(cell.text);
    const near = likely ? nearest(cell.text.slice(0, LONGEST_LABEL), labels) : undefined;
    looked += 1;
    const remede = near
      ? `Écrivez « ${near} », ou faites ajouter cette valeur à la liste.`
      : 'Écrivez une valeur de la liste, ou faites-la ajouter.';
    return unreadable(regle, remede, true);
  };
}

/** 1 is a man and 2 a woman, as in French national numbers. */
function numberedSex(text: string): string {
  return { '1': 'homme', '2': 'femme' }[text.trim().replace(/[.,]0+$/, '')] ?? '';
}

const NUMBER_AND_NAME = /^(\d{2,3}|2[ab])\s*[-–‑ (:/]\s*\p{L}[\p{L}\s'’‑-]*\)?$/iu;
const NAME_AND_NUMBER = /^\p{L}[\p{L}\s'’‑-]*\((\d{2,3}|2[ab])\)$/iu;
const POSTCODE = /^(97\d|98\d|\d{2})\d{2,3}$/;
/** "Dpt 34", "Dép. 34", "Département 34", whose words say nothing more. */
const DEPARTEMENT = /^d[eé]p(?:artement|t|)\.?\s*(?:n°\s*)?(?=\d)|^dpt\.?\s*(?:n°\s*)?(?=\d)/iu;
const ABROAD = /^(?:a l'|de l')?etranger$/;
const NO_HOME =
  /^(?:sdf|s\.d\.f\.?|sans domicile(?: fixe| stable| connu)?|sans residence(?: fixe| stable| connue)?|sans adresse)$/;

/** The département's number in "34", "034", "34 - Hérault", "Hérault (34)" or a postcode; empty when there is none. */
function departementNumber(text: string): string {
  const number =
    text.length <= 3
      ? text
      : ((NUMBER_AND_NAME.exec(text) ?? NAME_AND_NUMBER.exec(text))?.[1] ??
        (text.length === 5 ? POSTCODE.exec(text)?.[1] : undefined) ??
        '');
  return number === ''
    ? ''
    : number
        .replace(/^0+(?=\d{2})/, '')
        .padStart(2, '0')
        .toUpperCase();
}

function departementText(text: string): string {
  const bare = text.trim().replace(/^['’]/, '').replace(/\.0$/, '').replace(DEPARTEMENT, '');
  return bare.replace(/^(\d{2})\s(\d{3})$/, '$1$2');
}

/** A département by its number or its name; one of no antenne is "hors_zone". */
function departementParser(column: Column, { codes, known }: CodeReader): CellParser {
  return (cell) => {
    const text = departementText(cell.text);
    const code = departementNumber(text);
    const found = known(text) ?? codes.find((entry) => entry.code === code);
    if (found) return { ok: true, value: found.code };
    const folded = fold(text);
    if (OUTSIDE.test(code) || ABROAD.test(folded)) return { ok: true, value: 'hors_zone' };
    if (!column.requis && NO_HOME.test(folded)) return { ok: true, value: 'inconnu' };
    return (
      keptAbsence(column, text) ??
      unreadable(
        'Un département s’écrit par son numéro (34, 2A, 974).',
        'Écrivez le numéro du département, ou laissez vide s’il n’est pas connu.',
        true,
      )
    );
  };
}

const REPERE = /^[A-Za-z]{0,2}[-. ]?\d{1,4}$|^[A-Za-z]{0,2}[-. ]?20\d\d[-./ ]\d{1,3}$/;
/** Two letters and a year that someone may be born in: initials and a birth. */
const BORN = /^[A-Za-z]{2}[-. ]?(?:19\d\d|200\d|201[0-5])(?!\d)/;
const NOT_A_REPERE = unreadable(
  'Un repère est un numéro court, précédé de deux lettres au plus.',
  'Écrivez un numéro court, par exemple S12 ou 2024-12.',
);

/** A short mark that ties a line to another sheet, in capitals and without spaces ("s 12" is "S12"). */
function reperes(cell: Cell): Parsed {
  const text = (cell.kind === 'number' ? String(cell.value) : cell.text).trim();
  if (REPERE.test(text) && !BORN.test(text)) return { ok: true, value: text.toUpperCase().replace(/ /g, '') };
  return isAbsence(cell) ? ABSENT : NOT_A_REPERE;
}

const REFERENCE =
  /^(rapport( d’activité| d'activité)?|bilan|convention|compte rendu) 20\d\d, (l|p)\. ?\d{1,4}(-\d{1,4})?$/iu;
const NOT_A_REFERENCE = unreadable(
  'Un renvoi nomme un document, son année et une ligne ou une page.',
  'Écrivez par exemple « rapport 2024, l. 689 ».',
);

function references(cell: Cell): Parsed {
  const text = cell.text.trim();
  if (REFERENCE.test(text)) return { ok: true, value: text };
  return isAbsence(cell) ? ABSENT : NOT_A_REFERENCE;
}

/** Words of the lists that a column is read against, and of the trade: none names a person. */
function knownIn({ lists }: CellReading): KnownWord {
  const shown = shownText(lists);
  return (word) => shown(word) !== undefined;
}

const SEVERAL_LINES = unreadable(
  'Un texte à publier tient sur une seule ligne de la cellule.',
  'Retirez les retours à la ligne : dites-le en une phrase.',
);
const PHRASES: Readonly<Record<Fault, Parsed>> = {
  longueur: unreadable(
    'Un texte à publier est une phrase de trois mots au moins et de 280 caractères au plus.',
    'Dites l’essentiel en une phrase.',
  ),
  signe: unreadable(
    'Un texte à publier s’écrit en toutes lettres, sans balise, formule, crochet ni signe invisible.',
    'Écrivez une phrase simple, qui commence par une lettre ou un chiffre.',
  ),
  contact: unreadable(
    'Un texte à publier ne contient ni adresse, ni numéro de téléphone, ni date.',
    'Retirez l’adresse, le numéro ou la date.',
  ),
  designation: unreadable(
    'Un texte à publier ne désigne personne : « M. », « Mme », « né(e) » ou une année de 1900 à 2015 n’y ont pas leur place.',
    'Dites ce qui a changé, sans désigner personne.',
  ),
  nom: unreadable(
    'Un texte à publier ne contient pas de mot à majuscule qui peut être un nom de personne.',
    'Écrivez ce mot en minuscules, ou retirez-le si c’est un nom de personne.',
  ),
};

/** A sentence that is written to be published as it is. It is never repeated in a message: it may hold a name. */
function phraseParser(known: KnownWord): CellParser {
  return (cell) => {
    if (isAbsence(cell)) return ABSENT;
    if (cell.kind !== 'text') return PHRASES.longueur;
    if (/[\r\n\u2028\u2029]/.test(cell.text.trim())) return SEVERAL_LINES;
    const text = plainLine(cell.text);
    const fault = phraseFault(text, known);
    return fault === undefined ? { ok: true, value: text } : PHRASES[fault];
  };
}

const NOT_A_FUNCTION = unreadable(
  'L’auteur se dit par une fonction, sans nom, adresse ni numéro ; 60 lettres au plus.',
  'Écrivez par exemple « coordination », « direction de l’antenne » ou « comité technique ».',
);

function functionParser(known: KnownWord): CellParser {
  return (cell) => {
    if (isAbsence(cell)) return ABSENT;
    const value = functionOf(cell.text, known);
    return value === undefined ? NOT_A_FUNCTION : { ok: true, value };
  };
}

/** The antenne's own file number, as two sheets may write it: a number cell and a text alike. */
function dossierOf(cell: Cell): Parsed {
  const text = cell.kind === 'number' ? String(cell.value) : cell.text.trim().replace(/\s+/g, ' ');
  return isNoName(text) ? ABSENT : { ok: true, value: text };
}
