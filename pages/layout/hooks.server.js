/**
 * Says in the build's output why a page cannot be drawn; a page that cannot be drawn fails the build.
 * @type {import('@sveltejs/kit').HandleServerError}
 */
export function handleError({ error, event }) {
  console.error(`${event.url.pathname} :`, error);
  return { message: 'Cette page n’a pas pu être construite.' };
}
