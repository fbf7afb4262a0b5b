import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { answerOf } from '../core/answer.ts';
import { type Corrections, correct, readCorrections } from '../core/corrected.ts';
import { correctionsBook, correctionsName, hasCorrections } from '../core/corrections.ts';
import { isWarning, type Problem, problem } from '../core/problem.ts';
import { pseudonymise } from '../core/pseudonymise.ts';
import { read } from '../core/readers/read.ts';
import { receive } from '../core/reception.ts';
import { templateBook, templateName } from '../core/template.ts';
import type { FileView, Reply, Request, Settings } from './message.ts';
import { type PageData, sourcesOf } from './page-data.ts';

/** A file that was dropped, as it is; it lives as long as the worker. */
interface Dropped {
  id: number;
  nom: string;
  bytes: Uint8Array;
  empreinte: string;
}

/** To the page: that of a worker, where the types know the one of a window only. */
declare function postMessage(message: Reply): void;

const MOST_BYTES = 32;

/** Answers the page. The first message brings contracts and lists, each other one a request. */
class Desk {
  private readonly files = new Map<number, Dropped>();
  private readonly corrections = new Map<string, Corrections>();
  private readonly sources;
  private readonly sampleKey: Uint8Array;

  constructor(data: PageData) {
    this.sources = sourcesOf(data);
    this.sampleKey = Uint8Array.from(data.cleExemple);
  }

  answer(request: Request): void {
    if (request.type === 'ouvrir') this.open(request);
    else if (request.type === 'relire') this.readAgain(request.reglages);
    else if (request.type === 'sans_noms') this.withoutNames(request.id, request.reglages);
    else if (request.type === 'corrections') this.toCorrect(request.id, request.reglages);
    else this.template(request);
  }

  private open({ id, nom, bytes, reglages }: Extract<Request, { type: 'ouvrir' }>): void {
    const opened = read(bytes, nom);
    const found = opened.ok ? readCorrections(opened.classeur) : undefined;
    if (found) {
      this.corrections.set(found.empreinte, found);
      const about = [...this.files.values()].find(({ empreinte }) => empreinte === found.empreinte);
      const nombre = found.corrections.length;
      postMessage({ type: 'corrections_recues', id, nom, fichier: about?.nom ?? null, nombre });
      if (about) this.show(about, reglages);
      return;
    }
    const file = { id, nom, bytes, empreinte: bytesToHex(sha256(bytes)) };
    this.files.set(id, file);
    this.show(file, reglages);
  }

  private readAgain(reglages: Settings): void {
    for (const file of this.files.values()) this.show(file, reglages);
  }

  private show(file: Dropped, reglages: Settings): void {
    postMessage({ type: 'fichier', fichier: this.viewOf(file, reglages) });
  }

  private viewOf({ id, nom, bytes, empreinte }: Dropped, { key, jour }: Settings): FileView {
    const corrections = this.corrections.get(empreinte);
    const corrige_par = corrections?.fichier ?? null;
    const identity = { id, nom, empreinte, corrige_par };
    const opened = read(bytes, nom);
    if (!opened.ok) return { ...identity, ...UNREAD, problemes: opened.problemes };
    const received = receive(opened.classeur, {
      sources: this.sources,
      // The checks need a key, and any will do: no pseudonym of this reading goes anywhere.
      key: key ?? crypto.getRandomValues(new Uint8Array(MOST_BYTES)),
      aujourdhui: jour,
      corrections,
    });
    const { origine, problemes, lus, charges, a_corriger, nominatif, pseudonyme } = received;
    const counts = { lus, charges, a_corriger };
    return {
      ...identity,
      ...counts,
      ...{ nominatif, pseudonyme },
      origine: origine && {
        libelle: origine.contract.libelle,
        antenne: origine.contract.antenne,
        genre: origine.contract.genre,
        annee: origine.annee,
        echantillon: origine.echantillon,
      },
      reponse: origine ? answerOf(counts, origine.contract.genre, jour) : '',
      problemes: problemes.filter((found) => !isWarning(found)),
      signales: problemes.filter(isWarning),
    };
  }

  private withoutNames(id: number, { key, jour }: Settings): void {
    const file = this.files.get(id);
    if (!file) return;
    const corrections = this.corrections.get(file.empreinte);
    const done = pseudonymise(file.bytes, file.nom, {
      sources: this.sources,
      keyFor: (isSample) => key ?? (isSample ? this.sampleKey : undefined),
      aujourdhui: jour,
      corriger: corrections && ((classeur) => correct(classeur, corrections).classeur),
    });
    if (!done.ok) {
      postMessage({ type: 'refus', id, problemes: done.problemes.map(inPage) });
      return;
    }
    const texte = `${done.nom} : ${done.ecrites} lignes sans noms ; ${done.a_corriger} à corriger, restées dans votre fichier.`;
    const ecartes = done.ecartes.map(({ feuille, colonne }) =>
      colonne === null ? `feuille « ${feuille} »` : `feuille « ${feuille} », colonne « ${colonne} »`,
    );
    this.send(id, done.nom, done.bytes, texte, ecartes);
  }

  private toCorrect(id: number, { key, jour }: Settings): void {
    const file = this.files.get(id);
    const opened = file && read(file.bytes, file.nom);
    if (!file || !opened?.ok) return;
    const { classeur, origine, problemes, lus, charges, a_corriger } = receive(opened.classeur, {
      sources: this.sources,
      key: key ?? crypto.getRandomValues(new Uint8Array(MOST_BYTES)),
      aujourdhui: jour,
      corrections: this.corrections.get(file.empreinte),
    });
    if (!origine || !hasCorrections(problemes)) return;
    const bytes = correctionsBook({
      classeur,
      ...origine,
      problemes,
      counts: { lus, charges, a_corriger },
      empreinte: file.empreinte,
      jour,
      lists: this.sources,
      // The workbook stays with its sender, who sees these cells anyway.
      montre: (text) => text,
    });
    const nom = correctionsName(file.nom);
    this.send(id, nom, bytes, `${nom} : ce classeur peut contenir des noms, il reste chez vous.`, []);
  }

  private template({ id, antenne, annee }: Extract<Request, { type: 'modele' }>): void {
    for (const contract of this.sources.contracts.filter((one) => one.antenne === antenne)) {
      const nom = templateName(contract, annee);
      this.send(id, nom, templateBook(contract, this.sources, annee), `${nom} : modèle vide.`, []);
    }
  }

  private send(id: number, nom: string, bytes: Uint8Array, texte: string, ecartes: string[]): void {
    postMessage({ type: 'telechargement', id, nom, bytes, texte, ecartes });
  }
}

const UNREAD = {
  ...{ origine: undefined, lus: 0, charges: 0, a_corriger: 0, reponse: '' },
  ...{ nominatif: false, pseudonyme: false, signales: [] },
};

/** A mend in the words of the page, where the command's would name an option. */
function inPage(found: Problem): Problem {
  return found.code === 'CLE_ABSENTE'
    ? { ...found, remede: 'Collez la clé, ou choisissez son fichier, en haut de cette page.' }
    : found;
}

let desk: Desk | undefined;
addEventListener('message', ({ data }: MessageEvent<PageData | Request>) => {
  if (!('type' in data)) {
    desk = new Desk(data);
    return;
  }
  try {
    desk?.answer(data);
  } catch {
    // The error's own text may quote a cell.
    const id = 'id' in data ? data.id : 0;
    const words = {
      code: 'INATTENDU',
      message: 'Ce fichier n’a pas pu être lu jusqu’au bout : rien n’en a été gardé.',
      regle: 'Un fichier se lit entier.',
      remede:
        'Enregistrez-le de nouveau au format .xlsx. Sinon, signalez-le à l’administrateur, sans le fichier.',
    };
    postMessage({ type: 'refus', id, problemes: [problem({ fichier: '' }, words)] });
  }
  postMessage({ type: 'fini' });
});
