import { number, type Row, text } from '../components/figure.ts';
import { offerMatrix } from '../components/offer.ts';
import { barFigure } from './bar-figure.ts';
import { column, type Edition, isWhole, linesOf, regionTable, type Subject } from './cube-table.ts';
import { REGION, TOTAL, UNKNOWN } from './cubes.ts';
import type { Block, Cell, Chapter, Section, Table } from './document.ts';
import { sourcesIn } from './figure.ts';
import { figureList } from './figure-list.ts';
import { financeBlocks } from './finances.ts';
import { matrix, missingCube } from './matrix.ts';
import { Notes } from './notes.ts';
import { periodBlocks } from './periods.ts';
import { PROFILE_PARTS } from './profile-chapters.ts';
import { profileTables } from './profiles.ts';
import type { Reading } from './reading.ts';
import { countedElsewhere } from './regional.ts';
import { SUBJECTS } from './subjects.ts';

const CUBE = 'chiffres_cles';
const ACTIVITY = 'activite';

/** Chapter II: the figures of the whole CPCA, block by block, then by antenne, module and territory. */
export function keyFigureChapter(edition: Edition, reading: Reading): Chapter {
  const section = (id: string, title: string, blocks: (notes: Notes) => Block[]): Section => {
    const notes = new Notes();
    return { id: `cles-${id}`, title, blocks: blocks(notes), notes: notes.list() };
  };
  const part = (bloc: string, caption: string, heading: string) => (notes: Notes) =>
    keyBlock(edition, reading, notes, { bloc, caption, heading });
  const { year } = edition;
  return {
    id: 'chiffres-cles',
    title: `II. Chiffres clés ${year}`,
    lead: 'Les chiffres du CPCA dans l’ordre du rapport d’activité. Chaque chiffre porte sa base, sa provenance et, en note, sa source. Déclaré et calculé sont côte à côte quand les deux existent.',
    sections: [
      section('orientations', 'Orientations', (notes) => [
        ...part('orientations', `Orientations reçues par le CPCA en ${year}`, 'Orientations')(notes),
        ...byBranch(edition, reading, notes, 'orientations', 'Orientations, par antenne'),
      ]),
      section('personnes', 'Personnes rencontrées et personnes prises en charge', (notes) => [
        ...part('rencontrees', `Situation des personnes rencontrées en ${year}`, 'Situation')(notes),
        ...part('prises_en_charge', `Personnes prises en charge en ${year}`, 'Personnes')(notes),
      ]),
      section('nature', 'Nature des accompagnements', (notes) => [
        {
          kind: 'text',
          text: 'Un accompagnement n’est pas une personne : une personne peut en avoir plusieurs. Les cinq natures ci-dessous et les modules de prise en charge sont deux listes différentes.',
        },
        ...part('nature', `Accompagnements de ${year}, par nature`, 'Nature')(notes),
      ]),
      section('heberges', 'Hébergement : personnes, nuitées, durée', (notes) => [
        ...part('heberges', `Personnes hébergées en ${year}`, 'Type de place')(notes),
        ...part('nuitees', `Nuitées de ${year}`, 'Type de place')(notes),
        ...part('duree_occupation', `Durée moyenne d’occupation en ${year}`, 'Durée')(notes),
      ]),
      section('antennes', 'Personnes accompagnées, par antenne', (notes) => [
        {
          kind: 'text',
          text: 'Chaque antenne compte avec son propre mot. Une personne suivie par deux antennes compte deux fois dans la somme des antennes ; le nombre sans double compte est à côté.',
        },
        ...byBranch(edition, reading, notes, 'personnes_accompagnees', 'Personnes accompagnées, par antenne'),
        ...withoutDoubles(edition, reading, notes),
      ]),
      section('modules', 'Personnes accompagnées, par module', (notes) => modules(edition, notes)),
      ...SUBJECTS.map((subject) =>
        section(subject.id, subject.title, (notes) => [
          ...(subject.lead === undefined ? [] : [{ kind: 'text' as const, text: subject.lead }]),
          ...subject.tables.flatMap((table) => regionTable(edition, reading, table, notes)),
        ]),
      ),
      section('moyens', 'Moyens : conventions, coûts, objectifs, comptes', (notes) => [
        {
          kind: 'text',
          text: 'Un coût rapporte une dépense à un nombre ; les deux sont écrits sous le résultat. Le porteur est compté comme porteur, jamais comme la somme des antennes.',
        },
        ...financeBlocks(edition, notes),
      ]),
      section('periodes', 'L’année, mois par mois', (notes) => periodBlocks(edition, reading, REGION, notes)),
      section('territoires', 'Territoires : couverture et actions en place', (notes) => [
        ...coverage(edition, notes),
        ...offer(edition, notes, 'offre', 'departement', 'Actions de référence en place, par département'),
        ...offer(edition, notes, 'offre_tribunal', 'tribunal', 'Actions en place, par tribunal judiciaire'),
      ]),
      ...PROFILE_PARTS.map(({ id, title, lead, subjects }) =>
        section(id, title, (notes) => [
          { kind: 'text', text: lead },
          ...subjects(edition).flatMap((subject) => profileTables(edition, subject, notes)),
        ]),
      ),
    ],
  };
}

/** One block of the key figures: a chart of its parts where it has some, and its table. */
function keyBlock(
  { cubes, year }: Edition,
  reading: Reading,
  notes: Notes,
  { bloc, caption, heading }: { bloc: string; caption: string; heading: string },
): Block[] {
  if (!cubes.has(CUBE)) return [{ kind: 'missing', text: missingCube(CUBE) }];
  const rows = cubes.rows(CUBE).filter((row) => text(row, 'bloc') === bloc);
  const now = rows.filter((row) => number(row, 'annee') === year);
  if (now.length === 0)
    return [{ kind: 'missing', text: `${caption} : aucun chiffre n’a été transmis pour cette partie.` }];
  const codes = cubes.codesIn(CUBE, 'modalite', now).filter((code) => code !== TOTAL);
  const parts = codes.flatMap((code) => now.filter((row) => text(row, 'modalite') === code));
  const order = [TOTAL, ...codes];
  const lines = order.flatMap((code) => {
    const own = rows.filter((row) => text(row, 'modalite') === code);
    const [first] = own.filter((row) => number(row, 'annee') === year);
    if (!first) return [];
    const elsewhere = countedElsewhere(cubes, first);
    return [{ label: text(first, 'libelle'), rows: own, ...(elsewhere ? { elsewhere } : {}) }];
  });
  const chart = barFigure(
    cubes,
    CUBE,
    parts.map((row) => ({ label: text(row, 'libelle'), row })),
    { id: `graphique-${bloc}`, title: caption, notes },
  );
  const table = figureList({
    ...{ cubes, cube: CUBE, id: `table-${bloc}`, caption, head: heading, year, notes, reading },
    groups: [{ heading: '', lines }],
    shares: parts.length > 0,
  });
  return chart === undefined ? [table] : [chart, table];
}

/** Rows of the whole of an antenne, or of the region, for one indicator of the activity. */
function wholes({ cubes }: Edition, indicator: string, antenne: string): Row[] {
  return cubes
    .rows(ACTIVITY)
    .filter(
      (row) =>
        text(row, 'indicateur') === indicator &&
        text(row, 'antenne') === antenne &&
        isWhole(row, 'site') &&
        isWhole(row, 'module'),
    );
}

function byBranch(
  edition: Edition,
  reading: Reading,
  notes: Notes,
  indicator: string,
  caption: string,
): Block[] {
  const { cubes, year, branches } = edition;
  if (!cubes.has(ACTIVITY)) return [{ kind: 'missing', text: missingCube(ACTIVITY) }];
  const all = [...branches.filter(({ code }) => code !== REGION)].map(({ code, name }) => ({
    label: name,
    rows: wholes(edition, indicator, code),
  }));
  const region = { label: 'CPCA Sud-Occitanie', rows: wholes(edition, indicator, REGION) };
  const now = ({ rows }: { rows: Row[] }) =>
    rows
      .filter((row) => number(row, 'annee') === year && number(row, 'valeur') !== null)
      .sort((a, b) => (text(a, 'provenance') < text(b, 'provenance') ? 1 : -1))[0];
  const bars = all.flatMap((line) => {
    const row = now(line);
    return row ? [{ label: line.label, row }] : [];
  });
  const silent = all.filter((line) => !now(line)).map(({ label }) => label);
  const chart = barFigure(cubes, ACTIVITY, bars, {
    ...{ id: `graphique-antennes-${indicator}`, title: `${caption}, ${year}`, notes },
  });
  const table = figureList({
    ...{ cubes, cube: ACTIVITY, id: `table-antennes-${indicator}`, caption: `${caption}, ${year}` },
    ...{ head: 'Antenne', year, notes, reading, shares: false },
    groups: [{ heading: '', lines: [...all, region].filter(({ rows }) => rows.length > 0) }],
  });
  return [
    ...(chart ? [chart] : []),
    table,
    ...(silent.length > 0
      ? [
          {
            kind: 'missing' as const,
            text: `Aucun nombre transmis ni disponible pour : ${silent.join(', ')}. Il ne vaut pas zéro ; les totaux régionaux déclarés peuvent le comprendre.`,
          },
        ]
      : []),
  ];
}

function withoutDoubles(edition: Edition, reading: Reading, notes: Notes): Block[] {
  const { cubes, year } = edition;
  const rows = wholes(edition, 'personnes_sans_double_compte', REGION);
  if (rows.every((row) => number(row, 'annee') !== year)) return [];
  return [
    figureList({
      ...{ cubes, cube: ACTIVITY, id: 'table-sans-double-compte', year, notes, reading, shares: false },
      ...{ caption: 'Personnes accompagnées, chacune comptée une fois dans la région', head: 'Région' },
      groups: [{ heading: '', lines: [{ label: 'CPCA Sud-Occitanie', rows }] }],
    }),
  ];
}

function modules(edition: Edition, notes: Notes): Block[] {
  const { cubes } = edition;
  const table = (indicator: string, id: string, caption: string): Block[] => {
    const about = (row: Row) => text(row, 'indicateur') === indicator && !isWhole(row, 'module');
    const rows = cubes.rows(ACTIVITY).filter((row) => about(row) && isWhole(row, 'site'));
    return matrix({
      ...{ cubes, cube: ACTIVITY, id, caption, head: 'Module', rows, year: edition.year, notes },
      lines: cubes.codesIn(ACTIVITY, 'module', rows).map((code) => ({
        label: cubes.label(ACTIVITY, 'module', code),
        holds: (row: Row) => text(row, 'module') === code,
      })),
      columns: edition.branches
        .filter(({ code }) => rows.some((row) => text(row, 'antenne') === code))
        .map(({ code, name }) => column(name, edition.year, 'antenne', code)),
    });
  };
  return [
    ...table('personnes_accompagnees', 'table-modules', 'Personnes accompagnées, par module et antenne'),
    ...table('orientations', 'table-modules-orientations', 'Orientations, par module et antenne'),
  ];
}

function coverage({ cubes, year }: Edition, notes: Notes): Block[] {
  const subject: Subject = { cube: 'territoires', id: '', caption: '', split: 'lecture' };
  const rows = cubes.rows('territoires');
  const codes = cubes.codesIn('territoires', 'departement', rows);
  const whole = (code: string) => code === TOTAL || code === REGION;
  codes.sort((a, b) => Number(whole(b)) - Number(whole(a)));
  return matrix({
    ...{ cubes, cube: 'territoires', id: 'table-territoires', head: 'Indicateur', rows, year, notes },
    caption: 'Couverture des territoires',
    lines: linesOf(cubes, subject, rows),
    columns: codes.map((code) =>
      column(
        whole(code) ? 'Région' : cubes.label('territoires', 'departement', code),
        year,
        'departement',
        code,
      ),
    ),
  });
}

/** The whole, and what is not known: no place of its own. */
const NO_PLACE = [TOTAL, UNKNOWN];

/** Actions as lines, places as columns: in place or not, in words. */
function offer(
  { cubes, year }: Edition,
  notes: Notes,
  cube: string,
  dimension: string,
  caption: string,
): Block[] {
  const all = cubes.rows(cube).filter((row) => number(row, 'annee') === year);
  const rows = all.filter((row) => !NO_PLACE.includes(text(row, dimension)));
  const actions = new Set(all.map((row) => text(row, 'action'))).size;
  if (rows.length === 0)
    return [{ kind: 'missing', text: cubes.has(cube) ? `${caption} : non transmis.` : missingCube(cube) }];
  const of = (row: Row) => text(row, dimension);
  const found = offerMatrix(rows.map((row) => ({ ...row, departement: of(row) })));
  const cells = (line: (typeof found.lines)[number]): Cell[] =>
    line.cells.map(({ state, note }) => ({ kind: 'text', text: state, small: note === '' ? [] : [note] }));
  const sources = (code: string) => [
    ...new Set(rows.filter((row) => of(row) === code).flatMap((row) => sourcesIn(row))),
  ];
  const table: Table = {
    kind: 'table',
    id: `table-${cube}`,
    caption: `${caption}, ${year}`,
    about: [
      `Base : ${actions} actions. Chiffres déclarés.`,
      ...(actions > found.lines.length ? ['Les actions sans lieu précis n’ont pas de ligne.'] : []),
    ],
    columns: [
      { label: 'Action', kind: 'head' },
      ...found.departements.map((code) => ({
        label: cubes.label(cube, dimension, code).replace(/^Tribunal judiciaire (de |d’)/, ''),
        kind: 'text' as const,
      })),
    ],
    groups: [
      {
        heading: '',
        rows: [
          ...found.lines.map((line) => ({
            cells: [{ kind: 'text' as const, text: line.label, small: [] }, ...cells(line)],
            remarks: [],
          })),
          {
            cells: [
              { kind: 'text' as const, text: 'Sources (notes)', small: [] },
              ...found.departements.map((code) => ({
                kind: 'notes' as const,
                notes: notes.ofSources([sources(code)]),
              })),
            ],
            remarks: [],
          },
        ],
      },
    ],
  };
  return [table];
}
