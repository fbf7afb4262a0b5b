import type { DurationLine, Durations } from './duration.ts';
import { attributeNumber, number, type Row, text } from './figure.ts';

/** The counts of the cube `attente` that say how long: those over six months among those that ended, and that go on. */
const counted = [
  ['fins', 'fins_plus_de_six_mois', 'attentes finies', 'delai_median'],
  ['cloture', 'cloture_plus_de_six_mois', 'en attente au 31 décembre', ''],
] as const;

/**
 * How long persons waited, by antenne: two lines each, in two bands. An antenne that does not say how many waited longer has
 * no line. The region has its lines where more than one antenne tells of waiting.
 */
export function waitingDurations(rows: readonly Row[], labels: Record<string, string>): Durations {
  const whole = rows.filter((row) => text(row, 'module') === '_T');
  const telling = [...new Set(whole.map((row) => text(row, 'antenne')))].filter((antenne) =>
    whole.some((row) => text(row, 'antenne') === antenne && text(row, 'indicateur') === 'fins'),
  );
  const branches = telling.filter((antenne) => antenne !== 'CPCA').sort();
  const shown = branches.length > 1 && telling.includes('CPCA') ? [...branches, 'CPCA'] : branches;
  const lines = shown.flatMap((antenne) => {
    const of = (indicateur: string) =>
      whole.find((row) => text(row, 'antenne') === antenne && text(row, 'indicateur') === indicateur);
    return counted.flatMap(([all, over, word, median]): DurationLine[] => {
      const [total, long] = [number(of(all), 'valeur'), number(of(over), 'valeur')];
      if (total === null || long === null || total === 0) return [];
      const unknown = attributeNumber(of(over), 'inconnus') ?? 0;
      return [
        {
          ...{ label: `${labels[antenne] ?? antenne}, ${word}`, unknown },
          counts: [total - unknown - long, long],
          median: median === '' ? null : number(of(median), 'valeur'),
        },
      ];
    });
  });
  return { bands: ['jusqu’à six mois', 'plus de six mois'], lines };
}
