/**
 * The `@id` of a file in a Croissant document: its path, with the bytes of
 * what readers refuse in an id as `~` and two hex digits (URL escapes are
 * refused too). Different paths have different ids.
 */
export function fileIdOf(path: string): string {
  return path.replaceAll(/[\s~:<>"{}|\\^`]/gu, (character) =>
    character === '~'
      ? '~7E'
      : encodeURIComponent(character).replaceAll('%', '~'),
  )
}
