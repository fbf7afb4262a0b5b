import { type Problem, problem } from '../problem.ts';
import type { Decoded } from './decode.ts';

/** What a sender is told of a file that was read all the same. Nothing of it is to correct. */

export function macrosIgnored(fichier: string): Problem {
  return problem(
    { fichier },
    {
      code: 'MACROS_IGNOREES',
      message: `« ${fichier} » contient des macros : aucune n’a été exécutée ; ses tableaux ont été lus.`,
      regle: 'Un envoi ne contient que des tableaux.',
      remede: 'Enregistrez le classeur sans macros (.xlsx).',
    },
  );
}

export function externalLinks(fichier: string): Problem {
  return problem(
    { fichier },
    {
      code: 'LIENS_EXTERNES',
      message: `« ${fichier} » contient des formules liées à d’autres fichiers : la valeur enregistrée a été lue, le lien n’a pas été suivi.`,
      regle: 'Un classeur contient lui-même ses valeurs.',
      remede:
        'Vérifiez que les valeurs liées étaient à jour, ou rompez les liaisons (Données, Modifier les liens).',
    },
  );
}

/** Lines of another encoding than the others, or encoded twice, mended line by line. */
export function mendedLines(fichier: string, { encodage, lignes_melees }: Decoded): Problem {
  const [first] = lignes_melees;
  const many = lignes_melees.length > 1 ? `${lignes_melees.length} lignes` : 'une ligne';
  return problem(
    { fichier, ...(first === undefined ? {} : { ligne: first }) },
    encodage === 'mêlé'
      ? {
          code: 'ENCODAGES_MELES',
          message: `« ${fichier} » mêle deux encodages des accents : ${many} à partir de la ligne ${first} ont été lues dans l’autre.`,
          regle: 'Un fichier texte a un seul encodage.',
          remede:
            'Vérifiez les accents de ces lignes, puis enregistrez le fichier en UTF-8 ou au format .xlsx.',
        }
      : {
          code: 'ACCENTS_REPARES',
          message: `Les accents de « ${fichier} » ont été encodés deux fois (« Ã© » pour « é ») : ${many} à partir de la ligne ${first} ont été rétablies.`,
          regle: 'Un fichier texte est encodé une seule fois.',
          remede: 'Vérifiez les accents, puis exportez de nouveau le fichier au format .xlsx.',
        },
  );
}
