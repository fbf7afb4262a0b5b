import type { Column, Nomenclatures, RowContract, RowSheet } from './contract.ts';
import { type Problem, problem } from './problem.ts';
import { pseudonym } from './pseudonym.ts';
import { cellParser } from './row-cell.ts';
import { type Header, headerOf, isTotalsRow, linesBelow, sheetMatches } from './row-sheet.ts';
import { type Cell, cellAt, type Sheet, type Workbook } from './workbook.ts';

export type RawValue = string | number | null;

/** A row of a raw table, without the columns that the loader adds. */
export interface RawRow {
  feuille: string;
  ligne: number;
  personne_key: string | null;
  values: Record<string, RawValue>;
}

export interface RowsResult {
  /** Raw table → rows. */
  tables: Map<string, RawRow[]>;
  problemes: Problem[];
  lus: number;
  charges: number;
  a_corriger: number;
  /** Foot lines, counted as such and not as persons. */
  totaux: number;
}

type Row = Record<string, RawValue>;

/** Reads the row sheets of a workbook. Identities become pseudonyms here, and nothing after this function knows them. */
export function readRows(
  workbook: Workbook,
  contract: RowContract,
  lists: Nomenclatures,
  annee: number,
  key: Uint8Array | undefined,
): RowsResult {
  const reading = new RowsReading(workbook.fichier, contract, lists, annee, key);
  for (const wanted of contract.feuilles) {
    const sheets = workbook.feuilles.filter((sheet) => sheetMatches(sheet, wanted));
    for (const sheet of sheets) reading.readSheet(sheet, wanted, workbook.date1904);
    if (sheets.length === 0) reading.missSheet(wanted);
  }
  return reading.result;
}

/** True when a contract's rows name persons, so that a key is needed. */
export function namesPersons(contract: RowContract): boolean {
  return contract.feuilles.some((sheet) =>
    Object.values(sheet.colonnes).some((column) => column.type === 'nom'),
  );
}

class RowsReading {
  readonly result: RowsResult = {
    tables: new Map(),
    problemes: [],
    lus: 0,
    charges: 0,
    a_corriger: 0,
    totaux: 0,
  };
  /** The antenne's own file number → pseudonym, within this workbook only. */
  private readonly keyOfDossier = new Map<string, string>();

  constructor(
    private readonly fichier: string,
    private readonly contract: RowContract,
    private readonly lists: Nomenclatures,
    private readonly annee: number,
    private readonly key: Uint8Array | undefined,
  ) {}

  missSheet(wanted: RowSheet): void {
    this.result.problemes.push(
      problem(
        { fichier: this.fichier },
        {
          code: 'FEUILLE_MANQUANTE',
          message: `La feuille « ${wanted.onglets[0]} » n’a pas été trouvée dans « ${this.fichier} ».`,
          regle: 'Le classeur contient toutes les feuilles du modèle.',
          remede: `Ajoutez la feuille « ${wanted.onglets[0]} » avec ses intitulés de colonnes.`,
        },
      ),
    );
  }

  readSheet(sheet: Sheet, wanted: RowSheet, date1904 = false): void {
    const header = headerOf(sheet, wanted);
    if (!header) return;
    const lines = linesBelow(sheet, header);
    const data = lines.filter(([, row]) => !isTotalsRow(row));
    this.result.totaux += lines.length - data.length;
    this.result.lus += data.length;
    const broken = this.headerProblems(sheet, header, wanted);
    if (broken.length > 0) {
      this.result.problemes.push(...broken);
      this.result.a_corriger += data.length;
      return;
    }
    const parsers = Object.entries(wanted.colonnes).map(([nom, column]) => ({
      nom,
      column,
      rang: header.rangs.get(nom),
      parse: cellParser(column, this.lists, this.contract.antenne, this.annee, date1904),
    }));
    for (const [ligne, row] of data) this.readLine(sheet, wanted, parsers, ligne, row);
  }

  private headerProblems(sheet: Sheet, header: Header, wanted: RowSheet): Problem[] {
    const place = { fichier: this.fichier, feuille: sheet.nom, ligne: header.ligne + 1 };
    const missing = header.manquants.map((label) =>
      problem(
        { ...place, colonne: label },
        {
          code: 'COLONNE_MANQUANTE',
          message: `La colonne « ${label} » manque dans la feuille « ${sheet.nom} ».`,
          regle: `La feuille « ${wanted.onglets[0]} » a une colonne « ${label} ».`,
          remede: `Ajoutez la colonne « ${label} », ou rétablissez son intitulé.`,
        },
      ),
    );
    const twice = header.doubles.map((label) =>
      problem(
        { ...place, colonne: label },
        {
          code: 'COLONNE_DOUBLE',
          message: `La colonne « ${label} » est présente deux fois dans la feuille « ${sheet.nom} ».`,
          regle: 'Chaque intitulé de colonne est unique.',
          remede: 'Renommez ou supprimez l’une des deux colonnes.',
        },
      ),
    );
    return [...missing, ...twice];
  }

  private readLine(
    sheet: Sheet,
    wanted: RowSheet,
    parsers: ReadonlyArray<{
      nom: string;
      column: Column;
      rang: number | undefined;
      parse: ReturnType<typeof cellParser>;
    }>,
    ligne: number,
    cells: readonly Cell[],
  ): void {
    const row: Row = {};
    const problems: Problem[] = [];
    for (const { nom, column, rang, parse } of parsers) {
      const cell = rang === undefined ? undefined : (cells[rang] ?? cellAt(sheet, ligne, rang));
      const parsed = cell ? parse(cell) : { ok: true as const, value: null };
      const place = {
        fichier: this.fichier,
        feuille: sheet.nom,
        ligne: ligne + 1,
        ...(rang === undefined ? {} : { rang }),
        colonne: column.etiquettes[0] ?? nom,
      };
      if (!parsed.ok) {
        problems.push(
          problem(place, {
            code: 'VALEUR_ILLISIBLE',
            message: `La valeur de la colonne « ${place.colonne} » n’est pas acceptée.`,
            valeur: parsed.coded ? cell?.text.trim() : undefined,
            regle: parsed.regle,
            remede: parsed.remede,
          }),
        );
      } else if (parsed.value === null && column.requis) {
        problems.push(
          problem(place, {
            code: 'VALEUR_MANQUANTE',
            message: `La colonne « ${place.colonne} » est vide sur cette ligne.`,
            regle: 'Cette colonne est toujours remplie.',
            remede: 'Complétez la cellule.',
          }),
        );
      } else row[nom] = parsed.value;
    }
    problems.push(...this.lineProblems(sheet, wanted, parsers, ligne, row));
    const person = problems.length === 0 ? this.personOf(sheet, wanted, ligne, row) : undefined;
    if (person && 'probleme' in person) problems.push(person.probleme);
    if (problems.length > 0 || !person || 'probleme' in person) {
      this.result.problemes.push(...problems);
      this.result.a_corriger += 1;
      return;
    }
    this.result.charges += 1;
    this.emit(sheet, wanted, ligne, row, person.key);
  }

  /** Rules that two columns of a line hold together. */
  private lineProblems(
    sheet: Sheet,
    wanted: RowSheet,
    parsers: ReadonlyArray<{ nom: string; column: Column; rang: number | undefined }>,
    ligne: number,
    row: Row,
  ): Problem[] {
    const label = (nom: string) => wanted.colonnes[nom]?.etiquettes[0] ?? nom;
    const at = (nom: string) => {
      const rang = parsers.find((parser) => parser.nom === nom)?.rang;
      return {
        fichier: this.fichier,
        feuille: sheet.nom,
        ligne: ligne + 1,
        ...(rang === undefined ? {} : { rang }),
        colonne: label(nom),
      };
    };
    const disordered = wanted.ordre.flatMap(([before, after]) => {
      const [first, second] = [row[before], row[after]];
      if (typeof first !== 'string' || typeof second !== 'string' || first <= second) return [];
      return [
        problem(at(after), {
          code: 'DATES_INVERSEES',
          message: `« ${label(after)} » est avant « ${label(before)} ».`,
          regle: `« ${label(before)} » vient avant « ${label(after)} ».`,
          remede: 'Vérifiez les deux dates.',
        }),
      ];
    });
    const alone = wanted.ensemble.flatMap(([one, other]) => {
      const lacking = (row[one] ?? null) === null ? one : other;
      if (((row[one] ?? null) === null) === ((row[other] ?? null) === null)) return [];
      return [
        problem(at(lacking), {
          code: 'VALEUR_MANQUANTE',
          message: `« ${label(lacking)} » est vide alors que l’autre est remplie.`,
          regle: `« ${label(one)} » et « ${label(other)} » vont ensemble.`,
          remede: `Complétez « ${label(lacking)} », ou videz l’autre cellule.`,
        }),
      ];
    });
    return [...disordered, ...alone];
  }

  /** The pseudonym of the line's person: from the identity it states, or from the file number of an earlier sheet. */
  private personOf(
    sheet: Sheet,
    wanted: RowSheet,
    ligne: number,
    row: Row,
  ): { key: string | null } | { probleme: Problem } {
    const column = (type: Column['type']) =>
      Object.entries(wanted.colonnes).find(([, candidate]) => candidate.type === type)?.[0];
    const value = (type: Column['type']) => String(row[column(type) ?? ''] ?? '');
    const dossier = value('dossier');
    const place = { fichier: this.fichier, feuille: sheet.nom, ligne: ligne + 1 };
    if (column('nom') !== undefined && this.key) {
      if (dossier !== '' && this.keyOfDossier.has(dossier)) {
        return {
          probleme: problem(place, {
            code: 'DOSSIER_DOUBLE',
            message: 'Ce numéro de dossier est déjà présent plus haut dans la feuille.',
            regle: 'Un dossier occupe une seule ligne.',
            remede: 'Gardez une seule ligne par dossier, ou corrigez le numéro.',
          }),
        };
      }
      const key = pseudonym(
        { nom: value('nom'), prenom: value('prenom'), naissance: value('naissance') },
        this.key,
      );
      if (dossier !== '') this.keyOfDossier.set(dossier, key);
      return { key };
    }
    if (column('dossier') === undefined) return { key: null };
    const key = this.keyOfDossier.get(dossier);
    if (key !== undefined) return { key };
    return {
      probleme: problem(place, {
        code: 'DOSSIER_INCONNU',
        message: 'Ce numéro de dossier n’est sur aucune ligne prise en compte de la feuille des personnes.',
        regle: 'Une présence se rattache à une personne de la file active.',
        remede: 'Corrigez le numéro de dossier, ou la ligne de la personne si elle est elle-même à corriger.',
      }),
    };
  }

  private emit(sheet: Sheet, wanted: RowSheet, ligne: number, row: Row, key: string | null): void {
    for (const [table, target] of Object.entries(wanted.vers)) {
      if (target.si !== undefined && (row[target.si] ?? null) === null) continue;
      const values = Object.fromEntries(
        Object.entries(target.colonnes).map(([column, origin]) => [
          column,
          typeof origin === 'string' ? valueFrom(row, origin, wanted) : origin.constante,
        ]),
      );
      const rows = this.result.tables.get(table) ?? [];
      this.result.tables.set(table, rows);
      rows.push({ feuille: sheet.nom, ligne: ligne + 1, personne_key: key, values });
    }
  }
}

/** A column's value; of a day of birth only the year leaves, and identities never do. */
function valueFrom(row: Row, origin: string, wanted: RowSheet): RawValue {
  const value = row[origin] ?? null;
  const type = wanted.colonnes[origin]?.type;
  if (type === 'naissance') return value === null ? null : Number(String(value).slice(0, 4));
  if (type === 'nom' || type === 'prenom' || type === 'dossier')
    throw new Error(`contract: identifying column "${origin}" cannot be loaded`);
  return value;
}
