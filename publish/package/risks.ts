import * as z from 'zod';
import { escaped, htmlPage, list, paragraphs, table } from './page.ts';
import { FICTITIOUS, type Identity } from './words.ts';

const control = z.object({
  methode: z.string(),
  cellules_verifiees: z.int(),
  attaquants: z.array(z.string()),
  demandes: z.int(),
  temoins: z.int(),
  programmes_lineaires: z.int(),
  publications_anterieures: z.int(),
  cellules_retrouvables: z.int(),
});

const audit = z.object({
  audiences: z.object({
    recherche: z.object({
      regles: z.record(
        z.string(),
        z.object({ regle: z.string(), minimum: z.int().optional(), base: z.int().optional() }),
      ),
      cubes: z.record(
        z.string(),
        z.object({ classe: z.string(), lignes: z.int(), ventilations_retirees: z.array(z.unknown()) }),
      ),
    }),
  }),
  controle: control.optional(),
});

export interface RiskOptions {
  release: string;
  /** The release's `audit.json`, parsed. */
  audit: unknown;
  identity: Identity;
  sample: boolean;
}

export const RISKS_FILE = 'risques.html';

/**
 * What the release's own audit says to the three questions by which CNIL tells anonymous data: singling out,
 * linkability, inference. Every figure is one of `audit.json`.
 */
export function riskReport({ release, audit: document, identity, sample }: RiskOptions): string {
  const { audiences, controle } = audit.parse(document);
  const { regles, cubes } = audiences.recherche;
  const sections = [
    { id: 'objet', titre: 'Objet', corps: subject(release, identity) },
    {
      id: 'individualisation',
      titre: 'Individualisation : peut-on isoler une personne ?',
      corps: singling(regles),
    },
    {
      id: 'correlation',
      titre: 'Corrélation : peut-on relier des tableaux entre eux ?',
      corps: linking(controle),
    },
    {
      id: 'inference',
      titre: 'Inférence : peut-on déduire d’un groupe ce qui vaut pour chacun ?',
      corps: inferring(regles),
    },
    { id: 'chiffres', titre: 'Les chiffres de l’audit', corps: figures(controle, cubes) },
    { id: 'reste', titre: 'Ce qui reste', corps: REST },
    { id: 'english', titre: 'In English', corps: ENGLISH },
  ];
  return htmlPage({
    titre: `${identity.titre} : rapport de risque de réidentification`,
    ...(sample ? { avertissement: FICTITIOUS } : {}),
    sections,
  });
}

function subject(release: string, { producteur }: Identity): string {
  return paragraphs(
    `Publication ${release}, paquet « recherche ». Producteur : ${producteur}.`,
    'Ce rapport répond aux trois critères par lesquels la CNIL, après l’avis 05/2014 du G29, distingue des données anonymes. ' +
      'Il s’appuie sur l’audit de cette publication (audit.json), fait avant sa mise en place : une publication qui n’y ' +
      'passe pas n’existe pas.',
  );
}

type Rules = z.output<typeof audit>['audiences']['recherche']['regles'];

function singling(rules: Rules): string {
  const lines = Object.entries(rules).map(([name, { minimum = 0, base = 0 }]) => [name, minimum, base]);
  return [
    paragraphs(
      'Aucune ligne ne représente une personne : le paquet ne contient que des comptages, sans identifiant, sans date fine, ' +
        'sans commune. Une cellule n’est donnée qu’à partir des effectifs suivants.',
    ),
    table(['Classe', 'Effectif minimal', 'Base minimale'], lines),
    paragraphs(
      'Un zéro est tenu pour aussi parlant qu’un petit effectif dans un tableau donné. Une caractéristique sensible n’est ' +
        'donnée que pour la région. _U (non connu) ne dit rien d’une personne et n’est pas masqué par une règle.',
    ),
  ].join('\n');
}

function linking(found: z.output<typeof control> | undefined): string {
  const attackers = found === undefined ? '' : list(found.attaquants);
  return [
    paragraphs(
      'Les tableaux ne partagent aucune clé de personne. Restent les additions : totaux et parties, région et départements, ' +
        'deux cubes d’une même caractéristique, deux publications, ce que d’autres publics reçoivent, et le rapport imprimé. ' +
        'Les cellules masquées le sont sur tous ces tableaux ensemble, et l’audit les attaque ensemble, comme :',
    ),
    attackers,
    found === undefined
      ? ''
      : paragraphs(
          `Publications antérieures jointes à l’attaque : ${found.publications_anterieures}. ` +
            `Cellules dont la valeur se retrouve : ${found.cellules_retrouvables}.`,
        ),
  ].join('\n');
}

function inferring(rules: Rules): string {
  const base = Math.max(0, ...Object.values(rules).map((rule) => rule.base ?? 0));
  return paragraphs(
    'Une modalité qui réunirait presque tout un groupe dirait de chacun ce qu’il est : une cellule où il ne manque qu’une ' +
      `personne au groupe est masquée comme une petite. La base minimale (${base} personnes pour les caractéristiques) ` +
      'écarte les groupes trop étroits.',
    'Pour chaque cellule masquée, l’audit exige deux tableaux entiers d’effectifs d’accord avec tout ce qui est publié, l’un ' +
      'où elle vaut au plus 1, l’autre où elle atteint le seuil : rien de publié ne permet de dire lequel est le vrai. Une ' +
      'inférence statistique (ce qui est fréquent dans un groupe est probable pour l’un de ses membres) reste possible avec ' +
      'tout comptage : elle ne dit pas qui est dans le groupe.',
  );
}

function figures(
  found: z.output<typeof control> | undefined,
  cubes: z.output<typeof audit>['audiences']['recherche']['cubes'],
): string {
  const dropped = Object.entries(cubes).map(([name, { classe, lignes, ventilations_retirees: given }]) => [
    name,
    classe,
    lignes,
    given.length,
  ]);
  const checked: [string, number][] =
    found === undefined
      ? []
      : [
          ['Cellules vérifiées, tous publics', found.cellules_verifiees],
          ['Demandes (cellule × attaquant)', found.demandes],
          ['Tableaux témoins vérifiés par addition', found.temoins],
          ['Programmes linéaires résolus', found.programmes_lineaires],
          ['Publications antérieures', found.publications_anterieures],
          ['Cellules retrouvables', found.cellules_retrouvables],
        ];
  return [
    found === undefined
      ? paragraphs('Cette publication ne porte pas les chiffres d’un audit.')
      : `${paragraphs(found.methode)}\n${table(['Mesure', 'Nombre'], checked)}`,
    '<h3>Cubes du paquet</h3>',
    table(['Cube', 'Classe', 'Lignes', 'Ventilations retirées'], dropped),
  ].join('\n');
}

const REST = [
  list([
    'Une antenne connaît ses propres personnes : l’audit la compte parmi les attaquants, et ce qu’elle sait déjà n’est pas protégé contre elle.',
    'Le rapport imprimé de 2024 donne quelques petits effectifs : ils sont connus de tous et ne protègent plus rien.',
    'L’audit vaut pour ce qui est connu aujourd’hui ; une source nouvelle demande un nouvel audit, et une publication peut être retirée.',
    'Des lignes de personnes, même sans nom, ne sont pas offertes. Un calcul sur elles se demande au porteur : voir LISEZMOI.txt.',
  ]),
].join('\n');

const ENGLISH = `<div lang="en">${paragraphs(
  'Singling out: the package holds counts alone; a cell is given from the stated number of persons. Linkability: tables share ' +
    'no key of a person; additions across tables, releases, audiences and the printed report are attacked together by the ' +
    'audit, as an outsider and as each branch that knows its own persons. Inference: for each hidden cell, two whole tables ' +
    'agree with all that is published, one in which it is at most 1, one in which it reaches the threshold.',
)}<p>${escaped('Figures above come from audit.json.')}</p></div>`;
