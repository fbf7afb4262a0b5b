import type { Allocation, Etape, Ligne, NomEnveloppe } from './allocation.ts';
import { ENVELOPE_TITLES, explain, explainRound } from './explain.ts';
import { formatChange, formatDate, formatEuros, formatNumber, formatPercent } from './format.ts';
import { inputsFromRows } from './inputs.ts';
import type { Borne, MontantEtPart, Parameters } from './parameters.ts';
import type { DecisionRecord } from './record.ts';
import { ETATS, inputWords, rowInput, sendsOf, type UsedInput, usedInputs } from './validation.ts';
import { BESOINS, inputLabel, LECTURES, UNITES } from './words.ts';

/** A part of a document, as HTML and DOCX both write it. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly { readonly label: string; readonly right: boolean }[];
      readonly rows: readonly (readonly string[])[];
      /** Whether the last row is the total. */
      readonly total: boolean;
    }
  | { readonly kind: 'signatures'; readonly signers: readonly { who: string; role: string }[] };

export interface DocumentSection {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A document to print: the record of decisions, or an antenne's sheet. */
export interface DecisionDocument {
  readonly title: string;
  readonly subtitle: string;
  /** Said on each page: the record that the document comes from. */
  readonly edition: string;
  /** True over sample data: the document says so. */
  readonly sample: boolean;
  readonly sections: readonly DocumentSection[];
}

/** The record of decisions that the comité signs. The same record gives the same document. */
export function decisionDocument(record: DecisionRecord): DecisionDocument {
  const { repartition } = record;
  return document(record, {
    title: 'Relevé de décisions',
    subtitle: `Répartition du budget ${record.parametres.valeur.exercice}, arrêtée le ${formatDate(record.seance)}`,
    sections: [
      { title: 'Décision', blocks: decisionBlocks(record) },
      { title: 'Répartition', blocks: [amountTable(repartition), readingTable(repartition)] },
      {
        title: 'Critères',
        blocks: [{ kind: 'list', items: criteria(repartition) }, ...territoryTables(repartition)],
      },
      { title: 'Projets et notes', blocks: projectBlocks(record) },
      { title: 'Paramètres', blocks: [parameterTable(record.parametres.valeur)] },
      { title: 'Données d’entrée', blocks: inputBlocks(record, usedOf(record)) },
      { title: 'Méthode', blocks: methodBlocks(repartition) },
      { title: 'Signatures', blocks: [{ kind: 'signatures', signers: signersOf(record) }] },
      { title: 'Empreintes', blocks: [printTable(record)] },
    ],
  });
}

/** One antenne's sheet, for her board: her line, what it rests on, and the place to deliberate. */
export function branchSheet(record: DecisionRecord, code: string): DecisionDocument {
  const { repartition } = record;
  const ligne = repartition.lignes.find((one) => one.nature === 'antenne' && one.antenne === code);
  if (ligne === undefined) throw new RangeError(`no line for ${code}`);
  const lines = repartition.lignes.filter(({ antenne }) => antenne === code);
  const own = usedOf(record).filter(
    ({ proprietaire }) => proprietaire === code || proprietaire === ligne.departement,
  );
  const sentences = explain(repartition).filter((one) => lines.some((line) => line.code === one.code));
  return document(record, {
    title: `Fiche de l’antenne : ${ligne.nom}`,
    subtitle: `Répartition du budget ${record.parametres.valeur.exercice}, arrêtée le ${formatDate(record.seance)}`,
    sections: [
      {
        title: 'Ce qui est arrêté',
        blocks: [
          {
            kind: 'text',
            text: `${ligne.nom} reçoit ${formatEuros(ligne.montant_centimes)} sur ${formatEuros(repartition.total_centimes)}, soit ${shareOf(ligne, repartition)}.`,
          },
          ...lines
            .filter((line) => line !== ligne)
            .map((line) =>
              text(`${line.nom} : ${formatEuros(line.montant_centimes)}, sur une ligne à part.`),
            ),
          stepTable(lines),
        ],
      },
      {
        title: 'Comment ce montant se calcule',
        blocks: sentences.map(({ phrases }) => ({ kind: 'list', items: phrases })),
      },
      { title: 'Ce sur quoi il repose', blocks: inputBlocks(record, own) },
      { title: 'Les critères', blocks: [{ kind: 'list', items: criteria(repartition) }] },
      { title: 'Cadre', blocks: frameBlocks(record) },
      {
        title: 'Pour le conseil d’administration',
        blocks: [
          text('Le conseil d’administration a pris connaissance de cette fiche, le ……………………………'),
          {
            kind: 'signatures',
            signers: signersOf(record).filter((_, index) => record.acte.signataires[index]?.antenne === code),
          },
        ],
      },
    ],
  });
}

function document(
  record: DecisionRecord,
  parts: Pick<DecisionDocument, 'title' | 'subtitle' | 'sections'>,
): DecisionDocument {
  const { publication, rang, empreinte } = record;
  return {
    ...parts,
    edition: `Acte n° ${rang}, empreinte ${empreinte.slice(0, 16)}, publication ${publication.release}`,
    sample: publication.echantillon,
    sections: parts.sections.filter(({ blocks }) => blocks.length > 0),
  };
}

function text(words: string): Block {
  return { kind: 'text', text: words };
}

function decisionBlocks(record: DecisionRecord): Block[] {
  const { acte, repartition, parametres, remplace } = record;
  const { nom, propose_par: proposer, date_reunion: meeting, motif, annee_donnees: year } = parametres.valeur;
  return [
    text(
      `Séance du ${formatDate(acte.seance)}, ${acte.adopte_par} : est arrêtée la répartition de ${formatEuros(repartition.total_centimes)} pour l’exercice ${parametres.valeur.exercice}, d’après les données de ${year}.`,
    ),
    text(
      `Proposition « ${nom} » (${proposer})${meeting === null ? '' : `, examinée le ${formatDate(meeting)}`}. Motif : ${withoutStop(motif)}.`,
    ),
    ...frameBlocks(record),
    ...(remplace === null
      ? []
      : [
          text(
            `Cette décision remplace celle du ${formatDate(remplace.seance)} (acte n° ${remplace.rang}). Motif : ${withoutStop(acte.motif_remplacement ?? '')}.`,
          ),
        ]),
    ...repartition.imputations.map((mesure): Block => {
      const words = imputationWords(mesure, record);
      return { kind: 'notice', text: words };
    }),
  ];
}

function frameBlocks({ acte }: DecisionRecord): Block[] {
  const { convention, clause } = acte;
  return [
    text(
      `Cadre : ${convention.reference} du ${formatDate(convention.date)}, dont ${clause.article} autorise le porteur à reverser la subvention : « ${withoutMarks(clause.texte)} »`,
    ),
  ];
}

function imputationWords(mesure: UsedInput['mesure'] & object, record: DecisionRecord): string {
  const owner = nameIn(record, mesure.antenne ?? mesure.departement ?? '');
  const { nom = mesure.mot, motif = mesure.formule } = mesure.imputation ?? {};
  return `${owner} : ${inputLabel(mesure.entree)} imputé à ${formatNumber(mesure.valeur ?? 0)}, accepté par la décision (« ${nom} »). ${withoutStop(motif)}.`;
}

/** Sentences on the envelopes and on what gave way; the first one speaks of a proposal, and stays out. */
function criteria(repartition: Allocation): string[] {
  return explainRound({ ...repartition, imputations: [] }).slice(1);
}

const KINDS = ['coordination', 'socle', 'activite', 'developpement', 'harmonisation', 'bornes'] as const;
type Kind = (typeof KINDS)[number];

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  coordination: 'Coordination',
  socle: 'Socle',
  ...ENVELOPE_TITLES,
  bornes: 'Planchers et plafonds',
};

function kindOf(etape: Etape): Kind | null {
  if (etape.nature === 'arrondi') return null;
  if (etape.nature === 'reserve') return etape.enveloppe ?? 'bornes';
  return etape.nature;
}

function amountOf({ etapes }: Ligne, kind: Kind | null): number | null {
  const own = etapes.filter((etape) => kindOf(etape) === kind);
  return own.length === 0 ? null : own.reduce((all, { montant }) => all + montant.centimes, 0);
}

/** Kinds of steps that some line has, in the order of the computation. */
function usedKinds(lines: readonly Ligne[]): Kind[] {
  return KINDS.filter((kind) => lines.some((ligne) => (amountOf(ligne, kind) ?? 0) !== 0));
}

function amountTable(repartition: Allocation): Block {
  const { lignes } = repartition;
  const kinds: (Kind | null)[] = [...usedKinds(lignes), null];
  const sum = (kind: Kind | null) => lignes.reduce((all, ligne) => all + (amountOf(ligne, kind) ?? 0), 0);
  return {
    kind: 'table',
    caption: 'Montants arrêtés, par ligne et par enveloppe',
    columns: [
      { label: 'Ligne', right: false },
      ...kinds.map((kind) => ({ label: kind === null ? 'Arrondi' : KIND_WORDS[kind], right: true })),
      { label: 'Montant arrêté', right: true },
    ],
    rows: [
      ...lignes.map((ligne) => [
        ligne.nom,
        ...kinds.map((kind) => amount(amountOf(ligne, kind))),
        formatEuros(ligne.montant_centimes),
      ]),
      ['Total', ...kinds.map((kind) => amount(sum(kind))), formatEuros(repartition.total_centimes)],
    ],
    total: true,
  };
}

function amount(centimes: number | null): string {
  return centimes === null ? '–' : formatEuros(centimes);
}

function readingTable(repartition: Allocation): Block {
  const before = repartition.lignes.some(({ n1_centimes: n1 }) => n1 !== null);
  return {
    kind: 'table',
    caption: 'Repères de lecture',
    columns: [
      { label: 'Ligne', right: false },
      { label: 'Part du total', right: true },
      { label: 'Personnes accompagnées', right: true },
      { label: 'Par personne', right: true },
      ...(before
        ? [
            { label: 'Année précédente', right: true },
            { label: 'Écart', right: true },
          ]
        : []),
    ],
    rows: repartition.lignes.map((ligne) => [
      ligne.nom,
      shareOf(ligne, repartition),
      ligne.personnes?.valeur == null ? '–' : formatNumber(ligne.personnes.valeur),
      amount(ligne.par_personne_centimes),
      ...(before
        ? [
            amount(ligne.n1_centimes),
            ligne.ecart_n1_centimes === null ? '–' : formatChange(ligne.ecart_n1_centimes),
          ]
        : []),
    ]),
    total: false,
  };
}

/** The share of the total, rounded to two decimals by whole arithmetic. */
export function shareOf({ montant_centimes: part }: Ligne, { total_centimes: total }: Allocation): string {
  const hundredths = (BigInt(part) * 20_000n + BigInt(total)) / (2n * BigInt(total));
  return formatPercent(Number(hundredths) / 100);
}

/** The parts of a line, under the same labels for every line of the split. */
export function lineParts({ lignes }: Allocation, ligne: Ligne): { libelle: string; montant: string }[] {
  return [...usedKinds(lignes), null].map((kind) => ({
    libelle: kind === null ? 'Arrondi' : KIND_WORDS[kind],
    montant: amount(amountOf(ligne, kind)),
  }));
}

function stepTable(lines: readonly Ligne[]): Block {
  const kinds: (Kind | null)[] = [...usedKinds(lines), null];
  return {
    kind: 'table',
    caption: 'Le montant, étape par étape',
    columns: [{ label: 'Étape', right: false }, ...lines.map(({ nom }) => ({ label: nom, right: true }))],
    rows: [
      ...kinds.map((kind) => [
        kind === null ? 'Arrondi' : KIND_WORDS[kind],
        ...lines.map((ligne) => amount(amountOf(ligne, kind))),
      ]),
      ['Montant arrêté', ...lines.map(({ montant_centimes: centimes }) => formatEuros(centimes))],
    ],
    total: true,
  };
}

function territoryTables({ enveloppes }: Allocation): Block[] {
  return enveloppes.flatMap((enveloppe): Block[] => {
    if (enveloppe.nom !== 'harmonisation') return [];
    const readings = enveloppe.territoires[0]?.lectures ?? [];
    return [
      {
        kind: 'table',
        caption: 'Harmonisation et couverture, par département',
        columns: [
          { label: 'Département', right: false },
          ...readings.flatMap(({ lecture, cible }) => [
            { label: `${capital(LECTURES[lecture])} (cible ${formatNumber(cible)})`, right: true },
          ]),
          { label: 'Manque', right: true },
          { label: 'Part', right: true },
          { label: 'Montant', right: true },
        ],
        rows: enveloppe.territoires.map(({ departement, lectures, manque, part, montant }) => [
          departement,
          ...lectures.map(({ niveau }) => formatNumber(niveau)),
          formatPercent(manque.pourcent),
          formatPercent(part.pourcent),
          formatEuros(montant.centimes),
        ]),
        total: false,
      },
    ];
  });
}

function projectBlocks(record: DecisionRecord): Block[] {
  return record.repartition.enveloppes.flatMap((enveloppe): Block[] => {
    if (enveloppe.nom !== 'developpement' || enveloppe.projets.length === 0) return [];
    return [
      text(
        'Chaque antenne note les projets des autres, de 0 à 5, jamais les siens ; la note retenue est la médiane.',
      ),
      {
        kind: 'table',
        caption: 'Projets, notes des autres antennes et médiane',
        columns: [
          { label: 'Projet', right: false },
          { label: 'Antenne', right: false },
          { label: 'Montant éligible', right: true },
          { label: 'Notes', right: false },
          { label: 'Médiane', right: true },
        ],
        rows: enveloppe.projets.map((projet) => [
          projet.intitule === '' ? projet.code : `${projet.code} : ${projet.intitule}`,
          nameIn(record, projet.antenne),
          formatEuros(projet.eligible_centimes),
          projet.notes
            .map(({ antenne, note }) => `${nameIn(record, antenne)} ${formatNumber(note)}`)
            .join(' ; '),
          formatNumber(projet.mediane),
        ]),
        total: false,
      },
      text(`Notes : ${noteStates(record)}.`),
    ];
  });
}

/** What validates the notes, each send once. */
function noteStates(record: DecisionRecord): string {
  const notes = usedOf(record).filter(isNote);
  return [...new Set(notes.map((input) => stateWords(input, record)))].join(' ; ');
}

/** A note stands in the table of projects, beside those of the same project. */
function isNote({ entree }: UsedInput): boolean {
  return entree.startsWith('note/');
}

/** Every parameter in words, in the order of the file. */
export function parameterRows(parameters: Parameters): [string, string][] {
  const { poids, developpement, harmonisation } = parameters;
  const weights: [NomEnveloppe, number][] = [
    ['activite', poids.activite],
    ['developpement', poids.developpement],
    ['harmonisation', poids.harmonisation],
  ];
  return [
    ['Total à répartir', formatEuros(parameters.total_centimes)],
    ['Porteur', parameters.porteur],
    ['Antennes', parameters.antennes.map(({ nom, departement }) => `${nom} (${departement})`).join(', ')],
    ...weights.map(([nom, poids]): [string, string] => [
      `Poids : ${ENVELOPE_TITLES[nom]}`,
      formatPercent(poids),
    ]),
    ['Coordination', amountAndPart(parameters.coordination, 'du total')],
    ['Socle de chaque antenne', amountAndPart(parameters.socle, 'de l’année précédente')],
    ['Plancher', bound(parameters.plancher)],
    ['Plafond', bound(parameters.plafond)],
    ['Unité de l’activité', UNITES[parameters.activite.unite]],
    ['Projets déclarés', DECLARATIONS[developpement.projets ?? 'ecartes']],
    [
      'Sans aucune note',
      developpement.sans_notes === 'reserve'
        ? 'l’enveloppe va à la réserve'
        : 'parts égales entre les antennes',
    ],
    [
      'Au-delà de ce que demandent les projets',
      developpement.excedent === 'reserve'
        ? 'le reste va à la réserve'
        : 'le reste est réparti comme les projets',
    ],
    ['Actions de référence', formatNumber(harmonisation.actions_reference)],
    ...harmonisation.lectures.map(({ lecture, poids: weight, cible }): [string, string] => [
      `Lecture : ${LECTURES[lecture]}`,
      `${formatPercent(weight)}, cible ${formatNumber(cible)}`,
    ]),
    [
      'Besoin',
      harmonisation.besoin.alpha === 0
        ? 'ne pèse pas (alpha = 0)'
        : `${BESOINS[harmonisation.besoin.mesure]}, à la puissance ${formatNumber(harmonisation.besoin.alpha)}`,
    ],
    [
      'Actions que les antennes déclarent mettre en place',
      DECLARATIONS[harmonisation.comblements ?? 'ecartes'],
    ],
    [
      'Sans aucune action déclarée',
      {
        parts_egales: 'parts égales entre les antennes du département',
        activite: 'selon l’activité des antennes du département',
        reserve: 'le montant va à la réserve',
      }[harmonisation.sans_declaration],
    ],
  ];
}

const DECLARATIONS = { declares: 'comptés', ecartes: 'mis de côté' } as const;

function parameterTable(parameters: Parameters): Block {
  return {
    kind: 'table',
    caption: 'Ce que le comité a fixé',
    columns: [
      { label: 'Paramètre', right: false },
      { label: 'Valeur', right: false },
    ],
    rows: parameterRows(parameters),
    total: false,
  };
}

function amountAndPart({ montant_centimes: fixed, part }: MontantEtPart, of: string): string {
  if (fixed === 0 && part === 0) return 'aucun montant';
  const parts = [
    ...(fixed > 0 ? [formatEuros(fixed)] : []),
    ...(part > 0 ? [`${formatPercent(part)} ${of}`] : []),
  ];
  return parts.join(' plus ');
}

function bound(borne: Borne | null): string {
  if (borne === null) return 'aucun';
  const { montant_centimes: fixed, part_n1: part } = borne;
  return [
    ...(fixed === null ? [] : [formatEuros(fixed)]),
    ...(part === null ? [] : [`${formatPercent(part)} de l’année précédente`]),
  ].join(', ou ');
}

function usedOf(record: DecisionRecord): UsedInput[] {
  const inputs = inputsFromRows(record.entrees.lignes, { annee: record.entrees.annee });
  return usedInputs(record.repartition, inputs, record.parametres.valeur);
}

function inputBlocks(record: DecisionRecord, used: readonly UsedInput[]): Block[] {
  const shown = used.filter((input) => !isNote(input));
  if (shown.length === 0) return [];
  const rows = new Map(
    record.entrees.lignes.map((row) => [JSON.stringify([rowInput(row), ownerText(row)]), row] as const),
  );
  return [
    {
      kind: 'table',
      caption: 'Chaque donnée, dans le mot de l’antenne, et ce qui la valide',
      columns: [
        { label: 'Donnée', right: false },
        { label: 'De', right: false },
        { label: 'Valeur', right: true },
        { label: 'Mot, provenance et source', right: false },
        { label: 'Validation', right: false },
      ],
      rows: shown.map((input) => {
        const row = rows.get(JSON.stringify([input.entree, input.proprietaire]));
        const figure = input.mesure ?? row;
        const value = figure?.valeur ?? null;
        return [
          inputWords(input.entree),
          nameIn(record, input.proprietaire),
          value === null ? '–' : formatNumber(Number(value)),
          [figure?.mot, PROVENANCES[figure?.provenance ?? ''], figure?.source].filter(Boolean).join(' ; '),
          stateWords(input, record),
        ];
      }),
      total: false,
    },
  ];
}

const PROVENANCES: Readonly<Record<string, string>> = {
  declare: 'déclaré',
  calcule: 'calculé',
  imputation: 'imputé',
};

function ownerText({
  antenne,
  departement,
}: {
  antenne: string | null;
  departement: string | number | null;
}): string {
  return antenne === null || antenne === '' || antenne === '_T' ? String(departement ?? '') : antenne;
}

function stateWords(input: UsedInput, record: DecisionRecord): string {
  const sends = sendsOf(input, record.validations);
  if (input.mesure?.provenance === 'imputation' && sends.length === 0) return 'imputé par la décision';
  if (sends.length === 0) return 'énoncé par la décision';
  return sends
    .map(({ objet, etat, par, le }) => {
      const word = ETATS[etat];
      if (objet === '_U') return word;
      const by = par === '' ? '' : ` par « ${par} »`;
      return `${objet} : ${word}${by}${le === '' ? '' : ` le ${formatDate(le)}`}`;
    })
    .join(' ; ');
}

function methodBlocks(repartition: Allocation): Block[] {
  return explain(repartition).flatMap(({ titre, phrases }): Block[] => [
    { kind: 'heading', text: titre },
    { kind: 'list', items: phrases },
  ]);
}

function signersOf(record: DecisionRecord): { who: string; role: string }[] {
  return record.acte.signataires.map(({ antenne, fonction }) => ({
    who: nameIn(record, antenne),
    role: fonction,
  }));
}

function printTable(record: DecisionRecord): Block {
  const { empreintes, empreinte, publication, precedent, parametres } = record;
  return {
    kind: 'table',
    caption: 'De quoi vérifier que rien n’a changé (SHA-256) : npm run cpca -- budget verify',
    columns: [
      { label: 'Objet', right: false },
      { label: 'Empreinte', right: false },
    ],
    rows: [
      ['Acte', empreinte],
      ['Acte précédent', precedent === null ? 'aucun' : precedent.empreinte],
      [`Publication ${publication.release}`, publication.manifeste_sha256],
      [`Paramètres (${parametres.fichier})`, empreintes.parametres],
      ['Données d’entrée', empreintes.entrees],
      ['Validations', empreintes.validations],
      ['Répartition', empreintes.repartition],
    ],
    total: false,
  };
}

/** An antenne's name, a département's code with its word. */
function nameIn({ parametres }: DecisionRecord, proprietaire: string): string {
  const antenne = parametres.valeur.antennes.find(({ code }) => code === proprietaire);
  return antenne?.nom ?? `département ${proprietaire}`;
}

function withoutStop(words: string): string {
  return words.replace(/\s*\.\s*$/, '');
}

function withoutMarks(words: string): string {
  return words.replace(/^\s*«\s*|\s*»\s*$/g, '');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
