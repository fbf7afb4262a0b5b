import { codeText, number, type Row, receivedText, text } from '../components/figure.ts';
import { barFigure } from './bar-figure.ts';
import { type Branch, branchTable, type Edition, isWhole } from './cube-table.ts';
import { type Cubes, REGION, TOTAL } from './cubes.ts';
import type { Block, Chapter, Section } from './document.ts';
import { figureList, type ListLine } from './figure-list.ts';
import { financeBlocks } from './finances.ts';
import { flowFigure } from './flow-figure.ts';
import { missingCube } from './matrix.ts';
import { Notes } from './notes.ts';
import { periodBlocks } from './periods.ts';
import { branchProfiles } from './profile-chapters.ts';
import type { Reading } from './reading.ts';
import { SUBJECTS } from './subjects.ts';

const ACTIVITY = 'activite';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Indicators in the order in which a reader looks for them; others follow by name. */
const FIRST = [
  ...['personnes_accompagnees', 'personnes_rencontrees', 'orientations', 'nouveaux_accueils', 'retours'],
  ...['en_cours', 'en_attente', 'sorties', 'termines', 'accompagnements', 'mesures'],
];

/** Chapter IV: one section per antenne, by département then name. */
export function branchChapter(edition: Edition, reading: Reading): Chapter {
  const branches = edition.branches.filter(({ code }) => code !== REGION);
  return {
    id: 'antennes',
    title: 'IV. Présentation chiffrée de chaque antenne',
    lead: 'À placer à côté du texte de l’antenne. Les mots sont les siens ; les chiffres calculés viennent des lignes qu’elle a transmises, sans nom.',
    sections:
      branches.length === 0
        ? [{ id: 'antennes-aucune', title: 'Antennes', blocks: [noBranch(edition)], notes: [] }]
        : branches.map((branch, index) => branchSection(edition, reading, branch, letter(index))),
  };
}

/** A, B… Z, then AA. */
function letter(index: number): string {
  const high = Math.floor(index / LETTERS.length) - 1;
  return `${high < 0 ? '' : (LETTERS[high] ?? '')}${LETTERS[index % LETTERS.length] ?? ''}`;
}

function noBranch({ cubes, year }: Edition): Block {
  return {
    kind: 'missing',
    text: cubes.has('antennes')
      ? `Aucune antenne n’a de chiffres pour ${year}.`
      : `${missingCube('antennes')} Les antennes ne sont pas connues.`,
  };
}

function branchSection(edition: Edition, reading: Reading, branch: Branch, rank: string): Section {
  const { cubes } = edition;
  const notes = new Notes();
  const place = branch.departement === '' ? '' : cubes.label('offre', 'departement', branch.departement);
  const id = branch.code.toLowerCase().replaceAll('_', '-');
  const blocks: Block[] = [
    ...received(edition, branch, notes),
    ...activity(edition, reading, branch, notes),
    ...flowFigure(edition, branch.code, notes),
    ...SUBJECTS.flatMap(({ tables }) =>
      tables.flatMap((subject) =>
        cubes.has(subject.cube) && !hasRows(edition, branch, subject.cube, subject.about)
          ? []
          : branchTable(edition, reading, branch.code, subject, notes),
      ),
    ),
    ...branchProfiles(edition, branch.code, notes),
    ...financeBlocks(edition, notes, branch.code),
    ...periods(edition, reading, branch, notes),
  ];
  return {
    id: `antenne-${id}`,
    title: `${rank}. ${branch.name}${place === '' ? '' : ` – ${place} (${branch.departement})`}`,
    blocks: [...onceMissing(blocks), ...silentParts(edition, branch)],
    notes: notes.list(),
  };
}

/** The same cube may be missing for several tables: it is said once. */
function onceMissing(blocks: readonly Block[]): Block[] {
  const said = new Set<string>();
  return blocks.filter((block) => {
    if (block.kind !== 'missing') return true;
    if (said.has(block.text)) return false;
    said.add(block.text);
    return true;
  });
}

function hasRows({ cubes, year }: Edition, { code }: Branch, cube: string, about?: (row: Row) => boolean) {
  return cubes
    .rows(cube)
    .some((row) => text(row, 'antenne') === code && number(row, 'annee') === year && (about?.(row) ?? true));
}

/** Parts of which the antenne sent nothing: named together, so that a lack is never read as a zero. */
function silentParts(edition: Edition, branch: Branch): Block[] {
  const silent = SUBJECTS.filter(
    ({ tables }) =>
      tables.every(({ cube }) => edition.cubes.has(cube)) &&
      tables.every(({ cube, about }) => !hasRows(edition, branch, cube, about)),
  ).map(({ title }) => title);
  if (silent.length === 0) return [];
  return [
    { kind: 'missing', text: `Aucun chiffre transmis (ce n’est pas zéro) pour : ${silent.join(' ; ')}.` },
  ];
}

function received({ cubes, year }: Edition, { code }: Branch, notes: Notes): Block[] {
  const row = cubes
    .rows('antennes')
    .find((one) => text(one, 'antenne') === code && number(one, 'annee') === year);
  if (!row) return [];
  notes.ofSources([text(row, 'source').split(' ; ')]);
  return [{ kind: 'text', text: `Reçu pour ${year} : ${receivedText(text(row, 'recu'))}.` }];
}

function activity(edition: Edition, reading: Reading, { code, name }: Branch, notes: Notes): Block[] {
  const { cubes, year } = edition;
  if (!cubes.has(ACTIVITY)) return [{ kind: 'missing', text: missingCube(ACTIVITY) }];
  const rows = withoutEchoes(cubes.rows(ACTIVITY).filter((row) => text(row, 'antenne') === code));
  const now = rows.filter((row) => number(row, 'annee') === year);
  if (now.length === 0)
    return [{ kind: 'missing', text: `${name} : aucun chiffre d’activité n’a été transmis pour ${year}.` }];
  const indicators = cubes.codesIn(ACTIVITY, 'indicateur', now).sort((a, b) => rank(a) - rank(b));
  const groups = indicators.map((indicator) => ({
    heading: cubes.label(ACTIVITY, 'indicateur', indicator),
    lines: activityLines(
      cubes,
      rows.filter((row) => text(row, 'indicateur') === indicator),
      year,
    ),
  }));
  const chart = sitesChart(edition, code, now, notes);
  const table = figureList({
    ...{ cubes, cube: ACTIVITY, id: `table-activite-${code.toLowerCase()}`, year, notes, reading },
    ...{ caption: `Activité de l’antenne, ${year}`, head: 'Ce qui est compté', groups, shares: false },
  });
  return chart ? [chart, table] : [table];
}

/** Rows of the only site of an antenne, where they say again what the whole antenne says. */
function withoutEchoes(rows: readonly Row[]): Row[] {
  const sites = new Set(rows.filter((row) => !isWhole(row, 'site')).map((row) => text(row, 'site')));
  if (sites.size !== 1) return [...rows];
  const said = (row: Row) =>
    ['annee', 'indicateur', 'module', 'provenance', 'valeur', 'statut']
      .map((name) => text(row, name))
      .join('/');
  const whole = new Set(rows.filter((row) => isWhole(row, 'site')).map(said));
  return rows.filter((row) => isWhole(row, 'site') || !whole.has(said(row)));
}

function rank(indicator: string): number {
  const index = FIRST.indexOf(indicator);
  return index === -1 ? FIRST.length : index;
}

/** One line per site and module, the whole antenne first; with years and provenances of the same quantity. */
function activityLines(cubes: Cubes, rows: readonly Row[], year: number): ListLine[] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${text(row, 'module')}/${text(row, 'site')}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  // The whole, then its sites, then each module followed by its sites.
  const whole = (row: Row) => (isWhole(row, 'module') ? Number(!isWhole(row, 'site')) : 2);
  return [...found.values()]
    .flatMap((same) => {
      const [first] = same.filter((row) => number(row, 'annee') === year);
      return first ? [{ first, rows: same, label: lineLabel(cubes, first) }] : [];
    })
    .sort((a, b) => whole(a.first) - whole(b.first) || a.label.localeCompare(b.label, 'fr'));
}

function lineLabel(cubes: Cubes, row: Row): string {
  const module = text(row, 'module');
  const site = text(row, 'site');
  const where = [
    module === TOTAL ? '' : cubes.label(ACTIVITY, 'module', module),
    site === TOTAL ? '' : site.replaceAll("'", '’'),
  ].filter((part) => part !== '');
  const word = text(row, 'libelle') || codeText(text(row, 'indicateur'));
  const said = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return where.length === 0 ? said : where.join(', ');
}

/** Persons accompanied by site, where the antenne has several. */
function sitesChart({ cubes, year }: Edition, code: string, now: readonly Row[], notes: Notes) {
  const rows = now.filter(
    (row) =>
      text(row, 'indicateur') === 'personnes_accompagnees' &&
      isWhole(row, 'module') &&
      !isWhole(row, 'site') &&
      text(row, 'provenance') === 'calcule',
  );
  if (rows.length < 2) return undefined;
  return barFigure(
    cubes,
    ACTIVITY,
    rows.map((row) => ({ label: text(row, 'site').replaceAll("'", '’'), row })),
    {
      id: `graphique-sites-${code.toLowerCase()}`,
      title: `Personnes accompagnées par site, ${year}`,
      notes,
    },
  );
}

function periods(edition: Edition, reading: Reading, branch: Branch, notes: Notes): Block[] {
  if (edition.cubes.has('periodes') && !hasRows(edition, branch, 'periodes')) return [];
  return periodBlocks(edition, reading, branch.code, notes);
}
