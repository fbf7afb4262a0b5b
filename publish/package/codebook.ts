import type { CubeDefinition } from '../catalogue.ts';
import { ABSENCES, type CubeRow } from '../cube.ts';
import { cubeColumns } from '../cube-files.ts';
import type { ClassRule, Thresholds } from '../thresholds.ts';
import type { Break } from './breaks.ts';
import type { DescribedCube } from './described-cube.ts';
import { escaped, htmlPage, list, paragraphs, type Section, table } from './page.ts';
import { FICTITIOUS, isTranslated, type PackageWords } from './words.ts';

export interface CodebookOptions extends PackageWords {
  cubes: readonly DescribedCube[];
  thresholds: Thresholds;
  donneesDu: string;
  sample: boolean;
  /** Changes of definition, by year. */
  ruptures: readonly Break[];
}

export const CODEBOOK_FILE = 'codebook.html';

/**
 * The codebook of the research package: whom the figures count and how they came, what breaks, what is not known, what
 * is hidden and by which rule, then every cube with its columns and codes in French and English. It never says of a
 * single cell why it is hidden: that would tell how small it is.
 */
export function codebook(options: CodebookOptions): string {
  const { identity, donneesDu, sample, cubes } = options;
  const sections: Section[] = [
    { id: 'objet', titre: 'Ce que décrit ce document', corps: subject(options) },
    { id: 'population', titre: 'Population et parcours', corps: POPULATION },
    { id: 'unites', titre: 'Ce qui est compté', corps: UNITS },
    { id: 'ruptures', titre: 'Ruptures et comparaisons', corps: breaks(options) },
    { id: 'absences', titre: 'Inconnus et absences', corps: absences(options) },
    { id: 'secret', titre: 'Ce qui est masqué, et pourquoi', corps: hidden(options) },
    ...cubes.map((cube) => ({
      id: `cube-${cube.definition.nom}`,
      titre: `Cube ${cube.definition.nom} : ${cube.definition.titre}`,
      corps: describe(cube, options),
    })),
    { id: 'english', titre: 'In English', corps: ENGLISH },
  ];
  return htmlPage({
    titre: `${identity.titre} : dictionnaire des codes (données arrêtées au ${inFrench(donneesDu)})`,
    ...(sample ? { avertissement: FICTITIOUS } : {}),
    sections,
  });
}

function subject({ identity, cubes }: CodebookOptions): string {
  const { fonction, courriel } = identity.contact;
  const contact = [fonction, courriel].filter((part) => part !== '').join(', ');
  return [
    paragraphs(
      'Le paquet de la recherche contient des tableaux de comptage (« cubes »), jamais de lignes de personnes. Chaque ' +
        'cube existe en trois formes, qui disent la même chose : CSV, Parquet et Arrow.',
      `Producteur : ${identity.producteur}. Licence : ${identity.licence.titre}. ` +
        `Contact : ${contact === '' ? 'à compléter par le porteur' : contact}. ` +
        'Le nom de la publication, à citer, est dans CITATION.cff ; ses empreintes sont dans SHA256SUMS.',
    ),
    table(
      ['Cube', 'Titre', 'Lignes'],
      cubes.map(({ definition, rows }) => [definition.nom, definition.titre, rows.length]),
    ),
  ].join('\n');
}

const POPULATION = [
  paragraphs(
    'Un CPCA (centre de prise en charge des auteurs de violences conjugales) reçoit des personnes orientées vers lui ou ' +
      'venues d’elles-mêmes. La population est celle des personnes orientées ou accompagnées, y compris mises en cause non ' +
      'jugées : ce ne sont ni des condamnés, ni les auteurs de violences du territoire.',
    'Parcours : une personne est orientée (par la justice, un partenaire ou d’elle-même), peut attendre, est rencontrée, ' +
      'puis accompagnée par un ou plusieurs modules, et sort. À chaque étape certaines ne viennent pas ou ne reviennent pas.',
    'Qui ne vient jamais :',
  ),
  list([
    'les auteurs dont les faits ne sont pas connus de la justice ni d’un partenaire, et qui ne se présentent pas ;',
    'les personnes que les prescripteurs d’un ressort n’orientent pas : l’offre et l’habitude d’orienter diffèrent d’un tribunal à l’autre ;',
    'les personnes orientées qui ne se présentent pas : elles comptent dans les orientations et nulle part ensuite ;',
    'les demandes non satisfaites et les listes d’attente, qui repoussent une entrée à l’année suivante.',
  ]),
  paragraphs(
    'Une répartition par âge ou par emploi décrit donc les personnes que le centre a reçues. Elle ne se rapporte à la ' +
      'population d’un territoire qu’avec une hypothèse sur l’orientation, qui est à écrire.',
  ),
].join('\n');

const UNITS = [
  list([
    'Une orientation est un événement ; une personne accompagnée est une personne distincte dans une antenne ; un ' +
      'accompagnement, une participation, une nuitée sont d’autres unités encore. Elles ne s’additionnent pas.',
    'La région est la somme des antennes : une personne suivie par deux antennes y compte deux fois.',
    '_T est le total d’une dimension. Une colonne qui contient _T et ses parties ne s’additionne pas.',
    'Le département d’un cube de personnes est celui de l’antenne, non celui de la résidence.',
    '« declare » est ce que l’antenne a écrit, « calcule » ce que ses lignes donnent : la même quantité vue deux fois.',
    'L’âge est celui atteint dans l’année.',
  ]),
].join('\n');

const COMPARE = paragraphs(
  'Dans ce paquet, comparez deux années d’une ligne seulement si la base, l’unité et la provenance y sont les ' +
    'mêmes mot pour mot ; pour une somme calculée, vérifiez aussi que « source » nomme les mêmes antennes. Le nombre ' +
    'd’antennes qui envoient des lignes croît d’une année à l’autre : une hausse régionale peut n’être que cela.',
  'Territoires petits : quand trois années closes se suivent, un lieu trop petit pour une année est donné sur les trois ' +
    'ensemble ; la colonne « periode » vaut alors par exemple 2022-2024. Ces lignes ne s’additionnent pas à celles d’une ' +
    'année, et deux périodes qui se recouvrent ne se comparent pas.',
);

function breaks({ ruptures }: CodebookOptions): string {
  const declared =
    'Une définition qui change d’une année à l’autre est déclarée par le porteur, pour une antenne ou pour toutes ; les sites ne ' +
    'comparent alors pas, et il ne faut pas comparer non plus. ';
  return [
    paragraphs(
      declared +
        (ruptures.length === 0
          ? 'Aucun changement n’est déclaré pour les années de ce paquet.'
          : 'Déclarés à ce jour :'),
    ),
    ruptures.length === 0
      ? ''
      : table(
          ['À partir de', 'Changement déclaré'],
          ruptures.map(({ annee, texte }) => [String(annee), texte]),
        ),
    COMPARE,
  ].join('\n');
}

function absences({ english, cubes }: CodebookOptions): string {
  const words: Record<(typeof ABSENCES)[number], string> = {
    inconnu: 'la question a été posée, la réponse n’est pas connue',
    non_transmis: 'l’antenne n’a pas envoyé ce chiffre',
    non_disponible: 'le chiffre existe peut-être, mais pas dans les documents reçus',
    sans_objet: 'l’antenne ne mène pas cette action',
    secret: 'le chiffre est connu et ne peut pas être donné sans parler d’une personne',
  };
  return [
    paragraphs(
      'Une valeur absente n’est jamais zéro : « valeur » est vide et « statut » dit pourquoi. _U est une modalité : les ' +
        'personnes dont la réponse n’est pas connue ; elle n’entre pas dans la base (« base_valeur »).',
    ),
    table(
      ['Statut', 'Sens', 'English'],
      [
        ['publie', 'la valeur est donnée', english.codes.publie ?? ''],
        ...ABSENCES.map((code) => [code, words[code], english.codes[code] ?? '']),
      ],
    ),
    paragraphs(
      'D’où viennent les inconnus : la question n’est pas dans le fichier de l’antenne (toutes ses personnes sont alors ' +
        'inconnues pour elle) ; le prescripteur n’a pas transmis ; la personne n’a pas répondu ou n’a pas encore été vue ; la ' +
        'tranche écrite est à cheval sur deux des nôtres. Un cube ne distingue pas ces causes. Combien sont inconnus, en région :',
    ),
    table(['Année', 'Caractéristique', 'Base', 'Non connus'], unknowns(cubes)),
  ].join('\n');
}

/** How many are not known, of the région as a whole and where it is told. */
function unknowns(cubes: readonly DescribedCube[]): string[][] {
  return cubes.flatMap(({ definition, rows }) => {
    const { dimensions, attributs } = definition;
    const at = (name: string) => attributs.findIndex(({ nom }) => nom === name);
    const isPlace = dimensions.some(({ nom }) => nom === 'departement');
    if (isPlace || at('libelle_caracteristique') < 0) return [];
    return rows
      .filter((row) => row.dimensions.at(-1) === '_U')
      .filter((row) =>
        dimensions.every(
          ({ nom }, one) => !['sexe', 'antenne'].includes(nom) || row.dimensions[one] === '_T',
        ),
      )
      .map((row) => [
        String(row.dimensions[dimensions.findIndex(({ nom }) => nom === 'periode')]),
        row.attributs[at('libelle_caracteristique')] ?? '',
        row.attributs[at('base_valeur')] || 'secret',
        row.valeur === null ? row.statut : String(row.valeur),
      ]);
  });
}

function hidden({ cubes, thresholds }: CodebookOptions): string {
  const rules = Object.entries(thresholds.publics.recherche).map(([name, rule]) => [
    name,
    CLASSES[name] ?? '',
    ruleText(rule),
  ]);
  const counted = cubes.map(({ definition, rows, retirees }) => [
    definition.nom,
    rows.length,
    rows.filter(({ statut }) => statut === 'secret').length,
    retirees.length,
  ]);
  return [
    table(['Classe', 'Ce qu’elle contient', 'Règle pour la recherche'], rules),
    paragraphs(
      'Volumes : une ventilation trop fine est retirée en entier, jamais une cellule seule ; catalogue.json les énumère. ' +
        'Caractéristiques de personnes, pour les années closes : des modalités plus larges d’abord, puis trois années ' +
        'ensemble, puis la région seule ; ce qui reste trop petit est « secret », et d’autres cellules avec, pour qu’aucune ' +
        'différence ne le rende. Un petit effectif, un zéro, ou ce qui dirait le reste d’un groupe se masquent de la même ' +
        'façon : le paquet ne dit d’aucune cellule pourquoi elle est masquée, car ce serait dire qu’elle est petite.',
    ),
    table(['Cube', 'Lignes', 'Dont « secret »', 'Ventilations retirées'], counted),
  ].join('\n');
}

const CLASSES: Readonly<Record<string, string>> = {
  V: 'volumes et moyennes',
  C: 'caractéristiques de personnes',
  S: 'caractéristiques sensibles (région seule)',
};

function ruleText(rule: ClassRule | undefined): string {
  if (rule === undefined) return 'n’est pas donnée';
  if (rule.regle === 'jamais_masque') return 'toujours donnée';
  const base = rule.regle === 'frequence' && rule.base > 0 ? `, sur une base d’au moins ${rule.base}` : '';
  return `au moins ${rule.minimum} personnes par cellule${base}`;
}

function describe({ definition, rows }: DescribedCube, { english }: CodebookOptions): string {
  const words = english.cubes[definition.nom];
  const base = typeof definition.base === 'string' ? definition.base : 'selon la ligne, colonne « base »';
  const unit = typeof definition.unite === 'string' ? definition.unite : 'selon la ligne, colonne « unite »';
  const columns = cubeColumns(definition).map(({ nom, libelle, type, role }) => [
    nom,
    type,
    role,
    libelle,
    english.columns[nom] ?? '',
  ]);
  return [
    paragraphs(definition.description, `Base : ${base}. Unité : ${unit}. Période : ${definition.periode}.`),
    words === undefined ? '' : `<p lang="en">${escaped(`${words.title}. ${words.description}`)}</p>`,
    '<h3>Colonnes</h3>',
    table(['Colonne', 'Type', 'Rôle', 'Libellé', 'English'], columns),
    '<h3>Codes</h3>',
    table(['Colonne', 'Code', 'Libellé', 'English'], codeRows(definition, rows, english)),
  ].join('\n');
}

/** The codes that the cube really bears, in the catalogue's words or, where it leaves them open, in those of the rows. */
function codeRows(
  definition: CubeDefinition,
  rows: readonly CubeRow[],
  { codes }: CodebookOptions['english'],
): string[][] {
  const label = definition.attributs.findIndex(({ nom }) => nom === 'libelle');
  return definition.dimensions.flatMap((dimension, at) => {
    if (dimension.type === 'entier') return [];
    const found = new Map<string, string>();
    for (const row of rows) {
      const code = String(row.dimensions[at]);
      const isLast = at === definition.dimensions.length - 1;
      const word = dimension.codes?.[code] ?? (isLast ? row.attributs[label] : undefined);
      if (!found.has(code))
        found.set(code, code === '_T' ? 'Ensemble' : code === '_U' ? 'Non connu' : (word ?? code));
    }
    return [...found]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([code, word]) => [
        dimension.nom,
        code,
        word,
        isTranslated(dimension) || code.startsWith('_') ? (codes[code] ?? '') : word,
      ]);
  });
}

const ENGLISH = `<div lang="en">${paragraphs(
  'Population: persons referred to or accompanied by a centre for perpetrators of domestic violence, including persons ' +
    'accused and not tried. Not convicted persons, and not the perpetrators of a territory: those who are never referred, ' +
    'or never come, are in no table.',
  '“_T” is the total of a dimension, “_U” not known. “valeur” is empty unless “statut” is “publie”; an absent value is never ' +
    'zero. “secret” cells are hidden over all cubes together, whatever the reason; the package says of no cell why.',
  'The région is the sum of the branches. Referrals are events, persons accompanied are distinct persons within a branch. ' +
    'Compare years only where base, unit, provenance and branches are the same. Small territories may be told for three ' +
    'closed years together: see the column “periode”.',
)}</div>`;

/** `2024-12-31` → `31 décembre 2024`. */
function inFrench(date: string): string {
  return new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
}
