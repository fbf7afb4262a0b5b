import { attributeNumber, number, provenanceText, type Row, text } from './figure.ts';
import { formatChange, formatDate, formatNumber } from './number.ts';
import { frenchText } from './typography.ts';

/** How a figure compares with the year before, in words. */
export interface Change {
  text: string;
  /** The two years cannot be compared, and `text` says why. */
  impossible: boolean;
}

/** A line that stands under a figure: a definition that changed, or what the porteur explains. */
export interface FigureNote {
  /** `explication` or `rupture`. */
  genre: string;
  text: string;
  /** Code of the module it is about, when that is not the figure's own; empty otherwise. */
  module: string;
  /** Who wrote it, and when: `coordination, 20 janvier 2025`. */
  said: string;
}

const whole = '_T';

/** Rows of `evolution` and `activite` that speak of the same quantity have one key. */
function key(row: Row): string {
  return ['antenne', 'site', 'module', 'indicateur', 'provenance']
    .map((name) => text(row, name))
    .join('\u0000');
}

/** The row of the cube `evolution` of the same quantity and provenance as a row of `activite`. */
export function changeRow(changes: Row[], figure: Row): Row | undefined {
  const wanted = key(figure);
  return changes.find((row) => key(row) === wanted);
}

/**
 * A row of the cube `evolution` in words: both years and the difference, or why there is none. Without a row
 * the year before is not known, and nothing is compared.
 */
export function changeText(row: Row | undefined, before: number): Change {
  const earlier = attributeNumber(row, 'valeur_n_1');
  const now = attributeNumber(row, 'valeur_n');
  const reason = frenchText(text(row, 'raison'));
  if (row === undefined || earlier === null) {
    return { text: reason || `${before}\u00a0: non connu`, impossible: false };
  }
  // The year before may be of the other provenance: the reason then names it.
  const other = /celui de \d{4} est (déclaré|calculé)/.exec(reason)?.[1];
  const provenance = other ?? provenanceText(text(row, 'provenance'));
  const told = `${before}${provenance === '' ? '' : ` (${provenance})`}\u00a0: ${formatNumber(earlier)}`;
  if (text(row, 'comparable') !== 'oui' || number(row, 'valeur') === null || now === null) {
    const why = reason === '' ? '' : `\u00a0: ${reason}`;
    return { text: `${told}. Comparaison impossible${why}`, impossible: true };
  }
  return { text: `${told}, soit ${formatChange(now, earlier)}`, impossible: false };
}

/** Who wrote a note, and when: `coordination, 20 janvier 2025`. */
export function saidText(row: Row): string {
  const day = text(row, 'le');
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? formatDate(day) : day;
  return [text(row, 'par'), date].filter((part) => part !== '').join(', ');
}

/**
 * The notes on one indicator of one antenne, in their order. A figure of a module has the notes on it and on all
 * modules; a figure of all modules has every note, each with its module.
 */
export function notesOf(notes: Row[], figure: Row): FigureNote[] {
  const module = text(figure, 'module');
  return notes
    .filter(
      (row) =>
        text(row, 'antenne') === text(figure, 'antenne') &&
        text(row, 'indicateur') === text(figure, 'indicateur'),
    )
    .filter((row) => module === whole || [whole, module].includes(text(row, 'module')))
    .sort((a, b) => (number(a, 'rang') ?? 0) - (number(b, 'rang') ?? 0))
    .map((row) => {
      const own = text(row, 'module');
      const genre = text(row, 'genre');
      return {
        genre,
        text: frenchText(text(row, 'texte')),
        module: own === module || own === whole ? '' : own,
        // The text of a change of definition tells who decided it.
        said: genre === 'rupture' ? '' : saidText(row),
      };
    });
}
