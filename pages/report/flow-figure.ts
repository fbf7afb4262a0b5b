import { number, type Row, text } from '../components/figure.ts';
import { stageFlow } from '../components/stage-flow.ts';
import type { Edition } from './cube-table.ts';
import { TOTAL } from './cubes.ts';
import type { Chart } from './document.ts';
import { figureFrom } from './figure.ts';
import { provenanceSentence } from './matrix.ts';
import type { Notes } from './notes.ts';
import { STAGES } from './subjects.ts';

const CUBE = 'seances';
const TERMS = ['convocations', 'presences', 'absences', 'excuses', 'reports', 'presences_annee_precedente'];

/** What became of the convocations to an antenne's stages, as a drawing; none without convocations. */
export function flowFigure({ cubes, year }: Edition, code: string, notes: Notes): Chart[] {
  const rows = cubes
    .rows(CUBE)
    .filter(
      (row) =>
        text(row, 'antenne') === code &&
        number(row, 'annee') === year &&
        text(row, 'module') === STAGES &&
        text(row, 'site') === TOTAL,
    );
  const flow = stageFlow(rows, code, year);
  if (flow === undefined) return [];
  const of = (indicateur: string): Row[] => rows.filter((row) => text(row, 'indicateur') === indicateur);
  const bars = TERMS.flatMap(of).map((row) => {
    const label = cubes.label(CUBE, 'indicateur', text(row, 'indicateur'));
    return { label, short: label, figure: figureFrom(cubes, CUBE, row) };
  });
  const [first] = bars;
  if (first === undefined) return [];
  const provenances = [...new Set(bars.map(({ figure }) => figure.provenance))].filter(Boolean);
  return [
    {
      ...{
        kind: 'chart',
        form: 'bars',
        id: `convocations-${code.toLowerCase()}`,
        unit: first.figure.unit,
        bars,
      },
      title: `Ce que sont devenues les convocations aux stages, ${year}`,
      about: [first.figure.base === '' ? '' : `Base : ${first.figure.base}.`, provenanceSentence(provenances)]
        .filter(Boolean)
        .join(' '),
      notes: notes.ofSources([[...new Set(bars.flatMap(({ figure }) => figure.sources))]]),
      drawing: { chart: 'flow', flow },
    },
  ];
}
