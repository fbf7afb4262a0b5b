import { type AudienceChoice, POPULATIONS } from './characteristics/protect-characteristics.ts';
import { type Cost, type Hidden, lossOf, NO_COST, plus } from './suppression/loss.ts';

/** Narrow, so that a number is not broken. */
const THIN = '\u202f';
const WHOM: Readonly<Record<string, string>> = { accompagnees: 'Personnes accompagnées', sorties: 'Sorties' };

/**
 * What an audience is not told, for whoever administers: against hiding only what the rules hide, and against the cheapest
 * choice.
 */
export function lossText({
  mart,
  audience,
  years,
}: Pick<AudienceChoice, 'mart' | 'audience' | 'years'>): string {
  const { all, primary, coarsened, secondary } = lossOf(years.flatMap(({ lines }) => lines));
  const parts = [
    `${hiddenText(primary)} masqués par une règle`,
    `${hiddenText(coarsened)} dits pour la région seule`,
    `${hiddenText(secondary)} masqués pour que ceux-là ne soient pas retrouvés`,
  ];
  const cost = years.reduce((sum, year) => plus(sum, year.cost), NO_COST);
  return `${WHOM[POPULATIONS[mart]]}, ${audience}\u00a0: ${grouped(String(all.figures))} chiffres, dont ${parts.join(', ')}. ${costText(cost)}`;
}

function hiddenText({ figures, persons }: Hidden): string {
  return `${grouped(String(figures))} (${grouped(String(persons))} personnes)`;
}

/** The cost of what was chosen now: what an earlier release hid is not chosen again. */
function costText({ paid, least, unbounded }: Cost): string {
  if (paid + unbounded === 0)
    return 'Rien de plus à masquer que ce qui l’était déjà ou que les règles masquent.';
  const parts: string[] = [];
  if (paid > 0)
    parts.push(
      `coût ${decimal(paid)}, aucun choix sous ${decimal(least)} (écart à l’optimum\u00a0: ${decimal((100 * (paid - least)) / least)}\u00a0% au plus)`,
    );
  if (unbounded > 0)
    parts.push(`coût ${decimal(unbounded)} là où il y a trop de cellules pour chercher l’optimum`);
  return `Choisi maintenant pour les autres\u00a0: ${parts.join('\u00a0; ')}.`;
}

function decimal(value: number): string {
  const [whole = '', part = ''] = value.toFixed(1).split('.');
  return `${grouped(whole)},${part}`;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, THIN);
}
