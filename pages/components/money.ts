import { absenceText, attributeNumber, number, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';
import { region } from './sending.ts';
import { sourceText } from './source.ts';

/** One amount of the porteur's year: the sum of its conventions, or the total of its accounts. */
export interface Amount {
  label: string;
  /** In euros; null when nothing of it is known. */
  value: number | null;
  /** How it is absent. */
  absence: string;
  /** What the amount is of, and what it lacks. */
  base: string;
  provenance: string;
  source: string;
}

const kinds = [
  { label: 'Accordé au porteur', indicator: 'accorde', object: /^[^/_]+$/ },
  { label: 'Reversé aux antennes', indicator: 'reverse', object: /^[^/_]+$/ },
  { label: 'Dépensé par le porteur', indicator: 'realise', object: /^charge__T$/ },
] as const;

/** `193 000 €`, with cents where there are some. */
export function formatEuros(value: number): string {
  const digits = Number.isInteger(value) ? 0 : 2;
  const written = new Intl.NumberFormat('fr-FR', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${written.format(value)}\u00a0€`;
}

function lackText(rows: Row[]): string {
  const unknown = rows.reduce((sum, row) => sum + (attributeNumber(row, 'inconnus') ?? 0), 0);
  const absent = rows.filter((row) => number(row, 'valeur') === null).length;
  const lack = unknown + absent;
  return lack === 0
    ? ''
    : `, sans ${formatNumber(lack)} montant${lack < 2 ? '' : 's'} non connu${lack < 2 ? '' : 's'}`;
}

/** What was granted to the porteur, passed on by it, and spent, from the rows of the cube `finances` of one year. */
export function porteurAmounts(rows: Row[]): Amount[] {
  return kinds.map(({ label, indicator, object }) => {
    const own = rows.filter(
      (row) =>
        text(row, 'antenne') === region &&
        text(row, 'indicateur') === indicator &&
        object.test(text(row, 'objet')),
    );
    const known = own.flatMap((row) => number(row, 'valeur') ?? []);
    const bases = [...new Set(own.map((row) => text(row, 'base')))].join(', ');
    return {
      label,
      // In cents, so that a sum of amounts has no other decimals than theirs.
      value: known.length === 0 ? null : known.reduce((sum, euros) => sum + Math.round(euros * 100), 0) / 100,
      absence: absenceText(text(own[0], 'statut') || 'non_transmis'),
      base: `${bases}${own.length > 1 ? ` (${formatNumber(own.length)})` : ''}${lackText(own)}`,
      provenance: text(own[0], 'provenance'),
      source: sourceText(own.map((row) => text(row, 'source'))),
    };
  });
}
