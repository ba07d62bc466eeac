import type { Command } from 'commander'
import { addIdCreateCommand } from './id/create.ts'
import { addIdExportCommand } from './id/export.ts'
import { addIdFundCommand } from './id/fund.ts'
import { addIdImportCommand } from './id/import.ts'
import { addIdListCommand } from './id/list.ts'
import { addIdShowCommand } from './id/show.ts'
import { addIdUseCommand } from './id/use.ts'

/** `sahara id`: the encrypted accounts of this machine. */
export function defineIdCommand(id: Command): void {
  addIdCreateCommand(id)
  addIdImportCommand(id)
  addIdExportCommand(id)
  addIdListCommand(id)
  addIdShowCommand(id)
  addIdUseCommand(id)
  addIdFundCommand(id)
}
