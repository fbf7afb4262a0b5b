import { attributeNumber, number, provenanceText, type Row, text } from './figure.ts';
import { formatNumber, unitAfter } from './number.ts';
import type { SharePart, Shares } from './share.ts';

/** The parts of one block of `chiffres_cles`, with what is said of their base. */
export interface BlockShares {
  shares: Shares;
  unit: string;
  /** Base and provenance, in a sentence. */
  base: string;
}

/**
 * One block of the cube `chiffres_cles` as parts of a whole, the largest first. The whole is the base that the source prints;
 * where it prints none, the sum of the parts if none is absent, and the words say so.
 */
export function blockShares(rows: readonly Row[], bloc: string): BlockShares | undefined {
  const own = rows.filter((row) => text(row, 'bloc') === bloc && text(row, 'modalite') !== '_T');
  const [first] = own;
  if (first === undefined) return undefined;
  const parts = own
    .map(
      (row): SharePart => ({
        ...{ label: text(row, 'libelle'), value: number(row, 'valeur'), statut: text(row, 'statut') },
        ...(text(row, 'modalite') === '_U' ? { unknown: true } : {}),
      }),
    )
    .sort(
      (a, b) => Number(a.unknown ?? false) - Number(b.unknown ?? false) || (b.value ?? -1) - (a.value ?? -1),
    );
  const printed = attributeNumber(first, 'base_valeur');
  const complete = parts.every(({ value }) => value !== null);
  const sum = parts.reduce((all, { value, unknown }) => all + (unknown ? 0 : (value ?? 0)), 0);
  const whole = printed !== null && printed > 0 ? printed : complete && sum > 0 ? sum : null;
  const unit = text(first, 'unite');
  const provenances = [...new Set(own.map((row) => `${provenanceText(text(row, 'provenance'))}s`))];
  const size =
    whole === null
      ? ''
      : ` (${formatNumber(whole)} ${unitAfter(whole, unit)}${whole === printed ? '' : ', somme des parts'})`;
  return {
    shares: { parts, whole },
    unit: unitAfter(2, unit),
    base: `Base\u00a0: ${text(first, 'base')}${size}. Chiffres ${provenances.join(' et ')}.`,
  };
}
