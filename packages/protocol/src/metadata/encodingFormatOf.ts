const formats = new Map(
  Object.entries({
    csv: 'text/csv',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    json: 'application/json',
    jsonl: 'application/jsonlines',
    md: 'text/markdown',
    mp3: 'audio/mpeg',
    mp4: 'video/mp4',
    ndjson: 'application/jsonlines',
    parquet: 'application/x-parquet',
    png: 'image/png',
    tar: 'application/x-tar',
    tif: 'image/tiff',
    tiff: 'image/tiff',
    tsv: 'text/tab-separated-values',
    txt: 'text/plain',
    wav: 'audio/wav',
    zip: 'application/zip',
  }),
)

/** The media type of a file by its name, in the spelling Croissant readers know. */
export function encodingFormatOf(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return formats.get(extension) ?? 'application/octet-stream'
}
