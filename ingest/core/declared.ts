import type { Attributes, DeclaredContract, Entry, Nomenclatures } from './contract.ts';
import {
  figureColumns,
  filledCells,
  harmless,
  isFigure,
  isHeading,
  isNote,
  isTotal,
  labelText,
  unreadable,
} from './declared-cell.ts';
import { type DeclaredFigure, type DeclaredResult, order } from './declared-figure.ts';
import {
  outsideTables,
  overflowingLine,
  repeatedLine,
  sheetSetAside,
  unknownColumn,
  unknownLine,
} from './declared-problem.ts';
import { type CompiledTable, compile } from './declared-table.ts';
import { add, type Blank, deduceZeros, newSums, type Sums, yearOf } from './declared-zero.ts';
import { readFigure } from './number.ts';
import { address, type Place, type Problem, problem } from './problem.ts';
import { relativeYears, titleVariants, yearsIn } from './text.ts';
import { impossibleReason } from './unit.ts';
import { type Cell, cellAt, isBlank, type Sheet, type Workbook } from './workbook.ts';

/** Reads the declared tables of a workbook. Nothing that looks like a figure is passed over: it is loaded or listed. */
export function readDeclared(
  workbook: Workbook,
  contract: DeclaredContract,
  nomenclatures: Nomenclatures,
  annee: number,
): DeclaredResult {
  const tables = contract.tableaux.map((table) => compile(table, contract, nomenclatures, annee));
  const pages = workbook.feuilles.map((sheet) =>
    new SheetReading(workbook, sheet, tables, contract, annee).read(),
  );
  const figures = pages.flatMap((page) => page.figures);
  const all = [
    ...figures,
    ...deduceZeros(
      pages.flatMap((page) => page.blanks),
      figures,
    ),
  ].sort((a, b) => order(a, b, workbook));
  const a_corriger = pages.reduce((sum, page) => sum + page.aCorriger, 0);
  return {
    figures: all,
    problemes: pages.flatMap((page) => page.problemes),
    lus: all.length + a_corriger,
    a_corriger,
  };
}

/** A column of the open table: what the contract says of it, or "inconnue" when it says nothing, or says it twice. */
type Column = Entry | 'inconnue';

interface OpenTable {
  compiled: CompiledTable;
  columns: Map<number, Column> | undefined;
  columnSums: Map<number, Sums>;
  seen: Set<Entry>;
}

interface Spot {
  table: CompiledTable;
  entry: Entry;
  column: Entry;
  label: string | null;
  index: number;
  rang: number;
  line: Sums;
  sums: Sums;
}

const ONE_LINE: Entry = { etiquettes: [''] };

class SheetReading {
  readonly figures: DeclaredFigure[] = [];
  readonly blanks: Blank[] = [];
  readonly problemes: Problem[] = [];
  aCorriger = 0;
  private open: OpenTable | undefined;
  /** A remark stands above: a header that follows heads something else than the table before. */
  private afterNote = false;

  constructor(
    private readonly workbook: Workbook,
    private readonly sheet: Sheet,
    private readonly tables: readonly CompiledTable[],
    private readonly contract: DeclaredContract,
    private readonly annee: number,
  ) {}

  read(): this {
    const years = yearsIn(this.sheet.nom.replace(/[_-]/g, ' '));
    if (this.sheet.cachee) this.setAside('cachee');
    else if (this.workbook.format !== 'csv' && years.length > 0 && !years.includes(this.annee))
      this.setAside('autre_annee');
    else {
      this.sheet.rows.forEach((row, index) => {
        if (!isBlank(row)) this.readRow(row, index);
      });
    }
    return this;
  }

  private setAside(why: 'cachee' | 'autre_annee'): void {
    const nombre = this.sheet.rows.reduce((sum, row) => sum + figureColumns(row).length, 0);
    if (nombre > 0)
      this.refuse(
        sheetSetAside({ fichier: this.workbook.fichier, feuille: this.sheet.nom }, why, nombre),
        nombre,
      );
  }

  private readRow(row: readonly Cell[], index: number): void {
    const note = this.afterNote;
    this.afterNote = false;
    // A title is followed by its header, whose first cell may be the title of another table ("Prescripteurs").
    if (
      this.open &&
      !this.open.columns &&
      filledCells(row).length > 1 &&
      this.readHeader(this.open, row, index)
    )
      return;
    if (this.readTitle(row, index)) return;
    if (this.open?.columns && this.readLine(this.open, this.open.columns, row, index)) return;
    if (this.open && !(note && this.open.columns) && this.readHeader(this.open, row, index)) return;
    if (isNote(row)) {
      this.afterNote = true;
      return;
    }
    // What is neither title, header nor line may head a table nobody described: what follows must not fall into this one.
    this.open = undefined;
    this.refuseOutside(row, index);
  }

  /** Opens the table whose title the row holds; two titles side by side open none. */
  private readTitle(row: readonly Cell[], index: number): boolean {
    const filled = filledCells(row);
    const titles = filled.slice(0, 3).flatMap(([rang, cell], place) => {
      const compiled = cell.kind === 'text' ? this.titled(cell.text) : undefined;
      return compiled ? [{ compiled, rang, place }] : [];
    });
    const [title, second] = titles;
    if (
      !title ||
      (title.place > 0 &&
        filled.slice(0, title.place).some(([, cell]) => isFigure(cell) && cell.kind !== 'text'))
    )
      return false;
    const [, first] = filled[0] ?? [];
    if (
      filled.length > 1 &&
      first &&
      this.open?.columns &&
      this.open.compiled.lignes?.byLabel.has(this.label(first))
    )
      return false;
    if (second && second.compiled !== title.compiled) {
      this.open = undefined;
      this.refuseOutside(row, index);
      return true;
    }
    const next: OpenTable = {
      compiled: title.compiled,
      columns: undefined,
      columnSums: new Map(),
      seen: new Set(),
    };
    this.open = next;
    // Some hands write no title above: the header's first cell names the table, beside columns that are all its own.
    if (filled.length > 1 && this.readHeader(next, row, index)) {
      if ([...(next.columns?.values() ?? [])].every((column) => column !== 'inconnue')) return true;
      next.columns = undefined;
    }
    if (filled.length > 1) this.refuseOutside(row, index);
    return true;
  }

  private titled(text: string): CompiledTable | undefined {
    const variants = titleVariants(text, this.annee);
    return this.tables.find((table) => variants.some((variant) => table.titles.has(variant)));
  }

  private label(cell: Cell): string {
    return relativeYears(labelText(cell), this.annee);
  }

  /** A header names at least one column; one that it names and the contract does not know stays, to be reported. */
  private readHeader(open: OpenTable, row: readonly Cell[], index: number): boolean {
    const known = row.map((cell) =>
      cell.kind === 'empty' ? undefined : open.compiled.colonnes.byLabel.get(this.label(cell)),
    );
    if (!known.some((entry) => entry !== undefined)) return false;
    const columns = new Map<number, Column>();
    const used = new Set<Entry>();
    for (const [rang] of filledCells(row)) {
      const entry = known[rang];
      if (rang <= this.labelColumn(open.compiled, index) && entry === undefined) continue;
      columns.set(rang, entry === undefined || used.has(entry) ? 'inconnue' : entry);
      if (entry) used.add(entry);
    }
    open.columns = columns;
    open.columnSums = new Map();
    return true;
  }

  /** The column of the labels, seen in the row below the header: that of a known label, else the first one filled. */
  private labelColumn(compiled: CompiledTable, header: number): number {
    const { lignes } = compiled;
    const below = this.sheet.rows.slice(header + 1).find((row) => !isBlank(row));
    if (!lignes || !below) return -1;
    const filled = filledCells(below);
    const labelled = filled.find(([, cell]) => lignes.byLabel.has(this.label(cell)));
    return (labelled ?? filled[0])?.[0] ?? -1;
  }

  private readLine(
    open: OpenTable,
    columns: Map<number, Column>,
    row: readonly Cell[],
    index: number,
  ): boolean {
    const { compiled } = open;
    const firstColumn = Math.min(...columns.keys());
    const left = filledCells(row).filter(([rang]) => rang < firstColumn);
    const labelled = compiled.lignes
      ? (left.find(([, cell]) => compiled.lignes?.byLabel.has(this.label(cell))) ?? left[0])
      : left[0];
    const entry = this.entryOf(compiled, labelled?.[1]);
    const stated = filledCells(row).filter(([rang]) => rang >= firstColumn);
    const place = this.place(index, labelled?.[0] ?? firstColumn);
    if (!entry) {
      if (
        !labelled ||
        !stated.some(([, cell]) => isFigure(cell) || readFigure(cell).genre === 'absence') ||
        this.isHeaderLike(open, row)
      )
        return false;
      this.refuse(unknownLine(place, compiled, labelled[1].text, stated.length, this.annee), stated.length);
      return true;
    }
    if (entry === ONE_LINE && !stated.some(([, cell]) => isFigure(cell))) return false;
    const last = Math.max(...columns.keys());
    if (this.workbook.format === 'csv' && stated.some(([rang, cell]) => rang > last && isFigure(cell))) {
      this.refuse(overflowingLine(place, stated.length), stated.length);
    } else if (open.seen.has(entry)) {
      if (stated.length > 0)
        this.refuse(repeatedLine(place, compiled, stated.length, this.annee), stated.length);
    } else {
      open.seen.add(entry);
      this.readCells(open, columns, entry, labelled?.[1].text ?? null, row, index);
    }
    return true;
  }

  /** The contract's line of a label; a table without labels has one line, under an empty label. */
  private entryOf(compiled: CompiledTable, label: Cell | undefined): Entry | undefined {
    if (!compiled.lignes) return label === undefined ? ONE_LINE : undefined;
    return label && compiled.lignes.byLabel.get(this.label(label));
  }

  private isHeaderLike(open: OpenTable, row: readonly Cell[]): boolean {
    const body = filledCells(row).slice(1);
    return body.length > 0 && body.every(([, cell]) => open.compiled.colonnes.byLabel.has(this.label(cell)));
  }

  private readCells(
    open: OpenTable,
    columns: Map<number, Column>,
    entry: Entry,
    label: string | null,
    row: readonly Cell[],
    index: number,
  ): void {
    const line = newSums();
    const firstColumn = Math.min(...columns.keys());
    for (
      let rang = firstColumn;
      rang < Math.max(row.length, ...[...columns.keys()].map((key) => key + 1));
      rang++
    ) {
      const column = columns.get(rang) ?? 'inconnue';
      if (column !== 'inconnue') {
        const sums = open.columnSums.get(rang) ?? newSums();
        open.columnSums.set(rang, sums);
        this.readCell({ table: open.compiled, entry, column, label, index, rang, line, sums });
      } else if (isFigure(cellAt(this.sheet, index, rang))) {
        this.refuse(unknownColumn(this.place(index, rang), open.compiled, this.annee), 1);
      }
    }
  }

  private readCell(spot: Spot): void {
    const cell = cellAt(this.sheet, spot.index, spot.rang);
    const meaning = meaningOf(spot.table, spot.entry, spot.column);
    const reading = readFigure(cell);
    const place = {
      ...this.place(spot.index, spot.rang),
      colonne: spot.column.etiquettes[0]?.replace(/\{n.*\}/, String(yearOf(meaning.annee, this.annee))) ?? '',
    };
    const stated = this.figureOf(spot, meaning);
    if (reading.genre === 'illisible') {
      this.refuse(unreadable(place, cell), 1);
      return;
    }
    if (reading.genre === 'vide') {
      if (spot.table.table.vide)
        this.blanks.push({
          figure: stated,
          line: spot.line,
          column: spot.sums,
          effectif: spot.column.effectif,
          annee: this.annee,
          total: isTotal(spot.entry) || isTotal(spot.column),
        });
      return;
    }
    if (reading.genre === 'absence') {
      spot.line.unknown = spot.sums.unknown = true;
      this.figures.push({ ...stated, absence: reading.absence });
      return;
    }
    const { figure } = reading;
    const impossible = impossibleReason(stated.unite, stated.indicateur, figure);
    if (impossible) {
      this.refuse(impossibleFigure(place, cell, impossible), 1);
      return;
    }
    this.figures.push({
      ...stated,
      annee: meaning.annee === 'valeur' ? figure.valeur : stated.annee,
      valeur: figure.valeur,
      valeur_max: figure.valeurMax,
      approche: figure.approche,
    });
    add(spot.line, figure.valeur, isTotal(spot.column));
    add(spot.sums, figure.valeur, isTotal(spot.entry));
  }

  private figureOf({ table, column, label, index, rang }: Spot, meaning: Attributes): DeclaredFigure {
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

  private refuseOutside(row: readonly Cell[], index: number): void {
    const figures = isHeading(row) ? [] : figureColumns(row);
    const [first] = figures;
    if (first !== undefined)
      this.refuse(outsideTables(this.place(index, first), figures.length), figures.length);
  }

  private refuse(found: Problem, nombre: number): void {
    this.problemes.push(found);
    this.aCorriger += nombre;
  }

  private place(index: number, rang: number): Place {
    return { fichier: this.workbook.fichier, feuille: this.sheet.nom, ligne: index + 1, rang };
  }
}

/** A cell's meaning: its table's, then its line's, then its column's attributes; a later one wins. */
function meaningOf({ table }: CompiledTable, entry: Entry, column: Entry): Attributes {
  const { etiquettes: _row, selon, effectif: _rowSum, ...fromLine } = entry;
  const { etiquettes: labels, selon: _columnOverrides, effectif: _sum, ...fromColumn } = column;
  const override = labels.map((label) => selon?.[label]).find((found) => found !== undefined);
  const merged = { ...table.commun, ...fromLine, ...fromColumn, ...override };
  // "Since 1984" is of 1984 whatever column it stands in.
  return fromLine.annee === 'valeur' ? { ...merged, annee: 'valeur' } : merged;
}

function impossibleFigure(place: Place, cell: Cell, reason: string): Problem {
  const shown = harmless(cell.text);
  return problem(place, {
    code: 'VALEUR_IMPOSSIBLE',
    message: `La cellule${shown === undefined ? '' : ` contient « ${shown} »`} : ${reason}.`,
    valeur: shown,
    regle:
      'Un effectif est un entier positif ou nul ; une part va de 0 à 100 % ; l’unité est celle du tableau.',
    remede: 'Corrigez la valeur dans votre tableau, puis renvoyez le fichier.',
  });
}
