/** A problem, in the one shape that every room uses. Texts are French: the comité reads them. */
export interface Problem {
  code: string;
  message: string;
  fichier: string | null;
  feuille: string | null;
  cellule: string | null;
  ligne: number | null;
  colonne: string | null;
  valeur?: string;
  regle: string;
  remede: string;
}

/** `parametres`: the parameters are wrong (exit code 2). `donnees`: the inputs are (exit code 1). */
export type BudgetErrorKind = 'parametres' | 'donnees';

/** What the split cannot do, with every problem found, not the first alone. */
export class BudgetError extends Error {
  readonly kind: BudgetErrorKind;
  readonly problemes: readonly Problem[];
  readonly exitCode: 1 | 2;

  constructor(kind: BudgetErrorKind, problemes: readonly Problem[]) {
    super(problemes.map((problem) => `${problem.message} ${problem.remede}`).join('\n'));
    this.name = 'BudgetError';
    this.kind = kind;
    this.problemes = problemes;
    this.exitCode = kind === 'parametres' ? 2 : 1;
  }
}

/** A problem without a place in a file: `lieu` fills in what is known of it. */
export function problem(
  code: string,
  message: string,
  regle: string,
  remede: string,
  lieu: Partial<Pick<Problem, 'fichier' | 'feuille' | 'cellule' | 'ligne' | 'colonne' | 'valeur'>> = {},
): Problem {
  return {
    code,
    message,
    fichier: null,
    feuille: null,
    cellule: null,
    ligne: null,
    colonne: null,
    ...lieu,
    regle,
    remede,
  };
}
