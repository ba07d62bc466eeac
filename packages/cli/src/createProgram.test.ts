import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { commands } from './commands.ts'
import { createProgram } from './createProgram.ts'

/** What `sahara` prints before it ends well. */
async function told(...argv: string[]): Promise<string> {
  let text = ''
  const program: Command = createProgram({ isJson: false })
  const listen = (command: Command) =>
    command.configureOutput({ writeOut: (part) => (text += part) })
  listen(program)
  for (const command of program.commands) listen(command)
  await expect(
    program.parseAsync(argv, { from: 'user' }),
  ).rejects.toMatchObject({ exitCode: 0 })
  return text
}

describe('createProgram', () => {
  test('default: lists every command', async () => {
    const text = await told('--help')
    for (const { usage } of commands) expect(text).toContain(`  ${usage} `)
  })

  test('behavior: the READMEs name every command', async () => {
    for (const path of ['../README.md', '../../../README.md']) {
      const text = await readFile(new URL(path, import.meta.url), 'utf8')
      for (const { usage } of commands)
        expect(text).toMatch(
          new RegExp(`^\\|.*\`${usage.split(' ')[0]}[ \`]`, 'm'),
        )
    }
  })

  test.each(commands)('behavior: $usage explains itself', async (command) => {
    const { usage, description } = command
    const [name = ''] = usage.split(' ')
    const text = await told(name, '--help')
    expect(text).toMatch(new RegExp(`^Usage: sahara ${name} `))
    expect(text.replaceAll(/\s+/g, ' ')).toContain(description)
    expect(await told('help', name)).toBe(text)
  })
})
