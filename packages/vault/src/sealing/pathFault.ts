const maxPathBytes = 1024
const maxNameBytes = 255

/**
 * Why a path may not stand in a manifest, or undefined when it may: paths are
 * relative, and cannot leave the folder they are unpacked in, on any system.
 */
export function pathFault(path: string): string | undefined {
  const bytes = (value: string) => new TextEncoder().encode(value).length
  if (!path.isWellFormed()) return 'is not Unicode'
  if (path.normalize('NFC') !== path) return 'is not in Unicode form NFC'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are refused
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has a control character'
  if (path.includes('\\')) return 'has a backslash'
  if (/^[a-z]:/i.test(path)) return 'names a drive'
  if (bytes(path) > maxPathBytes) return 'is too long'
  for (const name of path.split('/')) {
    if (name === '') return 'has an empty part'
    if (name === '.' || name === '..') return 'has a relative part'
    if (bytes(name) > maxNameBytes) return 'has a part that is too long'
  }
  return undefined
}

/** The first path that occurs twice, or that is also the folder of another. */
export function clashingPath(paths: readonly string[]): string | undefined {
  const files = new Set<string>()
  for (const path of paths) {
    if (files.has(path)) return path
    files.add(path)
  }
  for (const path of paths)
    for (let i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1))
      if (files.has(path.slice(0, i))) return path.slice(0, i)
  return undefined
}
