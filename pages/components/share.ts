import { absenceText } from './figure.ts';
import { formatNumber, formatShare } from './number.ts';

/** One part of a whole. */
export interface SharePart {
  label: string;
  /** Null when it is absent; `statut` then says how. */
  value: number | null;
  statut: string;
  /** Those of whom it is not known: a part of the bar, of no share. */
  unknown?: boolean;
}

/** Parts, and the whole that their shares divide by; null when it is not said, and then no share is. */
export interface Shares {
  parts: SharePart[];
  whole: number | null;
}

/** `3 452 (45,2 %)`, `12`, `secret`: a part as it is read. */
export function shareText({ value, statut, unknown }: SharePart, whole: number | null): string {
  if (value === null) return absenceText(statut);
  const share = whole === null || unknown ? undefined : formatShare(value, whole);
  return share === undefined ? formatNumber(value) : `${formatNumber(value)} (${share})`;
}

/** The bar in one sentence with every figure, for who does not see it. */
export function describeShares({ parts, whole }: Shares, unit: string): string {
  const said = parts.map((part) => `${part.label} ${shareText(part, whole)}`);
  const base = whole === null ? '' : `, sur ${formatNumber(whole)}`;
  return `Une barre partagée, en ${unit}${base}\u00a0: ${said.join('\u202f; ')}.`;
}
