import { SaharaError } from '@sahara/protocol'
import type { Command } from 'commander'
import { type Hex, isHex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { type Context, createContext } from '../context.ts'
import { encryptKeystore } from '../keystore/keystore.ts'
import { readPassword } from '../readPassword.ts'

/** `sahara id`: the encrypted accounts of this machine. */
export function addIdCommand(program: Command): void {
  const id = program.command('id').description('accounts on this machine')
  id.command('create <name>')
    .description('make an account and encrypt it with a password')
    .action((name: string, _: unknown, command: Command) =>
      store(createContext(command), name, generatePrivateKey()),
    )
  id.command('import <name>')
    .description('encrypt the private key in SAHARA_PRIVATE_KEY')
    .action((name: string, _: unknown, command: Command) => {
      const key = process.env.SAHARA_PRIVATE_KEY
      if (!isHex(key) || key.length !== 66)
        throw new SaharaError('SAHARA_PRIVATE_KEY holds no private key.', {
          code: 'INPUT_INVALID',
          hint: 'Set it to 0x and 64 hexadecimal digits for this call only.',
        })
      return store(createContext(command), name, key)
    })
  id.command('list')
    .description('all accounts; * marks the one in use')
    .action(async (_: unknown, command: Command) => {
      const { keystores, print } = createContext(command)
      const [accounts, current] = await Promise.all([
        keystores.list(),
        keystores.current(),
      ])
      const all = accounts.map((a) => ({ ...a, current: a.name === current }))
      print({ accounts: all }, () =>
        all.map((a) => `${a.current ? '*' : ' '} ${a.name}  ${a.address}`),
      )
    })
  id.command('show')
    .description('the address in use')
    .action(async (_: unknown, command: Command) => {
      const context = createContext(command)
      const address = await context.address()
      context.print({ address }, () => [address])
    })
  id.command('use <name>')
    .description('choose the account that commands use')
    .action(async (name: string, _: unknown, command: Command) => {
      const { keystores, print } = createContext(command)
      await keystores.use(name)
      print({ name }, () => [`Using ${name}.`])
    })
}

async function store(
  context: Context,
  name: string,
  privateKey: Hex,
): Promise<void> {
  const { keystores, print } = context
  const password = await readPassword(`New password for ${name}`)
  const keystore = await encryptKeystore({ privateKey, password })
  await keystores.save(name, keystore)
  if ((await keystores.current()) === undefined) await keystores.use(name)
  const address = `0x${keystore.address}`
  print({ name, address }, () => [`${name}  ${address}`])
}
