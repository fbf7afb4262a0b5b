import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText } from './drawing.ts';
import { absenceText } from './figure.ts';
import { dashes, palette } from './palette.ts';
import { lineText, type Profile, type ProfileLine } from './profile.ts';

export interface ProfileChartOptions extends DrawingOptions {
  profile: Profile;
}

const lineHeight = { wide: 34, narrow: 46 };
const barHeight = 18;
const labelWidth = 285;
/** Room for a label, in em: a longer one ends in an ellipsis; the table says it whole. */
const labelEm = { wide: 18, narrow: 22 };
/** Share of the width kept free at the right for `1 160 (95,1 %)`. */
const roomForNumber = { wide: 0.28, narrow: 0.6 };
/** Length of the hatching that stands for a hidden number, as a share of the scale: it says nothing of its size. */
const hatching = 0.12;

/**
 * The modalités of a characteristic as horizontal bars, on a scale that ends at the base, so that bars are shares. A hidden
 * number is hatching of one length and the word: never an empty bar, never zero. SVG text without style of its own.
 */
export function drawProfile({ profile, title, width, document }: ProfileChartOptions): string {
  const narrow = width < 480;
  const form = narrow ? 'narrow' : 'wide';
  const { lines, baseValue } = profile;
  const scale = Math.max(1, baseValue ?? 0, ...lines.map(({ value }) => value ?? 0));
  const known = lines.filter(({ value }) => value !== null);
  const absent = lines.filter(({ value }) => value === null);
  const secret = absent.filter(({ statut }) => statut === 'secret');
  const dy = narrow ? 9 : 0;
  const inset = (lineHeight[form] - barHeight) / 2;
  const beside = { y: 'code', textAnchor: 'start', dx: 6, dy } as const;
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width, height: lines.length * lineHeight[form] + 8 },
    ...{ marginTop: 4, marginBottom: 4, marginRight: 4, marginLeft: narrow ? 2 : labelWidth },
    ariaLabel: title,
    x: { axis: null, domain: [0, scale * (1 + roomForNumber[form])] },
    y: { axis: null, domain: lines.map(({ code }) => code), padding: 0 },
    marks: [
      Plot.barX(known, {
        ...{ x: 'value', y: 'code', insetTop: inset + dy, insetBottom: inset - dy },
        fill: palette.main,
        className: 'barres',
      }),
      Plot.link(secret, {
        ...{ x1: 0, x2: scale * hatching, y: 'code', dy, strokeWidth: barHeight },
        ...{ stroke: palette.hatching, strokeDasharray: dashes.secret },
        className: 'secrets',
      }),
      Plot.text(known, { ...beside, x: 'value', text: lineText, className: 'nombres' }),
      Plot.text(absent, {
        ...beside,
        x: ({ statut }: ProfileLine) => (statut === 'secret' ? scale * hatching : 0),
        text: ({ statut }: ProfileLine) => absenceText(statut),
        fill: palette.softInk,
        className: 'absences',
      }),
      Plot.text(lines, {
        ...{ x: 0, y: 'code', text: 'label', lineWidth: labelEm[form], textOverflow: 'ellipsis' },
        ...{ textAnchor: narrow ? 'start' : 'end', dx: narrow ? 4 : -10, dy: narrow ? -11 : 0 },
        className: 'libelles',
      }),
      Plot.ruleX([0]),
    ],
  });
  return drawingText(plot);
}
