import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** Who a validator is, for contracts and for CometBFT alike. */
export type ValidatorIdentity = {
  address: Hex
  /** SEC1, compressed: 33 bytes. */
  publicKey: Hex
  x: Hex
  y: Hex
}

/** The identity that belongs to a private key of secp256k1. */
export function validatorIdentity(privateKey: Hex): ValidatorIdentity {
  const { address, publicKey } = privateKeyToAccount(privateKey)
  const x: Hex = `0x${publicKey.slice(4, 68)}`
  const y: Hex = `0x${publicKey.slice(68)}`
  const prefix = BigInt(y) % 2n === 1n ? '03' : '02'
  return {
    address: address.toLowerCase() as Hex,
    publicKey: `0x${prefix}${x.slice(2)}`,
    x,
    y,
  }
}

/** `priv_validator_key.json` of CometBFT. */
export function toValidatorKeyFile(privateKey: Hex): string {
  const { address, publicKey } = validatorIdentity(privateKey)
  return JSON.stringify({
    address: address.slice(2).toUpperCase(),
    pub_key: {
      type: 'tendermint/PubKeySecp256k1eth',
      value: toBase64(publicKey),
    },
    priv_key: {
      type: 'tendermint/PrivKeySecp256k1eth',
      value: toBase64(privateKey),
    },
  })
}

/** CometBFT's key for talking to peers, from a seed of 32 bytes. */
export function toNodeKey(seed: Hex): { nodeId: string; file: string } {
  const secret = hexToBytes(seed, { size: 32 })
  const der = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    secret,
  ])
  const privateKey = createPrivateKey({
    key: der,
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(-32)
  return {
    nodeId: createHash('sha256').update(publicKey).digest('hex').slice(0, 40),
    file: JSON.stringify({
      priv_key: {
        type: 'tendermint/PrivKeyEd25519',
        value: toBase64(bytesToHex(Buffer.concat([secret, publicKey]))),
      },
    }),
  }
}

/** geth's name of a node with this private key of secp256k1. */
export function toEnode(privateKey: Hex): string {
  return privateKeyToAccount(privateKey).publicKey.slice(4)
}

export function toBase64(hex: Hex): string {
  return Buffer.from(hex.slice(2), 'hex').toString('base64')
}
