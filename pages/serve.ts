import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import sirv from 'sirv';
import { SiteError, systemCode } from './build/error.ts';

export interface ServeOptions {
  /** The folder of a built site (`BuiltSite.folder`). */
  folder: string;
  /** 3000 unless said; 0 takes any free port. */
  port?: number;
}

export interface ServedSite {
  /** `http://localhost:3000` */
  address: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  // The rest of the policy stands in each page, with the hashes of its own scripts.
  'Content-Security-Policy': "frame-ancestors 'none'",
};

/** The SQL engine's own: it reads the site it came from, runs its own module, and nothing else. */
const enginePolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

const notFound = `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Page introuvable – CPCA Sud-Occitanie</title></head>
<body><h1>Page introuvable</h1><p>Cette adresse ne correspond à aucune page de ce site.</p>
<p><a href="/">Revenir à l’essentiel</a></p></body></html>
`;

/** Only the names of this machine itself: a page from elsewhere cannot reach the site under another name. */
function isLocal(request: IncomingMessage): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? '');
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('Ce site ne répond que sur cette machine.\n');
}

/**
 * Serves a built site on this machine alone (127.0.0.1). A site that is rebuilt meanwhile is seen at the
 * next request. Prints nothing.
 * @throws SiteError when the port is taken
 */
export async function serveSite({ folder, port = 3000 }: ServeOptions): Promise<ServedSite> {
  const files = sirv(folder, {
    dev: true,
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders(response, pathname) {
      const forever = pathname.startsWith('/_app/immutable/');
      response.setHeader('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (pathname.startsWith('/moteur/') && pathname.endsWith('.js')) {
        response.setHeader('Content-Security-Policy', enginePolicy);
      }
      if (pathname.endsWith('.arrow'))
        response.setHeader('Content-Type', 'application/vnd.apache.arrow.stream');
    },
    onNoMatch(_request, response) {
      response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(notFound);
    },
  });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (isLocal(request)) files(request, response);
    else refuse(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, port)));
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  const actual = bound !== null && typeof bound === 'object' ? bound.port : port;
  return {
    address: `http://localhost:${actual}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

function portError(error: Error, port: number): Error {
  if (systemCode(error) !== 'EADDRINUSE') return error;
  return new SiteError(
    'site.port_occupe',
    `Le port ${port} est déjà pris par un autre programme.`,
    {
      regle: 'le site s’ouvre sur un port libre',
      remede: `Fermez l’autre programme, ou choisissez un autre port.`,
    },
    { cause: error },
  );
}
