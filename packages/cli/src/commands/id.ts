import type { Command } from 'commander'
import { addIdCreateCommand } from './id/create.ts'
import { addIdExportCommand } from './id/export.ts'
import { addIdFundCommand } from './id/fund.ts'
import { addIdImportCommand } from './id/import.ts'
import { addIdLinkCommands } from './id/link.ts'
import { addIdListCommand } from './id/list.ts'
import { addIdProfileCommand } from './id/profile.ts'
import { addIdRecipientCommand } from './id/recipient.ts'
import { addIdRecoverCommands } from './id/recover.ts'
import { addIdRegisterCommand } from './id/register.ts'
import { addIdShowCommand } from './id/show.ts'
import { addIdUseCommand } from './id/use.ts'

/** `sahara id`: the encrypted accounts of this machine, and Sahara IDs. */
export function defineIdCommand(id: Command): void {
  addIdCreateCommand(id)
  addIdImportCommand(id)
  addIdExportCommand(id)
  addIdListCommand(id)
  addIdShowCommand(id)
  addIdUseCommand(id)
  addIdFundCommand(id)
  addIdRegisterCommand(id)
  addIdProfileCommand(id)
  addIdRecipientCommand(id)
  addIdLinkCommands(id)
  addIdRecoverCommands(id)
}
