import { addresses } from '@sahara/protocol'
import {
  encodeAbiParameters,
  type Hex,
  keccak256,
  numberToHex,
  pad,
} from 'viem'
import type { ValidatorIdentity } from '../validator/keys.ts'

/** A genesis of geth, as far as we change it. */
export type EngineGenesis = {
  config: { chainId: number }
  /** What the blocks keep to, hexadecimal. */
  gasLimit: string
  alloc: Record<
    string,
    {
      balance: string
      nonce?: string
      code?: string
      storage?: Record<string, string>
    }
  >
}

export type GenesisValidator = Pick<
  ValidatorIdentity,
  'address' | 'publicKey' | 'x' | 'y'
> & { name: string; power: bigint }

/** Where ValidatorSet keeps its state (ERC-7201, `sahara.storage.ValidatorSet`). */
const validatorSetSlot =
  0x172c9a1a2596a0b60a4e603eac2d62f622c0f1c5fa19b7ebbe8ea409bf9d6900n

/**
 * Contracts that blocks call by themselves since Cancun and Prague. Their code
 * is fixed by EIP-4788, EIP-2935, EIP-7002 and EIP-7251; without it no block
 * is valid.
 */
const systemContracts: Record<Hex, Hex> = {
  '0x000f3df6d732807ef1319fb7b8bb8522d0beac02':
    '0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500',
  '0x0000f90827f1c53a10cb7a02335b175320002935':
    '0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500',
  '0x00000961ef480eb55e80d19ad83579a64c007002':
    '0x3373fffffffffffffffffffffffffffffffffffffffe1460cb5760115f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff146101f457600182026001905f5b5f82111560685781019083028483029004916001019190604d565b909390049250505036603814608857366101f457346101f4575f5260205ff35b34106101f457600154600101600155600354806003026004013381556001015f35815560010160203590553360601b5f5260385f601437604c5fa0600101600355005b6003546002548082038060101160df575060105b5f5b8181146101835782810160030260040181604c02815460601b8152601401816001015481526020019060020154807fffffffffffffffffffffffffffffffff00000000000000000000000000000000168252906010019060401c908160381c81600701538160301c81600601538160281c81600501538160201c81600401538160181c81600301538160101c81600201538160081c81600101535360010160e1565b910180921461019557906002556101a0565b90505f6002555f6003555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff14156101cd57505f5b6001546002828201116101e25750505f6101e8565b01600290035b5f555f600155604c025ff35b5f5ffd',
  '0x0000bbddc7ce488642fb579f8b00f3a590007251':
    '0x3373fffffffffffffffffffffffffffffffffffffffe1460d35760115f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1461019a57600182026001905f5b5f82111560685781019083028483029004916001019190604d565b9093900492505050366060146088573661019a573461019a575f5260205ff35b341061019a57600154600101600155600354806004026004013381556001015f358155600101602035815560010160403590553360601b5f5260605f60143760745fa0600101600355005b6003546002548082038060021160e7575060025b5f5b8181146101295782810160040260040181607402815460601b815260140181600101548152602001816002015481526020019060030154905260010160e9565b910180921461013b5790600255610146565b90505f6002555f6003555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff141561017357505f5b6001546001828201116101885750505f61018e565b01600190035b5f555f6001556074025ff35b5f5ffd',
}

/**
 * The genesis of a network: that of the platform, with the network's
 * validators in ValidatorSet and what geth needs beside it.
 */
export function toEngineGenesis(
  platform: EngineGenesis,
  validators: readonly GenesisValidator[],
): EngineGenesis {
  const alloc = { ...platform.alloc }
  for (const [address, code] of Object.entries(systemContracts))
    alloc[address] = { balance: '0x0', nonce: '0x1', code }
  const address = addresses.validatorSet.toLowerCase()
  const contract = alloc[address]
  alloc[address] = {
    balance: '0x0',
    ...contract,
    storage: { ...contract?.storage, ...validatorStorage(validators) },
  }
  return { ...platform, alloc }
}

function validatorStorage(
  validators: readonly GenesisValidator[],
): Record<string, string> {
  const members = BigInt(keccak256(toWord(validatorSetSlot)))
  const slots: [bigint, bigint][] = [
    [validatorSetSlot, BigInt(validators.length)],
  ]
  for (const [index, { address, x, y, power }] of validators.entries()) {
    const entry = BigInt(
      keccak256(
        encodeAbiParameters(
          [{ type: 'address' }, { type: 'uint256' }],
          [address, validatorSetSlot + 1n],
        ),
      ),
    )
    const isOdd = BigInt(y) & 1n
    const position = BigInt(index + 1)
    slots.push(
      [members + BigInt(index), BigInt(address)],
      [entry, BigInt(x)],
      [entry + 1n, power | (isOdd << 64n) | (position << 72n)],
    )
  }
  return Object.fromEntries(
    slots.map(([slot, value]) => [toWord(slot), toWord(value)]),
  )
}

function toWord(value: bigint): Hex {
  return pad(numberToHex(value))
}
