import { addMonths, type Day, dayOf, daysBetween, isWorkingDay, parts } from './calendar.ts';
import { drawNames } from './identite.ts';
import { at } from './list.ts';
import { assign, split } from './margins.ts';
import { type Random, seededRandom } from './random.ts';
import { drawNuits, drawNuitsAvant, LOGEMENTS_2023, LOGEMENTS_2024, type Nuits } from './udaf11-sejour.ts';

/** One author whom the UDAF of the Aude received. */
export interface Auteur {
  dossier: string;
  nom: string;
  prenom: string;
  naissance: Day;
  departement: string;
  secteur: string;
  mode: 'Logement VIF' | 'Hôtel' | 'Sans hébergement';
  prescripteur: string;
  cadre: string;
  oriente: Day;
  /** Only the month of the referral was noted. */
  auMois: boolean;
  entree: Day;
  sortie: Day | null;
  spip: boolean;
  ressources: string;
}

/** Nights of an author in a flat or a hotel. */
export interface Sejour extends Nuits {
  auteur: Auteur;
  lieu: string;
  ville: string;
}

/** How an accompaniment ended. */
export interface Sortie {
  auteur: Auteur;
  lieu: string;
  motif: string;
  motif2: string | null;
  destination: string;
}

/** A follow-up by a partner. */
export interface Suivi {
  auteur: Auteur;
  partenaire: 'MDS' | 'KYATIS';
  debut: Day;
  fin: Day | null;
}

/** A request that was not met; nobody is named. */
export interface Refus {
  date: Day;
  demandeur: string;
  cause: string;
  auMois: boolean;
}

/** What the two workbooks hold. */
export interface Udaf {
  auteurs: Auteur[];
  sejours: Sejour[];
  sorties: Sortie[];
  suivis: Suivi[];
  seances: { numero: string; date: Day }[];
  presences: { seance: string; auteur: Auteur; presence: 'P' | 'ABS' | 'EXC' }[];
  refus: Refus[];
  /** The year before: who was there, and in which flat. */
  avant: Sejour[];
}

/** Printed (l.923-1012): 23 persons housed, of whom 10 followed by the SPIP; 15 sessions for each of 5 in the group. */
const SUIVIS_SPIP = 10;
const SEANCES_PAR_PARTICIPANT = 15;
/** Printed ages: from 30 to 70. */
const AGES = { least: 30, most: 70 };
/** Invented: 5 of the 23 in a hotel, and their nights. The region's 9 persons in hotels leave room for 4 elsewhere. */
const HOTELS = [
  'Hôtel Carcassonne',
  'Hôtel Carcassonne',
  'Hôtel Carcassonne',
  'Hôtel Lézignan',
  'Hôtel Lézignan',
];
const NUITS_HOTEL = 60;
/** The flat of him who left without a word, though the SPIP followed him; he is in no group. */
const SANS_AVERTIR = 'NARBONNE 2';
const DEBUT = dayOf(2024, 1, 1);
const FIN = dayOf(2024, 12, 31);

/** Invented weights; those who come out of custody mostly go to the hotel first. */
const PRESCRIPTEURS: readonly (readonly [string, number, number])[] = [
  ['Procureur', 6, 2],
  ['JLD', 6, 1],
  ['SPIP', 5, 0],
  ['GAV', 1, 6],
  ['Volontaire', 3, 1],
];
const CADRES: Record<string, readonly string[]> = {
  Procureur: ['Mesure d’éloignement', 'Contrôle judiciaire'],
  JLD: ['Contrôle judiciaire'],
  SPIP: ['Post-carcéral'],
  GAV: ['Mesure d’éloignement'],
  Volontaire: ['Volontariat'],
};
/** Most live on the RSA, as the report says; some shares are invented. « NC » is not known, « n.r. » was not asked. */
const RESSOURCES: readonly (readonly [string, number])[] = [
  ['RSA', 14],
  ['Salaire', 4],
  ['ARE / ASS', 3],
  ['Retraite', 1],
  ['NC', 1],
  ['n.r.', 1],
];

type Place = { lieu: string; ville: string; mode: Auteur['mode'] } & Nuits;

function nouvelAuteur(place: Place, dossier: string, names: { nom: string; prenom: string }, random: Random) {
  const hotel = place.mode === 'Hôtel';
  const prescripteur = at(
    PRESCRIPTEURS,
    random.weighted(PRESCRIPTEURS.map(([, flat, room]) => (hotel ? room : flat))),
  )[0];
  const auMois = random.next() < 0.15;
  return {
    dossier,
    nom: names.nom.toLocaleUpperCase('fr'),
    prenom: names.prenom,
    naissance: dayOf(1960 + random.integer(30), 1 + random.integer(12), 1 + random.integer(28)),
    departement: random.next() < 0.9 ? '11' : random.pick(['34', '31', '66']),
    secteur: place.ville,
    mode: place.mode,
    prescripteur,
    cadre: random.pick(CADRES[prescripteur] ?? ['Contrôle judiciaire']),
    oriente: place.arrivee - random.integer(hotel ? 2 : 6),
    auMois,
    entree: place.arrivee,
    sortie: place.depart,
    spip: false,
    ressources: '',
  };
}

/** Nights in hotels, the longest stay two weeks and a half; one begins early enough for the group. */
function drawHotel(random: Random): Place[] {
  const nights = split(NUITS_HOTEL, new Array(HOTELS.length).fill({ min: 4, max: 19 }), random);
  return HOTELS.map((lieu, rank) => {
    const arrivee = dayOf(2024, 2 + 2 * rank, 1) + random.integer(25);
    const ville = lieu.endsWith('Lézignan') ? 'LEZIGNAN-CORBIERES' : 'CARCASSONNE';
    return { lieu, ville, mode: 'Hôtel', arrivee, depart: arrivee + at(nights, rank) };
  });
}

/** File numbers in the order of arrival: `VIF24-07` is the seventh of 2024. */
function numbered(places: readonly Place[]): string[] {
  const ranks = places.map((place, rank) => ({ ...place, rank })).sort((a, b) => a.arrivee - b.arrivee);
  const next = new Map<number, number>();
  const numbers = new Array<string>(places.length).fill('');
  for (const { arrivee, rank } of ranks) {
    const { year } = parts(arrivee);
    const number = (next.get(year) ?? 0) + 1;
    next.set(year, number);
    numbers[rank] = `VIF${year % 100}-${String(number).padStart(2, '0')}`;
  }
  return numbers;
}

function drawPlaces(random: Random): { places: Place[]; avant: Place[] } {
  const flats = LOGEMENTS_2024.flatMap((plan) =>
    drawNuits(plan, 2024, random.fork(plan.logement)).map(
      (nuits): Place => ({ lieu: plan.logement, ville: plan.ville, mode: 'Logement VIF', ...nuits }),
    ),
  );
  const before = LOGEMENTS_2023.flatMap((plan) =>
    drawNuitsAvant(plan, random.fork(`${plan.logement}-2023`)).map(
      (nuits): Place => ({ lieu: plan.logement, ville: plan.ville, mode: 'Logement VIF', ...nuits }),
    ),
  );
  const seul = dayOf(2024, 6, 3) + random.integer(60);
  const alone: Place = {
    lieu: '',
    ville: 'CARCASSONNE',
    mode: 'Sans hébergement',
    arrivee: seul,
    depart: null,
  };
  return { places: [...flats, ...drawHotel(random.fork('hotel')), alone], avant: before };
}

/** Gives ten housed persons a follow-up by the SPIP, each an income, and two of them the printed ages. */
function drawSituations(auteurs: readonly Auteur[], followed: Auteur | undefined, random: Random): void {
  const housed = auteurs.filter(({ mode }) => mode !== 'Sans hébergement');
  const isSent = (auteur: Auteur): boolean => auteur === followed || auteur.prescripteur === 'SPIP';
  const sent = housed.filter(isSent).sort((a, b) => Number(b === followed) - Number(a === followed));
  const others = random.shuffle(housed.filter((auteur) => !isSent(auteur)));
  for (const auteur of [...sent, ...others].slice(0, SUIVIS_SPIP)) auteur.spip = true;
  // Both ways of counting an age agree on these two: their birthday lies before they come.
  const [oldest, youngest] = housed.filter(({ mode }) => mode === 'Hôtel');
  if (oldest) oldest.naissance = dayOf(2024 - AGES.most, 1, 9);
  if (youngest) youngest.naissance = dayOf(2024 - AGES.least, 1, 16);
  const incomes = assign(
    {
      name: 'income',
      items: auteurs.length,
      quotas: RESSOURCES.map(([, quota]) => quota),
      weight: (item, category) =>
        (at(RESSOURCES, category)[0] === 'Retraite') === (at(auteurs, item) === oldest) ? 1 : 0,
    },
    random,
  );
  auteurs.forEach((auteur, rank) => {
    auteur.ressources = at(RESSOURCES, at(incomes, rank))[0];
  });
}

/** Printed ends (l.941-992): 13. Of the other six nobody wrote how they ended. */
function drawSorties(sejours: readonly Sejour[], random: Random): Sortie[] {
  const ended = sejours.filter(({ depart }) => depart !== null);
  const told = (lieu: string): Sejour[] => ended.filter((sejour) => sejour.lieu === lieu).slice(0, 1);
  const soins = told('CASTELNAUDARY');
  const exclu = told('CARCASSONNE 2');
  const hotel = ended.filter(({ auteur }) => auteur.mode === 'Hôtel');
  const parti = told(SANS_AVERTIR);
  const left = random.shuffle(ended.filter((one) => ![...soins, ...exclu, ...parti, ...hotel].includes(one)));
  const groups: readonly [readonly Sejour[], string, string | null, string][] = [
    [soins, 'Admission en soins', null, 'Etablissement de soins'],
    [exclu, 'Exclusion', 'Occupation non paisible', 'NC'],
    [parti, 'Parti sans avertir', 'Non adhésion', '?'],
    [left.slice(0, 1), 'Incarcération', 'Non-respect éloignement', 'Maison d’arrêt'],
    [left.slice(1, 5), 'Logement autonome', null, 'Logement autonome'],
    [[...left.slice(5, 9), ...hotel.slice(0, 1)], 'Relais amis / famille', null, 'Amis ou famille'],
    [left.slice(9), 'n.r.', null, 'n.r.'],
    [hotel.slice(1), 'NC', null, 'NC'],
  ];
  return groups
    .flatMap(([stays, motif, motif2, destination]) =>
      stays.map(({ auteur, lieu }) => ({ auteur, lieu, motif, motif2, destination })),
    )
    .sort((a, b) => (a.auteur.sortie ?? 0) - (b.auteur.sortie ?? 0));
}

/** Weekly meetings of the group in Carcassonne, on Tuesdays, none in August nor over the turn of the year. */
function meetings(): Udaf['seances'] {
  return daysBetween(DEBUT + 7, FIN - 11, (day) => {
    const { weekday, month } = parts(day);
    return weekday === 2 && month !== 8 && isWorkingDay(day);
  }).map((date, rank) => ({ numero: `K${String(rank + 1).padStart(2, '0')}`, date }));
}

/** Printed (l.977-984): 3 seen by the MDS of Narbonne or Lézignan, 5 of Carcassonne in the group, 15 meetings each. */
function drawPartenaires(sejours: readonly Sejour[], seances: Udaf['seances'], random: Random) {
  // From then on fifteen meetings are left.
  const latest = dayOf(2024, 7, 14);
  const early = (sejour: Sejour): boolean => sejour.arrivee <= latest;
  const at11 = sejours.filter((sejour) => sejour.ville === 'CARCASSONNE' && early(sejour));
  const group = [
    ...at11.filter(({ auteur }) => auteur.mode === 'Hôtel').slice(0, 1),
    ...random.shuffle(at11.filter(({ auteur }) => auteur.mode !== 'Hôtel')).slice(0, 4),
  ].map(({ auteur }) => auteur);
  const seen = [
    ...random.shuffle(sejours.filter(({ lieu }) => lieu === 'NARBONNE 1')).slice(0, 2),
    ...sejours.filter(({ ville }) => ville.startsWith('LEZIGNAN')).slice(0, 1),
  ].map(({ auteur }) => auteur);
  const presences = group.flatMap((auteur) => {
    const open = seances.filter(({ date }) => date > auteur.entree);
    const lines: Udaf['presences'] = [];
    for (const { numero } of open) {
      if (lines.filter(({ presence }) => presence === 'P').length === SEANCES_PAR_PARTICIPANT) break;
      const last = seances.length - seances.findIndex((seance) => seance.numero === numero);
      const missing = SEANCES_PAR_PARTICIPANT - lines.filter(({ presence }) => presence === 'P').length;
      const away = last > missing && random.next() < 0.15;
      lines.push({ seance: numero, auteur, presence: away ? random.pick(['ABS', 'EXC'] as const) : 'P' });
    }
    return lines;
  });
  const dateOf = (numero: string | undefined): Day =>
    seances.find((one) => one.numero === numero)?.date ?? FIN;
  const suivis: Suivi[] = [
    ...seen.map((auteur): Suivi => {
      const debut = Math.max(DEBUT + 8, auteur.entree + 7 + random.integer(14));
      const fin = addMonths(debut, 3 + random.integer(3));
      return { auteur, partenaire: 'MDS', debut, fin: fin > FIN ? null : fin };
    }),
    ...group.map((auteur): Suivi => {
      const own = presences.filter((line) => line.auteur === auteur);
      return {
        auteur,
        partenaire: 'KYATIS',
        debut: dateOf(own[0]?.seance),
        fin: dateOf(own.at(-1)?.seance),
      };
    }),
  ];
  return { suivis, presences };
}

/** Printed (l.1000-1008): 2 of the SPIP, 1 of the prosecutor whom the person refused, 1 out of custody. */
function drawRefus(random: Random): Refus[] {
  const asked: readonly [string, string, boolean][] = [
    ['SPIP', 'Faute de place', true],
    ['SPIP', 'Faute de place', false],
    ['Procureur', 'Refus de la personne', false],
    ['GAV', 'Orienté vers un hébergement spécialisé', false],
  ];
  return asked
    .map(([demandeur, cause, auMois]) => ({
      demandeur,
      cause,
      auMois,
      date: DEBUT + 20 + random.integer(320),
    }))
    .sort((a, b) => a.date - b.date);
}

/**
 * The year 2024 of the UDAF of the Aude, and who was in its flats in 2023. The same seed gives the same rows; every
 * seed gives the counts that the report prints.
 */
export function makeUdaf(seed: number | string): Udaf {
  const random = seededRandom(seed).fork('udaf11');
  const { places, avant } = drawPlaces(random.fork('places'));
  const all = [...places, ...avant];
  const parti = places.findIndex(({ lieu }) => lieu === SANS_AVERTIR);
  const dossiers = numbered(all);
  const names = drawNames(
    all.map(() => ({ sexe: 'H' })),
    random.fork('noms'),
  );
  const each = random.fork('auteurs');
  const persons = all.map((place, rank) =>
    nouvelAuteur(place, at(dossiers, rank), at(names, rank), each.fork(String(rank))),
  );
  const auteurs = persons.slice(0, places.length);
  const alone = auteurs.at(-1);
  if (alone) Object.assign(alone, { prescripteur: 'Volontaire', cadre: 'Volontariat', auMois: false });
  drawSituations(auteurs, auteurs[parti], random.fork('situations'));
  const stays = all.map((place, rank): Sejour => ({ ...place, auteur: at(persons, rank) }));
  const sejours = stays.filter((_, rank) => rank < places.length - 1);
  const seances = meetings();
  return {
    auteurs: [...auteurs].sort((a, b) => (a.dossier < b.dossier ? -1 : 1)),
    sejours,
    sorties: drawSorties(sejours, random.fork('sorties')),
    seances,
    ...drawPartenaires(sejours, seances, random.fork('partenaires')),
    refus: drawRefus(random.fork('refus')),
    avant: [
      ...stays.slice(places.length),
      ...sejours.filter(({ arrivee }) => arrivee < DEBUT).map((sejour) => ({ ...sejour, depart: null })),
    ].sort((a, b) => (a.lieu === b.lieu ? a.arrivee - b.arrivee : a.lieu < b.lieu ? -1 : 1)),
  };
}
