import type { SiteDictionary } from '../build/release.ts';
import { sortTerms } from '../components/dictionary.ts';
import { formatDate } from '../components/number.ts';
import type { Edition } from './cube-table.ts';
import type { Block, Chapter, Figure, Section } from './document.ts';

/** The words that a reader must not take for one another; the dictionary has no text for what is not an indicator. */
const WORDS = [
  [
    'Orientation',
    'Un envoi : un prescripteur adresse une personne au CPCA. Une personne peut être orientée plusieurs fois.',
  ],
  [
    'Personne rencontrée',
    'Une personne distincte, reçue au moins une fois dans l’année. Ce nombre comprend les personnes en attente.',
  ],
  [
    'Personne accompagnée, ou prise en charge',
    'Une personne distincte dont un accompagnement au moins est actif dans l’année, comptée une fois par antenne.',
  ],
  [
    'Accompagnement, ou mesure',
    'Une personne, un module et une période. Une personne peut avoir plusieurs accompagnements.',
  ],
  ['Participation', 'La présence d’une personne à une séance.'],
  ['Nuitée', 'Une nuit passée par une personne dans un hébergement.'],
  ['Sortie', 'La fin d’un accompagnement. Elle peut avoir plusieurs motifs.'],
  ['En attente', 'Une personne orientée dont rien n’a commencé à la date.'],
] as const;

const ABSENCES = [
  ['Inconnu', 'La question a été posée, la réponse n’est pas connue.'],
  ['Non transmis', 'L’antenne n’a pas envoyé ce chiffre.'],
  ['Non disponible', 'Le chiffre existe peut-être, mais il n’est pas dans les documents reçus.'],
  ['Sans objet', 'L’antenne ne mène pas cette action, ou il n’y a rien à rapporter.'],
  [
    'Secret',
    'Le chiffre est connu mais ne peut pas être publié : il permettrait de reconnaître une personne, ou de retrouver un chiffre qui le permet. Ce n’est pas zéro.',
  ],
] as const;

const PROVENANCES = [
  [
    'Déclaré (d)',
    'Le chiffre est écrit dans un document que l’antenne ou le CPCA a transmis. La note dit lequel, et où.',
  ],
  [
    'Calculé (c)',
    'Le chiffre est compté dans les lignes transmises par l’antenne, une ligne par personne, sans nom.',
  ],
] as const;

/** What a reader needs to check a figure: the edition, the words, provenance, absences, definitions. */
export function methodChapter(
  edition: Edition,
  release: { name: string; dataDate: string; sample: boolean; dictionary: SiteDictionary | null },
  figures: readonly Figure[],
  missing: readonly string[],
): Chapter {
  const section = (id: string, title: string, blocks: Block[]): Section => ({
    id: `methode-${id}`,
    title,
    blocks,
    notes: [],
  });
  return {
    id: 'methode',
    title: 'Méthode',
    lead: 'Ce que les mots veulent dire, d’où viennent les chiffres, et comment les lire.',
    sections: [
      section('edition', 'Cette édition', edition_(edition, release, missing)),
      section('mots', 'Des mots qui ne se remplacent pas', [
        terms(WORDS),
        {
          kind: 'text',
          text: 'Ce rapport ne les additionne jamais entre eux. Un total régional est celui que le CPCA a déclaré, ou la somme des antennes qui ont transmis : la base dit celles qui manquent. Une personne suivie par deux antennes compte deux fois dans une somme d’antennes.',
        },
      ]),
      section('provenance', 'La provenance', [terms(PROVENANCES)]),
      section('comparer', 'Comparer à l’année précédente', [
        {
          kind: 'text',
          text: 'Une évolution n’est écrite que si la publication la donne. Quand une définition a changé entre les deux années, ou quand une antenne manque à l’une des deux, les deux chiffres restent et l’évolution est dite non comparable, avec sa raison en note. Dans les autres tableaux de deux années, un chiffre de l’année précédente qui ne se compare pas porte une note qui le dit ; les douze mois glissants qui passent un changement de définition le disent aussi. Sous un chiffre, une ligne du porteur peut l’expliquer.',
        },
        {
          kind: 'text',
          text: 'Une part est le rapport d’un chiffre à sa base, tous deux sur la même ligne. Un taux porte son numérateur, son dénominateur et ses inconnus sous le résultat.',
        },
      ]),
      section('absences', 'Les absences', [
        {
          kind: 'text',
          text: 'Un chiffre absent n’est jamais remplacé par zéro : le mot dit de quelle absence il s’agit.',
        },
        terms(ABSENCES),
      ]),
      section(
        'definitions',
        'Définitions des indicateurs de ce rapport',
        definitions(release.dictionary, figures),
      ),
    ],
  };
}

function edition_(
  { year }: Edition,
  release: { name: string; dataDate: string; sample: boolean },
  missing: readonly string[],
): Block[] {
  return [
    terms([
      ['Année', String(year)],
      ['Données arrêtées au', formatDate(release.dataDate)],
      ['Publication', `${release.name} : la même publication donne toujours les mêmes chiffres.`],
      [
        'Nature des données',
        release.sample
          ? 'Données d’exemple : les personnes sont inventées, les totaux sont ceux du rapport imprimé quand il en donne.'
          : 'Données réelles, sans nom. Les caractéristiques des personnes ne sont dites que par groupes assez grands ; les autres nombres sont secrets.',
      ],
    ]),
    ...(missing.length === 0
      ? []
      : [
          {
            kind: 'missing' as const,
            text: `Tables que cette publication ne contient pas : ${missing.join(', ')}. Les parties qui les lisent le disent.`,
          },
        ]),
  ];
}

/** The release's own definitions of what this report counts. */
function definitions(dictionary: SiteDictionary | null, figures: readonly Figure[]): Block[] {
  if (dictionary === null)
    return [
      { kind: 'missing', text: 'La publication ne contient pas de dictionnaire : les définitions manquent.' },
    ];
  const counted = new Set(figures.flatMap(({ key }) => key.split('/')));
  const own = dictionary.indicateurs.filter(
    ({ code, definition }) => counted.has(code) && definition !== null,
  );
  if (own.length === 0)
    return [
      {
        kind: 'missing',
        text: 'Le dictionnaire de la publication ne définit aucun indicateur de ce rapport.',
      },
    ];
  const sorted = sortTerms(own);
  return [
    terms([
      ...sorted.own.map(
        ({ libelle, unite, definition }) =>
          [unite === null ? libelle : `${libelle} (${unite})`, definition ?? ''] as const,
      ),
      ...sorted.groups.map(
        ({ definition, termes }) => [termes.map(({ libelle }) => libelle).join(', '), definition] as const,
      ),
    ]),
  ];
}

function terms(list: readonly (readonly [string, string])[]): Block {
  return { kind: 'terms', terms: list.map(([term, definition]) => ({ term, definition })) };
}
