import { divide, type Fraction, multiply, sum, ZERO } from './fraction.ts';
import type { Gathered } from './gather.ts';
import type { Given, Held } from './share.ts';

export interface ActivitySplit {
  readonly somme: Fraction;
  /** Cents per unit counted; null when nothing is counted. */
  readonly parUnite: Fraction | null;
  readonly given: readonly Given[];
  readonly held: readonly Held[];
}

/** First envelope: `E × nᵢ / Σn`, n the units that each antenne counts. Nothing counted anywhere: the reserve. */
export function splitByActivity(envelope: Fraction, { antennes, activite }: Gathered): ActivitySplit {
  const counts = antennes.map(({ code }) => ({ code, count: activite.get(code)?.valeur ?? ZERO }));
  const somme = sum(counts.map(({ count }) => count));
  if (somme.n === 0n) {
    const given = counts.map(({ code }) => ({ code, part: ZERO, montant: ZERO }));
    return {
      somme,
      parUnite: null,
      given,
      held: [{ motif: 'aucune_activite', departement: null, montant: envelope }],
    };
  }
  const given = counts.map(({ code, count }) => {
    const part = divide(count, somme);
    return { code, part, montant: multiply(envelope, part) };
  });
  return { somme, parUnite: divide(envelope, somme), given, held: [] };
}
