import { type Place, type Problem, problem } from './problem.ts';
import type { IdentityRefusal } from './row-identity.ts';

/** Why a line's person cannot be told, by the identity's refusal. */
export function identityProblem(place: Place, refusal: IdentityRefusal): Problem {
  return problem(place, REFUSALS[refusal]);
}

const REFUSALS: Readonly<
  Record<IdentityRefusal, { code: string; message: string; regle: string; remede: string }>
> = {
  dossier_double: {
    code: 'DOSSIER_DOUBLE',
    message: 'Ce numéro de dossier est déjà présent plus haut dans la feuille.',
    regle: 'Un dossier occupe une seule ligne.',
    remede: 'Gardez une seule ligne par dossier, ou corrigez le numéro.',
  },
  dossier_contradictoire: {
    code: 'DOSSIER_CONTRADICTOIRE',
    message: 'Ce numéro de dossier désigne une autre personne sur une ligne déjà lue de ce fichier.',
    regle:
      'Un numéro de dossier désigne une seule personne : mêmes nom, prénom et date de naissance partout.',
    remede: 'Corrigez le numéro de dossier, ou l’identité, sur l’une des deux lignes.',
  },
  dossier_inconnu: {
    code: 'DOSSIER_INCONNU',
    message: 'Ce numéro de dossier n’est sur aucune ligne de la feuille des personnes.',
    regle: 'Une présence se rattache à une personne de la file active.',
    remede: 'Corrigez le numéro de dossier, ou ajoutez la personne.',
  },
  dossiers_absents: {
    code: 'DOSSIER_INCONNU',
    message: 'Ce fichier ne dit pas à quelle personne correspond ce numéro de dossier.',
    regle:
      'Une feuille qui désigne les personnes par leur numéro est dans le même fichier que celle qui les nomme.',
    remede:
      'Envoyez les deux feuilles dans un même classeur, ou ajoutez le nom, le prénom et la date de naissance.',
  },
  personne_a_corriger: {
    code: 'PERSONNE_A_CORRIGER',
    message: 'La ligne de cette personne est elle-même à corriger : celle-ci attend.',
    regle: 'Une présence se rattache à une personne prise en compte.',
    remede: 'Corrigez la ligne de la personne : celle-ci sera alors lue.',
  },
  personne_manquante: {
    code: 'PERSONNE_MANQUANTE',
    message: 'Cette ligne ne dit pas de quelle personne il s’agit.',
    regle: 'Chaque ligne de cette feuille se rattache à une personne.',
    remede: 'Complétez le nom et le prénom, ou le numéro de dossier.',
  },
  nom_illisible: {
    code: 'NOM_ILLISIBLE',
    message:
      'Le nom ou le prénom ne contient aucune lettre : la personne ne peut pas être distinguée des autres.',
    regle: 'Un nom et un prénom contiennent des lettres.',
    remede: 'Écrivez le nom et le prénom.',
  },
};
