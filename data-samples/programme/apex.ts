import { STAGES_2023, STAGES_2024 } from './apex-cibles.ts';
import { type ApexAnnee, apexWorkbook } from './apex-classeur.ts';
import { drawOrientations, type Oriente } from './apex-orientation.ts';
import { stagesOf } from './apex-stages.ts';
import {
  drawApresStage,
  drawEntretiens,
  drawParticipants,
  drawPresences,
  drawSuivis,
  seancesOf,
} from './apex-suivis.ts';
import { runAsCommand, type SampleFile } from './commande.ts';
import { seededRandom } from './random.ts';

/**
 * Two years of APEX, fictitious: every count that the report of 2024 prints and that can hold together with the others
 * is that of the rows; who waits at the end of 2023 is the same person in both years. The same seed gives the same rows.
 */
export function makeApex(seed: number | string): { annee2023: ApexAnnee; annee2024: ApexAnnee } {
  const random = seededRandom(seed).fork('apex');
  const seances = seancesOf(2024);
  const lists = drawOrientations(seances, random.fork('orientations'));
  const participants = drawParticipants(lists, seances, random.fork('participants'));
  const suivis = drawSuivis(lists, participants, random.fork('suivis'));
  const apresStage = drawApresStage(lists);
  const { de2022, regles2023, attente2023, autres2023, stage2024, autres2024 } = lists;
  return {
    annee2023: {
      annee: 2023,
      orientations: byArrival([...regles2023, ...attente2023, ...autres2023]),
      reports: byArrival(de2022),
      stages: stagesOf(STAGES_2023),
      convocations: convocationsOf([...de2022, ...regles2023], []),
      suivis: suivis.annee2023,
      groupe: null,
      entretiens: null,
    },
    annee2024: {
      annee: 2024,
      orientations: byArrival([...stage2024, ...autres2024]),
      reports: byArrival(attente2023),
      stages: stagesOf(STAGES_2024),
      convocations: convocationsOf([...attente2023, ...stage2024], apresStage),
      suivis: suivis.annee2024,
      groupe: { participants, seances, presences: drawPresences(participants, random.fork('presences')) },
      entretiens: drawEntretiens(
        lists,
        participants,
        suivis.annee2024,
        apresStage,
        random.fork('entretiens'),
      ),
    },
  };
}

function byArrival(list: readonly Oriente[]): Oriente[] {
  return [...list].sort(
    (left, right) =>
      left.oriente - right.oriente || (left.personne.dossier < right.personne.dossier ? -1 : 1),
  );
}

/** One line per summons, course by course. */
function convocationsOf(list: readonly Oriente[], apresStage: readonly Oriente[]): ApexAnnee['convocations'] {
  return list
    .flatMap((qui) =>
      qui.trajet.convocations.map((convocation) => ({
        qui,
        convocation,
        apres: convocation.presence === 'present' && apresStage.includes(qui),
      })),
    )
    .sort(
      (left, right) =>
        left.convocation.stage - right.convocation.stage ||
        (left.qui.personne.dossier < right.qui.personne.dossier ? -1 : 1),
    );
}

/** The files of a seed. */
export function apexFiles(seed: number | string): SampleFile[] {
  const { annee2023, annee2024 } = makeApex(seed);
  return [
    { nom: 'apex-suivi-2024.xlsx', octets: apexWorkbook(annee2024) },
    { nom: 'apex-suivi-2023.xlsx', octets: apexWorkbook(annee2023) },
  ];
}

await runAsCommand(import.meta.url, apexFiles);
