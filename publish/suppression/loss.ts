/** A figure that was to be published. Lines with one key are one figure, however many tables tell it. */
export interface LossFigure {
  key: string;
  valeur: number;
  secret: boolean;
  /** Why it is hidden in itself; undefined where it is only hidden for the sake of others, or shown. */
  cause: string | undefined;
}

/** Figures, and the persons they count: one person is counted in every figure he is in. */
export interface Hidden {
  figures: number;
  persons: number;
}

/** What protection cost: all figures, those hidden by a rule alone, and those hidden so that these cannot be found again. */
export interface Loss {
  all: Hidden;
  primary: Hidden;
  secondary: Hidden;
}

/** Counts what is lost, against hiding only what the rules hide. */
export function lossOf(lines: Iterable<LossFigure>): Loss {
  const figures = new Map<string, LossFigure>();
  for (const line of lines) {
    const before = figures.get(line.key);
    // A figure that one table hides by its rule is primary, whatever another table says of it.
    if (before === undefined || (before.cause === undefined && line.cause !== undefined))
      figures.set(line.key, line);
  }
  const loss: Loss = { all: none(), primary: none(), secondary: none() };
  for (const { valeur, secret, cause } of figures.values()) {
    add(loss.all, valeur);
    if (secret) add(cause === undefined ? loss.secondary : loss.primary, valeur);
  }
  return loss;
}

function none(): Hidden {
  return { figures: 0, persons: 0 };
}

function add(hidden: Hidden, persons: number): void {
  hidden.figures += 1;
  hidden.persons += persons;
}
