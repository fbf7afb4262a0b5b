import { keyMark } from '../core/key-mark.ts';
import { keyGiven } from '../core/key-text.ts';
import type { Problem } from '../core/problem.ts';
import { LIMITS } from '../core/readers/limits.ts';
import { refusalOf, tooBig } from '../core/readers/refusal.ts';
import type { FileView, Reply, Request, Settings } from './message.ts';
import type { PageData } from './page-data.ts';
import { make, problemList } from './problem-list.ts';

/** An element that the page has; the page is broken without it. */
function at<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(id);
  return found;
}

const data = JSON.parse(at('donnees', HTMLScriptElement).textContent ?? '') as PageData;
const code = JSON.parse(at('lecteur', HTMLScriptElement).textContent ?? '') as string;
/** The next request's number; that of a file is its own as long as the page is open. */
let number = 0;
let waiting = 0;
let key: Uint8Array | undefined;
let worker = newWorker();
const articles = new Map<number, HTMLElement>();

/** A worker of its own: reading never stops the page, and ends with it. */
function newWorker(): Worker {
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const made = new Worker(address);
  URL.revokeObjectURL(address);
  made.addEventListener('message', ({ data: reply }: MessageEvent<Reply>) => receive(reply));
  made.postMessage(data);
  return made;
}

function ask(request: Request, transfer: Transferable[] = []): void {
  busy(1);
  worker.postMessage(request, transfer);
}

/** The day where the page is read: no fact lies after it. */
function settings(): Settings {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return { key, jour: `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}` };
}

function announce(texte: string): void {
  at('annonce', HTMLElement).textContent = texte;
}

function busy(change: number): void {
  waiting = Math.max(0, waiting + change);
  at('arreter', HTMLButtonElement).hidden = waiting === 0;
}

async function open(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    const id = ++number;
    at('effacer', HTMLButtonElement).disabled = false;
    if (file.size > LIMITS.file) {
      refuse(id, file.name, [refusalOf(file.name, tooBig(LIMITS.file))]);
      continue;
    }
    busy(1);
    announce(`Lecture de « ${file.name} »…`);
    const bytes = await file.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => undefined,
    );
    if (bytes) ask({ type: 'ouvrir', id, nom: file.name, bytes, reglages: settings() }, [bytes.buffer]);
    else announce(`« ${file.name} » ne s’ouvre pas : fermez-le dans les autres logiciels, puis recommencez.`);
    busy(-1);
  }
}

function receive(reply: Reply): void {
  if (reply.type === 'fini') busy(-1);
  else if (reply.type === 'fichier') show(reply.fichier);
  else if (reply.type === 'corrections_recues') {
    announce(
      reply.fichier === null
        ? `« ${reply.nom} » : ${reply.nombre} corrections reçues. Déposez maintenant le fichier d’origine.`
        : `« ${reply.nom} » : ${reply.nombre} corrections appliquées à « ${reply.fichier} ».`,
    );
  } else if (reply.type === 'telechargement') {
    download(reply.nom, reply.bytes);
    const left = reply.ecartes.length === 0 ? '' : ` Non repris : ${reply.ecartes.join(' ; ')}.`;
    say(reply.id, `Téléchargé : ${reply.texte}${left}`, 'bon');
  } else if (articles.has(reply.id)) {
    say(reply.id, reply.problemes.map(({ message, remede }) => `${message} ${remede}`).join(' '), 'refus');
  } else refuse(reply.id, reply.problemes[0]?.fichier ?? '', reply.problemes);
}

/** What is said under a file's buttons, or under the templates'. */
function say(id: number, texte: string, classe: string): void {
  const place = articles.get(id)?.querySelector('.suite') ?? at('etat-modele', HTMLElement);
  place.textContent = texte;
  place.className = `suite ${classe}`;
}

function put(id: number, ...content: Node[]): HTMLElement {
  const known = articles.get(id);
  const article = known ?? make('article');
  article.replaceChildren(...content);
  if (!known) {
    articles.set(id, article);
    at('resultats', HTMLElement).append(article);
  }
  return article;
}

function refuse(id: number, nom: string, problemes: readonly Problem[]): void {
  put(
    id,
    make('h3', { texte: nom }),
    make('p', { texte: 'Ce fichier n’est pas lu.', classe: 'refus' }),
    ...problemList(problemes),
  );
  announce(`« ${nom} » n’est pas lu.`);
}

function show(file: FileView): void {
  const { id, nom, origine, problemes, signales, reponse } = file;
  if (!origine) {
    refuse(id, nom, problemes);
    return;
  }
  const article = put(
    id,
    make('h3', { texte: nom }),
    make('p', { texte: `${origine.libelle}, exercice ${origine.annee}` }),
    ...cautions(file).map((texte) => make('p', { texte, classe: 'soin' })),
    make('p', { texte: reponse, classe: 'reponse' }),
    ...(file.corrige_par === null
      ? []
      : [make('p', { texte: `Lu avec les corrections de « ${file.corrige_par} ».`, classe: 'bon' })]),
    buttons(file),
    make('p', { classe: 'suite' }),
  );
  const said = article.querySelector('.suite');
  said?.setAttribute('role', 'status');
  if (problemes.length > 0) article.append(...problemList(problemes));
  else article.append(make('p', { texte: 'Rien à corriger.', classe: 'bon' }));
  if (signales.length > 0) {
    const title = make('summary', { texte: `À regarder, tout est pris en compte (${signales.length})` });
    article.append(make('details', {}, title, ...problemList(signales)));
  }
  article.append(make('p', { texte: 'Empreinte du fichier : ' }, make('code', { texte: file.empreinte })));
  announce(`« ${nom} » : ${reponse}`);
}

/** What the sender should look at before anything else. */
function cautions({ origine, pseudonyme }: FileView): string[] {
  if (!origine) return [];
  const mine = at('antenne', HTMLSelectElement).value;
  const last = new Date().getFullYear() - 1;
  return [
    ...(mine !== '' && mine !== origine.antenne
      ? ['Ce fichier est celui d’une autre antenne : ne l’envoyez pas sans vérifier.']
      : []),
    ...(origine.annee < last && !origine.echantillon
      ? [`Ce fichier porte sur ${origine.annee} : est-ce bien l’année que vous envoyez ?`]
      : []),
    ...(origine.echantillon ? ['Ce fichier est un exemple : il ne contient personne de réel.'] : []),
    ...(pseudonyme ? ['Ce fichier est déjà sans noms : il est prêt à être envoyé tel quel.'] : []),
  ];
}

function buttons(file: FileView): HTMLElement {
  const { id, nominatif, pseudonyme, problemes } = file;
  const made: HTMLElement[] = [];
  const add = (texte: string, type: 'sans_noms' | 'corrections', classe?: string) => {
    const button = make('button', classe === undefined ? { texte } : { texte, classe });
    button.type = 'button';
    button.addEventListener('click', () => ask({ type, id, reglages: settings() }));
    made.push(button);
  };
  if (nominatif && !pseudonyme) add('Télécharger le fichier sans noms', 'sans_noms');
  if (problemes.length > 0) add('Télécharger le classeur de corrections', 'corrections', 'second');
  if (!nominatif && !pseudonyme)
    made.push(make('p', { texte: 'Ce fichier ne nomme personne : il s’envoie tel quel.', classe: 'bon' }));
  return make('div', { classe: 'ligne' }, ...made);
}

function download(nom: string, bytes: Uint8Array): void {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));
  const link = make('a');
  link.href = address;
  link.download = nom;
  link.click();
  // The browser has taken what it needs once the click is over.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function takeKey(text: string): void {
  const state = at('etat-cle', HTMLElement);
  const given = text.trim() === '' ? undefined : keyGiven(text);
  const faute = given?.ok ? wrongKey(given.key) : given?.faute;
  key = given?.ok && faute === undefined ? given.key : undefined;
  at('oublier', HTMLButtonElement).disabled = key === undefined;
  state.className = key ? 'bon' : given ? 'refus' : '';
  state.textContent = faute ?? (key ? acceptedKey(key) : 'Aucune clé.');
}

/** Why a key that reads is not the one for real names; undefined when nothing speaks against it. */
function wrongKey(given: Uint8Array): string | undefined {
  const mark = keyMark(given);
  if (mark === keyMark(Uint8Array.from(data.cleExemple)))
    return 'C’est la clé publique des exemples : elle ne protège personne. Demandez la clé du centre.';
  if (data.numeroCle !== undefined && mark !== data.numeroCle)
    return `Ce n’est pas la clé du centre : son numéro est ${mark}, celui du centre ${data.numeroCle}. Demandez la bonne clé.`;
  return undefined;
}

function acceptedKey(given: Uint8Array): string {
  return data.numeroCle === undefined
    ? `Clé n° ${keyMark(given)}. Vérifiez que ce numéro est celui des autres antennes.`
    : `Clé n° ${keyMark(given)} : c’est celle du centre.`;
}

function forgetKey(): void {
  key?.fill(0);
  at('cle', HTMLInputElement).value = '';
  at('fichier-cle', HTMLInputElement).value = '';
  takeKey('');
}

/** A new worker in place of the old one: the files that it held are gone with it. */
function startAgain(texte: string): void {
  worker.terminate();
  worker = newWorker();
  busy(-waiting);
  articles.clear();
  at('resultats', HTMLElement).replaceChildren();
  at('fichiers', HTMLInputElement).value = '';
  at('effacer', HTMLButtonElement).disabled = true;
  announce(texte);
}

const MOST_KEY_BYTES = 1000;

function listen(): void {
  const pasted = at('cle', HTMLInputElement);
  pasted.addEventListener('input', () => takeKey(pasted.value));
  const keyFile = at('fichier-cle', HTMLInputElement);
  keyFile.addEventListener('change', async () => {
    const [file] = keyFile.files ?? [];
    pasted.value = '';
    takeKey(file ? await file.slice(0, MOST_KEY_BYTES).text() : '');
  });
  at('oublier', HTMLButtonElement).addEventListener('click', forgetKey);
  const chosen = at('fichiers', HTMLInputElement);
  chosen.addEventListener('change', () => {
    void open([...(chosen.files ?? [])]);
    chosen.value = '';
  });
  const drop = at('depot', HTMLElement);
  for (const type of ['dragover', 'dragleave', 'drop'] as const)
    document.addEventListener(type, (event) => {
      // Dropped anywhere else, a browser would leave the page and show the file.
      event.preventDefault();
      drop.classList.toggle('dessus', type === 'dragover');
      if (type === 'drop') void open([...(event.dataTransfer?.files ?? [])]);
    });
  at('effacer', HTMLButtonElement).addEventListener('click', () => startAgain('Tout est effacé.'));
  at('arreter', HTMLButtonElement).addEventListener('click', () =>
    startAgain('La lecture est arrêtée : rien n’a été gardé.'),
  );
  at('antenne', HTMLSelectElement).addEventListener('change', () => {
    ask({ type: 'relire', reglages: settings() });
  });
  at('modele', HTMLButtonElement).addEventListener('click', () => {
    const annee = Number(at('modele-annee', HTMLInputElement).value);
    const antenne = at('modele-antenne', HTMLSelectElement).value;
    if (annee >= 2015 && annee <= 2100) ask({ type: 'modele', id: 0, antenne, annee });
    else say(0, 'Indiquez une année, de 2015 à 2100.', 'refus');
  });
  window.addEventListener('pagehide', () => {
    forgetKey();
    worker.terminate();
  });
}

function fill(): void {
  const names = new Map(data.contracts.map(({ antenne }) => [antenne, nameOf(antenne)] as const));
  for (const [code, texte] of [...names].sort(([, a], [, b]) => (a < b ? -1 : 1))) {
    for (const id of ['antenne', 'modele-antenne']) {
      const option = make('option', { texte });
      option.value = code;
      at(id, HTMLSelectElement).append(option);
    }
  }
  at('modele-annee', HTMLInputElement).value = String(new Date().getFullYear() - 1);
  if (data.antenne !== undefined)
    for (const id of ['antenne', 'modele-antenne']) at(id, HTMLSelectElement).value = data.antenne;
}

function nameOf(antenne: string): string {
  return data.noms[antenne] ?? antenne;
}

fill();
listen();
