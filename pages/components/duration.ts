import { formatNumber, formatShare } from './number.ts';

/** How many lasted how long: bands that follow one another and do not overlap. */
export interface DurationLine {
  label: string;
  /** One count a band, in the order of the bands. */
  counts: number[];
  /** Those whose duration is not known. */
  unknown: number;
  /** In days; null where the release has none. */
  median: number | null;
}

export interface Durations {
  /** `jusqu’à six mois`, `plus de six mois`. */
  bands: string[];
  lines: DurationLine[];
}

/** Of how many the duration is known. */
export function knownDurations({ counts }: DurationLine): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** `médiane 159 jours`; empty without one. */
export function medianText({ median }: DurationLine): string {
  return median === null ? '' : `médiane ${formatNumber(median)}\u00a0jour${median < 2 ? '' : 's'}`;
}

/** `24 (17,4 %)`. */
export function countText(line: DurationLine, index: number): string {
  const count = line.counts[index] ?? 0;
  const share = formatShare(count, knownDurations(line));
  return share === undefined ? formatNumber(count) : `${formatNumber(count)} (${share})`;
}

/** The drawing in one sentence with every figure, for who does not see it. */
export function describeDurations({ bands, lines }: Durations, unit: string): string {
  const said = lines.map((line) => {
    const parts = bands.map((band, index) => `${band} ${countText(line, index)}`);
    const unknown = line.unknown > 0 ? [`durée non connue ${formatNumber(line.unknown)}`] : [];
    return `${line.label}, sur ${formatNumber(knownDurations(line))}\u00a0: ${[...parts, ...unknown, medianText(line)].filter(Boolean).join(', ')}`;
  });
  return `Durées, en ${unit}. ${said.join('\u202f; ')}.`;
}
