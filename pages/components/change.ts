import { attributeNumber, number, type Row, text } from './figure.ts';
import { formatChange, formatNumber } from './number.ts';

/** How a figure compares with the year before, in words. */
export interface Change {
  text: string;
  /** The two years cannot be compared, and `text` says why. */
  impossible: boolean;
}

/** A line that the porteur or a change of definition puts under a figure. */
export interface FigureNote {
  /** `explication` or `rupture`. */
  genre: string;
  text: string;
  /** Who said it, and when: `comité technique, 2025-02-03`. */
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
  if (row === undefined) return { text: `${before}\u00a0: non connu`, impossible: false };
  const earlier = attributeNumber(row, 'valeur_n_1');
  const difference = number(row, 'valeur');
  const now = attributeNumber(row, 'valeur_n');
  if (text(row, 'comparable') === 'non') {
    const said = earlier === null ? '' : `${before}\u00a0: ${formatNumber(earlier)}. `;
    const reason = text(row, 'raison');
    const why = reason === '' ? '' : `\u00a0: ${reason}`;
    return { text: `${said}Comparaison impossible${why}`, impossible: true };
  }
  if (earlier === null || difference === null || now === null) {
    return { text: `${before}\u00a0: non connu`, impossible: false };
  }
  return {
    text: `${before}\u00a0: ${formatNumber(earlier)}, soit ${formatChange(now, earlier)}`,
    impossible: false,
  };
}

/** The notes on one indicator of one antenne, or of all antennes, in their order. */
export function notesOf(notes: Row[], antenne: string, indicateur: string): FigureNote[] {
  const concerns = (row: Row) => {
    const where = text(row, 'antenne');
    return text(row, 'indicateur') === indicateur && (where === antenne || where === whole);
  };
  return notes
    .filter(concerns)
    .sort((a, b) => (number(a, 'rang') ?? 0) - (number(b, 'rang') ?? 0))
    .map((row) => {
      const [before, after] = [text(row, 'avant'), text(row, 'apres')];
      const terms = before !== '' && after !== '' ? ` Avant\u00a0: ${before}. Après\u00a0: ${after}.` : '';
      return {
        genre: text(row, 'genre'),
        text: `${text(row, 'texte')}${terms}`,
        said: [text(row, 'par'), text(row, 'le')].filter((part) => part !== '').join(', '),
      };
    });
}
