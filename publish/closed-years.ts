import type { ProblemDraft } from './publication-error.ts';
import { throwProblems } from './publication-error.ts';

/** What was asked of a publication, in years. */
export interface YearRequest {
  /** Years to close from now on. */
  clore: readonly number[];
  /** Closed years of which other figures may replace those published; `toutes` for whichever they are. */
  reviser: readonly number[] | 'toutes';
  /** Why; as long as years are revised. */
  motif?: string | undefined;
}

/** What the years are held to. */
export interface YearFacts {
  /** Years of which the data have files. */
  annees: readonly number[];
  /** The date the data stand at. */
  donneesDu: string;
  /** The day of today, `2025-03-01`. */
  aujourdhui: string;
  /** Years that a release of the ledger closed, and those that it published so. */
  closes: readonly number[];
}

/**
 * The years that are closed after a publication: those closed before, and those asked for. A year is closed for good.
 *
 * Errors (`PublicationError`), all at once: `annee_inconnue` for a year without data, `annee_en_cours` for one that has
 * not ended, `annee_non_close` for a revision of a year that nothing froze, `revision_sans_motif`, `motif_sans_revision`.
 */
export function closedYears(request: YearRequest, facts: YearFacts): number[] {
  throwProblems([...closingProblems(request, facts), ...revisionProblems(request, facts)]);
  return [...new Set([...facts.closes, ...request.clore])].sort((a, b) => a - b);
}

/** The years among these that had ended by a date. */
export function endedYears(years: readonly number[], date: string): number[] {
  return [...new Set(years)].filter((year) => `${year}-12-31` <= date).sort((a, b) => a - b);
}

function closingProblems({ clore }: YearRequest, facts: YearFacts): ProblemDraft[] {
  return clore.flatMap((year): ProblemDraft[] => {
    if (facts.closes.includes(year)) return [];
    if (!facts.annees.includes(year))
      return [
        {
          code: 'annee_inconnue',
          message: `L’année ${year} ne peut pas être close : aucun fichier en vigueur ne porte sur elle.`,
          regle: 'on clôt une année dont on a les données',
          remede: `Années connues : ${listed(facts.annees)}.`,
        },
      ];
    const end = `${year}-12-31`;
    if (end <= facts.donneesDu && end < facts.aujourdhui) return [];
    return [
      {
        code: 'annee_en_cours',
        message: `L’année ${year} ne peut pas être close : elle n’est pas finie.`,
        regle: 'on clôt une année finie, une fois ses données complètes',
        remede: 'Publiez sans la clore.',
      },
    ];
  });
}

function revisionProblems({ reviser, motif }: YearRequest, { closes }: YearFacts): ProblemDraft[] {
  const problems: ProblemDraft[] = [];
  const revised = reviser === 'toutes' ? closes : reviser;
  for (const year of revised) {
    if (closes.includes(year)) continue;
    problems.push({
      code: 'annee_non_close',
      message: `L’année ${year} n’est pas close : elle n’a pas à être révisée.`,
      regle: 'on ne révise qu’une année close et publiée',
      remede: closes.length === 0 ? 'Publiez sans --reviser.' : `Années closes : ${listed(closes)}.`,
    });
  }
  const isStated = motif !== undefined && motif.trim() !== '';
  if (reviser.length > 0 && !isStated)
    problems.push({
      code: 'revision_sans_motif',
      message: 'Une année close ne se révise pas sans motif.',
      regle: 'une révision dit pourquoi',
      remede: 'Ajoutez --motif "…", sans nommer personne : il est conservé.',
    });
  if (reviser.length === 0 && isStated)
    problems.push({
      code: 'motif_sans_revision',
      message: 'Un motif est donné, mais aucune année à réviser.',
      regle: 'le motif est celui d’une révision',
      remede: 'Ajoutez --reviser <année>, ou retirez --motif.',
    });
  return problems;
}

function listed(years: readonly number[]): string {
  return years.length === 0 ? 'aucune' : [...new Set(years)].sort((a, b) => a - b).join(', ');
}
