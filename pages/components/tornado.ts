import type { Tornade } from '#budget/sensitivity.ts';
import { formatNumber } from './number.ts';

/** How far one factor moves a line, in cents. */
export interface TornadoBar {
  label: string;
  low: number;
  high: number;
  /** What stands at either end; empty where the end is the scenario itself. */
  lowLabel: string;
  highLabel: string;
}

export interface Tornado {
  name: string;
  amount: number;
  /** The widest first. */
  bars: TornadoBar[];
}

/** The bars of one antenne as the drawing and its sentence need them. */
export function tornadoOf({ nom, montant_centimes: amount, barres }: Tornade): Tornado {
  return {
    ...{ name: nom, amount },
    bars: barres.map((bar) => ({
      ...{ label: bar.libelle, low: bar.bas_centimes, high: bar.haut_centimes },
      ...{ lowLabel: bar.bas_libelle ?? '', highLabel: bar.haut_libelle ?? '' },
    })),
  };
}

/** Cents as whole euros, for a drawing: `14 525 €`. Tables have the cents. */
export function euros(cents: number): string {
  return `${formatNumber(Math.round(cents / 100))}\u00a0€`;
}

/** The drawing in one sentence with its figures, for who does not see it. */
export function describeTornado({ name, amount, bars }: Tornado, shown: number): string {
  const parts = bars.slice(0, shown).map(({ label, low, high, lowLabel, highLabel }) => {
    const from = lowLabel === '' ? euros(low) : `${euros(low)} (${lowLabel})`;
    const to = highLabel === '' ? euros(high) : `${euros(high)} (${highLabel})`;
    return `${label}, de ${from} à ${to}`;
  });
  return `${name}\u00a0: ${euros(amount)} dans ce scénario. ${parts.join('\u202f; ')}.`;
}
