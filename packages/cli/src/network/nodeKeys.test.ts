import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decryptKeystore, parseKeystore } from '../keystore/keystore.ts'
import {
  decryptNodeKeys,
  encryptNodeKeys,
  readNodeKeys,
  validatorOf,
} from './nodeKeys.ts'

const bin = fileURLToPath(new URL('../bin.ts', import.meta.url))
const keys = {
  validator: `0x${'11'.repeat(32)}`,
  nodeSeed: `0x${'22'.repeat(32)}`,
  geth: `0x${'33'.repeat(32)}`,
} as const
const password = 'correct horse'
const network = 'sahara-724272-c3f83fa1'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-keys-'))
  const base64 = (...hex: `0x${string}`[]) =>
    Buffer.concat(hex.map((one) => hexToBytes(one))).toString('base64')
  const files = {
    'cometbft/config/priv_validator_key.json': JSON.stringify({
      priv_key: { value: base64(keys.validator) },
    }),
    'cometbft/config/node_key.json': JSON.stringify({
      priv_key: { value: base64(keys.nodeSeed, `0x${'44'.repeat(32)}`) },
    }),
    'geth.key': keys.geth.slice(2),
    'node.json': JSON.stringify({
      ...{ name: 'node-1', network, chainId: 724272, host: '127.0.0.1' },
      ports: { rpc: 1, consensus: 2, metrics: 3 },
      identity: {
        validator: privateKeyToAccount(keys.validator).address.toLowerCase(),
        ...{ x: '0x1', y: '0x2', peer: 'sahara://…' },
      },
    }),
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function sahara(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--conditions=source', bin, '--json', ...args],
      {
        env: { ...process.env, SAHARA_HOME: folder, SAHARA_PASSWORD: password },
      },
      (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
    child.stdin?.end()
  })
}

describe('keys of a node', () => {
  test('default: a backup gives back the keys of a folder, to its password', async () => {
    const read = await readNodeKeys(folder)
    expect(read).toEqual(keys)
    const backup = JSON.stringify(
      await encryptNodeKeys({ keys: read, network, password, n: 2 }),
    )
    for (const key of Object.values(keys))
      expect(backup).not.toContain(key.slice(2))
    expect(await decryptNodeKeys(backup, password)).toEqual({ keys, network })
    // Wallets read the first one.
    expect(
      await decryptKeystore({ keystore: parseKeystore(backup), password }),
    ).toMatchObject({ privateKey: keys.validator })
    await expect(decryptNodeKeys(backup, 'wrong')).rejects.toMatchObject({
      code: 'KEYSTORE_PASSWORD_WRONG',
    })
    const { sahara: _, ...keystore } = JSON.parse(backup)
    await expect(
      decryptNodeKeys(JSON.stringify(keystore), password),
    ).rejects.toMatchObject({ code: 'KEYSTORE_INVALID' })
  })

  test('error: NODE_FOLDER_DAMAGED where keys are missing', async () => {
    await expect(readNodeKeys(join(folder, 'none'))).rejects.toMatchObject({
      code: 'NODE_FOLDER_DAMAGED',
    })
  })

  test('behavior: the command writes a backup once, for its user alone', async () => {
    const path = join(folder, 'backup.json')
    const shown = await sahara('chain', 'keys', 'show', folder)
    const validator = validatorOf(keys)
    expect(JSON.parse(shown.stdout)).toMatchObject({ validator })
    const args = ['chain', 'keys', 'export', folder, '--out', path]
    expect(await sahara(...args)).toMatchObject({ code: 0, stderr: '' })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const text = await readFile(path, 'utf8')
    expect(await decryptNodeKeys(text, password)).toEqual({ keys, network })
    const again = await sahara(...args)
    expect(again.code).toBe(2)
    expect(JSON.parse(again.stderr)).toMatchObject({ code: 'INPUT_INVALID' })
    expect(await readFile(path, 'utf8')).toBe(text)
  }, 240_000)

  test('behavior: nothing is deleted without a yes', async () => {
    const asked = await sahara('chain', 'reset', folder, '--all')
    expect(asked.code).toBe(2)
    expect(JSON.parse(asked.stderr)).toMatchObject({ code: 'INPUT_INVALID' })
    expect(await readNodeKeys(folder)).toEqual(keys)
  }, 240_000)
})
