import { fold } from './text.ts';

/** True for a word, as it is written, that names no person. */
export type KnownWord = (word: string) => boolean;

/** What a text holds that may lead to somebody. */
export type Fault = 'contact' | 'designation' | 'nom' | 'signe' | 'longueur';

const LONGEST = { fonction: 60, phrase: 280 };
const LEAST_WORDS = 3;

const FUNCTIONS: ReadonlySet<string> = new Set(
  `direction directeur directrice chef cheffe coordination coordinateur coordinatrice coordonnateur coordonnatrice
  responsable referent referente comite presidence president presidente secretariat secretaire administrateur
  administratrice administration service pole equipe antenne gestionnaire charge chargee conseil bureau`.split(
    /\s+/,
  ),
);
/** What a name follows. */
const CALLED =
  /(?<![\p{L}\p{N}])(?:m\.|mr\.?|mm\.|mmes?\.?|mlles?\.?|monsieur|madame|mademoiselle)[\s-]*\p{L}/iu;
const BORN = /(?<![\p{L}\p{N}])née?s?(?![\p{L}\p{N}])|(?<!\d)(?:19\d\d|200\d|201[0-5])(?!\d)/iu;
const REACHES = /@|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:\d[ .-]?){8}/;
/** Signs of the trade that are in no list. */
const SIGNS: ReadonlySet<string> = new Set(
  'cpca etp tj ts jap spip cjse csv xlsx pdf drdfe vif fr'.split(' '),
);
/** Words that a sentence begins with; any other one with a capital may be a name. */
const OPENERS: ReadonlySet<string> = new Set(
  `a absence afin ailleurs ainsi apres arret au aucun aucune augmentation aussi autre autres aux avant avec baisse
  ce cela cent ces cet cette chacun chacune changement chaque cinq cinquante comme compte d dans davantage de deja
  depart depuis des desormais deux dix douze du effet elle elles en ensuite entre est et faute fermeture fin grace
  hausse hors huit il ils jusqu l la le les leur leurs lors mais meme moins n ne neuf ni nombre nous on onze ou
  outre ouverture par parce pas pendant personnes plus plusieurs pour premier premiere pres puis qu quand quarante
  quatorze quatre que qui quinze report reprise retard s sans sauf se seconde seize selon sept seul seule seules
  seuls si six sont suite sur tous tout toute toutes treize trente trois un une vers vingt y`.split(/\s+/),
);
/** Signs of prose: what is left out begins a formula, a markup or a program, or cannot be seen. */
const PROSE = /^[\p{L}\p{N}(«][\p{L}\p{M}\p{N} .,;:!?'’"«»()/&%€°+=→…–—−-]*$/u;
const FUNCTION = /^[\p{L}\p{N} .,'’()/&-]+$/u;

/** A text as it is kept, on one line: signs composed, spaces single and plain. */
export function plainLine(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}

/**
 * Whoever says something by a function ("direction de l’antenne", "coordination"), never by a name; undefined for any
 * other text. `known` tells the words that a capital may begin.
 */
export function functionOf(text: string, known: KnownWord): string | undefined {
  const par = plainLine(text);
  const readable = par.length <= LONGEST.fonction && FUNCTION.test(par) && !/\d{5}/.test(par);
  const [first = '', ...others] = wordsOf(par);
  const isFunction = FUNCTIONS.has(fold(first)) && !CALLED.test(par) && !others.some(isUnknown(known));
  return readable && isFunction ? par : undefined;
}

/** A way to reach somebody, a title or a birth, or inside a sentence a word with a capital that is not known. */
export function personFault(text: string, known: KnownWord): Fault | undefined {
  if (REACHES.test(text)) return 'contact';
  if (CALLED.test(text) || BORN.test(text)) return 'designation';
  const inside = sentencesOf(text).flatMap((words) => words.slice(1));
  return inside.some(isUnknown(known)) ? 'nom' : undefined;
}

/**
 * What is wrong with a sentence that is written to be published as it is: longer than a line, signs that no prose has,
 * or what may lead to somebody. Its first word too must be known, or one that sentences begin with.
 */
export function phraseFault(text: string, known: KnownWord): Fault | undefined {
  if (text.length > LONGEST.phrase || wordsOf(text).length < LEAST_WORDS) return 'longueur';
  const fault = personFault(text, known);
  if (fault) return fault;
  if (!PROSE.test(text)) return 'signe';
  const unknown = isUnknown((word) => OPENERS.has(fold(word)) || known(word));
  return sentencesOf(text).some(([first = '']) => unknown(first)) ? 'nom' : undefined;
}

function sentencesOf(text: string): string[][] {
  return text.split(/[.!?…]+\s+/).map(wordsOf);
}

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{M}]+/u).filter((word) => word !== '');
}

/** Tells words with a capital that are not known; a letter alone is none. */
function isUnknown(known: KnownWord): (word: string) => boolean {
  return (word) =>
    word.length > 1 &&
    /\p{Lu}/u.test(word) &&
    !SIGNS.has(fold(word)) &&
    !FUNCTIONS.has(fold(word)) &&
    !known(word);
}
