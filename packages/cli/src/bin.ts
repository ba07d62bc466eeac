#!/usr/bin/env node
import { runCli } from './runCli.ts'

// Who reads no further (`sahara search | head`) wants no more of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(1)
})
process.exitCode = await runCli(process.argv.slice(2))
