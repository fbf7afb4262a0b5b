import { codeText } from '../components/figure.ts';
import type { FilterOption } from '../components/filter.ts';
import { cubeRows, type SiteRelease } from './release.ts';

/** What the filters of a site offer beside its antennes. */
export interface FilterLists {
  /** Years with rows, by cube. */
  annees: Record<string, number[]>;
  /** Codes of modules with rows, by cube. */
  modules: Record<string, string[]>;
  libelles_modules: FilterOption[];
  departements: FilterOption[];
}

function distinct<T>(rows: Record<string, unknown>[], column: string, read: (value: unknown) => T): T[] {
  return [...new Set(rows.filter((row) => row[column] != null).map((row) => read(row[column])))].sort();
}

/** The words that a release's catalogue and its offer have for the codes of a dimension. */
function labelsOf(release: SiteRelease, dimension: string): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { description } of release.cubes) {
    const codes = description.dimensions.find(({ nom }) => nom === dimension)?.codes ?? {};
    for (const [code, label] of Object.entries(codes)) if (!labels.has(code)) labels.set(code, label);
  }
  return labels;
}

/** The filters' lists from the rows of a release: only what has rows can be chosen. */
export function filterLists(release: SiteRelease): FilterLists {
  const annees: FilterLists['annees'] = {};
  const modules: FilterLists['modules'] = {};
  const places = new Set<string>();
  const actions = new Map(cubeRows(release, 'offre').map((row) => [String(row.action), String(row.libelle)]));
  for (const { description } of release.cubes) {
    const rows = cubeRows(release, description.nom);
    annees[description.nom] = distinct(rows, 'annee', Number);
    const codes = distinct(rows, 'module', String).filter((code) => /^[a-z]/.test(code));
    if (codes.length > 0) modules[description.nom] = codes;
    for (const place of distinct(rows, 'departement', String)) if (/^\d/.test(place)) places.add(place);
  }
  const labels = new Map([...labelsOf(release, 'module'), ...actions]);
  const option = (code: string, libelle: string | undefined) => ({
    code,
    libelle: libelle ?? codeText(code),
  });
  const byLabel = (a: FilterOption, b: FilterOption) => a.libelle.localeCompare(b.libelle, 'fr');
  const departements = labelsOf(release, 'departement');
  return {
    annees,
    modules,
    libelles_modules: [...new Set(Object.values(modules).flat())]
      .map((code) => option(code, labels.get(code)))
      .sort(byLabel),
    departements: [...places].sort().map((code) => option(code, departements.get(code))),
  };
}
