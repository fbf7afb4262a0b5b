/** A declared figure of the report beside what the rows give. */
export interface ComputedLine {
  antenne: string;
  /** `id` in `data-samples/programme/rapport-2024/figures.csv`. */
  figure: string;
  /** What it is of: indicateur, population, module, site, dimension, modalité. */
  objet: string;
  declare: string;
  /** File, sheet and cell. */
  cellule: string;
  /** Read without doubt in the report. */
  sur: boolean;
  /** Counted on the raw rows, by the test's own query; null where no row can give it. */
  lignes: string | null;
  /** Counted by the models, where they count this very figure. */
  modele: string | null;
  /** "égal", or why no row can give it; empty when neither holds, which is a failure. */
  resultat: string;
}

const HEADER = [
  'antenne',
  'chiffre',
  'de quoi',
  'déclaré',
  'cellule',
  'sur les lignes',
  'modèles',
  'résultat',
];

/** The table as Markdown: what it is, a count by antenne, then one line per figure. */
export function computedTable(lines: readonly ComputedLine[]): string {
  return `${[
    '# Le calculé et le déclaré, chiffre par chiffre',
    '',
    'Chaque chiffre de 2024 que les tableaux d’exemple déclarent d’après le rapport imprimé, et ce que les lignes d’exemple',
    'donnent : « sur les lignes », par une requête du test sur les données brutes ; « modèles », par `marts.comparaison` là où les',
    'modèles comptent ce chiffre même. Un chiffre marqué d’un `?` est lu avec un doute dans le rapport. Écrit et comparé par',
    '`tests/computed-figures.test.ts` ; `COMPUTED_TABLE=write` après un changement voulu.',
    '',
    ...table(
      ['antenne', 'chiffres', 'égaux', 'sans lignes, avec la raison', 'comptés aussi par les modèles'],
      counts(lines),
    ),
    '',
    ...table(HEADER, lines.map(cells)),
  ].join('\n')}\n`;
}

function counts(lines: readonly ComputedLine[]): string[][] {
  return [...new Set(lines.map(({ antenne }) => antenne)), undefined].map((antenne) => {
    const mine = lines.filter((line) => antenne === undefined || line.antenne === antenne);
    const equal = mine.filter(({ resultat }) => resultat === 'égal').length;
    const modelled = mine.filter(({ modele }) => modele !== null).length;
    return [antenne ?? 'ensemble', ...[mine.length, equal, mine.length - equal, modelled].map(String)];
  });
}

function cells(line: ComputedLine): string[] {
  return [
    line.antenne,
    `${line.figure}${line.sur ? '' : ' ?'}`,
    line.objet,
    line.declare,
    line.cellule,
    line.lignes ?? '',
    line.modele ?? '',
    line.resultat,
  ];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}
