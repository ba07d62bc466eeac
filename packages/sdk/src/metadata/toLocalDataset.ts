import { encodingFormatOf, fileIdOf, type Metadata } from '@sahara/protocol'
import type { ManifestFile } from '@sahara/vault'

/**
 * The Croissant document of a dataset that was opened: its files are the
 * decrypted ones, by their paths, with their hashes. Croissant's tools load it
 * and the record sets in it. Not for publishing: paths and hashes are secret.
 * Undefined for other kinds of assets.
 *
 * @param parameters.folder where the files lie, as seen from the document
 */
export function toLocalDataset(parameters: {
  metadata: Metadata
  files: readonly ManifestFile[]
  folder: string
}): Record<string, unknown> | undefined {
  const { metadata, files, folder } = parameters
  if (metadata.sahara.kind !== 'dataset') return
  return {
    ...metadata,
    distribution: files.map(({ path, size, sha256 }) => ({
      '@type': 'cr:FileObject',
      '@id': fileIdOf(path),
      name: path,
      contentUrl: `${folder}/${path}`,
      contentSize: `${size} B`,
      encodingFormat: encodingFormatOf(path),
      sha256,
    })),
  }
}
