/** A short key of what a drawing shows: equal figures have equal keys, in the build and in the browser. */
export function drawingKey(content: unknown): string {
  const text = JSON.stringify(content) ?? '';
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(36);
}
