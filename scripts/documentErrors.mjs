// Writes docs/errors.md from the closed list of codes, with the HTTP status a
// node or keeper answers with. With --check nothing is written and a stale
// page is an error.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { problemStatus } from '../packages/node/src/api/problemStatus.ts'
import { errorCodes } from '../packages/protocol/src/errorCodes.ts'
import { root } from './setup.mjs'

const file = join(root, 'docs', 'errors.md')
const rows = Object.entries(errorCodes)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([code, meaning]) =>
      `| \`${code}\` | ${meaning} | ${problemStatus[code] ?? ''} |`,
  )
const page = `<!-- Made by scripts/documentErrors.mjs. Do not edit. -->
# Errors

Everything Sahara throws or answers carries one of these codes and a hint that says what to do.
The command prints \`CODE: message hint\` and exits with 1, or with 2 for wrong use; HTTP answers are
\`application/problem+json\` (RFC 9457) with the same \`code\`. Where no status stands, no server answers with the code.

| code | meaning | HTTP status |
| --- | --- | --- |
${rows.join('\n')}
`

const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === page
if (!isCurrent && process.argv.includes('--check')) {
  process.stderr.write('Stale, run node scripts/documentErrors.mjs\n')
  process.exitCode = 1
} else if (!isCurrent) {
  writeFileSync(file, page)
}
