import { attributeNumber, figureOf, figureText, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';
import { sourceText } from './source.ts';

/** One département's figures, each in words. */
export interface TerritoryTile {
  departement: string;
  persons: string;
  perVictims: string;
  perInhabitants: string;
  actions: string;
  sites: string;
}

/** A source that stands under a figure of the territories, with its base. */
export interface TerritorySource {
  titre: string;
  text: string;
}

const outside = new Set(['_T', '_U', 'hors_zone']);

function cellText(rows: Row[], departement: string, indicateur: string): string {
  const row = rows.find(
    (one) => text(one, 'departement') === departement && text(one, 'indicateur') === indicateur,
  );
  return figureText(figureOf(row));
}

/** The rows of the cube `territoires` of one year and reading, one tile a département in the order of codes. */
export function territoryTiles(rows: Row[]): TerritoryTile[] {
  const codes = [...new Set(rows.map((row) => text(row, 'departement')))];
  return codes
    .filter((code) => !outside.has(code))
    .sort()
    .map((departement) => ({
      departement,
      persons: cellText(rows, departement, 'personnes'),
      perVictims: cellText(rows, departement, 'pour_100_victimes'),
      perInhabitants: cellText(rows, departement, 'pour_10000_habitants'),
      actions: `${cellText(rows, departement, 'actions_en_place')} sur ${cellText(rows, departement, 'actions_reference')}`,
      sites: cellText(rows, departement, 'sites'),
    }));
}

/** One tribunal's state of each action. */
export interface CourtLine {
  departement: string;
  tribunal: string;
  label: string;
  cells: { action: string; titre: string; state: string; who: string }[];
}

export interface CourtMatrix {
  actions: { code: string; label: string }[];
  lines: CourtLine[];
  sources: string;
}

const states = new Map([
  ['en_place', 'oui'],
  ['partielle', 'en partie'],
  ['projet', 'en projet'],
  ['non_mentionnee', 'non'],
]);

function stateText(row: Row | undefined): string {
  if (!row) return '–';
  const figure = figureOf(row);
  if (figure.value === null) return figureText(figure);
  return states.get(text(row, 'etat')) ?? (figure.value > 0 ? 'oui' : 'non');
}

/**
 * The rows of the cube `offre_tribunal` of one year as a table: a line per tribunal judiciaire within its
 * département, a column per reference action. What no tribunal is told of stands in a line of its own.
 */
export function courtMatrix(rows: Row[], labels: Record<string, Record<string, string>>): CourtMatrix {
  const codes = [...new Set(rows.map((row) => text(row, 'action')))];
  const labelOf = (code: string) =>
    labels.action?.[code] ??
    text(
      rows.find((row) => text(row, 'action') === code),
      'libelle',
    ) ??
    code;
  const actions = codes
    .map((code) => ({ code, label: labelOf(code) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'fr'));
  const shown = rows.filter((row) => text(row, 'tribunal') !== '_T');
  const keys = [
    ...new Set(shown.map((row) => `${text(row, 'departement')}\u0000${text(row, 'tribunal')}`)),
  ].sort();
  const lines = keys.flatMap((key): CourtLine[] => {
    const [departement = '', tribunal = ''] = key.split('\u0000');
    const own = shown.filter(
      (row) => text(row, 'departement') === departement && text(row, 'tribunal') === tribunal,
    );
    const unplaced = tribunal === '_U';
    // A line without tribunal says only what is in place somewhere: it denies nothing of a tribunal.
    if (unplaced && !own.some((row) => text(row, 'etat') !== 'non_mentionnee')) return [];
    const label = unplaced ? 'tribunal non précisé' : (labels.tribunal?.[tribunal] ?? tribunal);
    const cells = actions.map(({ code, label: titre }) => {
      const row = own.find((one) => text(one, 'action') === code);
      const state = unplaced && text(row, 'etat') === 'non_mentionnee' ? '–' : stateText(row);
      const who = text(row, 'antennes')
        .split(/[;,\s]+/)
        .filter((one) => one !== '')
        .map((one) => labels.antenne?.[one] ?? one)
        .join(', ');
      return { action: code, titre, state, who };
    });
    return [{ departement, tribunal, label, cells }];
  });
  return { actions, lines, sources: sourceText(rows.map((row) => text(row, 'source'))) };
}

/** Base, vintage and source of each figure of the territories, the same once. */
export function territorySources(rows: Row[], titles: Record<string, string>): TerritorySource[] {
  return Object.entries(titles).flatMap(([indicateur, titre]) => {
    const own = rows.filter((row) => text(row, 'indicateur') === indicateur);
    const bases = [...new Set(own.map((row) => text(row, 'base')))].filter((base) => base !== '');
    const source = sourceText(own.map((row) => text(row, 'source')));
    const unknown = Math.max(0, ...own.map((row) => attributeNumber(row, 'inconnus') ?? 0));
    if (own.length === 0) return [];
    const parts = [
      bases.length > 0 ? `base\u00a0: ${bases.join('\u202f; ')}` : '',
      unknown > 0 ? `${formatNumber(unknown)} inconnus au plus` : '',
      source === '' ? '' : `source\u00a0: ${source}`,
    ];
    return [{ titre, text: parts.filter((part) => part !== '').join('. ') }];
  });
}
