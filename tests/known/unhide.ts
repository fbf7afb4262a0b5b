import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readInsiders } from '../../publish/audit/known-groups.ts';
import { type AuditReport, auditRelease } from '../../publish/audit/release-audit.ts';
import { type Audience, isPersonsCube, type PersonsCube } from '../../publish/catalogue.ts';
import type { ConcealedLine } from '../../publish/characteristics/conceal.ts';
import { dimensionsOf, tells } from '../../publish/characteristics/cube-lines.ts';
import { readPrintedFigures } from '../../publish/known/printed-figures.ts';
import { type ProtectedCubes, readProtectedCubes } from '../../publish/protect-cubes.ts';
import { readPublicationRules } from '../../publish/publication-rules.ts';
import { writeContent } from '../../publish/release-content.ts';
import { type Loss, lossOf, whyHidden } from '../../publish/suppression/loss.ts';
import type { Warehouse } from '../../sql/warehouse.ts';

/** A figure hidden for the sake of others, shown again: what the audit says of that release. */
export interface Unhidden {
  /** Cube and dimensions, as the comité would read them; no value. */
  figure: string;
  /** How many figures somebody could then know. */
  retrouvables: number;
}

/** What the audit says of a release, and of it with each such figure shown again in turn. */
export interface Unhiding {
  asPublished: AuditReport;
  loss: Loss;
  unhidden: Unhidden[];
}

/** A line of a cube that has to be written otherwise. */
interface Place {
  audience: Audience;
  cube: PersonsCube;
  line: ConcealedLine;
}

/** Protects and writes the cubes of some closed years, and shows each secondary figure again in turn to everybody who gets its cube. */
export async function unhideEach(
  warehouse: Warehouse,
  anneesCloses: readonly number[],
  onEach: (one: Unhidden) => void = () => undefined,
): Promise<Unhiding> {
  const rules = await readPublicationRules();
  const { thresholds } = rules;
  const cubes = rules.catalogue.cubes.filter(isPersonsCube);
  const catalogue = { ...rules.catalogue, cubes };
  const logger = { info: () => undefined };
  const told = await readProtectedCubes({ warehouse, catalogue, thresholds, anneesCloses, logger });
  const folder = await mkdtemp(join(tmpdir(), 'cpca-unhide-'));
  const dir = join(folder, 'release');
  const connection = await warehouse.connect();
  try {
    await writeContent({ catalogue, thresholds, donneesDu: '2024-12-31', sample: true }, told, dir);
    const insiders = await readInsiders(connection);
    const printed = await readPrintedFigures();
    const audit = () => auditRelease(dir, { earlier: [], printed, insiders, thresholds, hints: told.hints });
    const asPublished = await audit();
    const unhidden: Unhidden[] = [];
    for (const places of secondaries(told, cubes)) {
      const [first] = places;
      if (first === undefined) continue;
      const { retrouvables } = await withShown(dir, places, audit);
      const one = { figure: nameOf(first), retrouvables: retrouvables.length };
      unhidden.push(one);
      onEach(one);
    }
    const lines = told.choices.filter(({ audience }) => audience === 'comite').flatMap(({ years }) => years);
    return { asPublished, loss: lossOf(lines.flatMap((year) => year.lines)), unhidden };
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The figures hidden for the sake of others, each by all the places that it stands in. */
function secondaries({ choices }: ProtectedCubes, cubes: readonly PersonsCube[]): Place[][] {
  const others = new Set<string>();
  const places = new Map<string, Place[]>();
  for (const { mart, audience, years } of choices)
    for (const line of years.flatMap(({ lines }) => lines).filter(({ secret }) => secret)) {
      const key = `${mart} ${line.key}`;
      if (whyHidden(line) !== 'secondary' && audience === 'comite') others.add(key);
      // Research gets less by a stricter rule: that stays, and what all others get is shown.
      if (audience === 'recherche') continue;
      const its = cubes.filter((cube) => cube.mart === mart && tells(cube, audience, line));
      places.set(key, [...(places.get(key) ?? []), ...its.map((cube) => ({ audience, cube, line }))]);
    }
  return [...places].filter(([key, its]) => !others.has(key) && its.length > 0).map(([, its]) => its);
}

function nameOf({ cube, line }: Place): string {
  return `${cube.nom} : ${dimensionsOf(cube, line).map(String).join(' · ')}`;
}

/** Does something with a release in which some lines are told, and writes the files back as they were. */
async function withShown<T>(dir: string, places: readonly Place[], work: () => Promise<T>): Promise<T> {
  const before = new Map<string, string>();
  try {
    for (const place of places) {
      const path = join(dir, place.audience, 'cubes', `${place.cube.nom}.csv`);
      const text = await readFile(path, 'utf8');
      if (!before.has(path)) before.set(path, text);
      await writeFile(path, shown(text, place));
    }
    return await work();
  } finally {
    for (const [path, text] of before) await writeFile(path, text);
  }
}

function shown(text: string, { cube, line }: Place): string {
  const rows: string[][] = parse(text);
  const header = rows[0] ?? [];
  const codes = dimensionsOf(cube, line).map(String);
  const isIt = (row: readonly string[]) => codes.every((code, at) => row[at] === code);
  const [value, status] = [header.indexOf('valeur'), header.indexOf('statut')];
  const told = (row: readonly string[]) =>
    row.map((cell, at) => (at === value ? String(line.valeur) : at === status ? 'publie' : cell));
  const empty = header.map((name, at) => codes[at] ?? (name === 'niveau' ? String(line.niveau) : ''));
  const found = rows.some(isIt);
  const changed = found ? rows.map((row) => (isIt(row) ? told(row) : row)) : [...rows, told(empty)];
  return changed.map((row) => row.map(quoted).join(',')).join('\n');
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The result as a page of the project. */
export function unhidingTable({ asPublished, loss, unhidden }: Unhiding): string {
  const caught = unhidden.filter(({ retrouvables }) => retrouvables > 0);
  const rest = unhidden.filter(({ retrouvables }) => retrouvables === 0);
  const rows = unhidden.map(({ figure, retrouvables }) => `| ${figure} | ${retrouvables || 'aucun'} |`);
  return `${[
    '# Chaque chiffre masqué pour les autres, montré à son tour',
    '',
    'Sur la publication des exemples : chaque chiffre masqué seulement pour qu’un autre ne soit pas retrouvé est rendu',
    'visible, seul, dans tous les cubes du comité et de la DRDFE, et l’audit est refait. Fait par',
    '`tests/long/unhide.test.ts`.',
    '',
    `- Publication telle quelle : ${asPublished.cellules} cellules vérifiées, ${asPublished.retrouvables.length} retrouvable.`,
    `- ${loss.all.figures} chiffres (comité) ; masqués par une règle : ${loss.primary.figures} (${loss.primary.persons} personnes) ; dits pour la région seule : ${loss.coarsened.figures} (${loss.coarsened.persons} personnes) ; masqués pour les autres : ${loss.secondary.figures} (${loss.secondary.persons} personnes).`,
    `- Montrés à leur tour : ${unhidden.length} ; l’audit en refuse ${caught.length} ; sans effet, donc masqués en trop : ${rest.length}.`,
    '',
    '| chiffre montré | chiffres alors retrouvables |',
    '|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
