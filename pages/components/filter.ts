import { type Row, type Rows, rowsOf, text } from './figure.ts';

/** What a page can be filtered by, in the order of its form; also the words of the address. */
export const filterNames = ['annee', 'periode', 'antenne', 'departement', 'module'] as const;
export type FilterName = (typeof filterNames)[number];

/** What a reader has chosen. An empty text is everything; a year is always one. */
export interface Choice {
  annee: number;
  annee_precedente: number;
  /** `T3` or `09`. */
  periode: string;
  antenne: string;
  departement: string;
  module: string;
  /** Codes of the antennes that the choice of antenne and département leaves; null when it leaves all. */
  antennes: string[] | null;
}

export interface FilterOption {
  code: string;
  libelle: string;
}

/** What can be chosen on a page. */
export interface FilterOptions {
  /** The newest first. */
  annees: number[];
  antennes: { code: string; nom: string; departement: string }[];
  departements: FilterOption[];
  modules: FilterOption[];
}

const quarters = [
  ['T1', 'Janvier à mars'],
  ['T2', 'Avril à juin'],
  ['T3', 'Juillet à septembre'],
  ['T4', 'Octobre à décembre'],
] as const;
const months = 'Janvier Février Mars Avril Mai Juin Juillet Août Septembre Octobre Novembre Décembre'.split(
  ' ',
);

/** The parts of a year. */
export const periodOptions: FilterOption[] = [
  ...quarters.map(([code, libelle]) => ({ code, libelle })),
  ...months.map((libelle, index) => ({ code: String(index + 1).padStart(2, '0'), libelle })),
];

const words: Record<FilterName, { titre: string; un: string; tous: string }> = {
  annee: { titre: 'Année', un: 'une année', tous: '' },
  periode: { titre: 'Période', un: 'une période', tous: 'Toute l’année' },
  antenne: { titre: 'Antenne', un: 'une antenne', tous: 'Toutes' },
  departement: { titre: 'Département', un: 'un département', tous: 'Tous' },
  module: { titre: 'Module', un: 'un module', tous: 'Tous' },
};

/** The label of a filter, and of its choice of everything. */
export function filterWords(name: FilterName): { titre: string; tous: string } {
  return words[name];
}

/** The choice of a page that nobody has filtered. */
export function wholeChoice(annee: number): Choice {
  return {
    ...{ annee, annee_precedente: annee - 1, periode: '', antenne: '', departement: '', module: '' },
    antennes: null,
  };
}

/** The options of one filter, without that of everything. */
export function optionsOf(name: FilterName, options: FilterOptions): FilterOption[] {
  switch (name) {
    case 'annee':
      return options.annees.map((year) => ({ code: String(year), libelle: String(year) }));
    case 'periode':
      return periodOptions;
    case 'antenne':
      return options.antennes.map(({ code, nom }) => ({ code, libelle: nom }));
    case 'departement':
      return options.departements;
    case 'module':
      return options.modules;
  }
}

/** What an address says of one filter: a code that can be chosen, or why its word was left aside. */
function asked(name: FilterName, parameters: URLSearchParams, options: FilterOptions) {
  const written = parameters.get(name)?.trim() ?? '';
  if (written === '' || optionsOf(name, options).some(({ code }) => code === written)) {
    return { code: written, said: '' };
  }
  // An address may hold anything; what is quoted of it stays short.
  const quoted = written.length > 40 ? `${written.slice(0, 40)}…` : written;
  if (name === 'annee' && /^\d{4}$/.test(written)) return { code: '', said: noYear(quoted) };
  return { code: '', said: `« ${quoted} » n’est pas ${words[name].un} : filtre ignoré.` };
}

const noYear = (year: string) => `Cette publication n’a rien sur ${year} : filtre ignoré.`;

/**
 * The choice that an address makes on a page with these filters, and what must be said of it: words that are no
 * option are left aside, each with a sentence.
 */
export function readChoice(
  parameters: URLSearchParams,
  filters: readonly FilterName[],
  options: FilterOptions,
  year: number,
): { choice: Choice; said: string[] } {
  const choice = wholeChoice(year);
  const said: string[] = [];
  for (const name of filters) {
    const answer = asked(name, parameters, options);
    if (answer.said !== '') said.push(answer.said);
    if (answer.code === '') continue;
    if (name === 'annee') Object.assign(choice, wholeChoice(Number(answer.code)));
    else choice[name] = answer.code;
  }
  const branch = options.antennes.find(({ code }) => code === choice.antenne);
  if (branch && choice.departement !== '' && branch.departement !== choice.departement) {
    const place = options.departements.find(({ code }) => code === choice.departement);
    said.push(`L’antenne ${branch.nom} n’est pas dans « ${place?.libelle} » : filtre ignoré.`);
    choice.departement = '';
  }
  choice.antennes = branchesLeft(choice, options);
  return { choice, said };
}

function branchesLeft(choice: Choice, { antennes }: FilterOptions): string[] | null {
  if (choice.antenne !== '') return [choice.antenne];
  if (choice.departement === '') return null;
  return antennes.filter(({ departement }) => departement === choice.departement).map(({ code }) => code);
}

/** The address of a choice, on a page with these filters: `?annee=2023&antenne=APEX`, or nothing for everything. */
export function choiceQuery(choice: Choice, filters: readonly FilterName[], year: number): string {
  const parameters = new URLSearchParams();
  for (const name of filterNames) {
    if (!filters.includes(name)) continue;
    const code = name === 'annee' ? (choice.annee === year ? '' : String(choice.annee)) : choice[name];
    if (code !== '') parameters.set(name, code);
  }
  const query = parameters.toString();
  return query === '' ? '' : `?${query}`;
}

/** What is chosen beside everything, in words: `année 2023, antenne APEX`; empty for everything. */
export function choiceText(
  choice: Choice,
  filters: readonly FilterName[],
  options: FilterOptions,
  year: number,
): string {
  const parts = filters.flatMap((name) => {
    const code = String(choice[name]);
    if (code === '' || (name === 'annee' && choice.annee === year)) return [];
    const label = optionsOf(name, options).find((option) => option.code === code)?.libelle ?? code;
    const inside = name === 'periode' ? label.toLowerCase() : label;
    return [`${words[name].titre.toLowerCase()} ${inside}`];
  });
  return parts.join(', ');
}

/** Whether a period of a row (`2024-T3`, `2024-09`, `2024-09/12m`) lies in the chosen one. Other periods do. */
function inPeriod(periode: string, chosen: string): boolean {
  const part = /^\d{4}-(T[1-4]|\d{2})(?:\/12m)?$/.exec(periode)?.[1];
  if (part === undefined || part === chosen) return true;
  if (!chosen.startsWith('T') || part.startsWith('T')) return false;
  return Math.ceil(Number(part) / 3) === Number(chosen.slice(1));
}

/** Each filter on a row that has its column. */
const keeps: Record<FilterName, (row: Row, choice: Choice) => boolean> = {
  annee: (row, { annee }) => row.annee === undefined || row.annee === annee,
  periode: (row, { periode }) => periode === '' || inPeriod(text(row, 'periode'), periode),
  antenne: (row, { antennes }) => {
    const branch = row.antenne ?? row.lieu;
    // A place that is a département is no antenne.
    if (antennes === null || branch === undefined || /^\d/.test(String(branch))) return true;
    return row.departement !== undefined && row.antenne === undefined
      ? true
      : antennes.includes(String(branch));
  },
  departement: (row, { departement }) => {
    if (departement === '') return true;
    const place = row.departement ?? (/^\d/.test(text(row, 'lieu')) ? row.lieu : undefined);
    return place === undefined || place === departement;
  },
  module: (row, { module }) => module === '' || row.module === undefined || row.module === module,
};

/**
 * The rows of a page's query that the choice leaves. A filter looks only at rows that have its column: a row without a
 * module is not one of another module. Totals go with the rest when a part is chosen, so that no line reads as the sum
 * of what is shown. `but` names filters that do not apply, as the year for a curve over years.
 */
export function chosen(
  rows: Rows | Row[] | undefined,
  choice: Choice,
  but: readonly FilterName[] = [],
): Row[] {
  const tests = filterNames.filter((name) => !but.includes(name)).map((name) => keeps[name]);
  return rowsOf(rows).filter((row) => tests.every((test) => test(row, choice)));
}
