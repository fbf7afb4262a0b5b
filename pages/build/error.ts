/** A problem in the shape that every room uses. Fields that do not apply are empty. */
export interface SiteProblem {
  code: string;
  message: string;
  fichier: string;
  feuille: string;
  cellule: string;
  ligne: string;
  colonne: string;
  valeur?: string;
  regle: string;
  remede: string;
}

/** Why a site could not be built or served, in French, with the way to mend it. The command line prints it. */
export class SiteError extends Error {
  readonly code: string;
  readonly fichier: string;
  readonly regle: string;
  readonly remede: string;

  constructor(
    code: string,
    message: string,
    where: { fichier?: string; regle: string; remede: string },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SiteError';
    this.code = code;
    this.fichier = where.fichier ?? '';
    this.regle = where.regle;
    this.remede = where.remede;
  }

  /** The same, as a problem for `--json`. */
  toProblem(): SiteProblem {
    const { code, message, fichier, regle, remede } = this;
    return { code, message, fichier, feuille: '', cellule: '', ligne: '', colonne: '', regle, remede };
  }
}

/** The code of a Node system error (`ENOENT`…), or undefined. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
