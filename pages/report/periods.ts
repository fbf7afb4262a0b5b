import { number, type Row, text } from '../components/figure.ts';
import { column, type Edition, linesOf } from './cube-table.ts';
import type { Cubes } from './cubes.ts';
import type { Block, Chart } from './document.ts';
import { figureFrom } from './figure.ts';
import { matrix } from './matrix.ts';
import type { Notes } from './notes.ts';
import type { Reading } from './reading.ts';

const CUBE = 'periodes';
const MONTHS = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
  ' ',
);

/** As short as twelve columns on a page ask for. */
const SHORT_MONTHS = 'janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.'.split(' ');

/** What a period's code means: `2024-03` March 2024, `2024-T1` the first quarter, `2024-03/12m` the year to it. */
export function periodText(code: string): string {
  const [, year, month, quarter] = /^(\d{4})-(?:(\d{2})|T(\d))/.exec(code) ?? [];
  if (quarter !== undefined) return `${quarter === '1' ? '1er' : `${quarter}e`} trimestre`;
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? code : code.includes('/') ? `12 mois à fin ${name} ${year}` : `${name} ${year}`;
}

/** The months of a year as a chart of one indicator, and its quarters as a table, of one antenne or the region. */
export function periodBlocks(
  { cubes, year }: Edition,
  reading: Reading,
  antenne: string,
  notes: Notes,
): Block[] {
  const rows = cubes
    .rows(CUBE)
    .filter((row) => text(row, 'antenne') === antenne && number(row, 'annee') === year);
  const quarters = rows.filter((row) => text(row, 'genre') === 'trimestre');
  const codes = [...new Set(quarters.map((row) => text(row, 'periode')))].sort();
  const table = matrix({
    ...{ cubes, cube: CUBE, id: `trimestres-${antenne.toLowerCase()}`, caption: 'Activité par trimestre' },
    ...{ head: 'Indicateur', rows: quarters, year, notes },
    lines: linesOf(cubes, { cube: CUBE, id: '', caption: '' }, quarters),
    columns: codes.map((code) => column(periodText(code), year, 'periode', code)),
  });
  const charts = KINDS.flatMap(({ genre, title }) =>
    chartOf(cubes, rows, { genre, title, antenne, notes, reading }),
  );
  return [...charts, ...table];
}

/** What is drawn of a year: each month alone, and the twelve months that end with it. */
const KINDS = [
  { genre: 'mois', title: 'mois par mois' },
  { genre: 'douze_mois', title: 'sur les douze mois finissant chaque mois' },
];
const DRAWN = 'personnes_accompagnees';

interface Drawn {
  genre: string;
  title: string;
  antenne: string;
  notes: Notes;
  reading: Reading;
}

function chartOf(
  cubes: Cubes,
  rows: readonly Row[],
  { genre, title, antenne, notes, reading }: Drawn,
): Chart[] {
  const own = rows
    .filter((row) => text(row, 'genre') === genre && text(row, 'indicateur') === DRAWN)
    .sort((a, b) => (text(a, 'periode') < text(b, 'periode') ? -1 : 1));
  const bars = own.map((row) => ({
    label: periodText(text(row, 'periode')),
    short: SHORT_MONTHS[Number(text(row, 'periode').slice(5, 7)) - 1] ?? text(row, 'periode'),
    figure: figureFrom(cubes, CUBE, row),
  }));
  const [first] = bars;
  // One or two columns draw nothing that the table does not say.
  if (!first || bars.filter(({ figure }) => figure.value !== null).length < 3) return [];
  const breaks = brokenBy(own, reading);
  const bases = [...new Set(bars.map(({ figure }) => figure.base))].filter((base) => base !== '');
  return [
    {
      kind: 'chart',
      id: `${genre.replace('_', '-')}-${antenne.toLowerCase()}`,
      form: 'columns',
      title: `${cubes.label(CUBE, 'indicateur', DRAWN)}, ${title}`,
      unit: first.figure.unit,
      bars,
      about: [
        ...(bases.length === 0 ? [] : [`Base : ${bases.join(' – ')}.`]),
        ...(breaks.length === 0 ? [] : [MIXED]),
      ].join(' '),
      notes: [
        ...notes.ofSources([[...new Set(bars.flatMap(({ figure }) => figure.sources))]]),
        ...breaks.map((texte) => notes.number(texte)),
      ],
    },
  ];
}

const MIXED =
  'Une définition a changé entre les deux années (voir la note) : les douze mois finissant de janvier à novembre mêlent l’avant et l’après ; ils ne se comparent pas entre eux, ni à l’année.';

/** What is said of the changes of definition that twelve months have within them: those of the year they do not begin. */
function brokenBy(rows: readonly Row[], reading: Reading): string[] {
  const across = rows.filter((row) => /^\d{4}-(0\d|1[01])\/12m$/.test(text(row, 'periode')));
  return [...new Set(across.flatMap((row) => reading.breaks(CUBE, row).map((note) => text(note, 'texte'))))];
}
