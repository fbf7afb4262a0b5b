/** Printed signs of ASCII. */
const PLAIN = /^[ -~]*$/;

/** A text as it is compared: lower case, no accents nor invisible signs, ligatures and typographic signs undone, one space. */
export function fold(text: string): string {
  // Most texts of a large file are plain: there is nothing in them to undo but capitals and spaces.
  if (PLAIN.test(text)) return text.toLowerCase().replaceAll('`', "'").replace(/ {2,}/g, ' ').trim();
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u00AD\u200B-\u200F\u2060]/gu, '')
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/[·•]/g, '.')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * A label as two hands may write it: folded, without the marks that carry no meaning
 * (colon, asterisk, footnote star, spaces around signs), a leading dash of a list kept as "-".
 */
export function foldLabel(text: string): string {
  return fold(text)
    .replace(/[*:;,.!"«»°]/g, ' ')
    .replace(/\s*([/'()+-])\s*/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * A label in which the years stand relative to the file's own: with 2024, "Orientés en 2023" becomes
 * "orientes en {n-1}", so that one contract reads the file of every year.
 */
export function relativeYears(label: string, annee: number): string {
  return foldLabel(label).replace(/\b(19|20)\d\d\b/g, (digits) => {
    const gap = Number(digits) - annee;
    return gap === 0 ? '{n}' : Math.abs(gap) <= 2 ? `{n${gap > 0 ? '+' : ''}${gap}}` : digits;
  });
}

/** The years of this century that a text names, those of whole dates ("15/01/2025") left out. */
export function yearsIn(text: string): number[] {
  const bare = text.replace(/\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{1,2}(?:er)? \p{L}+ 20\d\d\b/gu, ' ');
  return [...new Set([...bare.matchAll(/\b(20\d\d)\b/g)].map((match) => Number(match[1])))];
}

/** A table's title: years relative, and every count replaced by "#" ("Répartition des # accueils"). */
export function relativeTitle(title: string, annee: number): string {
  return relativeYears(title, annee).replace(/(?<![{\w+-])\d[\d ]*\d(?![\w}])|(?<![{\w+-])\d(?![\w}])/g, '#');
}

/**
 * The ways in which a title may be meant: as it stands, and without the number that a hand puts before it
 * ("Tableau 3 : …", "2. …", "b- …").
 */
export function titleVariants(title: string, annee: number): string[] {
  const whole = relativeTitle(title, annee);
  const bare = whole.replace(
    /^(?:(?:tableau|tab|figure|fig|graphique) )?(?:#|[a-h]|[ivx]+)(?:-|\)| )\s*/,
    '',
  );
  return bare === whole ? [whole] : [whole, bare];
}

/** The nearest of the candidates by edit distance, undefined when none is within a third of the length. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (signs(word) !== signs(candidate)) continue;
    const distance = editDistance(fold(word), fold(candidate), least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Digits and comparison signs: two labels that differ in them mean different things ("≤ 3 mois", "≥ 3 mois"). */
function signs(label: string): string {
  return foldLabel(label).replace(/[^\d≤≥<>+]/g, '');
}

/** Levenshtein distance, given up at `limit`. */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, swap));
    }
    previous = current;
  }
  return previous[b.length] ?? limit;
}
