import type { Allocation } from './allocation.ts';
import { formatDate } from './format.ts';
import type { Mesure } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError, type Problem, problem } from './problem.ts';
import { Reader } from './reader.ts';
import type { Acte, DecisionRecord } from './record.ts';
import { inForce } from './record.ts';
import { inputWords } from './validation.ts';

const KEYS = [
  'version',
  'seance',
  'adopte_par',
  'convention',
  'clause',
  'imputations',
  'motif_remplacement',
  'signataires',
];

/**
 * Reads the act of adoption from the value of a parsed YAML document. Nothing has a default. Throws BudgetError
 * (`parametres`) with every problem found: no meeting date, no clause that authorises re-granting, nobody who signs.
 */
export function parseActe(value: unknown, options: { fichier?: string } = {}): Acte {
  const fichier = options.fichier ?? null;
  const problemes: Problem[] = [];
  const absent = absences(value, fichier);
  const acte = readActe(value, problemes, fichier);
  const generic = problemes.filter(
    ({ code, colonne }) => !(code === 'parametre_absent' && absent.some((one) => one.colonne === colonne)),
  );
  // The rules of a key that is not there are said once.
  const known = absent.length + generic.length > 0 ? [...absent, ...generic] : acteFaults(acte, fichier);
  if (known.length > 0) throw new BudgetError('parametres', known);
  return acte;
}

function readActe(value: unknown, problemes: Problem[], fichier: string | null): Acte {
  const root = Reader.root(value, problemes, fichier, KEYS);
  const convention = root.object('convention', ['reference', 'date']);
  const clause = root.object('clause', ['article', 'texte']);
  return {
    version: root.exactly('version', 1),
    seance: root.text('seance'),
    adopte_par: root.text('adopte_par'),
    convention: { reference: convention.text('reference'), date: convention.text('date') },
    clause: { article: clause.text('article'), texte: clause.text('texte') },
    imputations: root.list('imputations', ['entree', 'proprietaire', 'nom']).map((one) => ({
      entree: one.text('entree'),
      proprietaire: one.text('proprietaire'),
      nom: one.text('nom'),
    })),
    motif_remplacement: root.nullable('motif_remplacement', () => root.text('motif_remplacement')),
    signataires: root.list('signataires', ['antenne', 'fonction']).map((one) => ({
      antenne: one.text('antenne'),
      fonction: one.text('fonction'),
    })),
  };
}

/** What a decision cannot do without, said in its own words. */
function absences(value: unknown, fichier: string | null): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const acte = value as Record<string, unknown>;
  const lacks = (key: string) => acte[key] === undefined || acte[key] === null || acte[key] === '';
  return [
    ...(lacks('seance') ? [noMeeting('seance', fichier)] : []),
    ...(lacks('clause')
      ? [
          problem(
            'clause_absente',
            'Aucune clause de la convention n’autorise le porteur à reverser la subvention.',
            'Une association ne reverse une subvention que si sa convention l’y autorise expressément.',
            'Écrire « clause » : son article et son texte, tels que la convention les donne.',
            { fichier, colonne: 'clause' },
          ),
        ]
      : []),
  ];
}

function noMeeting(colonne: string, fichier: string | null): Problem {
  return problem(
    'seance_absente',
    'La date de la séance qui décide n’est pas écrite.',
    'Une répartition est arrêtée en séance, à une date.',
    `Écrire « ${colonne} » : AAAA-MM-JJ.`,
    { fichier, colonne },
  );
}

function acteFaults(acte: Acte, fichier: string | null): Problem[] {
  const dates = [
    ['seance', acte.seance],
    ['convention.date', acte.convention.date],
  ] as const;
  const owners = acte.imputations.map(({ entree, proprietaire }) => `${entree} ${proprietaire}`);
  return [
    ...dates
      .filter(([, date]) => !isDate(date))
      .map(([colonne, valeur]) =>
        problem(
          'date_illisible',
          `La date « ${valeur} » n’existe pas.`,
          'Une date s’écrit AAAA-MM-JJ.',
          `Corriger « ${colonne} ».`,
          { fichier, colonne, valeur },
        ),
      ),
    ...(new Set(owners).size === owners.length
      ? []
      : [
          problem(
            'imputation_en_double',
            'Une imputation est acceptée deux fois.',
            'Une imputation se nomme une fois.',
            'Retirer l’une des deux.',
            { fichier, colonne: 'imputations' },
          ),
        ]),
  ];
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * Why parameters and an act cannot become a decision now, whatever the data: an illustration, no meeting, a key
 * that a decision must state, a signature that lacks, a date that was used, is before the last decision, or is still to come.
 */
export function decisionFaults(
  parameters: Parameters,
  acte: Acte,
  earlier: readonly DecisionRecord[],
  today: string,
): Problem[] {
  return [
    ...standingFaults(parameters),
    ...statementFaults(parameters),
    ...signatureFaults(parameters, acte),
    ...dateFaults(parameters, acte, earlier, today),
  ];
}

function standingFaults({ statut, date_reunion: meeting }: Parameters): Problem[] {
  return [
    ...(statut === 'proposition'
      ? []
      : [
          problem(
            'illustration_non_adoptable',
            'Ces paramètres sont un scénario d’illustration : ils ne peuvent pas être arrêtés.',
            'On n’arrête qu’une proposition, examinée en réunion.',
            'Écrire « statut: proposition », qui la propose, la date de la réunion et le motif.',
            { colonne: 'statut', valeur: statut },
          ),
        ]),
    ...(meeting === null
      ? [
          problem(
            'reunion_absente',
            'La date de la réunion qui a examiné la proposition n’est pas écrite.',
            'Une proposition est examinée en réunion avant d’être arrêtée.',
            'Écrire « date_reunion » : AAAA-MM-JJ.',
            { colonne: 'date_reunion' },
          ),
        ]
      : []),
  ];
}

/** Keys that a scenario may leave out, and a decision may not. */
const STATED: readonly { colonne: string; read: (parameters: Parameters) => string | undefined }[] = [
  { colonne: 'developpement.projets', read: ({ developpement }) => developpement.projets },
  { colonne: 'harmonisation.comblements', read: ({ harmonisation }) => harmonisation.comblements },
];

function statementFaults(parameters: Parameters): Problem[] {
  return STATED.filter(({ read }) => read(parameters) === undefined).map(({ colonne }) =>
    problem(
      'parametre_absent',
      `Le paramètre « ${colonne} » n’est pas écrit.`,
      'Une décision n’a aucune valeur par défaut : tout ce qui est décidé est écrit.',
      `Ajouter « ${colonne} » au fichier de paramètres.`,
      { colonne },
    ),
  );
}

function signatureFaults({ antennes }: Parameters, { signataires }: Acte): Problem[] {
  const listed = new Set(antennes.map(({ code }) => code));
  const signing = signataires.map(({ antenne }) => antenne);
  const stranger = signing.filter((code) => !listed.has(code));
  const silent = antennes.filter(({ code }) => !signing.includes(code));
  return [
    ...stranger.map((code) =>
      problem(
        'antenne_inconnue',
        `Le signataire « ${code} » n’est pas une antenne de la répartition.`,
        'Signent les antennes que les paramètres nomment.',
        'Corriger « signataires ».',
        { colonne: 'signataires', valeur: code },
      ),
    ),
    ...silent.map(({ code, nom }) =>
      problem(
        'signataire_absent',
        `${nom} n’a pas de signataire.`,
        'Chaque antenne signe la décision, par une fonction.',
        `Ajouter { antenne: ${code}, fonction: … } à « signataires ».`,
        { colonne: 'signataires', valeur: code },
      ),
    ),
  ];
}

function dateFaults(
  parameters: Parameters,
  acte: Acte,
  earlier: readonly DecisionRecord[],
  today: string,
): Problem[] {
  const { seance } = acte;
  const lieu = { colonne: 'seance', valeur: seance };
  const last = earlier.at(-1);
  const replaced = inForce(earlier, parameters.exercice);
  const found: Problem[] = [];
  const same = earlier.find((one) => one.seance === seance);
  if (same !== undefined)
    found.push(
      problem(
        'seance_deja_arretee',
        `Une répartition a déjà été arrêtée à la séance du ${formatDate(seance)} (acte n° ${same.rang}).`,
        'Une séance arrête une seule répartition.',
        'Corriger la date, ou décider à une autre séance : la nouvelle décision remplacera la première.',
        lieu,
      ),
    );
  else if (last !== undefined && seance < last.seance)
    found.push(
      problem(
        'seance_anterieure',
        `La séance du ${formatDate(seance)} est antérieure à la dernière décision, du ${formatDate(last.seance)}.`,
        'Une décision suit celles qui sont arrêtées.',
        'Corriger la date de la séance.',
        lieu,
      ),
    );
  if (seance > today)
    found.push(
      problem(
        'seance_a_venir',
        `La séance du ${formatDate(seance)} n’a pas encore eu lieu.`,
        'On n’enregistre une décision qu’après la séance.',
        'Attendre la séance, ou corriger sa date.',
        lieu,
      ),
    );
  if (parameters.date_reunion !== null && seance < parameters.date_reunion)
    found.push(
      problem(
        'seance_avant_reunion',
        `La séance du ${formatDate(seance)} précède la réunion qui a examiné la proposition, le ${formatDate(parameters.date_reunion)}.`,
        'Une proposition est examinée avant d’être arrêtée.',
        'Corriger l’une des deux dates.',
        lieu,
      ),
    );
  if (replaced !== undefined && acte.motif_remplacement === null)
    found.push(
      problem(
        'motif_absent',
        `L’exercice ${parameters.exercice} a déjà une répartition, arrêtée le ${formatDate(replaced.seance)} : pourquoi la remplacer ?`,
        'Une décision qui en remplace une autre dit pourquoi.',
        'Écrire « motif_remplacement ».',
        { colonne: 'motif_remplacement' },
      ),
    );
  if (replaced === undefined && acte.motif_remplacement !== null)
    found.push(
      problem(
        'rien_a_remplacer',
        `L’exercice ${parameters.exercice} n’a pas encore de répartition : il n’y a rien à remplacer.`,
        'Un motif de remplacement accompagne une décision remplacée.',
        'Écrire « motif_remplacement: null », ou corriger l’exercice.',
        { colonne: 'motif_remplacement' },
      ),
    );
  return found;
}

/**
 * Imputations that the split rests on and that neither the parameters nor the act name, and those that the act accepts
 * though the split does not use them.
 */
export function imputationFaults(
  allocation: Allocation,
  parameters: Parameters,
  acte: Acte,
  nameOf: (proprietaire: string) => string,
): Problem[] {
  const stated = new Set((parameters.imputations ?? []).map(({ entree, antenne }) => keyOf(entree, antenne)));
  const accepted = new Map(acte.imputations.map((one) => [keyOf(one.entree, one.proprietaire), one]));
  const used = new Set(allocation.imputations.map((mesure) => keyOf(mesure.entree, ownerOf(mesure))));
  return [
    ...allocation.imputations.flatMap((mesure) => {
      const key = keyOf(mesure.entree, ownerOf(mesure));
      const named = accepted.get(key);
      if (stated.has(key) || named?.nom === mesure.imputation?.nom) return [];
      return [
        problem(
          'imputation_non_nommee',
          `${nameOf(ownerOf(mesure))} : « ${inputWords(mesure.entree)} » est imputé (« ${mesure.imputation?.nom ?? mesure.mot} »), et la décision ne nomme pas cette imputation.`,
          'Une valeur que personne n’a déclarée ne compte que si la décision l’accepte par son nom.',
          `Ajouter à « imputations » : { entree: ${mesure.entree}, proprietaire: ${ownerOf(mesure)}, nom: "${mesure.imputation?.nom ?? mesure.mot}" }.`,
          { colonne: 'imputations', valeur: ownerOf(mesure) },
        ),
      ];
    }),
    ...[...accepted]
      .filter(([key]) => !used.has(key))
      .map(([, { entree, proprietaire }]) =>
        problem(
          'imputation_inutile',
          `La décision accepte une imputation de « ${inputWords(entree)} » pour « ${nameOf(proprietaire)} », que la répartition n’utilise pas.`,
          'Une décision n’accepte que ce dont elle se sert.',
          'Retirer cette imputation, ou corriger son entrée et son propriétaire.',
          { colonne: 'imputations', valeur: proprietaire },
        ),
      ),
  ];
}

function ownerOf({ antenne, departement }: Mesure): string {
  return antenne ?? departement ?? '';
}

function keyOf(entree: string, proprietaire: string): string {
  return `${entree} ${proprietaire}`;
}
