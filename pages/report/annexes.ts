import { codeText, number, type Row, text } from '../components/figure.ts';
import { column, type Edition, regionTable } from './cube-table.ts';
import { REGION } from './cubes.ts';
import type { Block, Cell, Chapter, RowGroup, Table, TableRow } from './document.ts';
import { amount, sourcesIn } from './figure.ts';
import { matrix, missingCube } from './matrix.ts';
import { Notes } from './notes.ts';
import { noteSources, type Reading, signed } from './reading.ts';

const FINDINGS = 'constats';
const CHECKS = 'controles';
const QUALITY = 'qualite';
const NOTES = 'notes';

/** From what must be looked at first. */
const SEVERITIES = ['erreur', 'avertissement', 'information'];

/** What stands behind the figures: changes of definition, quality of what was received, what does not add up. */
export function annexChapter(edition: Edition, reading: Reading): Chapter {
  const section = (id: string, title: string, blocks: (notes: Notes) => Block[]) => {
    const notes = new Notes();
    return { id: `annexe-${id}`, title, blocks: blocks(notes), notes: notes.list() };
  };
  return {
    id: 'annexes',
    title: 'Annexes',
    lead: 'Ce qui aide à lire les chiffres, et ce qui reste à corriger.',
    sections: [
      section('ruptures', 'Définitions qui ont changé, explications du porteur', (notes) =>
        breaks(edition, reading, notes),
      ),
      section('qualite', 'Qualité de ce qui a été reçu', (notes) =>
        regionTable(
          edition,
          reading,
          {
            ...{ cube: QUALITY, id: 'table-qualite', caption: 'Qualité des données', split: 'objet' },
            // The share says its two numbers; the counts by kind of lack stay in the published table.
            about: (row) => !text(row, 'indicateur').startsWith('valeurs_'),
          },
          notes,
        ),
      ),
      section('controles', 'Contrôles', (notes) => checks(edition, notes)),
      section('constats', 'Constats : ce qui ne concorde pas', (notes) => findings(edition, notes)),
    ],
  };
}

function breaks({ cubes, year }: Edition, reading: Reading, notes: Notes): Block[] {
  if (!cubes.has(NOTES)) return [{ kind: 'missing', text: missingCube(NOTES) }];
  const who = (note: Row) => cubes.label(NOTES, 'antenne', text(note, 'antenne'));
  const what = (note: Row) => cubes.label(NOTES, 'indicateur', text(note, 'indicateur'));
  const row = (note: Row, cells: string[]): TableRow => ({
    cells: [
      ...[who(note), what(note), ...cells, signed(note).replace(/^ \(|\)$/g, '')].map(words),
      { kind: 'notes', notes: notes.ofSources([noteSources(note)]) },
    ],
    remarks: [],
  });
  const table = (id: string, caption: string, heads: string[], rows: TableRow[]): Block => {
    if (rows.length === 0)
      return { kind: 'missing', text: `${caption} : aucune n’est déclarée pour ${year}.` };
    return {
      ...{ kind: 'table', id, caption, about: [], groups: [{ heading: '', rows }] },
      columns: [
        ...['Antenne', 'Indicateur', ...heads, 'Par, le'].map((label, index) => ({
          label,
          kind: index === 0 ? ('head' as const) : ('text' as const),
        })),
        { label: 'Notes', kind: 'notes' },
      ],
    };
  };
  return [
    table(
      'table-ruptures',
      'Définitions qui ont changé',
      ['Avant', 'Après'],
      reading.notes('rupture').map((note) => row(note, [text(note, 'avant'), text(note, 'apres')])),
    ),
    table(
      'table-explications',
      'Explications du porteur',
      ['Explication'],
      reading.notes('explication').map((note) => row(note, [text(note, 'texte')])),
    ),
  ];
}

function checks({ cubes, year }: Edition, notes: Notes): Block[] {
  const rows = cubes.rows(CHECKS);
  const families = cubes.codesIn(CHECKS, 'famille', rows);
  const ordered = families.flatMap((code) => rows.filter((row) => text(row, 'famille') === code));
  const rules = new Map(ordered.map((row) => [`${text(row, 'famille')}/${text(row, 'regle')}`, row]));
  return matrix({
    ...{ cubes, cube: CHECKS, id: 'table-controles', caption: 'Contrôles faits, par règle' },
    ...{ head: 'Règle', rows, year, notes },
    lines: [...rules.values()].map((one) => ({
      label: text(one, 'libelle') || codeText(text(one, 'regle')),
      heading: cubes.label(CHECKS, 'famille', text(one, 'famille')),
      holds: (row) => ['famille', 'regle'].every((name) => text(row, name) === text(one, name)),
    })),
    columns: cubes
      .codesIn(CHECKS, 'indicateur', rows)
      .map((code) => column(cubes.label(CHECKS, 'indicateur', code), year, 'indicateur', code)),
  });
}

function findings(edition: Edition, notes: Notes): Block[] {
  const { cubes, year } = edition;
  if (!cubes.has(FINDINGS)) return [{ kind: 'missing', text: missingCube(FINDINGS) }];
  const rows = cubes.rows(FINDINGS).filter((row) => number(row, 'annee') === year);
  if (rows.length === 0)
    return [{ kind: 'text', text: `Aucun constat pour ${year} : tous les contrôles faits tiennent.` }];
  const codes = [REGION, ...edition.branches.map(({ code }) => code)];
  const groups = [...new Set([...codes, ...rows.map((row) => text(row, 'antenne'))])].flatMap(
    (code): RowGroup[] => {
      const own = rows.filter((row) => text(row, 'antenne') === code).sort(bySeverity);
      if (own.length === 0) return [];
      const heading = cubes.label(FINDINGS, 'antenne', code);
      return [{ heading, rows: own.map((row) => finding(row, cubes.key(FINDINGS, row), notes)) }];
    },
  );
  const table: Table = {
    kind: 'table',
    id: 'table-constats',
    caption: `Constats sur les chiffres de ${year}`,
    about: [
      'Un constat dit que deux chiffres ne concordent pas, et la lecture probable ; il ne dit pas lequel est juste.',
      'Un constat reconnu garde son motif et reste visible.',
    ],
    columns: [
      { label: 'Constat', kind: 'head' },
      { label: 'Écrit', kind: 'number' },
      { label: 'Attendu', kind: 'number' },
      { label: 'Écart', kind: 'number' },
      { label: 'Lecture probable', kind: 'text' },
      { label: 'Notes', kind: 'notes' },
    ],
    groups,
  };
  return [table];
}

function bySeverity(a: Row, b: Row): number {
  const rank = (row: Row) =>
    (SEVERITIES.indexOf(text(row, 'gravite')) + SEVERITIES.length + 1) % (SEVERITIES.length + 1);
  return rank(a) - rank(b) || (text(a, 'constat') < text(b, 'constat') ? -1 : 1);
}

function finding(row: Row, key: string, notes: Notes): TableRow {
  const reserve = text(row, 'reserve');
  const acknowledged = text(row, 'reconnu') === 'oui';
  const about = [
    [text(row, 'gravite'), text(row, 'sujet')].filter(Boolean).join(' – '),
    text(row, 'formule'),
    reserve,
    acknowledged ? `Reconnu : ${text(row, 'raison')}` : '',
  ];
  const measure = (name: string): Cell => {
    const value = amount(row, name);
    const none = reserve === '' ? text(row, name) : 'réservé';
    return { kind: 'amount', value, none, cube: FINDINGS, key, column: name };
  };
  return {
    cells: [
      { kind: 'text', text: text(row, 'libelle'), small: about.filter((part) => part !== '') },
      ...['ecrit', 'calcule', 'ecart'].map(measure),
      words(text(row, 'lecture')),
      { kind: 'notes', notes: notes.ofSources([sourcesIn(row, 'sources')]) },
    ],
    remarks: [],
  };
}

function words(said: string): Cell {
  return { kind: 'text', text: said, small: [] };
}
