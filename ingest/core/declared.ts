import type { Attributes, DeclaredContract, Entry, Nomenclatures } from './contract.ts';
import {
  harmless,
  impossibleReason,
  isFigure,
  isHeading,
  isNote,
  isTotal,
  shapeOf,
  soleText,
  spoken,
  unreadable,
} from './declared-cell.ts';
import { type DeclaredFigure, type DeclaredResult, order } from './declared-figure.ts';
import { type CompiledTable, compile } from './declared-table.ts';
import { add, type Blank, deduceZeros, type Sums, yearOf } from './declared-zero.ts';
import { readFigure } from './number.ts';
import { address, type Problem, problem } from './problem.ts';
import { foldLabel, nearest, relativeYears, titleVariants } from './text.ts';
import { type Cell, cellAt, isBlank, type Sheet, type Workbook } from './workbook.ts';

const EMPTY_ENTRY: Entry = { etiquettes: [''] };

/** Reads the declared tables of a workbook. Nothing that looks like a figure is passed over: it is loaded or listed. */
export function readDeclared(
  workbook: Workbook,
  contract: DeclaredContract,
  nomenclatures: Nomenclatures,
  annee: number,
): DeclaredResult {
  const tables = contract.tableaux.map((table) => compile(table, contract, nomenclatures, annee));
  const pages = workbook.feuilles.map((sheet) =>
    new SheetReading(workbook.fichier, sheet, tables, contract, annee).read(),
  );
  const figures = pages.flatMap((page) => page.figures);
  const blanks = pages.flatMap((page) => page.blanks);
  const deduced = deduceZeros(blanks, figures);
  const all = [...figures, ...deduced].sort((a, b) => order(a, b, workbook));
  const problemes = pages.flatMap((page) => page.problemes);
  return { figures: all, problemes, lus: all.length + problemes.length };
}

/** Number of the contract's titles that a workbook shows: what recognition ranks by. */
export function titlesFound(workbook: Workbook, contract: DeclaredContract, annee: number): number {
  const titles = new Set(contract.tableaux.flatMap((table) => table.titres.map((title) => foldLabel(title))));
  const shown = workbook.feuilles.flatMap((sheet) =>
    sheet.rows.flatMap((row) => {
      const only = soleText(row);
      const first = only ?? row.find((cell) => cell.kind !== 'empty')?.text;
      return first === undefined ? [] : titleVariants(first, annee);
    }),
  );
  return new Set(shown.filter((title) => titles.has(title))).size;
}

class SheetReading {
  readonly figures: DeclaredFigure[] = [];
  readonly blanks: Blank[] = [];
  readonly problemes: Problem[] = [];
  private current: CompiledTable | undefined;
  private columns: Map<number, Entry | undefined> | undefined;
  private columnSums = new Map<number, Sums>();

  constructor(
    private readonly fichier: string,
    private readonly sheet: Sheet,
    private readonly tables: readonly CompiledTable[],
    private readonly contract: DeclaredContract,
    private readonly annee: number,
  ) {}

  read(): this {
    this.sheet.rows.forEach((row, index) => {
      if (!isBlank(row)) this.readRow(row, index);
    });
    return this;
  }

  private readRow(row: readonly Cell[], index: number): void {
    const only = soleText(row);
    if (only !== undefined) {
      const titled = this.titled(only);
      if (titled) {
        this.open(titled);
        return;
      }
    } else if (this.openByHeader(row)) return;
    if (this.current && !this.columns && this.readHeader(row)) return;
    if (this.current && this.columns && this.readLine(this.current, this.columns, row, index)) return;
    // A lone text that is no title may head a table nobody described: its lines must not fall into the table above.
    if (only !== undefined && !isNote(only)) this.close();
    this.refuseFigures(row, index);
  }

  private titled(text: string): CompiledTable | undefined {
    const variants = titleVariants(text, this.annee);
    return this.tables.find((table) => variants.some((variant) => table.titles.has(variant)));
  }

  /** Some hands write no title above: the header's first cell names the table, beside columns that are its own. */
  private openByHeader(row: readonly Cell[]): boolean {
    const first = row.find((cell) => cell.kind !== 'empty');
    const titled = first?.kind === 'text' ? this.titled(first.text) : undefined;
    if (!titled || titled === this.current) return false;
    const before = { current: this.current, columns: this.columns, columnSums: this.columnSums };
    this.open(titled);
    const isHeader =
      this.readHeader(row) && [...(this.columns?.values() ?? [])].every((column) => column !== undefined);
    if (!isHeader) Object.assign(this, before);
    return isHeader;
  }

  private open(table: CompiledTable): void {
    this.current = table;
    this.columns = undefined;
    this.columnSums = new Map();
  }

  private close(): void {
    this.current = undefined;
    this.columns = undefined;
  }

  /** A header names at least one column; a column it names that the contract does not know stays, to be reported. */
  private readHeader(row: readonly Cell[]): boolean {
    const axis = this.current?.colonnes;
    const known = row.map((cell) =>
      cell.kind === 'empty' ? undefined : axis?.byLabel.get(relativeYears(cell.text, this.annee)),
    );
    const first = known.findIndex((entry) => entry !== undefined);
    if (first < 0) return false;
    this.columns = new Map();
    for (let rang = first; rang < row.length; rang++) {
      if (row[rang]?.kind !== 'empty') this.columns.set(rang, known[rang]);
    }
    return true;
  }

  private readLine(
    table: CompiledTable,
    columns: Map<number, Entry | undefined>,
    row: readonly Cell[],
    index: number,
  ): boolean {
    const firstColumn = Math.min(...columns.keys());
    const label = table.lignes ? row.slice(0, firstColumn).find((cell) => cell.kind !== 'empty') : undefined;
    const entry = table.lignes
      ? label && table.lignes.byLabel.get(relativeYears(label.text, this.annee))
      : EMPTY_ENTRY;
    if (!entry) {
      if (label === undefined || !row.some(isFigure)) return false;
      this.refuseLine(table, label.text, row, index);
      return true;
    }
    const line: Sums = { filled: 0, total: undefined };
    for (const [rang, column] of columns)
      this.readCell(table, entry, label?.text ?? null, column, line, index, rang);
    for (let rang = firstColumn; rang < row.length; rang++) {
      if (!columns.has(rang) && isFigure(cellAt(this.sheet, index, rang)))
        this.refuseColumn(table, index, rang);
    }
    return true;
  }

  private readCell(
    table: CompiledTable,
    entry: Entry,
    label: string | null,
    column: Entry | undefined,
    line: Sums,
    index: number,
    rang: number,
  ): void {
    const cell = cellAt(this.sheet, index, rang);
    if (column === undefined) {
      if (isFigure(cell)) this.refuseColumn(table, index, rang);
      return;
    }
    const meaning = this.meaningOf(table, entry, column);
    const reading = readFigure(cell);
    const place = { ...this.place(index, rang), colonne: column.etiquettes[0] ?? '' };
    if (reading.genre === 'illisible') {
      this.problemes.push(unreadable(place, cell));
      return;
    }
    const blankFigure = this.figureOf(meaning, label, column, index, rang, table);
    const sums = this.sumsOf(rang);
    if (reading.genre === 'vide') {
      if (table.table.vide === 'zero_par_total') {
        this.blanks.push({
          figure: blankFigure,
          line,
          column: sums,
          effectif: column.effectif,
          annee: this.annee,
        });
      }
      return;
    }
    if (reading.genre === 'absence') {
      this.figures.push({ ...blankFigure, absence: reading.absence });
      return;
    }
    const impossible = impossibleReason(meaning.unite, meaning.indicateur, reading.figure);
    if (impossible) {
      this.problemes.push(
        problem(place, {
          code: 'VALEUR_IMPOSSIBLE',
          message: `La cellule${harmless(cell.text) === undefined ? '' : ` contient « ${harmless(cell.text)} »`} : ${impossible}.`,
          valeur: harmless(cell.text),
          regle: 'Un effectif est un entier positif ou nul ; une part va de 0 à 100 %.',
          remede: 'Corrigez la valeur dans votre tableau, puis renvoyez le fichier.',
        }),
      );
      return;
    }
    const annee = meaning.annee === 'valeur' ? reading.figure.valeur : blankFigure.annee;
    this.figures.push({ ...blankFigure, annee, ...shapeOf(reading.figure) });
    add(line, reading.figure.valeur, isTotal(column));
    add(sums, reading.figure.valeur, isTotal(entry));
  }

  private sumsOf(rang: number): Sums {
    const known = this.columnSums.get(rang) ?? { filled: 0, total: undefined };
    this.columnSums.set(rang, known);
    return known;
  }

  private meaningOf(table: CompiledTable, entry: Entry, column: Entry): Attributes {
    const { etiquettes: _row, selon, effectif: _rowSum, ...fromLine } = entry;
    const { etiquettes: labels, selon: _columnOverrides, effectif: _sum, ...fromColumn } = column;
    const override = labels.map((label) => selon?.[label]).find((found) => found !== undefined);
    const merged = { ...table.table.commun, ...fromLine, ...fromColumn, ...override };
    // "Since 1984" is of 1984 whatever column it stands in.
    return fromLine.annee === 'valeur' ? { ...merged, annee: 'valeur' } : merged;
  }

  private figureOf(
    meaning: Attributes,
    label: string | null,
    column: Entry,
    index: number,
    rang: number,
    table: CompiledTable,
  ): DeclaredFigure {
    return {
      annee: yearOf(meaning.annee, this.annee),
      antenne: this.contract.antenne,
      site: meaning.site ?? null,
      departement: meaning.departement ?? this.contract.departement ?? null,
      module: meaning.module ?? null,
      population: meaning.population ?? null,
      indicateur: meaning.indicateur ?? 'non_defini',
      dimension: meaning.dimension ?? null,
      modalite: meaning.modalite ?? null,
      unite: meaning.unite ?? '',
      valeur: null,
      valeur_max: null,
      approche: false,
      absence: null,
      deduction: null,
      feuille: this.sheet.nom,
      cellule: address(index + 1, rang),
      tableau: table.table.nom,
      libelle_ligne: label?.trim() ?? null,
      libelle_colonne: column.etiquettes[0] ?? '',
    };
  }

  private place(index: number, rang: number) {
    return { fichier: this.fichier, feuille: this.sheet.nom, ligne: index + 1, rang };
  }

  private refuseLine(table: CompiledTable, label: string, row: readonly Cell[], index: number): void {
    const near = nearest(label, table.lignes?.labels ?? []);
    const meant = near ? ` Vouliez-vous dire « ${near} » ?` : '';
    row.forEach((cell, rang) => {
      if (!isFigure(cell)) return;
      this.problemes.push(
        problem(
          { ...this.place(index, rang), colonne: 'libellé de la ligne' },
          {
            code: 'LIGNE_INCONNUE',
            message: `Le libellé de la ligne ${index + 1} n’est pas connu dans le tableau « ${table.table.titres[0]} ».${meant}`,
            regle: 'Chaque ligne porte un libellé de la liste de l’antenne.',
            remede: near
              ? `Écrivez « ${near} », ou faites ajouter ce libellé à la liste.`
              : 'Faites ajouter ce libellé à la liste de l’antenne.',
          },
        ),
      );
    });
  }

  private refuseColumn(table: CompiledTable, index: number, rang: number): void {
    this.problemes.push(
      problem(this.place(index, rang), {
        code: 'COLONNE_INCONNUE',
        message: `La colonne de cette cellule n’est pas connue dans le tableau « ${table.table.titres[0]} ».`,
        regle: 'Chaque colonne porte un intitulé du modèle de l’antenne.',
        remede: `Intitulés connus : ${table.colonnes.labels.map((known) => spoken(known, this.annee)).join(', ')}.`,
      }),
    );
  }

  private refuseFigures(row: readonly Cell[], index: number): void {
    if (isHeading(row)) return;
    row.forEach((cell, rang) => {
      if (!isFigure(cell)) return;
      this.problemes.push(
        problem(this.place(index, rang), {
          code: 'HORS_TABLEAU',
          message:
            'Ce chiffre n’est dans aucun tableau connu : le titre ou l’en-tête au-dessus de lui n’a pas été reconnu.',
          regle: 'Un chiffre se trouve sous un titre et un en-tête du modèle de l’antenne.',
          remede: 'Rétablissez le titre et l’en-tête du tableau, ou demandez qu’il soit ajouté au contrat.',
        }),
      );
    });
  }
}
