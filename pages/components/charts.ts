/** Every drawing of rows, by the name that a page's `Drawing` has it by: one file for the browser to fetch, and only then. */
import { drawBars } from './bar-chart.ts';
import type { DrawingOptions } from './drawing.ts';
import { drawDurations } from './duration-chart.ts';
import { drawFlow } from './flow-chart.ts';
import { drawMap } from './map-chart.ts';
import { drawMatrix } from './matrix-chart.ts';
import { drawPeriods } from './period-chart.ts';
import { drawProfile } from './profile-chart.ts';
import { drawRates } from './rate-chart.ts';
import { drawShares } from './share-chart.ts';

export const charts = {
  bars: drawBars,
  durations: drawDurations,
  flow: drawFlow,
  map: drawMap,
  matrix: drawMatrix,
  periods: drawPeriods,
  profile: drawProfile,
  rates: drawRates,
  shares: drawShares,
} as const;

export type ChartName = keyof typeof charts;

/** What each drawing shows, as its function takes it, without the room that it is given. */
export type ChartContents = {
  [Name in ChartName]: Omit<Parameters<(typeof charts)[Name]>[0], keyof DrawingOptions>;
};

/** A drawing by its name and what it shows. */
export type ChartOf<Name extends ChartName = ChartName> = {
  [One in Name]: { chart: One; content: ChartContents[One] };
}[Name];

const drawers: { [Name in ChartName]: (options: ChartContents[Name] & DrawingOptions) => string } = charts;

/** Draws one of them as SVG text. */
export function drawChart<Name extends ChartName>(
  { chart, content }: { chart: Name; content: ChartContents[Name] },
  room: DrawingOptions,
): string {
  return drawers[chart]({ ...content, ...room });
}
