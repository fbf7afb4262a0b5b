import type { Output } from '../output.ts';
import { runPublish } from '../pipeline.ts';
import { placesToRead } from '../places.ts';

/** Writes a release, or says that nothing changed. */
export async function publishCommand(
  options: { samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const published = await runPublish(
    placesToRead(options.samples, env, 'warehouse'),
    () => new Date(),
    (text) => output.note(text),
  );
  output.result(
    { release: published.release, creee: published.created, manifest: published.manifest },
    published.created
      ? `Publication ${published.release} écrite et mise en vigueur.`
      : `Publication ${published.release} : rien n’a changé.`,
  );
}
