/** Where something went wrong, in words a person can act on. Absent parts are left out. */
export interface SqlErrorDetails {
  /** Path of the file at fault, relative to the project. */
  fichier?: string;
  /** Line in that file, or in the SQL text when no file is known; from 1. */
  ligne?: number;
  /** Character in that line, from 1. */
  colonne?: number;
  /** The rule that was broken: a lint rule, a test, a key of a YAML file. */
  regle?: string;
  /** The text that was refused, when it is code and not data. */
  valeur?: string;
  /** What to do about it. */
  remede: string;
  /** The engine's own message, without our words around it. */
  detail?: string;
  cause?: unknown;
  /** When several are told at once: each of them. */
  problemes?: SqlProblem[];
}

/** The shape that every room gives a problem. */
export interface SqlProblem {
  code: string;
  message: string;
  fichier: string | null;
  feuille: null;
  cellule: null;
  ligne: number | null;
  colonne: number | null;
  valeur?: string;
  regle: string | null;
  remede: string;
}

/**
 * The one error of this room.
 *
 * What an operator meets when opening a warehouse is in French; what the author of a model meets is in
 * English, like the code.
 */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly code: string;
  readonly details: SqlErrorDetails;

  constructor(code: string, message: string, details: SqlErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get remede(): string {
    return this.details.remede;
  }

  /** Each problem told: several for a lint, one for anything else. */
  toProblems(): SqlProblem[] {
    return this.details.problemes ?? [this.toProblem()];
  }

  toProblem(): SqlProblem {
    const { fichier, ligne, colonne, valeur, regle, remede } = this.details;
    return {
      code: this.code,
      message: this.message,
      fichier: fichier ?? null,
      feuille: null,
      cellule: null,
      ligne: ligne ?? null,
      colonne: colonne ?? null,
      ...(valeur === undefined ? {} : { valeur }),
      regle: regle ?? null,
      remede,
    };
  }
}
