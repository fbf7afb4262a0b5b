import type { Ajir, Annee } from './aers.ts';
import type { Mesure, Sejour } from './aers-mesure.ts';
import { type Personne, sansAccent } from './aers-personne.ts';
import type { Questionnaire } from './aers-questionnaire.ts';
import type { Convocation, Stage } from './aers-stage.ts';
import { type Day, iso } from './calendar.ts';
import { type Random, seededRandom } from './random.ts';
import { dayText, type TextCell, type TextFormat, textBytes } from './texte.ts';

/** A column of a text file: its heading and what a row puts in it. */
type Colonne<Row> = readonly [entete: string, cellule: (row: Row) => TextCell];

const FICTIF = 'Données fictives (extrait fictif : aucune personne réelle)';
/** One table per file, and no two files saved alike: several posts, several programs. */
const FORMATS = {
  cjse: { separateur: ';', encodage: 'utf-8 avec marque', fin: '\r\n' },
  ajir: { separateur: ',', encodage: 'utf-8', fin: '\n' },
  sessions: { separateur: '\t', encodage: 'utf-8', fin: '\n' },
  stages: { separateur: ';', encodage: 'windows-1252', fin: '\r\n' },
  hebergement: { separateur: ',', encodage: 'iso-8859-15', fin: '\n' },
  questionnaires: { separateur: '\t', encodage: 'utf-16le avec marque', fin: '\r\n' },
} as const satisfies Record<string, TextFormat>;
type Fichier = keyof typeof FORMATS;

const TITRES: Record<Fichier, string> = {
  cjse: 'Contrôles judiciaires socio-éducatifs',
  ajir: 'AJIR',
  sessions: 'Sessions de stage',
  stages: 'Stages de responsabilisation',
  hebergement: 'Hébergement',
  questionnaires: 'Questionnaires de fin de stage',
};
const GENRES = { cjse: 'CJSE', cjse_eviction: 'CJSE éviction' };
const PRESENCES = {
  present: 'Présent(e)',
  absent: 'Absent(e)',
  excuse: 'Excusé(e)',
  reporte: 'Reporté(e)',
};
const DEPARTEMENTS: Record<string, string> = {
  '11': 'Aude',
  '30': 'Gard',
  '34': 'Hérault',
  '66': 'Pyrénées-Orientales',
};

const full = (day: Day | null): string | null => (day === null ? null : dayText(iso(day), 'jj/mm/aaaa'));
const dashed = (day: Day): string => dayText(iso(day), 'jj-mm-aaaa');
const brief = (day: Day | null): string | null => (day === null ? null : dayText(iso(day), 'j/m/aa'));

/** A name as one of three hands writes it: as it is, without accents, without the hyphen. */
function written(name: string, random: Random): string {
  return random.pick([name, sansAccent(name), name.replaceAll('-', ' ')]);
}

function names<Row>(
  headings: readonly [string, string],
  personOf: (row: Row) => Personne,
  random: Random,
): Colonne<Row>[] {
  return [
    [headings[0], (row) => written(personOf(row).nom, random)],
    [headings[1], (row) => written(personOf(row).prenom, random)],
  ];
}

function mesureColumns(random: Random): Colonne<Mesure>[] {
  return [
    ['Mesure', ({ genre }) => GENRES[genre]],
    ...names<Mesure>(['Nom de naissance', 'Prénom usuel'], ({ personne }) => personne, random),
    ['Date de naissance', ({ personne }) => full(personne.naissance)],
    ['Genre', ({ personne }) => (personne.sexe === 'H' ? 'Homme' : 'Femme')],
    ['Département', ({ personne }) => DEPARTEMENTS[personne.departement] ?? 'hors zone'],
    ['Décision de', ({ prescripteur }) => prescripteur],
    ['Décision du', ({ ordonnance }) => full(ordonnance)],
    ['Prise en charge', ({ debut }) => full(debut)],
    ['Clôture', ({ fin }) => full(fin)],
    ['Motif de clôture', ({ motif }) => motif],
    ['Activité', ({ emploi }) => emploi],
  ];
}

function ajirColumns(random: Random): Colonne<Ajir>[] {
  return [
    ...names<Ajir>(['Nom', 'Prénom'], ({ mesure }) => mesure.personne, random),
    ['Né(e) le', ({ mesure }) => brief(mesure.personne.naissance)],
    ['Sexe', ({ mesure }) => mesure.personne.sexe],
    ['Admission AJIR', ({ debut }) => brief(debut)],
    ['Sortie AJIR', ({ fin }) => brief(fin)],
    ['Issue AJIR', ({ motif }) => motif],
  ];
}

const SESSIONS: readonly Colonne<Stage>[] = [
  ['Session', ({ numero }) => numero],
  ['Du', ({ jours }) => full(jours[0])],
  ['Au', ({ jours }) => full(jours[1])],
  ['Public', ({ femmes }) => (femmes ? 'Femmes' : 'Mixte')],
  ['Durée', () => '12,00'],
  ['Nb de places', ({ places }) => places],
];

function convocationColumns(random: Random): Colonne<Convocation>[] {
  return [
    ['Session', ({ stage }) => stage.numero],
    ...names<Convocation>(['Nom', 'Prénom'], ({ personne }) => personne, random),
    ['Naissance', ({ personne }) => dashed(personne.naissance)],
    ['Sexe (1 H, 2 F)', ({ personne }) => (personne.sexe === 'H' ? 1 : 2)],
    ['Dép.', ({ personne }) => personne.departement],
    ['Saisine', ({ prescripteur }) => prescripteur],
    ['Cadre', ({ cadre }) => cadre],
    ['Saisine du', ({ recue }) => dashed(recue)],
    ['Convocation', ({ rang }) => (rang === 1 ? 'Première' : 'Seconde')],
    ['Jour 1', ({ stage }) => dashed(stage.jours[0])],
    ['Jour 2', ({ stage }) => dashed(stage.jours[1])],
    ['Présence', ({ presence }) => PRESENCES[presence]],
    ['Nouvelle session', ({ report }) => report?.numero ?? null],
    ['Réglé (€)', ({ presence }) => (presence === 'present' ? '200,00' : null)],
  ];
}

type Heberge = Mesure & { sejour: Sejour };
/** Two ways of being with relatives, one with a sign that only ISO-8859-15 and later have. */
function place({ sejour, personne }: Heberge): string {
  switch (sejour.logement) {
    case 'hotel':
      return 'Hôtel (convention SOS)';
    case 'chrs':
      return 'CHRS';
    case 'proche':
      return personne.naissance % 2 === 0 ? 'Chez un proche' : 'Chez la sœur ou le frère';
    default:
      return 'Studio Béziers';
  }
}

function sejourColumns(random: Random): Colonne<Heberge>[] {
  return [
    ...names<Heberge>(['Nom', 'Prénom'], ({ personne }) => personne, random),
    ['Né le', ({ personne }) => full(personne.naissance)],
    ['Sexe', ({ personne }) => personne.sexe],
    ['Lieu', place],
    ['Arrivée', ({ sejour }) => full(sejour.entree)],
    ['Départ', ({ sejour }) => full(sejour.sortie)],
    [
      'Relogement',
      ({ sejour, personne }) =>
        sejour.destination === 'Chez un proche' && personne.naissance % 2 === 0
          ? 'Chez la sœur ou le frère'
          : sejour.destination,
    ],
  ];
}

const QUESTIONNAIRES: readonly Colonne<Questionnaire>[] = [
  ['Session', ({ stage }) => stage.numero],
  ['1. Attentes', ({ attentes }) => attentes],
  ['2. Connaissance de la loi', ({ loi }) => loi],
  ['3. Cycle de la violence', ({ violence }) => violence],
  ['4. Émotions', ({ emotions }) => emotions],
  ['5. Animation', ({ animation }) => animation],
  ['6. Suivi volontaire souhaité', ({ suite }) => suite],
];

function file<Row>(
  fichier: Fichier,
  annee: number,
  columns: readonly Colonne<Row>[],
  rows: readonly Row[],
): readonly [string, Uint8Array] {
  const lines: TextCell[][] = [
    [`Pôle Justice Béziers - ${TITRES[fichier]} ${annee}`],
    [FICTIF],
    [],
    columns.map(([entete]) => entete),
    ...rows.map((row) => columns.map(([, cellule]) => cellule(row))),
    ...(fichier === 'cjse' || fichier === 'stages' ? [['Total', rows.length]] : []),
  ];
  return [`pole-justice-beziers-${fichier}-${annee}.csv`, textBytes(lines, FORMATS[fichier])];
}

/** What the year before 2024 was kept in: fewer columns. */
const ONLY_2024 = new Set([
  ...['Décision de', 'Motif de clôture', 'Activité', 'Cadre', 'Nouvelle session', 'Réglé (€)'],
]);

const isHoused = (mesure: Mesure): mesure is Heberge => mesure.sejour !== null;

/** The files of Béziers by name; those of 2023 are two, and thinner. The same year gives the same bytes. */
export function beziersFiles({ annee, beziers, ajir }: Annee): Map<string, Uint8Array> {
  const random = seededRandom(`aers-beziers-${annee}`);
  const kept = <Row>(columns: readonly Colonne<Row>[]): readonly Colonne<Row>[] =>
    annee >= 2024 ? columns : columns.filter(([entete]) => !ONLY_2024.has(entete));
  const always = [
    file('cjse', annee, kept(mesureColumns(random)), beziers.mesures),
    file('stages', annee, kept(convocationColumns(random)), beziers.convocations),
  ];
  if (annee < 2024) return new Map(always);
  return new Map([
    ...always,
    file('ajir', annee, ajirColumns(random), ajir),
    file('sessions', annee, SESSIONS, beziers.stages),
    file('hebergement', annee, sejourColumns(random), beziers.mesures.filter(isHoused)),
    file('questionnaires', annee, QUESTIONNAIRES, beziers.questionnaires),
  ]);
}
