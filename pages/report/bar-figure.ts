import { type Row, text } from '../components/figure.ts';
import type { Cubes } from './cubes.ts';
import type { Chart } from './document.ts';
import { figureFrom } from './figure.ts';
import { provenanceSentence } from './matrix.ts';
import type { Notes } from './notes.ts';

/** Rows of a cube as horizontal bars; undefined when none has a number. */
export function barFigure(
  cubes: Cubes,
  cube: string,
  bars: readonly { label: string; row: Row }[],
  { id, title, notes }: { id: string; title: string; notes: Notes },
): Chart | undefined {
  const figures = bars.map(({ label, row }) => ({
    label,
    short: label,
    figure: figureFrom(cubes, cube, row),
  }));
  const [first] = figures;
  if (!first || figures.every(({ figure }) => figure.value === null)) return undefined;
  const bases = [...new Set(bars.map(({ row }) => text(row, 'base')))].filter((base) => base !== '');
  const provenances = [...new Set(figures.map(({ figure }) => figure.provenance))].filter(Boolean);
  const about = [
    bases.length === 1 ? `Base : ${bases[0]}.` : bases.length > 1 ? 'Bases : voir le tableau.' : '',
    provenances.length > 1 ? 'Provenances : voir le tableau.' : provenanceSentence(provenances),
  ];
  return {
    kind: 'chart',
    form: 'bars',
    unit: first.figure.unit,
    bars: figures,
    ...{ id, title, about: about.filter(Boolean).join(' ') },
    notes: notes.ofSources([[...new Set(figures.flatMap(({ figure }) => figure.sources))]]),
  };
}
