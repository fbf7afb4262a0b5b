/** Every drawing of rows, by the name that a page's `Drawing` has it by: one file for the browser to fetch, and only then. */
import { drawBars } from './bar-chart.ts';
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
