// Runs in a process of its own: creating a database leaves PGlite with far
// more memory than reopening one.
import { PGlite } from '@electric-sql/pglite'

const [directory] = process.argv.slice(2)
if (directory === undefined) process.exit(2)
const database = await PGlite.create(directory)
await database.close()
