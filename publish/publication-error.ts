/** One thing to mend, in the shape that every room shares. Fields that do not apply are null. */
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

/** What a caller states of a problem; the rest is null. */
export type ProblemDraft = Pick<Problem, 'code' | 'message' | 'regle' | 'remede'> & Partial<Problem>;

/** Completes a problem: every field of the shared shape is there, null where it does not apply. */
export function problem(draft: ProblemDraft): Problem {
  return { fichier: null, feuille: null, cellule: null, ligne: null, colonne: null, ...draft };
}

/**
 * The error of this room. `code` and `remede` are those of the first problem; `problemes` holds all of them,
 * so that one run names everything to mend. The message is French, for the person who runs the command,
 * and never quotes a value of the warehouse.
 */
export class PublicationError extends Error {
  override readonly name = 'PublicationError';
  readonly code: string;
  readonly remede: string;
  readonly problemes: readonly Problem[];

  constructor(problemes: readonly [ProblemDraft, ...ProblemDraft[]], options?: ErrorOptions) {
    const completed = problemes.map(problem);
    super(completed.map((one) => one.message).join('\n'), options);
    this.code = problemes[0].code;
    this.remede = problemes[0].remede;
    this.problemes = completed;
  }
}

/** Throws when a check has found something; does nothing otherwise. */
export function throwProblems(problemes: readonly ProblemDraft[]): void {
  const [first, ...rest] = problemes;
  if (first !== undefined) throw new PublicationError([first, ...rest]);
}
