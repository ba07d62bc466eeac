/**
 * Text of others as one harmless line: without control characters, which
 * could move the cursor or rewrite what is on screen, and without invisible
 * ones, which could reverse it.
 */
export function clean(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .trim()
}
