import type { Bar } from './bar.ts';
import type { ChartOf } from './charts.ts';
import type { Durations } from './duration.ts';
import { absenceText } from './figure.ts';
import type { Flow } from './flow.ts';
import type { Matrix } from './matrix.ts';
import { formatNumber, formatPercent, formatShare } from './number.ts';
import type { Rate } from './rate.ts';
import type { Shares } from './share.ts';
import type { MapPlace } from './territory-map.ts';

/** The figures of a drawing as text, a line each. */
export interface ChartTable {
  heads: string[];
  lines: string[][];
}

const valueText = (value: number | null, statut: string | undefined) =>
  value === null ? absenceText(statut ?? '') : formatNumber(value);

function ofBars(bars: Bar[], percent: boolean): ChartTable {
  const known = (value: number) => (percent ? formatPercent(value) : formatNumber(value));
  const detailed = bars.some(({ detail }) => detail);
  return {
    heads: ['Ligne', percent ? 'Part' : 'Nombre', ...(detailed ? ['Précision'] : [])],
    lines: bars.map(({ label, value, absence, detail }) => [
      label,
      value === null ? absence : known(value),
      ...(detailed ? [detail ?? ''] : []),
    ]),
  };
}

function ofShares({ parts, whole }: Shares): ChartTable {
  return {
    heads: ['Part', 'Nombre', 'En %'],
    lines: parts.map(({ label, value, statut, unknown }) => [
      label,
      valueText(value, statut),
      value === null || whole === null || unknown ? '–' : (formatShare(value, whole) ?? '–'),
    ]),
  };
}

function ofFlow({ label, value, branches }: Flow): ChartTable {
  const share = (part: number | null) => (part === null ? '–' : (formatShare(part, value) ?? '–'));
  return {
    heads: ['Étape', 'Nombre', 'En %', 'Précision'],
    lines: [
      [label, formatNumber(value), '–', ''],
      ...branches.map((one) => [
        one.label,
        valueText(one.value, one.statut),
        share(one.value),
        one.detail ?? '',
      ]),
    ],
  };
}

function ofDurations({ bands, lines }: Durations): ChartTable {
  return {
    heads: ['Ligne', ...bands, 'Durée inconnue', 'Médiane, en jours'],
    lines: lines.map(({ label, counts, unknown, median }) => [
      label,
      ...counts.map(formatNumber),
      formatNumber(unknown),
      median === null ? 'non disponible' : formatNumber(median),
    ]),
  };
}

function ofRates(rates: Rate[]): ChartTable {
  const number = (value: number | null) => (value === null ? '–' : formatNumber(value));
  return {
    heads: ['Ligne', 'Taux', 'Numérateur', 'Dénominateur', 'Inconnus'],
    lines: rates.map(({ label, value, statut, part, whole, unknown }) => [
      label,
      value === null ? absenceText(statut) : formatPercent(value),
      number(part),
      number(whole),
      formatNumber(unknown),
    ]),
  };
}

function ofMap(places: MapPlace[]): ChartTable {
  return {
    heads: ['Département', 'Chiffre', 'Précision'],
    lines: places.map(({ name, code, text, detail }) => [`${name} (${code})`, text, detail]),
  };
}

function ofMatrix({ columns, lines }: Matrix): ChartTable {
  return {
    heads: ['Ligne', ...columns.map(({ head, group }) => (group ? `${group}, ${head}` : head))],
    lines: lines.map(({ label, cells }) => [
      label,
      ...cells.map(({ state, note }) => (note ? `${state}, ${note}` : state)),
    ]),
  };
}

/** The figures that a drawing shows, from what it was drawn of; undefined for drawings whose page has their table. */
export function chartTable({ chart, content }: ChartOf): ChartTable | undefined {
  switch (chart) {
    case 'bars':
      return ofBars(content.bars, content.percent ?? false);
    case 'shares':
      return ofShares(content.shares);
    case 'flow':
      return ofFlow(content.flow);
    case 'durations':
      return ofDurations(content.durations);
    case 'rates':
      return ofRates(content.rates);
    case 'map':
      return ofMap(content.places);
    case 'matrix':
      return ofMatrix(content.matrix);
    default:
      return undefined;
  }
}
