import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { type ProblemDraft, PublicationError, throwProblems } from '../publication-error.ts';
import { TOTAL } from './table.ts';

/** Where a figure is counted: one code of one dimension, or the whole region. */
export interface Place {
  dimension: 'antenne' | 'departement' | 'sexe' | 'region';
  code: string;
}

/** What a figure counts. */
export interface Quantity {
  population: string;
  annees: readonly number[];
  place: Place;
  caracteristique: string;
  /** The finest codes that it adds up; `tous` for everyone, `connus` for all of whom something is known. */
  codes: readonly string[] | 'tous' | 'connus';
  /** The finest codes of which nothing is known, at this width of codes. */
  inconnus?: readonly string[];
}

/** A line of a written cube of persons, as any reader of that audience has it. */
export interface ReleasedFigure extends Quantity {
  release: string;
  audience: string;
  cube: string;
  classe: string;
  /** Dimension → code, as written. */
  cellule: Readonly<Record<string, string>>;
  /** Undefined where it is not told. */
  valeur: number | undefined;
  secret: boolean;
  /** Whether it counts those of whom the characteristic is not known. */
  isUnknown: boolean;
  /** The characteristic as it is told, which may be a part or a class of the one that it is counted in. */
  vue: string;
  /** One of the codes of a place that is not told at all: no line of it is written. */
  regroupe?: true;
  /** What the widest codes of its characteristic stand for. */
  larges: readonly (readonly string[])[];
}

const document = z.object({
  cubes: z.array(z.object({ nom: z.string(), classe: z.string(), population: z.string().optional() })),
  hierarchies: z
    .array(
      z.object({
        population: z.string(),
        caracteristique: z.string(),
        niveau: z.coerce.number().optional(),
        code: z.string(),
        de: z.string(),
        codes: z.array(z.string()),
      }),
    )
    .default([]),
});

type ReleaseDocument = z.output<typeof document>;

/** Two sexes that are never told apart; every reader knows what the code says. */
const OTHERS = ['homme_ou_inconnu', ['homme', '_U']] as const;

/**
 * Reads every written cube that counts persons by a characteristic, of every audience of a release: those of class C or S,
 * and any other that has such columns, whatever it is labelled. Throws PublicationError `publication_abimee`,
 * `cube_hors_audit`.
 */
export async function readReleasedFigures(dir: string, release: string): Promise<ReleasedFigure[]> {
  const known = await readDocument(dir);
  const figures: ReleasedFigure[] = [];
  const problems: ProblemDraft[] = [];
  for (const audience of await foldersOf(dir)) {
    const folder = join(dir, audience, 'cubes');
    const files = (await namesIn(folder)).filter((name) => name.endsWith('.csv'));
    for (const name of files) {
      const cube = name.slice(0, -'.csv'.length);
      const text = await readFile(join(folder, name), 'utf8');
      const classe = known.cubes.find(({ nom }) => nom === cube)?.classe ?? '';
      if (classe !== 'C' && classe !== 'S' && !speaksOfPersons(text)) continue;
      const reader = new CubeReader(known, { release, audience, cube, classe: classe === 'S' ? 'S' : 'C' });
      if (reader.accepts(text)) figures.push(...reader.read(text));
      else problems.push(outside(cube));
    }
  }
  throwProblems(problems);
  return figures;
}

async function readDocument(dir: string): Promise<ReleaseDocument> {
  try {
    return document.parse(JSON.parse(await readFile(join(dir, 'catalogue.json'), 'utf8')));
  } catch (cause) {
    throw new PublicationError(
      [
        {
          code: 'publication_abimee',
          message: 'Le catalogue de cette publication ne se lit pas.',
          fichier: 'catalogue.json',
          regle: 'l’audit lit les fichiers écrits, et ce que leur catalogue en dit',
          remede: 'Publiez de nouveau.',
        },
      ],
      { cause },
    );
  }
}

/** Folders of a release, in order: audiences and others. */
export async function foldersOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Names in a folder, in order; none where there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    // A folder of a release that is not an audience's holds no cubes.
    return [];
  }
}

const PLACES = ['antenne', 'departement', 'sexe'] as const;
const TIMES: readonly string[] = ['annee', 'periode'];
const VALUE = 'valeur';
const UNKNOWN = '_U';

function headerOf(text: string): string[] {
  return text.slice(0, Math.max(0, text.indexOf('\n'))).split(',');
}

function speaksOfPersons(text: string): boolean {
  const header = headerOf(text);
  return header.includes('caracteristique') && header.includes(VALUE);
}

type Source = Pick<ReleasedFigure, 'release' | 'audience' | 'cube' | 'classe'>;

class CubeReader {
  readonly #known: ReleaseDocument;
  readonly #source: Source;
  readonly #population: string;

  constructor(known: ReleaseDocument, source: Source) {
    this.#known = known;
    this.#source = source;
    const stated = known.cubes.find(({ nom }) => nom === source.cube)?.population;
    this.#population = stated ?? (source.cube.startsWith('sorties') ? 'sorties' : 'accompagnees');
  }

  /** Whether the audit knows what the dimensions say. */
  accepts(text: string): boolean {
    const dimensions = dimensionsOf(text);
    return (
      dimensions.includes('annee') &&
      dimensions.filter(isPlace).length <= 1 &&
      (dimensions.includes('caracteristique') && dimensions.includes('modalite')
        ? others(dimensions).length === 2
        : others(dimensions).length === 1)
    );
  }

  read(text: string): ReleasedFigure[] {
    const dimensions = dimensionsOf(text);
    const lines = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
    return lines.flatMap((line) => this.#figures(line, dimensions));
  }

  #figures(line: Record<string, string>, dimensions: readonly string[]): ReleasedFigure[] {
    const statut = line.statut ?? '';
    if (statut !== 'publie' && statut !== 'secret') return [];
    const own = others(dimensions)[0] ?? '';
    const told = dimensions.includes('caracteristique') ? (line.caracteristique ?? '') : own;
    const code = dimensions.includes('modalite') ? (line.modalite ?? '') : (line[own] ?? '');
    const [caracteristique, codes] = this.#meaning(told, code, line.niveau);
    const figure: ReleasedFigure = {
      ...this.#source,
      population: this.#population,
      annees: yearsOf(line),
      place: placeOf(line),
      caracteristique,
      codes,
      inconnus: codesOf(this.#meaning(told, UNKNOWN, line.niveau)[1]),
      isUnknown: code === UNKNOWN,
      vue: told,
      cellule: Object.fromEntries(dimensions.map((name) => [name, line[name] ?? ''])),
      valeur: statut === 'publie' ? numberOf(line[VALUE]) : undefined,
      secret: statut === 'secret',
      larges: statut === 'secret' && codes === 'tous' ? this.#widest(told) : [],
    };
    const base = numberOf(line.base_valeur);
    if (base === undefined) return [figure];
    // The base is a figure like any other: it tells how many are not known.
    return [figure, { ...figure, codes: 'connus', isUnknown: false, valeur: base, secret: false }];
  }

  /** The characteristic that a code is counted in, and the finest codes that it stands for. */
  #meaning(told: string, code: string, niveau: string | undefined): [string, Quantity['codes']] {
    const hers = this.#known.hierarchies.filter(
      (one) => one.population === this.#population && one.caracteristique === told,
    );
    const base = hers[0]?.de ?? told;
    if (code === TOTAL) return [base, 'tous'];
    const level = niveau === undefined || niveau === '' ? undefined : Number(niveau);
    const stated =
      hers.find((one) => one.code === code && one.niveau === level) ??
      hers.find((one) => one.code === code && one.niveau === undefined);
    if (stated) return [stated.de, stated.codes];
    if (told === 'sexe' && code === OTHERS[0]) return ['sexe', OTHERS[1]];
    return [base, [code]];
  }

  #widest(told: string): string[][] {
    const hers = this.#known.hierarchies.filter(
      (one) => one.population === this.#population && one.caracteristique === told,
    );
    const most = Math.max(...hers.map(({ niveau = 0 }) => niveau));
    return hers
      .filter(({ niveau = 0, code }) => niveau === most && code !== UNKNOWN)
      .map(({ codes }) => codes);
  }
}

function codesOf(codes: Quantity['codes']): readonly string[] {
  return typeof codes === 'string' ? [UNKNOWN] : codes;
}

function dimensionsOf(text: string): string[] {
  const header = headerOf(text);
  return header.slice(0, Math.max(0, header.indexOf(VALUE)));
}

function isPlace(name: string): boolean {
  return PLACES.some((place) => place === name);
}

function others(dimensions: readonly string[]): string[] {
  return dimensions.filter((name) => !isPlace(name) && !TIMES.includes(name));
}

/** `2022-2024` in `periode` counts three years; else the year alone. */
function yearsOf({ annee, periode }: Record<string, string>): number[] {
  const [, from, to] = /^(\d{4})-(\d{4})$/.exec(periode ?? '') ?? [];
  if (from === undefined || to === undefined) return [Number(annee)];
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => Number(from) + at);
}

function placeOf(line: Record<string, string>): Place {
  for (const dimension of PLACES) {
    const code = line[dimension];
    if (code !== undefined && code !== TOTAL) return { dimension, code };
  }
  return { dimension: 'region', code: TOTAL };
}

function numberOf(written: string | undefined): number | undefined {
  const digits = (written ?? '').replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return digits === '' || Number.isNaN(Number(digits)) ? undefined : Number(digits);
}

function outside(cube: string): ProblemDraft {
  return {
    code: 'cube_hors_audit',
    message: `Le cube « ${cube} » compte des personnes par des dimensions que l’audit ne connaît pas.`,
    fichier: `${cube}.csv`,
    regle: 'un cube de classe C ou S a une année, au plus un lieu, une caractéristique et une modalité',
    remede: 'Donnez-lui ces dimensions, ou retirez-le du catalogue.',
  };
}
