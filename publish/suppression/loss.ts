/** A figure that was to be published. Lines with one key are one figure, however many tables tell it. */
export interface LossFigure {
  key: string;
  valeur: number;
  secret: boolean;
  /** Why it is hidden in itself; undefined where it is only hidden for the sake of others, or shown. */
  cause: string | undefined;
  /** `region` where its whole place is told for the région alone. */
  grossi?: string | undefined;
}

/** Figures, and the persons they count: one person is counted in every figure he is in. */
export interface Hidden {
  figures: number;
  persons: number;
}

/**
 * What protection cost: all figures, those hidden by a rule alone, those of places that are told for the région alone,
 * and those hidden so that others cannot be found again.
 */
export interface Loss {
  all: Hidden;
  primary: Hidden;
  coarsened: Hidden;
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
  const loss: Loss = { all: none(), primary: none(), coarsened: none(), secondary: none() };
  for (const figure of figures.values()) {
    add(loss.all, figure.valeur);
    if (figure.secret) add(loss[whyHidden(figure)], figure.valeur);
  }
  return loss;
}

/** Why a hidden figure is hidden. */
export function whyHidden({
  cause,
  grossi,
}: Pick<LossFigure, 'cause' | 'grossi'>): 'primary' | 'coarsened' | 'secondary' {
  if (cause !== undefined) return 'primary';
  return grossi === 'region' ? 'coarsened' : 'secondary';
}

function none(): Hidden {
  return { figures: 0, persons: 0 };
}

function add(hidden: Hidden, persons: number): void {
  hidden.figures += 1;
  hidden.persons += persons;
}

/** What a choice costs, and how far it may be from the cheapest one. */
export interface Cost {
  /** Of choices for which the cheapest was looked for. */
  paid: number;
  /** No choice costs less than that. */
  least: number;
  /** Of choices too large for it: how much less would do is not known. */
  unbounded: number;
}

/** Nothing hidden for others' sake. */
export const NO_COST: Cost = { paid: 0, least: 0, unbounded: 0 };

/** Where the cheapest choice was not looked for, its cost is known to be no less than nothing: that is no bound. */
export function costOf({ cost, leastCost }: { cost: number; leastCost: number }): Cost {
  return leastCost > 0 ? { paid: cost, least: leastCost, unbounded: 0 } : { ...NO_COST, unbounded: cost };
}

/** The costs of two choices together. */
export function plus(one: Cost, other: Cost): Cost {
  return {
    paid: one.paid + other.paid,
    least: one.least + other.least,
    unbounded: one.unbounded + other.unbounded,
  };
}
