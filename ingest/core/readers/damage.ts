import { type Place, type Problem, problem } from '../problem.ts';
import { type Cell, EMPTY, type Workbook } from '../workbook.ts';
import { LIMITS } from './limits.ts';

/** What stands in a cell that was read and cannot be trusted: its line goes to correction, the others load. */
export const TOO_LONG = '#TEXTE TROP LONG';
export const LOST_SIGN = '#CARACTÈRE PERDU';
export const CUT = '#COUPÉ';
export const FORMULA = '#FORMULE';
export const SWALLOWED = '#GUILLEMET';

const ERRORS =
  /^(#(N\/[AD]|REF ?!|DIV\/0 ?!|VALUE ?!|VALEUR ?!|NAME ?\?|NOM ?\?|NUM ?!|NOMBRE ?!|NULL ?!|NUL ?!|SPILL!|CALC!|GETTING_DATA|SANS VALEUR)|Err ?: ?\d{3})$/i;

/** True for the text that stands where a formula failed: "#REF!", "#DIV/0!", "Err:508". */
export function isErrorText(text: string): boolean {
  return text.length <= 16 && ERRORS.test(text.trim());
}

/** What the sender is told of such a cell, by what stands in it. */
export const DAMAGE: Readonly<Record<string, { regle: string; remede: string }>> = {
  [TOO_LONG]: {
    regle: `Une cellule contient au plus ${LIMITS.cellText} caractères.`,
    remede: 'Écrivez la valeur seule dans la cellule.',
  },
  [LOST_SIGN]: {
    regle: 'Une cellule ne contient que des caractères lisibles.',
    remede: 'Un accent ou un signe s’est perdu à l’enregistrement : écrivez de nouveau la cellule.',
  },
  [CUT]: {
    regle: 'Un fichier arrive entier, jusqu’à sa dernière ligne.',
    remede: 'L’envoi ou la copie a été interrompu : renvoyez le fichier d’origine.',
  },
  [SWALLOWED]: {
    regle: 'Un guillemet ouvert est fermé dans la même cellule.',
    remede: 'Ouvrez le fichier dans Excel, corrigez la cellule et enregistrez-le au format .xlsx.',
  },
  [FORMULA]: {
    regle:
      'Une cellule d’un fichier texte contient une valeur, pas une formule : aucune formule n’est calculée.',
    remede: 'Remplacez la formule par sa valeur.',
  },
};

/** Signs that no hand types: a byte of nothing, and what stands for a sign that was lost. */
const NUL = '\0';
const LOST = '\uFFFD';
const NEEDS_A_LOOK = /\uFFFD|(?:^|[;,\t"\n])[ ]*[=#]|Err:/;

/**
 * Cells of a text file that cannot be trusted become errors, and the sender is told. The lines of a sound file are not
 * even looked at: `texte` says first whether anything in it could be wrong.
 */
export function markDamage(classeur: Workbook, texte: string): Problem[] {
  const found: Problem[] = [];
  const { separateur = ';' } = classeur;
  const look =
    texte.includes(NUL) || NEEDS_A_LOOK.test(texte) || hasLongRun(texte) || swallowsLines(classeur, texte);
  for (const sheet of look ? classeur.feuilles : []) {
    for (const [ligne, row] of sheet.rows.entries()) {
      if (!row.some((cell) => untrusted(cell, separateur) !== undefined)) continue;
      sheet.rows[ligne] = row.map((cell, rang) => {
        const damage = untrusted(cell, separateur);
        if (damage === undefined) return cell;
        if (damage.cell.kind === 'error' && DAMAGE[damage.cell.text] !== undefined)
          found.push(
            toldCell(
              { fichier: classeur.fichier, feuille: sheet.nom, ligne: ligne + 1, rang },
              damage.cell.text,
            ),
          );
        return damage.cell;
      });
    }
  }
  return [...told(found), ...cutLine(classeur, texte)];
}

/** Each of a few; of thousands, the first ones and their number, since a mend of one is a mend of all. */
function told(found: readonly Problem[]): Problem[] {
  const rest = found.length - MOST_TOLD;
  const last = found[MOST_TOLD - 1];
  if (rest <= 0 || !last) return [...found];
  const message = `${last.message} ${rest} autres cellules du fichier sont dans ce cas.`;
  return [...found.slice(0, MOST_TOLD - 1), { ...last, message }];
}

/** What a cell of a text file stands for instead, if not for itself. */
function untrusted(cell: Cell, separateur: string): { cell: Cell } | undefined {
  if (cell.kind !== 'text') return undefined;
  const { text } = cell;
  if (text.length > LIMITS.cellText) return { cell: error(TOO_LONG) };
  if (text.includes('\n') && text.includes(separateur)) return { cell: error(SWALLOWED) };
  if (text.includes(NUL) || text.includes(LOST)) return { cell: error(LOST_SIGN) };
  if (isErrorText(text)) return { cell: error(text.trim()) };
  const value = withoutFormula(text);
  if (value === text) return undefined;
  if (value === undefined) return { cell: error(FORMULA) };
  return { cell: value.trim() === '' ? EMPTY : { ...cell, value, text: value } };
}

/** The text as meant: `="0034"` is how programs keep a number's zeros from Excel; undefined for any other formula. */
export function withoutFormula(text: string): string | undefined {
  return text.trimStart().startsWith('=') ? /^\s*="([^"]*)"\s*$/.exec(text)?.[1] : text;
}

function error(text: string): Cell {
  return { value: null, kind: 'error', text, percent: false };
}

function toldCell(place: Place, text: string): Problem {
  const codes: Record<string, [string, string]> = {
    [TOO_LONG]: ['CELLULE_TROP_LONGUE', 'Cette cellule contient un texte démesuré : il n’a pas été lu.'],
    [LOST_SIGN]: ['CARACTERE_PERDU', 'Cette cellule contient un caractère illisible.'],
    [CUT]: ['LIGNE_COUPEE', 'Le fichier s’arrête au milieu de cette ligne.'],
    [SWALLOWED]: [
      'GUILLEMET_OUVERT',
      'Cette cellule contient plusieurs lignes du fichier, à cause d’un guillemet : elles n’ont pas été lues.',
    ],
    [FORMULA]: [
      'FORMULE_EN_TEXTE',
      'Cette cellule contient une formule écrite en toutes lettres : elle n’a pas été calculée.',
    ],
  };
  const [code, message] = codes[text] ?? ['CARACTERE_PERDU', 'Cette cellule ne se lit pas.'];
  const { regle, remede } = DAMAGE[text] ?? { regle: '', remede: '' };
  return problem(place, { code, message, regle, remede });
}

/** True where the text has more lines than the table: a cell holds some of them. */
function swallowsLines(classeur: Workbook, texte: string): boolean {
  const most = classeur.feuilles[0]?.rows.length ?? 0;
  let lines = texte.endsWith('\n') ? 0 : 1;
  for (let at = texte.indexOf('\n'); at >= 0 && lines <= most; at = texte.indexOf('\n', at + 1)) lines++;
  return lines > most;
}

/** The line (from 1) whose quotation mark nothing closes; undefined when all are closed. */
export function openQuote(texte: string): number | undefined {
  let line = 1;
  let opened: number | undefined;
  let before = '\n';
  for (const sign of texte) {
    if (sign === '\n') line++;
    if (sign === '"') {
      if (opened !== undefined) opened = undefined;
      else if (/[;,\t\r\n"]/.test(before)) opened = line;
    }
    before = sign;
  }
  return opened;
}

/** True where a stretch without line break is longer than a cell may be. */
function hasLongRun(texte: string): boolean {
  if (texte.length <= LIMITS.cellText) return false;
  let from = 0;
  for (;;) {
    const next = texte.indexOf('\n', from);
    if ((next < 0 ? texte.length : next) - from > LIMITS.cellText) return true;
    if (next < 0) return false;
    from = next + 1;
  }
}

/** So many lines as wide as each other say how wide the last one should be. */
const WITNESSES = 3;
const SENTENCE = 4;
const MOST_TOLD = 100;

/**
 * A last line that ends without a line break and before the columns of those above it was cut on the way: what it
 * holds may be half a value ("03/10/20" of "03/10/2024"), so its last cell and the missing ones become errors.
 */
function cutLine(classeur: Workbook, texte: string): Problem[] {
  const [sheet] = classeur.feuilles;
  if (!sheet || /[\r\n]\s*$/.test(texte.slice(-16))) return [];
  const last = sheet.rows.length - 1;
  const row = sheet.rows[last];
  // A lone sentence under a table is a remark.
  if (row?.length === 1 && (row[0]?.text.trim().split(/\s+/).length ?? 0) >= SENTENCE) return [];
  const above = sheet.rows.slice(Math.max(0, last - WITNESSES), last);
  const width = above[0]?.length ?? 0;
  if (
    !row ||
    above.length < WITNESSES ||
    above.some((other) => other.length !== width) ||
    row.length >= width
  )
    return [];
  const from = row.length - 1;
  sheet.rows[last] = [...row.slice(0, from), ...Array.from({ length: width - from }, () => error(CUT))];
  return [toldCell({ fichier: classeur.fichier, feuille: sheet.nom, ligne: last + 1, rang: from }, CUT)];
}
