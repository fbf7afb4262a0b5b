import { type Change, changeRow, changeText, type FigureNote, notesOf } from './change.ts';
import { codeText, type Row, text } from './figure.ts';
import { sourceText } from './source.ts';

/** One quantity of one antenne, declared beside calculated. */
export interface VolumeLine {
  antenne: string;
  head: string;
  /** The module, when the antenne states no figure for all its modules. */
  module: string;
  /** The antenne's own word, with what it counts among. */
  counted: string;
  declared: Row | undefined;
  computed: Row | undefined;
  /** Of the calculated figure if both years are calculated, else of the declared one; null: no cube says. */
  change: Change | null;
  notes: FigureNote[];
  source: string;
}

export interface VolumeGroup {
  indicateur: string;
  titre: string;
  lines: VolumeLine[];
}

export interface VolumeOptions {
  indicators: readonly string[];
  before: number;
  /** Labels of indicators, modules and antennes. */
  labels: Record<string, Record<string, string>>;
  /** Rows of the cube `evolution`; undefined when the release has none. */
  changes?: Row[];
  notes?: Row[];
}

const whole = '_T';
const region = 'CPCA';

function regionLast(a: string, b: string): number {
  return Number(a === region) - Number(b === region) || (a < b ? -1 : 1);
}

/** A module in words; empty for all modules together. */
function moduleText(module: string, labels: VolumeOptions['labels']): string {
  return module === whole || module === '' ? '' : (labels.module?.[module] ?? codeText(module));
}

/** Word and base in one: the base often begins with the word. */
function countedText(row: Row): string {
  const [word, base] = [text(row, 'libelle'), text(row, 'base')];
  if (base === '' || base === word) return word;
  return base.startsWith(word) ? base : `${word}. Base\u00a0: ${base}`;
}

/** A comparison that stands is preferred, the calculated one first. */
function changeOf(
  changes: Row[],
  declared: Row | undefined,
  computed: Row | undefined,
  before: number,
): Change {
  const found = [computed, declared].flatMap((row) => {
    const change = row && changeRow(changes, row);
    return change ? [change] : [];
  });
  const comparable = found.find((row) => text(row, 'comparable') === 'oui');
  return changeText(comparable ?? found[0], before);
}

function lineOf(rows: Row[], options: VolumeOptions): VolumeLine | undefined {
  const [any] = rows;
  if (!any) return undefined;
  const { labels, before, changes, notes = [] } = options;
  const [antenne, module] = [text(any, 'antenne'), text(any, 'module')];
  const of = (provenance: string) => rows.find((row) => text(row, 'provenance') === provenance);
  const [declared, computed] = [of('declare'), of('calcule')];
  return {
    antenne,
    head: labels.antenne?.[antenne] ?? antenne,
    module: moduleText(module, labels),
    counted: countedText(any),
    declared,
    computed,
    change: changes === undefined ? null : changeOf(changes, declared, computed, before),
    notes: notesOf(notes, any).map((note) => ({ ...note, module: moduleText(note.module, labels) })),
    source: sourceText(rows.map((row) => text(row, 'source'))),
  };
}

/**
 * The rows of the cube `activite` of one year as groups by indicator, a line per antenne. Where an antenne states
 * nothing for all its modules together, a line per module: modules are never added up.
 */
export function volumeGroups(rows: Row[], options: VolumeOptions): VolumeGroup[] {
  const groups = options.indicators.map((indicateur) => {
    const own = rows.filter((row) => text(row, 'indicateur') === indicateur && text(row, 'site') === whole);
    const antennes = [...new Set(own.map((row) => text(row, 'antenne')))].sort(regionLast);
    const lines = antennes.flatMap((antenne) => {
      const stated = own.filter((row) => text(row, 'antenne') === antenne);
      const modules = [...new Set(stated.map((row) => text(row, 'module')))].sort();
      const shown = modules.includes(whole) ? [whole] : modules;
      return shown.flatMap((module) => {
        const line = lineOf(
          stated.filter((row) => text(row, 'module') === module),
          options,
        );
        return line ? [line] : [];
      });
    });
    return { indicateur, titre: options.labels.indicateur?.[indicateur] ?? codeText(indicateur), lines };
  });
  return groups.filter(({ lines }) => lines.length > 0);
}
