import { number, type Row, text } from '../components/figure.ts';
import { characteristicsOf, coarseningText, type Profile, profilesOf } from '../components/profile.ts';
import { barFigure } from './bar-figure.ts';
import type { Edition } from './cube-table.ts';
import { REGION, TOTAL, UNKNOWN } from './cubes.ts';
import type { Block, Cell, Figure, RowGroup, Table, TableRow } from './document.ts';
import { amount, figureFrom } from './figure.ts';
import { missingCube, provenanceSentence } from './matrix.ts';
import type { Notes } from './notes.ts';

/** One cube of groups of persons as tables. */
export interface ProfileSubject {
  cube: string;
  /** The dimension whose codes are columns; the whole region where the cube has none. */
  place?: string;
  /** The characteristic that the cube's codes are, and its dimension; `caracteristique` and `modalite` otherwise. */
  only?: { characteristic: string; dimension: string };
  id: string;
  caption: string;
  columns: readonly { code: string; label: string }[];
  /** A share beside each number. */
  shares?: boolean;
  /** A chart of the first column before each table. */
  charts?: boolean;
}

/** What is read under a table that hides numbers. */
const SECRET =
  'Secret : le nombre est connu, mais il est trop petit, ou permettrait d’en retrouver un trop petit ; ce n’est pas zéro.';

/** What a report says of persons whose year has nothing published of them. */
export function noProfile(caption: string, year: number): Block {
  const why = `rien n’est publié pour ${year}. Les caractéristiques ne le sont que pour une année close, quand elles sont transmises et que personne n’y est reconnaissable`;
  return { kind: 'missing', text: `${caption} : ${why} ; ce n’est pas zéro.` };
}

/** A cube of groups of persons as one table per characteristic: its modalités as lines, its places as columns. */
export function profileTables(
  { cubes, year }: Pick<Edition, 'cubes' | 'year'>,
  subject: ProfileSubject,
  notes: Notes,
): Block[] {
  const { cube, caption, columns } = subject;
  if (!cubes.has(cube)) return [{ kind: 'missing', text: missingCube(cube) }];
  const rows = cubes
    .rows(cube)
    .filter((row) => number(row, 'annee') === year)
    .map((row) => asProfileRow(row, subject))
    .filter((row) => columns.some(({ code }) => code === text(row, 'lieu')));
  if (rows.length === 0) return [noProfile(caption, year)];
  const order = cubes.codes(cube, subject.only?.dimension ?? 'modalite');
  const profiles = profilesOf(rows, order);
  return characteristicsOf(profiles, cubes.codes(cube, 'caracteristique')).flatMap(({ code, heading }) => {
    const own = profiles.filter(({ characteristic }) => characteristic === code);
    const table = new ProfileTable(cubes, subject, own, rows, notes);
    const chart = subject.charts ? table.chart(heading, code) : undefined;
    return [...(chart ? [chart] : []), table.block(heading, code, order)];
  });
}

/** A row with its place, characteristic and modalité under the names that every profile has. */
function asProfileRow(row: Row, { place, only }: ProfileSubject): Row {
  return {
    ...row,
    lieu: place === undefined ? TOTAL : text(row, place),
    ...(only === undefined
      ? {}
      : { caracteristique: only.characteristic, modalite: text(row, only.dimension) }),
  };
}

/** One characteristic over the places of a subject. */
class ProfileTable {
  private readonly columns: { label: string; profile: Profile }[];

  constructor(
    private readonly cubes: Edition['cubes'],
    private readonly subject: ProfileSubject,
    profiles: readonly Profile[],
    private readonly rows: readonly Row[],
    private readonly notes: Notes,
  ) {
    this.columns = subject.columns.flatMap(({ code, label }) => {
      const profile = profiles.find(({ place }) => place === code);
      return profile ? [{ label, profile }] : [];
    });
  }

  /** The first place's known modalités as bars. */
  chart(heading: string, code: string): Block | undefined {
    const [first] = this.columns;
    if (first === undefined) return undefined;
    const bars = first.profile.lines.flatMap((line) => {
      const row = this.row(first.profile, line.code);
      return row ? [{ label: line.label, row }] : [];
    });
    const chart = barFigure(this.cubes, this.subject.cube, bars, {
      ...{ id: `graphique-${this.subject.id}-${code}`, title: `${heading}, ${first.label.toLowerCase()}` },
      notes: this.notes,
    });
    return chart ? { ...chart, drawing: { chart: 'profile', profile: first.profile } } : undefined;
  }

  block(heading: string, code: string, order: readonly string[]): Table {
    const { subject, columns } = this;
    const all = columns.flatMap(({ profile }) => this.rowsOf(profile));
    const silent = subject.columns.filter(({ label }) => columns.every((one) => one.label !== label));
    const bases = [...new Set(columns.map(({ profile }) => profile.base))].filter((base) => base !== '');
    return {
      ...{
        kind: 'table',
        id: `${subject.id}-${code}`,
        caption: `${subject.caption} : ${heading.toLowerCase()}`,
      },
      about: [
        bases.length > 0 ? `Base : ${bases.join(' ; ')}.` : '',
        provenanceSentence([...new Set(all.map((row) => text(row, 'provenance')))].filter(Boolean)),
        all.some((row) => text(row, 'statut') === 'secret') ? SECRET : '',
        silent.length > 0
          ? `Non transmis (ce n’est pas zéro) : ${silent.map(({ label }) => label).join(', ')}.`
          : '',
      ].filter((sentence) => sentence !== ''),
      columns: [
        { label: heading, kind: 'head' },
        ...columns.flatMap(({ label }) => [
          { label, kind: 'number' as const },
          ...(subject.shares ? [{ label: 'Part', kind: 'number' as const }] : []),
        ]),
      ],
      groups: this.groups(order),
    };
  }

  private groups(order: readonly string[]): RowGroup[] {
    const codes = new Map(
      this.columns.flatMap(({ profile }) => profile.lines.map(({ code, label }) => [code, label])),
    );
    const rank = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length);
    const lines = [...codes].sort(([a], [b]) => rank(a) - rank(b));
    const whole = this.columns.some(({ profile }) => profile.lines.length === 0);
    const unknown = this.columns.map(({ profile }) => profile.unknown?.label).find((label) => label);
    return [
      {
        heading: '',
        rows: [
          ...lines.map(([code, label]) => this.line(code, label)),
          ...(whole ? [this.line(TOTAL, 'Toutes les modalités')] : []),
          ...(unknown === undefined ? [] : [this.line(UNKNOWN, unknown)]),
          this.baseRow(),
          this.sourcesRow(),
        ],
      },
    ];
  }

  private line(code: string, label: string): TableRow {
    return {
      cells: [
        { kind: 'text', text: label, small: [] },
        ...this.columns.flatMap(({ profile }) => this.cells(profile, code)),
      ],
      remarks: [],
    };
  }

  /** A place that tells a characteristic in other codes, or in none, has a dash there. */
  private cells(profile: Profile, code: string): Cell[] {
    const row = this.row(profile, code);
    const figure = row === undefined ? undefined : this.figure(row);
    const said: Cell = { kind: 'figures', figures: figure ? [figure] : [], none: '–', letters: false };
    if (!this.subject.shares) return [said];
    const whole = code === UNKNOWN ? null : profile.baseValue;
    return [
      said,
      figure === undefined || figure.value === null || whole === null
        ? { kind: 'text', text: '–', small: [] }
        : { kind: 'share', part: figure, whole },
    ];
  }

  private baseRow(): TableRow {
    const cells = this.columns.flatMap(({ profile }): Cell[] => {
      const [row] = this.rowsOf(profile);
      const value = row === undefined ? null : amount(row, 'base_valeur');
      const key = row === undefined ? '' : this.cubes.key(this.subject.cube, row);
      const base: Cell = {
        ...{ kind: 'amount', value, none: 'secret', cube: this.subject.cube, key, column: 'base_valeur' },
      };
      return this.subject.shares ? [base, { kind: 'text', text: '', small: [] }] : [base];
    });
    const said = this.columns
      .map(({ label, profile }) => ({ label, words: coarseningText(profile) }))
      .filter(({ words }) => words !== '');
    const same = new Map<string, string[]>();
    for (const { label, words } of said) same.set(words, [...(same.get(words) ?? []), label]);
    return {
      cells: [{ kind: 'text', text: 'Base (caractéristique connue)', small: [] }, ...cells],
      remarks: [...same].map(([words, labels]) =>
        this.subject.columns.length === 1 ? words : `${labels.join(', ')} : ${words}`,
      ),
    };
  }

  private sourcesRow(): TableRow {
    const cells = this.columns.flatMap(({ profile }): Cell[] => {
      const sources = this.rowsOf(profile).map((row) => this.figure(row).sources);
      const own: Cell = { kind: 'notes', notes: this.notes.ofSources([[...new Set(sources.flat())]]) };
      return this.subject.shares ? [own, { kind: 'text', text: '', small: [] }] : [own];
    });
    return { cells: [{ kind: 'text', text: 'Sources (notes)', small: [] }, ...cells], remarks: [] };
  }

  private figure(row: Row): Figure {
    return { ...figureFrom(this.cubes, this.subject.cube, row), unit: 'personne' };
  }

  private rowsOf({ place, characteristic, period }: Profile): Row[] {
    return this.rows.filter(
      (row) =>
        text(row, 'lieu') === place &&
        text(row, 'caracteristique') === characteristic &&
        text(row, 'periode') === period,
    );
  }

  private row(profile: Profile, code: string): Row | undefined {
    return this.rowsOf(profile).find((row) => text(row, 'modalite') === code);
  }
}

/** The columns of a region and its antennes. */
export function branchColumns({ branches }: Edition, region: boolean): { code: string; label: string }[] {
  return [
    ...(region ? [{ code: TOTAL, label: 'Région' }] : []),
    ...branches.filter(({ code }) => code !== REGION).map(({ code, name }) => ({ code, label: name })),
  ];
}
