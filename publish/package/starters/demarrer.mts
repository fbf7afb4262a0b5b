// TypeScript ou JavaScript, avec apache-arrow. Lancez depuis le dossier du paquet, où apache-arrow est installé.
// Exécuté par les tests du projet.
import { readFile } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';

const table = tableFromIPC(await readFile('cubes/chiffres_cles.arrow'));
for (const row of table) {
  if (row.bloc !== 'orientations' || row.modalite !== '_T') continue;
  // Une valeur vide n'est pas un zéro : le statut dit pourquoi elle manque.
  console.log(row.annee, row.statut === 'publie' ? row.valeur : row.statut);
}
